/* Owns the reasons why a record has another year than in an approved plan. Knows nothing of how either plan
 * came about. */
#include "repair_reasons.h"

#include "base/json.h"

#include <math.h>
#include <string.h>

/* ---- what the approved plan was asked for ---- */

static void read_years(const json_t *years, struct ter_plan_former *former)
{
    for (size_t i = 0; i < json_array_size(years) && i < TER_PLAN_MOST_YEARS; i++)
        former->years[former->year_count++] = json_number_value(json_array_get(years, i));
}

void ter_plan_former_read(const struct ter_saved_plan *saved, struct ter_plan_former *ret_former)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    struct ter_error ignored;
    *ret_former = (struct ter_plan_former){.saved = saved};
    if (!saved->request ||
        !ter_json_parse(saved->request, strlen(saved->request), saved->name, &json, &ignored))
        return;
    const json_t *budget = json_object_get(json, "budget");
    const json_t *from_year = json_object_get(json, "from_year");
    ret_former->known = json_is_integer(from_year);
    ret_former->from_year = (int)json_integer_value(from_year);
    ret_former->is_budget = budget != NULL;
    ret_former->by_township = json_is_true(json_object_get(json, "by_township"));
    read_years(budget ? budget : json_object_get(json, "per_year"), ret_former);
}

/* ---- quotas ---- */

/* What a year allowed; NaN: it is none of the plan's. */
static double allowed_then(const struct ter_plan_former *former, int year)
{
    int at = year - former->from_year;
    return at >= 0 && (size_t)at < former->year_count ? former->years[at] : (double)NAN;
}

static double allowed_now(const struct ter_plan *plan, int year)
{
    for (size_t i = 0; i < plan->year_count; i++)
        if (plan->years[i].year == year)
            return plan->years[i].allowed;
    return NAN;
}

static char *year_reason(const struct ter_plan *plan, int year, double then, double now)
{
    bool zh = plan->lang == TER_ZH;
    if (isnan(then))
        return ter_format(zh ? "原计划没有 %d 年" : "%d was no year of that plan", year);
    if (isnan(now))
        return ter_format(zh ? "本次计划没有 %d 年" : "%d is no year of this plan", year);
    if (plan->is_budget)
        return ter_format(
            zh ? "%d 年预算为 %.0f 元，原为 %.0f 元" : "the budget of %d is %.0f, was %.0f", year, now, then);
    return ter_format(
        zh ? "%d 年名额为 %.0f，原为 %.0f" : "the quota of %d is %.0f, was %.0f", year, now, then);
}

/* What a record gets depends on the years before, too: its own two come first, then the earlier ones. */
static char *quota_reason(
    const struct ter_plan *plan, const struct ter_plan_former *former, int before, int now)
{
    int last = before > now ? before : now;
    const int own[] = {before, now};
    for (size_t i = 0; i < 2; i++) {
        double then = allowed_then(former, own[i]), today = allowed_now(plan, own[i]);
        if (own[i] && then != today && !(isnan(then) && isnan(today)))
            return year_reason(plan, own[i], then, today);
    }
    for (size_t i = 0; i < plan->year_count; i++) {
        int year = plan->years[i].year;
        double then = allowed_then(former, year);
        if ((!last || year < last) && then != plan->years[i].allowed)
            return year_reason(plan, year, then, plan->years[i].allowed);
    }
    return NULL;
}

/* ---- shares ---- */

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static size_t share_then(const struct ter_saved_plan *saved, const char *township, int year)
{
    size_t count = 0;
    for (size_t i = 0; i < saved->count; i++)
        count += saved->items[i].year == year && same(saved->items[i].township, township);
    return count;
}

static size_t share_now(const struct ter_plan *plan, const char *township, int year)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->list.count; i++)
        count += plan->list.items[i].year == year && same(plan->list.items[i].township, township);
    return count;
}

static char *share_reason(const struct ter_plan *plan, const struct ter_plan_former *former,
    const struct ter_saved_item *before, const struct ter_plan_item *item)
{
    bool zh = plan->lang == TER_ZH;
    const int own[] = {before->year, item->year};
    const char *name = item->township ? item->township : zh ? "未注明乡镇者" : "records without a township";
    if (former->by_township != plan->by_township)
        return ter_strdup(plan->by_township ? zh ? "本次按乡镇分配" : "years are shared out by township now"
                          : zh              ? "本次不再按乡镇分配"
                                            : "years are no longer shared out by township");
    for (size_t i = 0; plan->by_township && i < 2; i++) {
        size_t then = share_then(former->saved, before->township, own[i]);
        size_t now = share_now(plan, item->township, own[i]);
        if (own[i] && then != now)
            return ter_format(zh ? "%s %d 年分得 %zu，原为 %zu" : "the share of %s in %d is %zu, was %zu",
                name, own[i], now, then);
    }
    return NULL;
}

/* ---- position ---- */

static char *rank_reason(
    const struct ter_plan *plan, const struct ter_saved_item *before, const struct ter_plan_item *now)
{
    static const double noticeable = 0.05;
    bool zh = plan->lang == TER_ZH;
    if (fabs(now->score - before->score) >= noticeable)
        return ter_format(zh ? "位次 %lld → %zu，得分 %.1f → %.1f" : "rank %lld → %zu, score %.1f → %.1f",
            (long long)before->rank, now->rank, before->score, now->score);
    return ter_format(
        zh ? "位次 %lld → %zu，得分未变" : "rank %lld → %zu, same score", (long long)before->rank, now->rank);
}

/* No year is later than any. */
static bool moved_with_rank(const struct ter_saved_item *before, const struct ter_plan_item *now)
{
    bool later = before->year && (!now->year || now->year > before->year);
    return later ? now->rank > (size_t)before->rank : now->rank < (size_t)before->rank;
}

char *ter_plan_why_moved(const struct ter_plan *plan, const struct ter_plan_former *former,
    const struct ter_saved_item *before, const struct ter_plan_item *now)
{
    bool zh = plan->lang == TER_ZH, alike = former->known && former->is_budget == plan->is_budget;
    TER_AUTO_FREE char *other = NULL;
    if (former->known && !alike)
        other = ter_strdup(plan->is_budget ? zh ? "本次按预算，原按名额" : "by budget now, by quota then"
                           : zh            ? "本次按名额，原按预算"
                                           : "by quota now, by budget then");
    if (alike)
        other = quota_reason(plan, former, before->year, now->year);
    if (alike && !other)
        other = share_reason(plan, former, before, now);
    if (other && !moved_with_rank(before, now))
        return ter_strdup(other);
    TER_AUTO_FREE char *rank = rank_reason(plan, before, now);
    return other ? ter_format(zh ? "%s；%s" : "%s; %s", other, rank) : ter_strdup(rank);
}
