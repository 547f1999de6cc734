/* Owns which sites lie near a broken record, and how much they weigh. Knows nothing of what else counts. */
#include "coverage/discs_tree.h"
#include "priority_parts.h"
#include "registry/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A site in the working plane. */
struct site {
    struct ter_xy at;
    double error_m, weight;
};

struct sites {
    struct site *items;
    size_t count, capacity;
    size_t unusable; /* without a position, or one of unknown radius */
    double largest_error_m;
};

static void sites_free(struct sites *sites)
{
    free(sites->items);
}

/* The fields that weigh, as places in the layer's fields. */
struct weighing {
    size_t *fields;
    size_t count;
    double without;
};

static void weighing_free(struct weighing *weighing)
{
    free(weighing->fields);
}

static const struct ter_layer *layer_of(const struct ter_registry *registry, const char *name)
{
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++)
        if (strcmp(ter_registry_layer_at(registry, i)->name, name) == 0)
            return ter_registry_layer_at(registry, i);
    return NULL;
}

static void choose_fields(
    const struct ter_priority_run *run, const struct ter_layer *layer, struct weighing *weighing)
{
    const struct ter_strings *by = &run->request->weights->site_by;
    weighing->without = run->request->weights->site_without;
    weighing->fields = ter_alloc((by->count + 1) * sizeof *weighing->fields);
    for (size_t i = 0; i < by->count; i++) {
        const struct ter_field *field = ter_layer_field(layer, by->items[i]);
        if (field)
            weighing->fields[weighing->count++] = ter_layer_field_index(layer, field);
    }
}

static double weight_of(const struct weighing *weighing, const struct ter_record *record)
{
    double most = NAN;
    for (size_t i = 0; i < weighing->count; i++)
        most = fmax(most, ter_value_number(record->values[weighing->fields[i]], (double)NAN));
    return isnan(most) ? weighing->without : fmax(most, 0);
}

static bool add_site(struct ter_priority_run *run, const struct ter_layer *layer,
    const struct weighing *weighing, const struct ter_record *record, struct sites *sites,
    struct ter_error *err)
{
    struct ter_lonlat at;
    double error_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)NAN);
    if (!ter_wkb_to_point(record->geometry, &at) || isnan(error_m) || error_m >= run->list->radius_m) {
        sites->unusable++;
        return true;
    }
    struct site site = {.error_m = error_m, .weight = weight_of(weighing, record)};
    if (!ter_priority_to_plane(run, at, &site.at, err))
        return false;
    sites->items = ter_grow(sites->items, &sites->capacity, sites->count + 1, sizeof *sites->items);
    sites->items[sites->count++] = site;
    sites->largest_error_m = fmax(sites->largest_error_m, error_m);
    return true;
}

/* Sites that are open: those in an available status. */
static bool read_sites(
    struct ter_priority_run *run, const struct ter_layer *layer, struct sites *sites, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    __attribute__((cleanup(weighing_free))) struct weighing weighing = {0};
    struct ter_filter filter = {
        .statuses = (const char *const *)layer->available.items, .status_count = layer->available.count};
    choose_fields(run, layer, &weighing);
    if (!ter_find_open(run->registry, layer, &filter, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        if (!add_site(run, layer, &weighing, record, sites, err))
            return false;
    }
}

/* The weight round one place. */
struct look {
    const struct sites *sites;
    struct ter_xy at;
    double reach_m, weight;
};

static bool visit(void *user, uint32_t item)
{
    struct look *look = user;
    const struct site *site = &look->sites->items[item];
    if (ter_xy_distance_m(look->at, site->at) <= look->reach_m - site->error_m)
        look->weight += site->weight;
    return true;
}

static bool judge(struct ter_priority_run *run, const struct sites *sites, struct ter_frame_tree *tree,
    size_t index, struct ter_error *err)
{
    struct ter_plan_item *item = &run->list->items[index];
    double radius_m = ter_priority_radius_m(run, run->classes.items[index]);
    enum ter_plan_state state = ter_priority_position(run, item, radius_m);
    struct look look = {.sites = sites, .reach_m = radius_m - item->uncertainty_m};
    if (state == TER_PLAN_KNOWN) {
        if (!ter_priority_to_plane(run, item->at, &look.at, err))
            return false;
        ter_frame_tree_walk(tree,
            &(struct ter_frame_walk){ter_frame_round(look.at, look.reach_m), look.at, NULL, visit, &look});
    }
    /* A register without any site does not know that there are none. */
    if (state == TER_PLAN_KNOWN && !sites->count && !sites->unusable)
        state = TER_PLAN_UNKNOWN;
    ter_priority_judge(run, item, TER_PLAN_SITES, state, look.weight);
    return true;
}

static void note_unusable(struct ter_priority_run *run, const struct sites *sites)
{
    if (sites->unusable)
        ter_strings_printf(&run->list->notes,
            run->request->lang == TER_ZH
                ? "%zu 处敏感场所没有位置或位置太粗，未计入“附近敏感场所”"
                : "%zu sites without a position, or with one too coarse, are near nothing in this score",
            sites->unusable);
}

bool ter_priority_sites(struct ter_priority_run *run, struct ter_error *err)
{
    __attribute__((cleanup(sites_free))) struct sites sites = {0};
    const struct ter_layer *layer = layer_of(run->registry, run->request->weights->site_layer);
    if (layer && layer->geometry == TER_POINT && run->list->epsg && !read_sites(run, layer, &sites, err))
        return ter_wrap(err, "layer %s", layer->name);
    note_unusable(run, &sites);
    TER_AUTO_FREE struct ter_frame *frames = ter_alloc((sites.count + 1) * sizeof *frames);
    for (size_t i = 0; i < sites.count; i++)
        frames[i] = (struct ter_frame){sites.items[i].at, sites.items[i].at};
    TER_AUTO(ter_frame_tree_close) struct ter_frame_tree *tree = ter_frame_tree_open(frames, sites.count);
    for (size_t i = 0; i < run->list->count; i++)
        if (!judge(run, &sites, tree, i, err))
            return false;
    return true;
}
