/* Readers: files in, rows out. A reader sees columns and rows, never layers or SQL. */
#ifndef TER_IMPORT_READER_H
#define TER_IMPORT_READER_H

#include "headings.h"
#include "layer/value.h"

struct ter_read_options {
    const char *from;     /* the source's own layer or sheet; NULL: the only or first one */
    const char *encoding; /* iconv name; NULL: detect and say what was assumed */
    /* Of tables only. With `known`, titles above the headings are skipped, totals and notes are marked as no
     * records, and merged cells filled down; without, the first row has the headings. Must outlive the
     * reader. */
    const struct ter_headings *known;
    int64_t header_row; /* as people count rows; 0: find it */
    char delimiter;     /* of a CSV; 0: find it */
    bool fill_down;     /* blank cells of the columns that `known` marks take the value above them */
};

/* What a file says of itself once opened. Strings belong to the reader. */
struct ter_source_info {
    const char *const *columns; /* headings as printed, blanks trimmed */
    size_t column_count;
    /* NONE where the file has columns only, a collection where types are mixed or not stated. */
    enum ter_geometry_type geometry;
    int epsg;          /* CRS of the geometries; 0: not stated */
    int64_t size_hint; /* rows or bytes in all, for progress; 0: unknown */
};

/* One row; valid until the next call of `next` or `close`. */
struct ter_source_row {
    /* What a person would look for: the line of a CSV where the row starts, the row of a sheet, the feature's
     * id where the file keeps ids of its own, else its place in the file, from 1. */
    int64_t number;
    const struct ter_value *values; /* column_count of them */
    struct ter_wkb geometry;
    const char *no_record; /* why this row is none of the table's records: a total, a note; else NULL */
    int64_t done;          /* progress in the unit of size_hint */
};

struct ter_reader;

struct ter_reader_kind {
    const char *name;
    const char *const *extensions; /* lower case, without the dot, ended by NULL */
    TER_CHECKED bool (*open)(const char *path, const struct ter_read_options *options,
        struct ter_reader **ret_reader, struct ter_error *err);
};

/* Every reader starts with this. */
struct ter_reader {
    const struct ter_reader_kind *kind;
    struct ter_source_info info;
    /* What was assumed, a sentence each. Some shows only while rows are read: print them after the last. */
    struct ter_strings notes;
    /* Give the next row; *ret_row is NULL at the end. The error names the row and column. */
    TER_CHECKED bool (*next)(
        struct ter_reader *reader, const struct ter_source_row **ret_row, struct ter_error *err);
    void (*close)(struct ter_reader *reader);
};

/* Open a file with the reader its extension names. Refuses what is missing, a directory, empty or unreadable.
 * Errors here and of `next` do not name the file: the caller wraps its path round them. */
TER_CHECKED bool ter_reader_open(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err);
/* The same with a reader of the caller's choice. */
TER_CHECKED bool ter_reader_open_as(const struct ter_reader_kind *kind, const char *path,
    const struct ter_read_options *options, struct ter_reader **ret_reader, struct ter_error *err);
void ter_reader_close(struct ter_reader *reader);
TER_DEFINE_AUTO(struct ter_reader, ter_reader_close)

extern const struct ter_reader_kind ter_reader_csv;   /* csv tsv txt */
extern const struct ter_reader_kind ter_reader_sheet; /* xlsx ods xls, through GDAL */
extern const struct ter_reader_kind ter_reader_ogr;   /* everything else, through GDAL */

/* For gazetteers, by name only. Their headings are those of a gazetteer file (src/cli/gazetteer_columns.h).
 */
extern const struct ter_reader_kind ter_reader_osm;
extern const struct ter_reader_kind ter_reader_geonames;

/* The first of these headings (keys of ter_text_key, ended by NULL) that the file has as a column; SIZE_MAX:
 * none. */
size_t ter_source_column(const struct ter_source_info *info, const char *const *headings);

#endif
