"""Owns a user at work in QGIS: a session that opens a layer, changes it, saves and ends. It knows nothing of what is
checked."""

import concurrent.futures
import multiprocessing

from session import open_layer, qgis


def session(work, registry, provider, *values, table="hydrant", only=""):
    """Let `work` edit a table, or those of its records that a condition picks, in a QGIS that has ended when this
    returns."""
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(edit, work, registry, provider, table, only, values).result()


def edit(work, registry, provider, table, only, values):
    with qgis():  # which must not end before its layers
        return work(Editor(open_layer(registry, table, provider, only=only)), *values)


class Editor:
    """One layer being edited; each change is a save of its own, as when a user presses the button."""

    def __init__(self, layer):
        self.layer = layer

    def find(self, code):
        from qgis.core import QgsExpression, QgsFeatureRequest

        wanted = QgsExpression.createFieldEqualityExpression("code", code)
        return next(self.layer.getFeatures(QgsFeatureRequest().setFilterExpression(wanted)))

    def save(self, change):
        """Make a change and save it: what the provider complains about, nothing when it is stored."""
        if not self.layer.startEditing():
            return ["read-only"]
        change()
        if self.layer.commitChanges():
            return []
        complaints = self.layer.commitErrors()
        self.layer.rollBack()
        return complaints or ["refused"]

    def set(self, code, /, **values):
        return self.set_all({code: values})

    def set_all(self, changes):
        """Change several records in one save."""
        fields = self.layer.fields()
        by_id = {self.find(code).id(): values for code, values in changes.items()}

        def change():
            for identity, values in by_id.items():
                for name, value in values.items():
                    self.layer.changeAttributeValue(identity, fields.indexOf(name), value)

        return self.save(change)

    def add(self, points, /, **values):
        from qgis.core import QgsGeometry, QgsPointXY, QgsVectorLayerUtils

        def change():
            for x, y in points:
                geometry = QgsGeometry.fromPointXY(QgsPointXY(x, y))
                feature = QgsVectorLayerUtils.createFeature(self.layer, geometry)  # with the provider's defaults
                for name, value in values.items():
                    feature[name] = value
                self.layer.addFeature(feature)

        return self.save(change)

    def move(self, code, x, y):
        from qgis.core import QgsGeometry, QgsPointXY

        identity = self.find(code).id()
        return self.save(lambda: self.layer.changeGeometry(identity, QgsGeometry.fromPointXY(QgsPointXY(x, y))))

    def delete(self, code):
        identity = self.find(code).id()
        return self.save(lambda: self.layer.deleteFeature(identity))
