/* One cell, and one record: what readers yield, the registry stores and writers consume. */
#ifndef TER_LAYER_VALUE_H
#define TER_LAYER_VALUE_H

#include "base/geometry.h"

enum ter_value_type { TER_VALUE_NULL = 0, TER_VALUE_INT, TER_VALUE_REAL, TER_VALUE_TEXT };

/* Text is borrowed: it lives as long as whatever produced the value says. It is valid UTF-8 without NUL and
 * ended by NUL at text[size]. Dates are texts YYYY-MM-DD. */
struct ter_value {
    enum ter_value_type type;
    union {
        int64_t integer;
        double real;
        struct {
            const char *text;
            size_t size; /* bytes, without the NUL */
        };
    };
};

struct ter_value ter_value_text(const char *text); /* NULL becomes the null value */
struct ter_value ter_value_int(int64_t integer);
struct ter_value ter_value_real(double real);

bool ter_value_equal(struct ter_value a, struct ter_value b);      /* 1 equals 1.0 */
struct ter_value ter_value_copy(struct ter_value value);           /* the text is owned by the caller … */
void ter_value_free(struct ter_value *value);                      /* … who frees it so */
double ter_value_number(struct ter_value value, double otherwise); /* integer or real; else `otherwise` */

/* Write the value as text: nothing for null, the shortest digits that read back for reals. */
void ter_value_print(struct ter_value value, struct ter_buf *out);

/* A record of a layer: one value for each of the layer's fields, in their order, and its geometry. */
struct ter_record {
    const struct ter_value *values;
    size_t count;
    struct ter_wkb geometry; /* data NULL: no position */
};

#endif
