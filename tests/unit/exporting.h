/* What the tests of exports share: records to write, writers, and GDAL to read back with. All of it ends the
 * test with a message when something is not as it should be. */
#ifndef TER_TESTS_EXPORTING_H
#define TER_TESTS_EXPORTING_H

#include "base/json.h"
#include "export/writer.h"
#include "helpers.h"

#include <gdal.h>
#include <ogr_api.h>

/* Between set_up and tear_down: two shipped layers, and the error of whatever fails. */
extern struct ter_layer *export_hydrant, *export_township;
extern struct ter_error export_error;
extern const struct ter_lonlat export_somewhere;

struct export_row {
    struct ter_value values[TER_MAX_FIELDS];
    uint8_t wkb[TER_WKB_POINT_SIZE];
    struct ter_record record;
};

struct ter_layer *export_layer(const char *name);
void export_set_up(void);
void export_tear_down(void);
void export_set(
    struct export_row *row, const struct ter_layer *layer, const char *field, struct ter_value value);
void export_row(struct export_row *row, const struct ter_layer *layer, int64_t id, const char *code);
void export_place(struct export_row *row, struct ter_lonlat at);
void export_full_row(struct export_row *row);
struct ter_write_options export_options(const struct ter_layer *layer);
struct ter_writer *export_open(const char *path, const struct ter_write_options *options);
void export_put(struct ter_writer *writer, const struct export_row *row);
void export_finish(struct ter_writer *writer);
const char *export_two(const char *name, const struct ter_write_options *options);
bool export_noted(const struct ter_writer *writer, const char *part);
GDALDatasetH export_reopen(const char *path, const char *const *open_options);
OGRFeatureH export_feature(GDALDatasetH dataset, int index);
const char *export_text(OGRFeatureH feature, const char *field);
double export_number(OGRFeatureH feature, const char *field);
void export_check_date(OGRFeatureH feature, const char *field);
void export_check_point(OGRFeatureH feature);
void export_check_crs(GDALDatasetH dataset);
json_t *export_json(const char *path);
void export_area_row(struct export_row *row, unsigned char **ret_wkb);
const char *export_area(const char *name);

#endif
