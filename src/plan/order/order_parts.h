/* Parts as crews write them - "阀芯2个、密封圈" - counted by name. */
#ifndef TER_PLAN_ORDER_PARTS_H
#define TER_PLAN_ORDER_PARTS_H

#include "base/memory.h"

struct ter_order_part {
    char *name; /* with its unit, where it is measured in one that is no piece: "水管 (米)" */
    double count;
};

/* Zero-initialise; ter_order_parts_free ends it. */
struct ter_order_parts {
    struct ter_order_part *items; /* in the order in which they were first met */
    size_t count, capacity;
};

/* Add what a text lists: parts divided by commas, semicolons, 、or new lines, each with a number behind it
 * ("x2", "×2", "2个", "3米") or standing for one. NULL adds nothing. */
void ter_order_parts_add(struct ter_order_parts *parts, const char *text);
void ter_order_parts_merge(struct ter_order_parts *into, const struct ter_order_parts *from);
char *ter_order_parts_text(const struct ter_order_parts *parts)
    __attribute__((returns_nonnull)); /* "阀芯 ×2, …" */
void ter_order_parts_free(struct ter_order_parts *parts);

#endif
