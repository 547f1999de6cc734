/* Owns the check of records against their layer's guards: what came in before a guard was made, past the
 * triggers, or became wrong while its status stayed (a patch that is being regularised, and then turns out to
 * hold farmland). */
#include "check_parts.h"
#include "guards.h"

static bool begin(
    struct ter_check *check, const struct ter_layer *layer, void **ret_state, struct ter_error *err)
{
    (void)check;
    (void)err;
    *ret_state = layer->guard_count ? (void *)(uintptr_t)layer : NULL;
    return true;
}

static void row(struct ter_check *check, void *state, const struct ter_check_row *row)
{
    const struct ter_layer *layer = state;
    for (size_t i = 0; i < layer->guard_count; i++) {
        const struct ter_guard *guard = &layer->guards[i];
        TER_AUTO_FREE char *refusal = NULL;
        struct ter_error err = {0};
        if (!ter_guard_concerns(guard, layer, row->values))
            continue;
        if (!ter_guard_judge(check->registry, layer, guard, row->values, ter_registry_lang(check->registry),
                &refusal, &err))
            ter_check_report(check, TER_CHECK_GUARD, TER_FAULT, layer->name, row->code, false,
                "guard %s cannot be asked: %s", guard->name, err.message);
        else if (refusal)
            ter_check_report(check, TER_CHECK_GUARD, TER_FAULT, layer->name, row->code, false, "%s: %s",
                guard->name, refusal);
    }
}

static void end(struct ter_check *check, void *state, bool complete)
{
    (void)check;
    (void)state;
    (void)complete;
}

const struct ter_row_check ter_row_check_guards = {begin, row, end};
