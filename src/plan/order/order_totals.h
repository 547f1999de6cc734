/* What came of work orders: parts and costs by round, township or year. */
#ifndef TER_PLAN_ORDER_TOTALS_H
#define TER_PLAN_ORDER_TOTALS_H

#include "order_parts.h"
#include "registry/orders.h"

enum ter_order_by { TER_ORDER_BY_ROUND, TER_ORDER_BY_TOWNSHIP, TER_ORDER_BY_YEAR };

/* One line. An event belongs to the round and the township of its record on the order, and to the year in
 * which it happened. */
struct ter_order_total {
    const char *number; /* the order, of rounds; NULL: of all */
    int64_t round;      /* 0: in none */
    char *township;     /* NULL: not known */
    int year;           /* 0: nothing came back yet */
    size_t records;     /* on the orders; of a year, those with an event in it */
    size_t answered;    /* … about which there is an event */
    size_t events, cost_known, cost_unknown;
    double cost_yuan; /* of the known */
    struct ter_order_parts parts;
};

/* Zero-initialise; ter_order_totals_free ends it. */
struct ter_order_totals {
    struct ter_order_total *items;
    size_t count, capacity;
    struct ter_order_parts parts; /* of all */
};
void ter_order_totals_free(struct ter_order_totals *totals);
#define TER_AUTO_ORDER_TOTALS __attribute__((cleanup(ter_order_totals_free)))

/* Add one order. Costs and parts are those of the events as they are now, without withdrawn ones. */
TER_CHECKED bool ter_order_totals_add(struct ter_registry *registry, const struct ter_order *order,
    enum ter_order_by by, struct ter_order_totals *totals, struct ter_error *err);

#endif
