"""Owns the question whether the real QGIS opens a layer: prints one line of JSON about it.

usage: qgis_opens.py SOURCE [PROVIDER]"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "qgis"))
import session  # noqa: E402


def main():
    with session.qgis():
        from qgis.core import QgsVectorLayer

        layer = QgsVectorLayer(sys.argv[1], "sample", sys.argv[2] if len(sys.argv) > 2 else "ogr")
        found = {"valid": layer.isValid(), "count": 0, "crs": "", "texts": [], "points": []}
        if layer.isValid():
            found["crs"] = layer.crs().authid()
            for feature in layer.getFeatures():
                found["count"] += 1
                found["texts"] += [value for value in feature.attributes() if isinstance(value, str)]
                if feature.hasGeometry():
                    at = feature.geometry().asPoint()
                    found["points"].append([at.x(), at.y()])
        print(json.dumps(found))
        del layer
    return 0


if __name__ == "__main__":
    sys.exit(main())
