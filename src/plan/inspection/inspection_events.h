/* The events that inspections are judged by. For this folder only. */
#ifndef TER_PLAN_INSPECTION_EVENTS_H
#define TER_PLAN_INSPECTION_EVENTS_H

#include "inspection.h"

/* Texts are never NULL: "" where nothing is said. */
struct ter_seen_event {
    char *layer, *code, *township, *kind;
    int day;
};

struct ter_seen_events {
    struct ter_seen_event *items; /* by layer, code, day */
    size_t count, capacity;
};

/* Read all events up to a day that count: not withdrawn, and none of the results that do not. */
TER_CHECKED bool ter_seen_events_read(struct ter_registry *registry, const struct ter_strings *not_counted,
    int until, struct ter_seen_events *ret_events, struct ter_error *err);
void ter_seen_events_free(struct ter_seen_events *events);
#define TER_AUTO_SEEN_EVENTS __attribute__((cleanup(ter_seen_events_free)))

/* Whether an event is of one of a check's kinds, and about what it is to be about. */
bool ter_seen_event_counts(const struct ter_check *check, const struct ter_seen_event *event);

/* The events about one record: the first of them, and how many. */
const struct ter_seen_event *ter_seen_events_about(
    const struct ter_seen_events *events, const char *layer, const char *code, size_t *ret_count);

#endif
