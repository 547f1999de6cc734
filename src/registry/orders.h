/* Work orders as they went out: which records stand on them, what the paper knows of each, what came back. */
#ifndef TER_REGISTRY_ORDERS_H
#define TER_REGISTRY_ORDERS_H

#include "base/day.h"
#include "registry.h"

/* How a contradiction between a filled-in row and the register was settled. */
enum ter_order_take { TER_TAKE_NONE, TER_TAKE_PAPER, TER_TAKE_REGISTER };

/* One record on an order. */
struct ter_order_item {
    char *code;
    int64_t position; /* from 1 */
    char *township;   /* whose sheet it stands on; NULL: not known */
    int64_t round;    /* from 1; 0: in none */
    int64_t history_id;
    char *answer;     /* what its row said, as a JSON object; NULL: nothing yet, or what it became is gone */
    char *event_code; /* the event that it became; NULL where answer is */
    bool closed;      /* the answer is final */
    enum ter_order_take take;
};

struct ter_order {
    int64_t id;
    char *number, *layer;
    char issued_on[TER_DAY_SIZE];
    char *issued_at;              /* UTC */
    char *request;                /* a JSON object */
    struct ter_order_item *items; /* by position */
    size_t count;
    size_t answered, closed; /* of the items */
};

void ter_order_free(struct ter_order *order);
TER_DEFINE_AUTO(struct ter_order, ter_order_free)

/* Register an order inside a write transaction: `number` (NULL: the next of the year of `issued_on`), layer,
 * issued_on, request, and of the items code, township and round; their positions follow from their order, and
 * what the paper knows of each is all that the history holds now. ret_number is freed by the caller. Fails on
 * a number that is taken. */
TER_CHECKED bool ter_order_add(
    struct ter_registry *registry, const struct ter_order *order, char **ret_number, struct ter_error *err);

/* An order by its number, with its items; fails with TER_NOT_FOUND and a did-you-mean. */
TER_CHECKED bool ter_order_read(
    struct ter_registry *registry, const char *number, struct ter_order **ret_order, struct ter_error *err);

/* The numbers of all orders, the newest first. */
TER_CHECKED bool ter_order_numbers(
    struct ter_registry *registry, struct ter_strings *numbers, struct ter_error *err);

/* How many records of an order stand on another order of the layer, too, that is not settled for them. */
TER_CHECKED bool ter_order_open_elsewhere(
    struct ter_registry *registry, const char *number, int64_t *ret_count, struct ter_error *err);

/* The item with this code; NULL: none. */
struct ter_order_item *ter_order_item(const struct ter_order *order, const char *code);

/* Keep what came back for a record, inside the write transaction that stored it: the paper knows of all that
 * the history holds of the record now. */
TER_CHECKED bool ter_order_answer(struct ter_registry *registry, const struct ter_order *order,
    const char *code, const char *answer, const char *event_code, bool closed, struct ter_error *err);

/* Settle a contradiction inside a write transaction: the paper, or the register, holds from now on. */
TER_CHECKED bool ter_order_settle(struct ter_registry *registry, const struct ter_order *order,
    const char *code, enum ter_order_take take, struct ter_error *err);

/* Note where the rows of a filled-in order come from, inside a write transaction: a source of the layer
 * `event`, whose id what is stored from now on carries. */
TER_CHECKED bool ter_order_source(struct ter_registry *registry, const char *name, const char *file,
    const char *sha256, int64_t *ret_id, struct ter_error *err);

#endif
