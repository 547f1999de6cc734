/* Owns the reading of what was reported of a year: layer land_account, its months added up. */
#include "thresholds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ter_land_accounts_free(struct ter_land_accounts *accounts)
{
    for (size_t i = 0; i < accounts->count; i++)
        free(accounts->items[i].township);
    free(accounts->items);
    *accounts = (struct ter_land_accounts){0};
}

static struct ter_land_account *account_of(struct ter_land_accounts *accounts, const char *township)
{
    for (size_t i = 0; i < accounts->count; i++) {
        const char *other = accounts->items[i].township;
        if (township && other ? strcmp(township, other) == 0 : township == other)
            return &accounts->items[i];
    }
    accounts->items =
        ter_grow(accounts->items, &accounts->capacity, accounts->count + 1, sizeof *accounts->items);
    struct ter_land_account *account = &accounts->items[accounts->count++];
    *account = (struct ter_land_account){
        township ? ter_strdup(township) : NULL, (double)NAN, (double)NAN, (double)NAN};
    return account;
}

/* What is not reported adds nothing, and makes nothing known. */
static void add(const struct ter_layer *layer, const struct ter_value *values, const char *name, double *sum)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    double number =
        field ? ter_value_number(values[ter_layer_field_index(layer, field)], (double)NAN) : (double)NAN;
    if (!isnan(number))
        *sum = (isnan(*sum) ? 0 : *sum) + number;
}

bool ter_land_accounts_read(
    struct ter_registry *registry, int year, struct ter_land_accounts *ret_accounts, struct ter_error *err)
{
    static const char *const entered[] = {"entered"};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_layer *layer;
    const struct ter_field *field;
    const struct ter_record *record;
    if (!ter_registry_layer(registry, "land_account", &layer, err) ||
        !ter_layer_need_field(layer, "year", &field, err))
        return false;
    struct ter_condition of_year = {ter_layer_field_index(layer, field), TER_EQUAL, ter_value_int(year)};
    struct ter_filter filter = {
        .statuses = entered, .status_count = 1, .conditions = &of_year, .condition_count = 1};
    if (!ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        struct ter_value township = record->values[layer->role[TER_ROLE_TOWNSHIP]];
        struct ter_land_account *account =
            account_of(ret_accounts, township.type == TER_VALUE_TEXT ? township.text : NULL);
        add(layer, record->values, "farmland_taken_mu", &account->farmland_taken_mu);
        add(layer, record->values, "entries", &account->entries);
        add(layer, record->values, "wrong_entries", &account->wrong_entries);
    }
}
