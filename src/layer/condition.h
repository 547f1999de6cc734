/* A test on the fields of one record, as data in a layer file: when a deadline runs, what a step of the
 * life-cycle needs, which records a weight is for.
 *
 *   {"kind": ["nursing_home", "hospital"]}         one of these values (numbers in fields of numbers)
 *   {"farmland_m2": {"above": 0}}                  limits of numbers and dates: min, max (themselves
 * allowed), above, below (not allowed)
 *   {"found_on": {"min": {"field": "occurred_on"}}}  a limit that another field of the record sets
 *   {"project": {"given": true}}                   the field is filled in, or (false) empty
 *   {"any": [{…}, {…}]}   {"none": [{…}, {…}]}     at least one, or not a single one, of these sets holds
 *
 * All members of a set must hold; the empty set {} always does. A field that is empty passes no test but
 * {"given": false}: what is not known is neither inside nor outside a limit. Every test is so either true or
 * false, in C and in SQL (registry/condition_sql.h) alike; a test keeps both together. */
#ifndef TER_LAYER_CONDITION_H
#define TER_LAYER_CONDITION_H

#include "layer.h"

struct ter_node;

enum ter_test_kind {
    TER_TEST_ONE_OF,
    TER_TEST_LIMITS,
    TER_TEST_GIVEN,
    TER_TEST_ANY,
    TER_TEST_NONE,
};

enum ter_limit_kind { TER_LIMIT_MIN, TER_LIMIT_MAX, TER_LIMIT_ABOVE, TER_LIMIT_BELOW, TER_LIMIT_COUNT };

struct ter_limit {
    bool set;
    bool by_field;
    size_t field;           /* index of the field that sets the limit, where by_field */
    struct ter_value value; /* else a number, or a date as text that the limit owns */
};

struct ter_condition_set;

struct ter_test {
    enum ter_test_kind kind;
    size_t field;             /* index of the field looked at; not of ANY and NONE */
    struct ter_value *values; /* ONE_OF: the texts are owned */
    size_t value_count;
    struct ter_limit limits[TER_LIMIT_COUNT]; /* LIMITS */
    bool given;                               /* GIVEN: true = must be filled in */
    struct ter_condition_set *sets;           /* ANY, NONE */
    size_t set_count;
};

struct ter_condition_set {
    struct ter_test *tests; /* in the order of the file */
    size_t count;
};

/* Read the object at `node` (which must be there) against the layer's fields, all of which must have been
 * read. Mistakes are named by their JSON path, unknown fields and values with a did-you-mean. The caller
 * frees the set. */
TER_CHECKED bool ter_conditions_read(const struct ter_node *node, const struct ter_layer *layer,
    struct ter_condition_set **ret_set, struct ter_error *err);

/* NULL is allowed, here and below, and is the set without a test: it holds of every record. */
void ter_conditions_free(struct ter_condition_set *set);
TER_DEFINE_AUTO(struct ter_condition_set, ter_conditions_free)

/* Say whether the set holds of a record; `values` has one value for each field of the layer, in its order. */
bool ter_conditions_hold(
    const struct ter_condition_set *set, const struct ter_layer *layer, const struct ter_value *values);
bool ter_test_holds(
    const struct ter_test *test, const struct ter_layer *layer, const struct ter_value *values);

/* The first test of the set that does not hold; NULL where all do. */
const struct ter_test *ter_conditions_failing(
    const struct ter_condition_set *set, const struct ter_layer *layer, const struct ter_value *values);

/* Mark the fields that the set looks at; `marks` has one place for each field of the layer. */
void ter_conditions_mark(const struct ter_condition_set *set, bool *marks);

/* Write the set as an expression that SQL and QGIS's expression language read alike, in parentheses; each
 * field's name is quoted and has `prefix` before it ("NEW.", "t.", ""). Holds nothing that a layer file could
 * smuggle in: names are identifiers, texts have neither quotes nor backslashes. */
void ter_conditions_expression(const struct ter_condition_set *set, const struct ter_layer *layer,
    const char *prefix, struct ter_buf *out);

/* Write the set in words: "project class: infrastructure or major project; fits the spatial plan: yes". */
void ter_conditions_describe(const struct ter_condition_set *set, const struct ter_layer *layer,
    enum ter_lang lang, struct ter_buf *out);
void ter_test_describe(
    const struct ter_test *test, const struct ter_layer *layer, enum ter_lang lang, struct ter_buf *out);

#endif
