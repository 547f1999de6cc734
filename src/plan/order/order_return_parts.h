/* What the judgement of a filled-in row and its storing share. For this folder only. */
#ifndef TER_PLAN_ORDER_RETURN_PARTS_H
#define TER_PLAN_ORDER_RETURN_PARTS_H

#include "order_return.h"
#include "outcome.h"

struct ter_order_return {
    struct ter_registry *registry;
    struct ter_order *order;
    const struct ter_layer *layer, *events;
    struct ter_outcomes *outcomes;
    struct ter_order_results results;
    int64_t source_id;
    char *today;
    enum ter_lang lang;
    bool *seen; /* of each item: the file had a row of it */
};

/* One row being judged. */
struct ter_order_judging {
    struct ter_order_return *back;
    struct ter_order_item *item;
    struct ter_order_answer answer;
    struct ter_value *values; /* of the record, owned */
    int64_t record_id;
    int64_t number; /* of the row in its file */
    struct ter_order_verdict *verdict;
};

/* End the judgement with a rejection; gives false, and the error is untouched. */
bool ter_order_reject(struct ter_order_judging *judging, enum ter_order_column column, char *reason);

/* Whether the row says that the record is mended, and the register knows it already. */
bool ter_order_agrees(const struct ter_order_judging *judging);

/* As ter_order_changes, without what the same mend explains: another status, and the defect gone. */
TER_CHECKED bool ter_order_changes_but_mend(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_order_item *item, char **ret_changes, struct ter_error *err);

/* Store what was judged good: the record's changes, the event, the answer on the order. False with a verdict
 * where the outcome cannot be, and with err where the register failed. */
bool ter_order_store(struct ter_order_judging *judging, struct ter_error *err);

#endif
