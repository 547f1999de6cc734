/* What the forms of output share with output.c alone. */
#ifndef TER_CLI_OUTPUT_FORMS_H
#define TER_CLI_OUTPUT_FORMS_H

#include "base/json.h"
#include "export/writer.h"
#include "output.h"
#include "table.h"

#include <math.h>

/* What begins, adds to and ends one form. */
struct ter_output_form {
    TER_CHECKED bool (*begin)(struct ter_output *output, struct ter_error *err);
    TER_CHECKED bool (*add)(
        struct ter_output *output, const struct ter_record *record, double distance_m, struct ter_error *err);
    TER_CHECKED bool (*end)(struct ter_output *output, struct ter_error *err);
};

struct ter_output {
    struct ter_output_options options;
    const struct ter_output_form *form;
    size_t count;                       /* records so far */
    struct ter_json_array array;        /* json */
    struct ter_writer *writer;          /* geojson … */
    struct ter_value *values;           /* … and a record of it with its distance */
    struct ter_table table;             /* table … */
    size_t columns[TER_MAX_FIELDS + 1]; /* … and what its columns show */
};

extern const struct ter_output_form ter_output_json, ter_output_geojson, ter_output_csv, ter_output_table;

static inline bool ter_output_holds_points(const struct ter_output *output)
{
    return output->options.layer->geometry == TER_POINT;
}

/* Distances are given to the millimetre, in every form that programs read. */
static inline double ter_output_distance_m(double distance_m)
{
    return round(distance_m * 1000) / 1000;
}

#endif
