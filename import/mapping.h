/* From a file's rows to a layer's records: which column is which field, and what its texts mean. */
#ifndef TER_IMPORT_MAPPING_H
#define TER_IMPORT_MAPPING_H

#include "axes.h"
#include "base/datum.h"
#include "geometry_check.h"
#include "layer/layer.h"
#include "reader.h"

struct ter_pair {
    const char *field; /* with --map also longitude, latitude, coordinates or wkt */
    const char *text;  /* a column's heading (--map) or a value (--set) */
};

struct ter_map_options {
    const struct ter_pair *map; /* FIELD=COLUMN; beats what the headings say */
    size_t map_count;
    const struct ter_pair *set; /* FIELD=VALUE for every row */
    size_t set_count;
    int storage_epsg; /* the register's CRS */
    int epsg;         /* --crs; 0: what the file says, else what its positions show, else the storage CRS */
    enum ter_axis_order axes;            /* --axes */
    const char *datum_name;              /* --datum; NULL: not given */
    enum ter_datum datum;                /* what it names; wgs84 where it is not given */
    const struct ter_source_row *sample; /* the file's first rows, from which is decided what positions are */
    size_t sample_count;
    struct ter_known_area area; /* where the register's things are */
    bool mend;                  /* draw polygons that cross themselves anew also where their area changes */
    bool refuse_bare;           /* shapes without a single field that a column or --set gives */
    bool refuse_zero_radius;    /* else the layer's own radius takes its place */
};

/* One record, ready to store; valid until the next call. */
struct ter_mapped_row {
    struct ter_record record;
    int64_t number; /* the row's number in the file */
};

/* Why a row was refused. */
struct ter_reject {
    int64_t number;
    const char *column; /* heading, or NULL when the row as a whole is meant */
    const char *value;
    const char *reason;
};

struct ter_mapping;

/* Work out the mapping. Fails when a named column or field does not exist (did-you-mean), two columns mean
 * one field, a --set value is not one of its field, the geometries are of another type than the layer's, a
 * required field is given by nothing, or nothing at all could be mapped. Notes say what was assumed and which
 * columns were left unread. `layer` and the strings of `info` must outlive the mapping. */
TER_CHECKED bool ter_mapping_open(const struct ter_layer *layer, const struct ter_source_info *info,
    const struct ter_map_options *options, struct ter_mapping **ret_mapping, struct ter_error *err);
void ter_mapping_close(struct ter_mapping *mapping);
TER_DEFINE_AUTO(struct ter_mapping, ter_mapping_close)

const struct ter_strings *ter_mapping_notes(const struct ter_mapping *mapping);

/* All rows came: add notes on what was counted meanwhile. */
void ter_mapping_finish(struct ter_mapping *mapping);

/* For each of the layer's fields: does the file (or --set) give it? Length layer->field_count. Where the file
 * gives positions, method and uncertainty_m count as given: rows with a position always have both. A given
 * code or status may yet be null in a row, for the register to fill in. */
const bool *ter_mapping_given(const struct ter_mapping *mapping);
bool ter_mapping_has_geometry(const struct ter_mapping *mapping);

/* What was mended of the last row's geometry, valid until the next row; NULL where nothing was. */
const struct ter_geometry_mending *ter_mapping_mending(const struct ter_mapping *mapping);

/* Map one row. Either *ret_row or *ret_reject is set, the other becomes NULL. */
void ter_mapping_apply(struct ter_mapping *mapping, const struct ter_source_row *source,
    const struct ter_mapped_row **ret_row, const struct ter_reject **ret_reject);

#endif
