/* What imported events mean for the records they are about: done inside the import, said after it. */
#ifndef TER_CLI_EVENT_OUTCOMES_H
#define TER_CLI_EVENT_OUTCOMES_H

#include "cli/cli.h"
#include "plan/order/outcome.h"
#include "registry/load.h"

/* Zero-initialise. */
struct ter_event_outcomes {
    bool of_events; /* the layer is that of events */
    enum ter_lang lang;
    struct ter_outcomes *table;
    int64_t last_id; /* the newest event before the import */
    struct ter_outcome_report report;
};
void ter_event_outcomes_free(struct ter_event_outcomes *outcomes);
#define TER_AUTO_EVENT_OUTCOMES __attribute__((cleanup(ter_event_outcomes_free)))

/* Get ready, and let the load call back; does nothing for other layers. */
TER_CHECKED bool ter_event_outcomes_prepare(struct ter_registry *registry, const struct ter_layer *layer,
    enum ter_lang lang, struct ter_load_options *options, struct ter_event_outcomes *ret_outcomes,
    struct ter_error *err);

/* Say what became of the records; true where something is to be settled. */
bool ter_event_outcomes_say(const struct ter_args *args, const struct ter_event_outcomes *outcomes);

#endif
