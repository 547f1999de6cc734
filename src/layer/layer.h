/* A layer definition: all there is to say of one kind of thing in the register, read from a JSON file.
 *
 * The fields that every layer has stand in layers/common.json; a definition adds its own. Tables, triggers,
 * QGIS forms and styles, import mapping, export names and report headings are all derived from this. */
#ifndef TER_LAYER_LAYER_H
#define TER_LAYER_LAYER_H

#include "value.h"

enum ter_lang { TER_EN = 0, TER_ZH = 1 };

/* A text in both languages; neither is NULL. */
struct ter_label {
    char *text[2]; /* indexed by enum ter_lang */
};

enum ter_field_type { TER_FIELD_TEXT, TER_FIELD_INTEGER, TER_FIELD_REAL, TER_FIELD_DATE };

/* One permitted value of a domain. */
struct ter_choice {
    char *value;                /* what is stored */
    struct ter_label title;     /* what is shown; both are understood on import, as is `value` */
    struct ter_strings aliases; /* other spellings understood on import */
    char *color;                /* "#rrggbb" for the map, or NULL */
    char *needs;                /* what a mend needs (digger, valve …), or NULL */
    int severity;               /* 0 … 5, or -1 where it means nothing */
};

struct ter_domain {
    char *name;
    struct ter_choice *choices;
    size_t count;
};

struct ter_field {
    char *name; /* [a-z][a-z0-9_]*, at most 40 characters */
    enum ter_field_type type;
    struct ter_label title;
    struct ter_strings aliases;      /* column headings understood on import */
    char *shp;                       /* Shapefile name: ASCII, at most 10 characters, unique in the layer */
    const struct ter_domain *domain; /* NULL: any value of the type */
    bool required;
    bool automatic; /* kept by triggers: an import or `set` may not write it */
    bool fill_down; /* on import a merged cell of a list stands for each of its rows */
    bool is_public; /* may be shown to everybody: on public maps and in open data */
    bool has_min, has_max;
    double min, max; /* inclusive */
};

struct ter_transition {
    char *from, *to; /* status values */
};

enum ter_deadline_unit { TER_DAYS, TER_WORKING_DAYS, TER_MONTHS };

struct ter_condition_set; /* condition.h */

/* A date by which something must have happened: so long after the date in a field, while the status is one of
 * `open_while` and `where` holds. */
struct ter_deadline {
    char *name;
    struct ter_label title;
    size_t from; /* index of a date field */
    int amount;
    enum ter_deadline_unit unit;
    struct ter_strings open_while;
    struct ter_condition_set *where; /* NULL: of every record */
    char *source;                    /* where the rule stands, or NULL */
};

struct ter_guard; /* guard.h */

struct ter_index {
    char *fields[4]; /* NULL after the last */
};

/* Fields that the code itself uses, by position in ter_layer.fields. */
enum ter_role {
    TER_ROLE_ID,
    TER_ROLE_CODE,
    TER_ROLE_STATUS,
    TER_ROLE_STATUS_SINCE,
    TER_ROLE_TOWNSHIP,
    TER_ROLE_LOCATION_TEXT,
    TER_ROLE_LOCATION_CORRECTED,
    TER_ROLE_METHOD,
    TER_ROLE_PRECISION,
    TER_ROLE_UNCERTAINTY_M,
    TER_ROLE_PLACED_NOTE,
    TER_ROLE_SOURCE_ID,
    TER_ROLE_SOURCE_ROW,
    TER_ROLE_UPDATED_AT,
    TER_ROLE_COUNT,
};

struct ter_layer {
    char *name;
    int version;
    struct ter_label title;
    struct ter_label description;
    enum ter_geometry_type geometry; /* NONE: a table without a map */
    char *code_prefix; /* generated codes are the prefix and the id with at least code_digits digits */
    int code_digits;
    double manual_uncertainty_m;   /* assumed of a point moved by hand */
    double imported_uncertainty_m; /* assumed of coordinates that came without a radius */

