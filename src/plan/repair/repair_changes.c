/* Owns the comparison of two plans, and the reasons as far as the register knows them. Knows nothing of how a
 * plan comes about. */
#include "repair_changes.h"

#include "base/map.h"
#include "coverage/scenario.h"
#include "registry/find.h"
#include "repair_reasons.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *title[2];
} kinds[TER_PLAN_CHANGE_KINDS] = {
    [TER_PLAN_DONE] = {"done", {"done since", "已完成"}},
    [TER_PLAN_NEW] = {"new", {"new", "新增"}},
    [TER_PLAN_MOVED] = {"moved", {"moved", "年度调整"}},
    [TER_PLAN_DROPPED] = {"dropped", {"dropped", "移出"}},
    [TER_PLAN_SAME] = {"same", {"as planned", "不变"}},
};

const char *ter_plan_change_name(enum ter_plan_change_kind kind)
{
    return kinds[kind].name;
}

const char *ter_plan_change_title(enum ter_plan_change_kind kind, enum ter_lang lang)
{
    return kinds[kind].title[lang];
}

/* One comparison. */
struct comparing {
    struct ter_registry *registry;
    const struct ter_plan *plan;
    const struct ter_plan_request *request;
    const struct ter_saved_plan *saved;
    struct ter_plan_changes *changes;
    struct ter_map now; /* items of the plan by code: index + 1 */
    bool zh;
    struct ter_plan_former former;
};

static uint64_t key(const char *code)
{
    return ter_hash(0, code, strlen(code));
}

static struct ter_plan_change *add(struct comparing *comparing, enum ter_plan_change_kind kind)
{
    struct ter_plan_changes *changes = comparing->changes;
    changes->items = ter_grow(changes->items, &changes->capacity, changes->count + 1, sizeof *changes->items);
    struct ter_plan_change *change = &changes->items[changes->count++];
    *change = (struct ter_plan_change){.kind = kind, .score_before = (double)NAN, .score_now = (double)NAN};
    changes->counts[kind]++;
    return change;
}

static void put_now(struct ter_plan_change *change, const struct ter_plan_item *item)
{
    change->year_now = item->year;
    change->rank_now = item->rank;
    change->score_now = item->score;
}

static void put_before(struct ter_plan_change *change, const struct ter_saved_item *item)
{
    change->code = ter_strdup(item->code);
    change->township = item->township ? ter_strdup(item->township) : NULL;
    change->year_before = item->year;
    change->rank_before = (size_t)item->rank;
    change->score_before = item->score;
}

/* ---- records that are in the plan no more ---- */

/* What became of it, as the register says today. */
struct fate {
    enum ter_plan_change_kind kind;
    char *why;
};

static char *status_words(
    const struct comparing *comparing, const struct ter_record *record, const char *since)
{
    const struct ter_layer *layer = comparing->plan->layer;
    size_t status = layer->role[TER_ROLE_STATUS];
    TER_AUTO_BUF struct ter_buf words = {0};
    ter_field_print(&layer->fields[status], record->values[status], comparing->plan->lang, &words);
    if (!since)
        return ter_strdup(words.data ? words.data : "");
    return ter_format(comparing->zh ? "%s（%s 起）" : "%s since %s", words.data, since);
}

static struct fate judge_record(const struct comparing *comparing, const struct ter_record *record)
{
    const struct ter_layer *layer = comparing->plan->layer;
    struct ter_value status = record->values[layer->role[TER_ROLE_STATUS]],
                     since = record->values[layer->role[TER_ROLE_STATUS_SINCE]];
    enum ter_standing standing = ter_scenario_standing(
        comparing->request->priority.norms, layer, status.type == TER_VALUE_TEXT ? status.text : "");
    if (standing == TER_STANDING_BROKEN)
        return (struct fate){TER_PLAN_DROPPED,
            ter_strdup(comparing->zh ? "仍待修，但不在本次计划的范围内"
                                     : "still broken, but outside what this plan asks for")};
    return (struct fate){standing == TER_STANDING_AVAILABLE ? TER_PLAN_DONE : TER_PLAN_DROPPED,
        status_words(comparing, record, since.type == TER_VALUE_TEXT ? since.text : NULL)};
}

