/* Owns what the zones at a place come to together: is grazing banned, and who answers. Knows no output. */
#include "here.h"

#include <stdlib.h>
#include <string.h>

bool ter_here_is_bans(const struct ter_here *here, const struct ter_layer *layer)
{
    return here->rates && strcmp(layer->name, here->rates->layer) == 0;
}

bool ter_here_may_hold(const struct ter_here *here, const struct ter_undrawn *undrawn)
{
    const char *township = ter_zone_text(undrawn->layer, undrawn->values, "township");
    return !township || !here->township || strcmp(township, here->township) == 0;
}

static enum ter_here_verdict verdict_of(const struct ter_zone *zone)
{
    if (zone->call == TER_CALL_OUTSIDE)
        return TER_HERE_FREE;
    if (zone->force != TER_FORCE_YES && zone->force != TER_FORCE_SEASON_UNKNOWN)
        return TER_HERE_PENDING;
    return zone->call == TER_CALL_INSIDE && zone->force == TER_FORCE_YES ? TER_HERE_BANNED : TER_HERE_CLOSE;
}

void ter_here_judge(struct ter_here *here)
{
    enum ter_here_verdict verdict = TER_HERE_NO_BANS;
    for (size_t i = 0; i < here->zones.count; i++) {
        const struct ter_zone *zone = &here->zones.items[i];
        if (!ter_here_is_bans(here, zone->layer))
            continue;
        enum ter_here_verdict one = verdict_of(zone);
        if (verdict == TER_HERE_NO_BANS || one < verdict)
            verdict = one;
    }
    for (size_t i = 0; i < here->zones.undrawn_count; i++) {
        const struct ter_undrawn *undrawn = &here->zones.undrawn[i];
        if (ter_here_is_bans(here, undrawn->layer) && ter_here_may_hold(here, undrawn) &&
            (verdict == TER_HERE_NO_BANS || verdict > TER_HERE_UNKNOWN))
            verdict = TER_HERE_UNKNOWN;
    }
    here->verdict = verdict;
}

static void add_once(struct ter_strings *units, const char *unit)
{
    for (size_t i = 0; i < units->count; i++)
        if (strcmp(units->items[i], unit) == 0)
            return;
    ter_strings_add(units, unit);
}

void ter_here_responsible(const struct ter_here *here, struct ter_strings *units)
{
    for (size_t i = 0; i < here->zones.count; i++) {
        const struct ter_zone *zone = &here->zones.items[i];
        const char *code = ter_zone_text(zone->layer, zone->values, "code");
        const char *unit = ter_zone_text(zone->layer, zone->values, "managing_unit");
        const char *post = ter_zone_text(zone->layer, zone->values, "post");
        if (zone->call == TER_CALL_OUTSIDE || (!unit && !post))
            continue;
        TER_AUTO_FREE char *line = ter_format(
            "%s%s%s (%s)", unit ? unit : "", unit && post ? ", " : "", post ? post : "", code ? code : "");
        add_once(units, line);
    }
}

void ter_here_free(struct ter_here *here)
{
    ter_zones_free(&here->zones);
    ter_rates_free(here->rates);
    for (size_t i = 0; i < here->nearest_count; i++) {
        for (size_t j = 0; here->nearest[i].values && j < here->nearest[i].layer->field_count; j++)
            ter_value_free(&here->nearest[i].values[j]);
        free(here->nearest[i].values);
    }
    free(here->explain);
    free(here->township);
    *here = (struct ter_here){0};
}