    struct ter_field
        *fields; /* id and code, the layer's own, then the common ones: the table's column order */
    size_t field_count;
    size_t role[TER_ROLE_COUNT];

    struct ter_domain *domains;
    size_t domain_count;

    char *initial_status;
    struct ter_transition *transitions;
    size_t transition_count;
    struct ter_strings available; /* status values in which the thing can be used */
    struct ter_strings
        superseded; /* status values of records for which others stand now, as parts of a patch */

    struct ter_guard *guards;
    size_t guard_count;

    struct ter_deadline *deadlines;
    size_t deadline_count;

    struct ter_index *indexes;
    size_t index_count;

    char *style_by; /* field whose domain colours the map; NULL without geometry */
    char *json;     /* the definition's text as it was read */
};

enum { TER_MAX_FIELDS = 60 }; /* SQLite's json_object takes 63 pairs */

/* Read and check a definition. `name` names the text in errors. A syntax error has line and column, a
 * mistake of meaning its JSON path (/fields/3/domain), each with what to do. */
TER_CHECKED bool ter_layer_parse(
    const char *text, size_t size, const char *name, struct ter_layer **ret_layer, struct ter_error *err);
void ter_layer_free(struct ter_layer *layer);
TER_DEFINE_AUTO(struct ter_layer, ter_layer_free)

/* The definitions that ship inside the program. */
size_t ter_layer_shipped_count(void);
const char *ter_layer_shipped_text(size_t index, size_t *ret_size);

/* A field by name; NULL when there is none. */
const struct ter_field *ter_layer_field(const struct ter_layer *layer, const char *name);
size_t ter_layer_field_index(const struct ter_layer *layer, const struct ter_field *field);

/* The same, failing with a did-you-mean. */
TER_CHECKED bool ter_layer_need_field(const struct ter_layer *layer, const char *name,
    const struct ter_field **ret_field, struct ter_error *err);

/* The field that a column heading means: its name, a title, an alias or its Shapefile name, compared by
 * ter_text_key; else NULL.
 */
const struct ter_field *ter_layer_field_for_heading(const struct ter_layer *layer, const char *heading);

/* The choice that a text means: its value, a title or an alias, compared by ter_text_key; else NULL. */
const struct ter_choice *ter_domain_choice(const struct ter_domain *domain, const char *text);

/* Turn a text into a stored value of the field: choices by any of their names, numbers, dates (2023-03-05,
 * 2023/3/5, 2023.3.5, 2023年3月5日). Blank text is null. ret_value borrows from `text` or the layer; a
 * rewritten date is kept in `scratch`, which must outlive the value. The error says what would be right. */
enum { TER_SCRATCH_SIZE = 16 };
TER_CHECKED bool ter_field_read(const struct ter_field *field, const char *text,
    char scratch[TER_SCRATCH_SIZE], struct ter_value *ret_value, struct ter_error *err);

/* Check a value that is already typed (from a file with types, or from an expression) against the field. */
TER_CHECKED bool ter_field_check(
    const struct ter_field *field, struct ter_value value, struct ter_error *err);

/* The text to show for a value: the choice's title in `lang`, else the value itself. */
void ter_field_print(
    const struct ter_field *field, struct ter_value value, enum ter_lang lang, struct ter_buf *out);

/* Whether the layer may be shown to everybody: one of its own fields is public. What every layer has (code,
 * status, township) says nothing of that. */
bool ter_layer_is_public(const struct ter_layer *layer);

/* Say whether no status may follow this one. */
bool ter_layer_status_is_final(const struct ter_layer *layer, const char *status);
/* Say whether the layer's file names the status as one in which other records stand for this one. */
bool ter_layer_status_is_superseded(const struct ter_layer *layer, const char *status);

bool ter_layer_transition_allowed(const struct ter_layer *layer, const char *from, const char *to);

#endif
