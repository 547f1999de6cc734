/* What becomes of a layer's records in a file: which columns, under which headings, in which language and
 * reference system. Worked out once; writers see planned records only. */
#ifndef TER_EXPORT_PLAN_H
#define TER_EXPORT_PLAN_H

#include "base/crs.h"
#include "writer.h"

struct ter_plan_column {
    const struct ter_field *field;
    char *name;                      /* the heading: the field's name, or its title */
    char *title;                     /* for formats that have a place for it; unique among the columns */
    const struct ter_domain *domain; /* the stored values that are written; NULL: any text, also labels */
    size_t at;                       /* where the value stands in a record */
};

struct ter_plan {
    const struct ter_layer *layer;
    enum ter_lang lang;
    bool titles;
    struct ter_plan_column *columns;
    size_t count;
    int from_epsg, epsg;           /* of the records, of the file */
    const struct ter_field *style; /* the field whose domain colours the map; NULL: none */
    size_t style_at;
    struct ter_transform *transform; /* NULL: positions stay as they are */
    struct ter_value *values;
    struct ter_buf *labels; /* one a column: values that are not the record's own */
    struct ter_buf wkb;
    struct ter_buf code;
    int64_t planned, unplaced, written; /* records: in all, of them without position, handed to the format */
};

/* A record as it is to be written; valid until the next one. */
struct ter_planned {
    const struct ter_value *values; /* plan.count of them */
    struct ter_wkb geometry;
    bool has_id;
    int64_t id;
    const char *code;       /* "" where there is none */
    struct ter_value style; /* what colours it on a map: the stored value of the layer's style_by */
};

/* epsg: of the file. Fails with TER_USAGE on a reference system that is not known. */
TER_CHECKED bool ter_plan_open(
    const struct ter_write_options *options, int epsg, struct ter_plan **ret_plan, struct ter_error *err);
void ter_plan_close(struct ter_plan *plan);
TER_DEFINE_AUTO(struct ter_plan, ter_plan_close)

/* Refuses a value that is not of its field's type, by name, and a geometry that is broken. */
TER_CHECKED bool ter_plan_record(struct ter_plan *plan, const struct ter_record *record,
    struct ter_planned *ret_planned, struct ter_error *err);

/* CGCS2000 and WGS 84 differ by nothing that PROJ knows of: positions are passed on unchanged. */
bool ter_plan_is_null_transformation(const struct ter_plan *plan);

bool ter_plan_holds_points(const struct ter_plan *plan);

/* Say in one sentence what became of the reference system; "" where nothing did. */
void ter_plan_describe_crs(const struct ter_plan *plan, struct ter_buf *out);

#endif
