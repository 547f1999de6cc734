/* A work order that came back filled in: each row is judged against the register and becomes an event, a
 * refusal with its reason, or a conflict that somebody must settle. Knows no files. */
#ifndef TER_PLAN_ORDER_RETURN_H
#define TER_PLAN_ORDER_RETURN_H

#include "order_answer.h"
#include "registry/orders.h"

/* What became of a row. */
enum ter_order_fate {
    TER_ORDER_TAKEN,     /* an event was added; the record may have changed */
    TER_ORDER_UNCHANGED, /* the register has it already */
    TER_ORDER_REJECTED,  /* it cannot be, or contradicts the register */
    TER_ORDER_CONFLICT,  /* the record changed since the order was issued */
    TER_ORDER_FATES,
};

struct ter_order_verdict {
    enum ter_order_fate fate;
    enum ter_order_column column; /* of a rejection; TER_ORDER_COLUMNS: the row as a whole */
    char *reason;                 /* why, or what changed by whom and when; NULL where all went well */
    char *event_code;             /* of what was taken, or was there already */
    bool not_found;               /* the position goes to the review */
};
void ter_order_verdict_free(struct ter_order_verdict *verdict);
#define TER_AUTO_ORDER_VERDICT __attribute__((cleanup(ter_order_verdict_free)))

struct ter_order_return;

/* Begin inside a write transaction. The order is changed as rows are taken. `source_id` goes into the
 * events. */
TER_CHECKED bool ter_order_return_open(struct ter_registry *registry, struct ter_order *order,
    int64_t source_id, const char *today, enum ter_lang lang, struct ter_order_return **ret_return,
    struct ter_error *err);
void ter_order_return_close(struct ter_order_return *back);
TER_DEFINE_AUTO(struct ter_order_return, ter_order_return_close)

/* Judge, and where it is good store, one row that has a result. `number` is its row in the file. Fails only
 * where the register itself cannot be read or written. */
TER_CHECKED bool ter_order_return_row(struct ter_order_return *back, const struct ter_order_filled *row,
    int64_t number, struct ter_order_verdict *ret_verdict, struct ter_error *err);

/* What somebody changed of a record's status, defect and position since the paper last knew of it: a line
 * for people, NULL where nothing did. The caller frees it. */
TER_CHECKED bool ter_order_changes(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_order_item *item, char **ret_changes, struct ter_error *err);

#endif
