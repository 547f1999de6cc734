/* Owns the judgement of thresholds: what counts, for whom, and how much is left. Knows nothing of files. */
#include "thresholds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *ter_threshold_state_name(enum ter_threshold_state state)
{
    static const char *const names[] = {"below", "reached", "unsure", "no_data"};
    return names[state];
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool lists(const struct ter_strings *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

/* The row of a rule for a place, made where it is not there yet. */
static struct ter_threshold *row_of(struct ter_thresholds *thresholds, const struct ter_threshold_rule *rule,
    const char *township, const char *village)
{
    for (size_t i = 0; i < thresholds->count; i++) {
        struct ter_threshold *row = &thresholds->items[i];
        if (row->rule == rule && same(row->township, township) && same(row->village, village))
            return row;
    }
    thresholds->items =
        ter_grow(thresholds->items, &thresholds->capacity, thresholds->count + 1, sizeof *thresholds->items);
    struct ter_threshold *row = &thresholds->items[thresholds->count++];
    *row = (struct ter_threshold){
        .rule = rule, .township = township, .village = village, .denominator = (double)NAN};
    return row;
}

static bool is_of_year(const struct ter_patch *patch, int year)
{
    return patch->has[TER_PATCH_FOUND] && ter_day_year(patch->day[TER_PATCH_FOUND]) == year;
}

static bool deadline_passed(const struct ter_patch *patch, const char *name)
{
    for (size_t i = 0; i < patch->dues.count; i++) {
        const struct ter_due *due = &patch->dues.items[i];
        if (due->known && due->days_left < 0 && strcmp(due->rule->name, name) == 0)
            return true;
    }
    return false;
}

/* The patch that was issued: parts of one count once. */
static const char *issued_as(const struct ter_patches *patches, const struct ter_patch *patch)
{
    enum { GENERATIONS = 8 };
    const char *code = patch->code, *parent = patch->parent;
    for (int i = 0; parent && i < GENERATIONS; i++) {
        const char *next = NULL;
        for (size_t j = 0; j < patches->count; j++)
            if (same(patches->items[j].code, parent))
                next = patches->items[j].parent;
        code = parent;
        parent = next;
    }
    return code;
}

static void count_farmland(struct ter_threshold *row, const struct ter_patch *patch)
{
    if (patch->farmland == TER_FARMLAND_UNKNOWN) {
        ter_strings_add(&row->unknown, patch->code);
        return;
    }
    if (patch->farmland_mu <= 0)
        return;
    row->numerator += patch->farmland_mu;
    ter_strings_add(&row->codes, patch->code);
}

static void count_patch(
    const struct ter_patches *patches, const struct ter_patch *patch, int year, struct ter_threshold *row)
{
    bool of_year = is_of_year(patch, year);
    switch (row->rule->measure) {
    case TER_MEASURE_FARMLAND_MU:
    case TER_MEASURE_FARMLAND_SHARE:
        if (of_year)
            count_farmland(row, patch);
        break;
    case TER_MEASURE_SATELLITE_PATCHES:
        if (of_year && patch->satellite) {
            const char *code = issued_as(patches, patch);
            if (!lists(&row->codes, code)) {
                row->numerator++;
                ter_strings_add(&row->codes, code);
            }
        }
        break;
    case TER_MEASURE_OVERDUE_PATCHES: /* whenever it was found */
        if (patch->open && deadline_passed(patch, row->rule->deadline)) {
            row->numerator++;
            ter_strings_add(&row->codes, patch->code);
        }
        break;
    case TER_MEASURE_WRONG_ENTRIES_SHARE:
    case TER_MEASURES:
        break;
    }
}

/* Every place with a patch of the year has its row, also where nothing in it is unlawful. */
static void count_all(const struct ter_patches *patches, const struct ter_threshold_rule *rule, int year,
    struct ter_thresholds *thresholds)
{
    for (size_t i = 0; i < patches->count; i++) {
        const struct ter_patch *patch = &patches->items[i];
        bool late = rule->measure == TER_MEASURE_OVERDUE_PATCHES && patch->open;
        if (patch->is_split || (!is_of_year(patch, year) && !late))
            continue;
        if (rule->scope == TER_SCOPE_VILLAGE && !patch->village)
            continue;
        struct ter_threshold *row =
            row_of(thresholds, rule, rule->scope == TER_SCOPE_ALL ? NULL : patch->township,
                rule->scope == TER_SCOPE_VILLAGE ? patch->village : NULL);
        if (patch->unlawful)
            count_patch(patches, patch, year, row);
    }
}

/* Shares ---------------------------------------------------------------------------------------------- */

static bool is_share(const struct ter_threshold_rule *rule)
{
    return rule->measure == TER_MEASURE_FARMLAND_SHARE || rule->measure == TER_MEASURE_WRONG_ENTRIES_SHARE;
}

static double sum_of(double a, double b)
{
    return isnan(a) ? b : isnan(b) ? a : a + b;
}

/* What was reported for the place. The whole area's is its own entry, else the sum of the townships'. */
static struct ter_land_account account_for(const struct ter_land_accounts *accounts, const char *township)
{
    struct ter_land_account found = {NULL, (double)NAN, (double)NAN, (double)NAN}, sum = found;
    for (size_t i = 0; i < accounts->count; i++) {
        const struct ter_land_account *one = &accounts->items[i];
        if (same(one->township, township))
            found = *one;
        sum.farmland_taken_mu = sum_of(sum.farmland_taken_mu, one->farmland_taken_mu);
        sum.entries = sum_of(sum.entries, one->entries);
        sum.wrong_entries = sum_of(sum.wrong_entries, one->wrong_entries);
    }
    if (township)
        return found;
    found.farmland_taken_mu =
        isnan(found.farmland_taken_mu) ? sum.farmland_taken_mu : found.farmland_taken_mu;
    bool whole = !isnan(found.entries) && !isnan(found.wrong_entries);
    found.entries = whole ? found.entries : sum.entries;
    found.wrong_entries = whole ? found.wrong_entries : sum.wrong_entries;
    return found;
}

static void add_account_rows(const struct ter_land_accounts *accounts, const struct ter_threshold_rule *rule,
    struct ter_thresholds *thresholds)
{
    if (rule->scope == TER_SCOPE_ALL)
        row_of(thresholds, rule, NULL, NULL);
    for (size_t i = 0; rule->scope == TER_SCOPE_TOWNSHIP && i < accounts->count; i++)
        if (accounts->items[i].township)
            row_of(thresholds, rule, accounts->items[i].township, NULL);
}

/* A whole of 0 has no shares: who took no farmland at all reaches nothing, unless the patches say otherwise,
 * and then one of the two is wrong. */
static void judge_share(const struct ter_land_accounts *accounts, struct ter_threshold *row)
{
    struct ter_land_account account = account_for(accounts, row->township);
    double limit = row->rule->limit / 100;
    if (row->rule->measure == TER_MEASURE_WRONG_ENTRIES_SHARE) {
        row->numerator = account.wrong_entries;
        row->denominator = account.entries;
    } else {
        row->denominator = account.farmland_taken_mu;
    }
    row->value = row->denominator > 0 ? 100 * row->numerator / row->denominator : (double)NAN;
    row->allowed = isnan(row->value) ? (double)NAN : fmax(limit * row->denominator - row->numerator, 0);
}

/* Sums of areas carry the rounding of their parts. */
static void judge(const struct ter_land_accounts *accounts, struct ter_threshold *row)
{
    const double rounding = 1e-9;
    if (is_share(row->rule)) {
        judge_share(accounts, row);
    } else {
        row->value = row->numerator;
        row->allowed = fmax(row->rule->limit - row->numerator, 0);
    }
    if (isnan(row->value)) {
        row->state = TER_THRESHOLD_NO_DATA;
        return;
    }
    bool reached = row->rule->at_least ? row->value >= row->rule->limit - rounding
                                       : row->value > row->rule->limit + rounding;
    row->state = reached              ? TER_THRESHOLD_REACHED
                 : row->unknown.count ? TER_THRESHOLD_UNSURE
                                      : TER_THRESHOLD_BELOW;
}

/* The whole ------------------------------------------------------------------------------------------- */

static int compare_name(const char *a, const char *b)
{
    return !a || !b ? (b != NULL) - (a != NULL) : strcmp(a, b);
}

static int by_rule_and_state(const void *a, const void *b)
{
    const struct ter_threshold *x = a, *y = b;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    bool reached_x = x->state == TER_THRESHOLD_REACHED, reached_y = y->state == TER_THRESHOLD_REACHED;
    if (reached_x != reached_y)
        return reached_x ? -1 : 1;
    int order = compare_name(x->township, y->township);
    return order ? order : compare_name(x->village, y->village);
}

void ter_thresholds_judge(const struct ter_patches *patches, const struct ter_threshold_rules *rules,
    const struct ter_land_accounts *accounts, int year, struct ter_thresholds *ret_thresholds)
{
    for (size_t i = 0; i < rules->count; i++) {
        count_all(patches, &rules->items[i], year, ret_thresholds);
        if (is_share(&rules->items[i]))
            add_account_rows(accounts, &rules->items[i], ret_thresholds);
    }
    for (size_t i = 0; i < ret_thresholds->count; i++)
        judge(accounts, &ret_thresholds->items[i]);
    if (ret_thresholds->count)
        qsort(ret_thresholds->items, ret_thresholds->count, sizeof *ret_thresholds->items, by_rule_and_state);
    for (size_t i = 0; i < patches->count; i++) {
        const struct ter_patch *patch = &patches->items[i];
        bool counts = patch->unlawful && !patch->is_split;
        ret_thresholds->no_year += counts && !patch->has[TER_PATCH_FOUND];
        ret_thresholds->no_village += counts && !patch->village && is_of_year(patch, year);
    }
}

void ter_thresholds_free(struct ter_thresholds *thresholds)
{
    for (size_t i = 0; i < thresholds->count; i++) {
        ter_strings_free(&thresholds->items[i].codes);
        ter_strings_free(&thresholds->items[i].unknown);
    }
    free(thresholds->items);
    *thresholds = (struct ter_thresholds){0};
}

/* Words ----------------------------------------------------------------------------------------------- */

static const char *unit_of(const struct ter_threshold_rule *rule, double number, enum ter_lang lang)
{
    static const char *const units[TER_MEASURES][2] = {[TER_MEASURE_FARMLAND_MU] = {" mu", "亩"},
        [TER_MEASURE_SATELLITE_PATCHES] = {" patches", "个"},
        [TER_MEASURE_FARMLAND_SHARE] = {" mu", "亩"},
        [TER_MEASURE_OVERDUE_PATCHES] = {" patches", "个"},
        [TER_MEASURE_WRONG_ENTRIES_SHARE] = {" entries", "个"}};
    bool patches =
        rule->measure == TER_MEASURE_SATELLITE_PATCHES || rule->measure == TER_MEASURE_OVERDUE_PATCHES;
    if (patches && lang == TER_EN && fabs(number) == 1) /* both are whole numbers */
        return " patch";
    return units[rule->measure][lang];
}

static void write_share(const struct ter_threshold *row, enum ter_lang lang, struct ter_buf *out)
{
    const char *unit = unit_of(row->rule, row->denominator, lang);
    if (row->state == TER_THRESHOLD_NO_DATA) {
        ter_buf_text(out, lang == TER_EN ? "no data" : "无数据");
        if (!isnan(row->numerator) && row->rule->measure == TER_MEASURE_FARMLAND_SHARE)
            ter_buf_printf(out,
                lang == TER_EN ? " (unlawful: %.4g%s; of what, nobody has entered)"
                               : "（违法占耕%.4g%s，未填报分母）",
                row->numerator, unit);
        return;
    }
    ter_buf_printf(out,
        lang == TER_EN ? "%.4g of %.4g%s: %.1f%%, limit %.4g%%" : "%.4g / %.4g%s，占%.1f%%，限值%.4g%%",
        row->numerator, row->denominator, unit, row->value, row->rule->limit);
}

char *ter_threshold_words(const struct ter_threshold *row, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    if (is_share(row->rule))
        write_share(row, lang, &out);
    else if (row->rule->limit <= 0) /* none is permitted */
        ter_buf_printf(&out, "%.4g%s", row->numerator, unit_of(row->rule, row->numerator, lang));
    else
        ter_buf_printf(&out, lang == TER_EN ? "%.4g of %.4g%s used" : "已用%.4g，限值%.4g%s", row->numerator,
            row->rule->limit, unit_of(row->rule, row->rule->limit, lang));
    if (row->state == TER_THRESHOLD_REACHED)
        ter_buf_text(&out, lang == TER_EN ? "; reached" : "；已达限值");
    if (row->state == TER_THRESHOLD_BELOW && row->rule->limit > 0)
        ter_buf_printf(&out, lang == TER_EN ? "; %.4g%s left" : "；尚余%.4g%s", row->allowed,
            unit_of(row->rule, row->allowed, lang));
    if (row->unknown.count)
        ter_buf_printf(&out,
            lang == TER_EN ? "; %zu without a figure, so it may be more" : "；另有%zu个面积不明，可能更多",
            row->unknown.count);
    return ter_buf_take(&out);
}