static bool find_fate(
    struct comparing *comparing, const char *code, struct fate *ret_fate, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_layer *layer = comparing->plan->layer;
    const struct ter_record *record;
    size_t fields[] = {layer->role[TER_ROLE_ID], layer->role[TER_ROLE_CODE], layer->role[TER_ROLE_STATUS],
        layer->role[TER_ROLE_STATUS_SINCE]};
    struct ter_filter filter = {
        .code = code, .fields = fields, .field_count = sizeof fields / sizeof *fields};
    if (!ter_find_open(comparing->registry, layer, &filter, &cursor, err) ||
        !ter_find_next(cursor, &record, err))
        return false;
    *ret_fate = record ? judge_record(comparing, record)
                       : (struct fate){TER_PLAN_DROPPED,
                             ter_strdup(comparing->zh ? "登记册中已无此编号" : "no longer in the register")};
    return true;
}

/* ---- records that are ---- */

static char *why_new(const struct comparing *comparing, const struct ter_plan_item *item)
{
    return item->since ? ter_format(comparing->zh ? "%s 起故障" : "broken since %s", item->since) : NULL;
}

/* ---- the comparison ---- */

static bool compare_saved(
    struct comparing *comparing, const struct ter_saved_item *before, struct ter_error *err)
{
    int64_t *at = ter_map_get(&comparing->now, key(before->code));
    if (at && *at > 0) {
        const struct ter_plan_item *now = &comparing->plan->list.items[*at - 1];
        bool moved = now->year != before->year;
        struct ter_plan_change *change = add(comparing, moved ? TER_PLAN_MOVED : TER_PLAN_SAME);
        put_before(change, before);
        put_now(change, now);
        change->why = moved ? ter_plan_why_moved(comparing->plan, &comparing->former, before, now) : NULL;
        *at = -*at; /* seen */
        return true;
    }
    struct fate fate;
    if (!find_fate(comparing, before->code, &fate, err))
        return false;
    struct ter_plan_change *change = add(comparing, fate.kind);
    put_before(change, before);
    change->why = fate.why;
    return true;
}

static void add_new(struct comparing *comparing)
{
    for (size_t i = 0; i < comparing->plan->list.count; i++) {
        const struct ter_plan_item *item = &comparing->plan->list.items[i];
        int64_t *at = ter_map_get(&comparing->now, key(item->code));
        if (*at < 0)
            continue;
        struct ter_plan_change *change = add(comparing, TER_PLAN_NEW);
        change->code = ter_strdup(item->code);
        change->township = item->township ? ter_strdup(item->township) : NULL;
        change->why = why_new(comparing, item);
        put_now(change, item);
    }
}

static bool compare(struct comparing *comparing, struct ter_error *err)
{
    for (size_t i = 0; i < comparing->plan->list.count; i++)
        *ter_map_put(&comparing->now, key(comparing->plan->list.items[i].code), NULL) = (int64_t)i + 1;
    for (size_t i = 0; i < comparing->saved->count; i++)
        if (!compare_saved(comparing, &comparing->saved->items[i], err))
            return false;
    add_new(comparing);
    return true;
}

bool ter_plan_compare(struct ter_registry *registry, const struct ter_plan *plan,
    const struct ter_plan_request *request, const struct ter_saved_plan *saved,
    struct ter_plan_changes *ret_changes, struct ter_error *err)
{
    struct ter_plan_changes changes = {0};
    struct comparing comparing = {registry, plan, request, saved, &changes, {0}, plan->lang == TER_ZH, {0}};
    if (strcmp(saved->layer, plan->layer->name) != 0)
        return ter_fail(err, TER_USAGE, "plan \"%s\" is one of layer %s, not of %s", saved->name,
            saved->layer, plan->layer->name);
    ter_plan_former_read(saved, &comparing.former);
    bool done = compare(&comparing, err);
    ter_map_free(&comparing.now);
    if (!done) {
        ter_plan_changes_free(&changes);
        return false;
    }
    *ret_changes = changes;
    return true;
}

void ter_plan_changes_free(struct ter_plan_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        free(changes->items[i].code);
        free(changes->items[i].township);
        free(changes->items[i].why);
    }
    free(changes->items);
    *changes = (struct ter_plan_changes){0};
}
