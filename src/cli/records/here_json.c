/* Owns the JSON of the answer to "what is here". Its names stay as they are: docs/zones.md lists them. */
#include "here.h"

#include "layer/value_json.h"

#include <math.h>

static const char *const call_words[] = {
    [TER_CALL_INSIDE] = "inside", [TER_CALL_OUTSIDE] = "outside", [TER_CALL_TOO_CLOSE] = "too_close"};
static const char *const verdicts[] = {
    [TER_HERE_NO_BANS] = "no_bans_known",
    [TER_HERE_BANNED] = "banned",
    [TER_HERE_CLOSE] = "too_close",
    [TER_HERE_UNKNOWN] = "cannot_be_judged",
    [TER_HERE_PENDING] = "not_in_force",
    [TER_HERE_FREE] = "no_ban",
};

static json_t *millimetres(double metres)
{
    return ter_json_number(round(metres * 1000) / 1000);
}

static json_t *fields_json(const struct ter_layer *layer, const struct ter_value *values)
{
    json_t *object = json_object();
    for (size_t i = 0; i < layer->field_count; i++)
        if (values[i].type != TER_VALUE_NULL)
            ter_json_set(object, layer->fields[i].name, ter_value_to_json(values[i]));
    return object;
}

static json_t *label_json(const struct ter_label *label)
{
    json_t *object = json_object();
    ter_json_set(object, "en", ter_json_string(label->text[TER_EN]));
    ter_json_set(object, "zh", ter_json_string(label->text[TER_ZH]));
    return object;
}

/* What grazing costs in the zone; why_not says why nothing may be fined on it. */
static json_t *fine_json(const struct ter_here *here, const struct ter_zone *zone)
{
    const struct ter_rate_rule *rule;
    enum ter_fine_outcome outcome = ter_fine_of_zone(here->rates, zone, &rule);
    bool due = outcome == TER_FINE_DUE;
    json_t *object = json_object();
    ter_json_set(
        object, "yuan_per_sheep_unit", due && rule ? ter_json_number(rule->yuan_per_unit) : json_null());
    ter_json_set(object, "why_not", due ? json_null() : ter_json_string(ter_fine_outcome_name(outcome)));
    ter_json_set(object, "rule", ter_json_string(rule ? rule->name : NULL));
    ter_json_set(object, "authority", rule ? label_json(&rule->authority) : json_null());
    ter_json_set(object, "rule_text", rule ? label_json(&rule->basis) : json_null());
    ter_json_set(object, "source", rule ? label_json(&rule->source) : json_null());
    return object;
}

static json_t *undrawn_json(const struct ter_here *here, const struct ter_undrawn *undrawn)
{
    static const char *const fields[] = {"code", "kind", "name", "township", "status"};
    json_t *object = json_object();
    ter_json_set(object, "layer", ter_json_string(undrawn->layer->name));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        ter_json_set(
            object, fields[i], ter_json_string(ter_zone_text(undrawn->layer, undrawn->values, fields[i])));
    ter_json_set(object, "force", ter_json_string(ter_force_name(undrawn->force)));
    ter_json_set(object, "may_hold", json_boolean(ter_here_may_hold(here, undrawn)));
    return object;
}

static json_t *zone_json(const struct ter_here *here, const struct ter_zone *zone)
{
    json_t *object = json_object();
    ter_json_set(object, "layer", ter_json_string(zone->layer->name));
    ter_json_set(object, "code", ter_value_to_json(zone->values[zone->layer->role[TER_ROLE_CODE]]));
    ter_json_set(object, "call", ter_json_string(call_words[zone->call]));
    ter_json_set(object, "contains", json_boolean(zone->contains));
    ter_json_set(object, "boundary_m", millimetres(zone->boundary_m));
    ter_json_set(object, "margin_m", millimetres(zone->margin_m));
    ter_json_set(object, "in_force", json_boolean(zone->force == TER_FORCE_YES));
    ter_json_set(object, "force", ter_json_string(ter_force_name(zone->force)));
    ter_json_set(object, "basis", ter_json_string(ter_force_basis_name(zone->basis)));
    if (ter_here_is_bans(here, zone->layer))
        ter_json_set(object, "fine", fine_json(here, zone));
    ter_json_set(object, "record", fields_json(zone->layer, zone->values));
    return object;
}

static json_t *nearest_json(const struct ter_here_nearest *nearest)
{
    const struct ter_layer *layer = nearest->layer;
    const struct ter_value *values = nearest->values;
    json_t *object = json_object();
    ter_json_set(object, "layer", ter_json_string(layer->name));
    ter_json_set(
        object, "code", values ? ter_value_to_json(values[layer->role[TER_ROLE_CODE]]) : json_null());
    ter_json_set(object, "distance_m", millimetres(nearest->distance_m));
    ter_json_set(object, "uncertainty_m",
        values ? ter_value_to_json(values[layer->role[TER_ROLE_UNCERTAINTY_M]]) : json_null());
    ter_json_set(object, "record", values ? fields_json(layer, values) : json_null());
    return object;
}

json_t *ter_here_json(const struct ter_here *here)
{
    json_t *object = json_object(), *zones = json_array(), *nearest = json_array(), *notes = json_array();
    json_t *undrawn = json_array(), *units = json_array();
    TER_AUTO_STRINGS struct ter_strings responsible = {0};
    ter_here_responsible(here, &responsible);
    for (size_t i = 0; i < responsible.count; i++)
        json_array_append_new(units, ter_json_string(responsible.items[i]));
    for (size_t i = 0; i < here->zones.undrawn_count; i++)
        json_array_append_new(undrawn, undrawn_json(here, &here->zones.undrawn[i]));
    for (size_t i = 0; i < here->zones.count; i++)
        json_array_append_new(zones, zone_json(here, &here->zones.items[i]));
    for (size_t i = 0; i < here->nearest_count; i++)
        json_array_append_new(nearest, nearest_json(&here->nearest[i]));
    for (size_t i = 0; i < here->zones.notes.count; i++)
        json_array_append_new(notes, ter_json_string(here->zones.notes.items[i]));
    ter_json_set(object, "lon", ter_json_number(here->at.lon));
    ter_json_set(object, "lat", ter_json_number(here->at.lat));
    ter_json_set(object, "uncertainty_m", ter_json_number(here->uncertainty_m));
    ter_json_set(object, "text", ter_json_string(here->text));
    ter_json_set(object, "status", ter_json_string(here->status));
    ter_json_set(object, "explain", ter_json_string(here->explain));
    ter_json_set(object, "on", ter_json_string(here->date));
    ter_json_set(object, "township", ter_json_string(here->township));
    ter_json_set(object, "responsible", units);
    ter_json_set(object, "grazing", ter_json_string(verdicts[here->verdict]));
    ter_json_set(object, "zones", zones);
    ter_json_set(object, "undrawn", undrawn);
    ter_json_set(object, "not_valid", json_integer((json_int_t)here->zones.not_valid));
    ter_json_set(object, "nearest", nearest);
    ter_json_set(object, "notes", notes);
    return object;
}
