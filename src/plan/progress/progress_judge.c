/* Owns the judgement of promises: which facts fill which of them, and what is done, late, open or unknown.
 * Reads nothing. */
#include "base/day.h"
#include "base/map.h"
#include "progress_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double whole_percent = 100, nearly = 1e-9;

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Promises of one kind for one area, in the order in which they are due: a fact fills the first that wants.
 */
static bool one_series(const struct ter_promise *a, const struct ter_promise *b)
{
    return same(a->subject, b->subject) && same(a->township, b->township) &&
           same(a->amount_unit, b->amount_unit);
}

static bool is_percent(const struct ter_promise *promise)
{
    return same(promise->amount_unit, "percent");
}

/* What so many pieces are in the promise's unit; NaN where nobody knows what the percentage is of. */
static double in_unit(const struct ter_promise *promise, double pieces)
{
    return is_percent(promise) ? whole_percent * pieces / promise->of : pieces;
}

static bool is_full(const struct ter_promise *promise)
{
    return isnan(promise->step) ? promise->facts.count > 0 : promise->shown >= promise->step - nearly;
}

static void add_fact(struct ter_promise *promise, const struct ter_fact *fact, double pieces)
{
    bool was_full = promise->facts.count && is_full(promise);
    double more = in_unit(promise, pieces);
    promise->number += pieces;
    promise->shown += isnan(more) ? 0 : more;
    ter_strings_printf(&promise->facts, "%s %s %s", fact->event, fact->layer, fact->code);
    if (!was_full && is_full(promise))
        promise->done_on = fact->day;
}

/* An event about the target itself says the number that it shows; without one, that it was kept. */
static void add_own(struct ter_promise *promise, const struct ter_fact *fact)
{
    double pieces = fact->amount;
    if (strcmp(fact->layer, "target") != 0 || strcmp(fact->code, promise->code) != 0)
        return;
    if (!fact->sourced) {
        promise->unsourced++;
        return;
    }
    if (isnan(pieces)) {
        double left = isnan(promise->step) ? 0 : fmax(promise->step - promise->shown, 0);
        pieces = is_percent(promise) ? left * promise->of / whole_percent : left;
    }
    add_fact(promise, fact, isnan(pieces) ? 0 : pieces);
}

static bool in_area(const struct ter_promise *promise, const char *township)
{
    return !promise->township || same(promise->township, township);
}

/* The series' first promise that still wants facts, else its last. */
static struct ter_promise *next_wanting(struct ter_promise *series, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_full(&series[i]))
            return &series[i];
    return &series[count - 1];
}

/* Facts about records: each record counts once, by its first sourced event. */
static void add_records(struct ter_promise *series, size_t count, const struct ter_facts *facts,
    const struct ter_promise_rule *rule)
{
    TER_AUTO_MAP struct ter_map seen = {0};
    for (size_t i = 0; rule && i < facts->count; i++) {
        const struct ter_fact *fact = &facts->items[i];
        bool is_new;
        if (!ter_fact_fits(fact, rule) || !in_area(series, fact->township))
            continue;
        if (!fact->sourced) {
            next_wanting(series, count)->unsourced++;
            continue;
        }
        ter_map_put(&seen, ter_hash(0, fact->code, strlen(fact->code)), &is_new);
        if (is_new)
            add_fact(next_wanting(series, count), fact, 1);
    }
    for (size_t i = 0; rule && i < facts->claim_count; i++)
        if (facts->claims[i].rule == rule && in_area(series, facts->claims[i].township))
            next_wanting(series, count)->claimed++;
}

/* On a day that is over, what was due on it is judged too. */
static void judge(struct ter_promise *promise, int day)
{
    bool over = day < ter_day_today(), due = promise->has_due && promise->due < day + over;
    if (is_full(promise) && promise->facts.count) {
        promise->state = TER_PROMISE_DONE;
        promise->late_days =
            promise->has_due && promise->done_on > promise->due ? promise->done_on - promise->due : 0;
    } else if (!due) {
        promise->state = TER_PROMISE_OPEN;
    } else if (promise->facts.count) {
        promise->state = TER_PROMISE_LATE;
        promise->late_days = day - promise->due;
    } else {
        promise->state = TER_PROMISE_UNKNOWN;
    }
}

/* An amount counted from the plan's start holds those before it. */
static void find_steps(struct ter_promise *series, size_t count)
{
    double before = 0;
    for (size_t i = 0; i < count; i++) {
        series[i].step = series[i].cumulative ? fmax(series[i].amount - before, 0) : series[i].amount;
        if (isnan(series[i].amount))
            series[i].step = NAN;
        else
            before = series[i].cumulative ? fmax(series[i].amount, before) : before + series[i].amount;
    }
}

void ter_progress_judge(struct ter_progress *progress, const struct ter_facts *facts)
{
    for (size_t start = 0, end; start < progress->count; start = end) {
        struct ter_promise *series = &progress->items[start];
        for (end = start + 1; end < progress->count && one_series(series, &progress->items[end]);)
            end++;
        find_steps(series, end - start);
        for (size_t i = start; i < end; i++)
            for (size_t j = 0; j < facts->count; j++)
                add_own(&progress->items[i], &facts->items[j]);
        add_records(series, end - start, facts, ter_promises_find(progress->rules, series->subject));
        for (size_t i = start; i < end; i++) {
            judge(&progress->items[i], progress->day);
            progress->states[progress->items[i].state]++;
        }
    }
}
