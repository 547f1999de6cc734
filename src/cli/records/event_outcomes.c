/* Owns the way from an import of events to their records. Knows nothing of what a result means. */
#include "event_outcomes.h"

#include <string.h>

enum { SHOWN = 10 };

void ter_event_outcomes_free(struct ter_event_outcomes *outcomes)
{
    ter_outcomes_free(outcomes->table);
    ter_outcome_report_free(&outcomes->report);
    outcomes->table = NULL;
}

static bool apply(void *user, struct ter_registry *registry, struct ter_error *err)
{
    struct ter_event_outcomes *outcomes = user;
    return ter_outcome_apply_since(
        registry, outcomes->table, outcomes->last_id, outcomes->lang, &outcomes->report, err);
}

bool ter_event_outcomes_prepare(struct ter_registry *registry, const struct ter_layer *layer,
    enum ter_lang lang, struct ter_load_options *options, struct ter_event_outcomes *ret_outcomes,
    struct ter_error *err)
{
    ret_outcomes->of_events = strcmp(layer->name, "event") == 0;
    ret_outcomes->lang = lang;
    if (!ret_outcomes->of_events)
        return true;
    options->stored = apply;
    options->stored_user = ret_outcomes;
    return ter_outcomes_shipped(&ret_outcomes->table, err) &&
           ter_outcome_last_event(registry, &ret_outcomes->last_id, err);
}

bool ter_event_outcomes_say(const struct ter_args *args, const struct ter_event_outcomes *outcomes)
{
    const struct ter_outcome_report *report = &outcomes->report;
    if (!outcomes->of_events)
        return false;
    if (report->applied)
        ter_say(args, "  %zu event%s changed the records they are about", report->applied,
            ter_plural((int64_t)report->applied));
    if (report->contradictions)
        ter_say(args, "  %zu contradict%s the register: to be settled, nothing was overwritten",
            report->contradictions, report->contradictions == 1 ? "s" : "");
    if (report->not_found)
        ter_say(args, "  %zu did not find their record: its position is to be reviewed (terrier review)",
            report->not_found);
    if (report->unknown)
        ter_say(args, "  %zu are about records that the register does not have", report->unknown);
    for (size_t i = 0; i < report->said.count && i < SHOWN; i++)
        ter_say(args, "    %s", report->said.items[i]);
    if (report->said.count > SHOWN)
        ter_say(args, "    … and %zu more", report->said.count - SHOWN);
    return report->contradictions > 0 || report->unknown > 0;
}
