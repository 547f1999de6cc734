/* A QGIS project beside a register: what is in it, as plain data, and the writer. It knows no SQL and asks
 * nobody: whoever fills it in has asked the register. */
#ifndef TER_EXPORT_QGIS_PROJECT_H
#define TER_EXPORT_QGIS_PROJECT_H

#include "layer/layer.h"

enum ter_qgis_provider { TER_QGIS_OGR, TER_QGIS_SPATIALITE };

enum { TER_QGIS_TOP = -1 };

/* A group of the layer tree; the first is drawn on top. */
struct ter_qgis_group {
    char *title;
    int parent; /* index of the group that it stands in, below that one's layers; or TER_QGIS_TOP */
    bool collapsed;
};

/* A layer of the project: a table or view, or some of its rows. */
struct ter_qgis_layer {
    char *id; /* unique in the project; expressions and relations name the layer by it. QGIS takes none that
                 has less than 11 characters */
    char *table;  /* or view */
    char *subset; /* an SQL condition; NULL: all rows */
    enum ter_qgis_provider provider;
    char *title;
    size_t group;
    enum ter_geometry_type geometry; /* NONE: a table without a map */
    char *qml;                       /* its style; NULL: whatever QGIS makes up */
    char *display; /* an expression: what a record is called in lists; NULL: as the style says */
    char *preset_field, *preset; /* what a new record has in a field; NULL: nothing */
    bool on;                     /* drawn */
    bool collapsed;              /* its legend */
    bool read_only;
    bool hidden; /* serves relations only: not in the tree that users see */
};

/* Records of one layer name a record of another. */
struct ter_qgis_relation {
    char *id;
    char *title;
    char *child, *child_field;   /* layer id, field */
    char *parent, *parent_field; /* in whose form the children are shown, on a tab of their own */
};

struct ter_qgis_bookmark {
    char *name;
    struct ter_bbox box;
};

/* One column of the sheet's table. */
struct ter_qgis_column {
    char *heading;
    char *expression;
    double width_mm;
};

/* The print layout: one sheet for each township. */
struct ter_qgis_sheet {
    char *name;
    char *coverage; /* layer id; its field `name` is the township's */
    char *filter;   /* which of them get a sheet: an expression over the coverage layer */
    char *shape;    /* what the map must show: an expression that gives a geometry in the project's system */
    char *list;     /* id of the layer that the table lists */
    char *list_filter; /* which of its records */
    char *list_order;  /* an expression */
    char *heading;     /* over the table; may hold [% expressions %] */
    char *empty;       /* what the table says when it has no rows */
    char *notes;       /* the small line at the foot; may hold [% expressions %] */
    struct ter_qgis_column *columns;
    size_t column_count;
};

struct ter_qgis_project {
    char *title;
    enum ter_lang lang;
    char *register_path; /* as the project's file names it: relative, with slashes */
    int epsg;            /* of the register's geometries */
    int map_epsg;        /* of the map: metric */
    double extent[4];    /* what is shown first: x and y of two corners in map_epsg */
    bool has_extent;
    char *bookmark_group;

    struct ter_qgis_group *groups;
    size_t group_count;
    struct ter_qgis_layer *layers; /* drawn in this order within their groups */
    size_t layer_count;
    struct ter_qgis_relation *relations;
    size_t relation_count;
    struct ter_qgis_bookmark *bookmarks;
    size_t bookmark_count;
    struct ter_qgis_sheet sheet;
};
void ter_qgis_project_free(struct ter_qgis_project *project);
#define TER_AUTO_QGIS_PROJECT __attribute__((cleanup(ter_qgis_project_free)))

/* Write the document as QGIS 3.22 reads it (the .qgs inside of a .qgz), UTF-8. `ellipsoid` ("EPSG:7030") is
 * what lengths and areas are measured on. Fails on a style that is no XML. */
TER_CHECKED bool ter_qgis_document(const struct ter_qgis_project *project, const char *ellipsoid,
    struct ter_buf *ret_document, struct ter_error *err);

/* Whether a document is as ter_qgis_document wrote it: QGIS drops the mark when it saves a project. */
bool ter_qgis_is_ours(const char *document, size_t size);

/* Write the project into `path` (.qgz), whole or not at all. What is there already is replaced only where it
 * is a project of ours that nobody has saved since, or with `overwrite`. */
TER_CHECKED bool ter_qgis_write(
    const struct ter_qgis_project *project, const char *path, bool overwrite, struct ter_error *err);

#endif
