/* What a filled-in row of a work order says. */
#ifndef TER_PLAN_ORDER_ANSWER_H
#define TER_PLAN_ORDER_ANSWER_H

#include "order_words.h"

/* The results that a row may have: those of the event layer that a repair can have and whose meaning for the
 * layer is known. They borrow from the event layer. */
enum { TER_ORDER_RESULTS = 8 };
struct ter_order_results {
    const struct ter_choice *items[TER_ORDER_RESULTS];
    size_t count;
};
TER_CHECKED bool ter_order_results(const struct ter_layer *layer, const struct ter_layer *events,
    struct ter_order_results *ret_results, struct ter_error *err);

/* A row as it was filled in; cells that are blank, and such that are never read, are NULL. */
struct ter_order_filled {
    const char *cells[TER_ORDER_COLUMNS];
};

/* The same as stored values. Texts borrow from the row and from the layer. */
struct ter_order_answer {
    const struct ter_choice *result;
    char date[TER_SCRATCH_SIZE];
    const char *parts, *unit, *remark; /* or NULL */
    bool has_cost;
    double cost_yuan;
};

/* Where a row is wrong. The reason is freed by ter_order_fault_free. */
struct ter_order_fault {
    enum ter_order_column column; /* TER_ORDER_COLUMNS: the row as a whole */
    char *reason;
};
void ter_order_fault_free(struct ter_order_fault *fault);

/* Read a row that has a result. False with the fault where it cannot be read; a date must lie between
 * `issued_on` and `today`. */
bool ter_order_answer_read(const struct ter_layer *events, const struct ter_order_results *results,
    const struct ter_order_filled *row, const char *issued_on, const char *today,
    struct ter_order_answer *ret_answer, struct ter_order_fault *ret_fault);

/* The answer as the register keeps it, a JSON object; freed by the caller. */
char *ter_order_answer_text(const struct ter_order_answer *answer) __attribute__((returns_nonnull));

#endif
