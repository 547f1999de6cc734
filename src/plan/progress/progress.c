/* Owns the reading of promises, and their order. What fills them is progress_judge.c's. */
#include "progress.h"

#include "base/day.h"
#include "base/text.h"
#include "progress_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *word[2]; /* by enum ter_lang */
} states[TER_PROMISE_STATES] = {
    [TER_PROMISE_DONE] = {"done", {"done", "已完成"}},
    [TER_PROMISE_OPEN] = {"open", {"not due yet", "未到期"}},
    [TER_PROMISE_LATE] = {"late", {"late", "逾期"}},
    [TER_PROMISE_UNKNOWN] = {"unknown", {"unknown", "无凭证"}},
};

const char *ter_promise_state_word(enum ter_promise_state state, enum ter_lang lang)
{
    return states[state].word[lang];
}

const char *ter_promise_state_name(enum ter_promise_state state)
{
    return states[state].name;
}

static char *copy(const char *text)
{
    return text ? ter_strdup(text) : NULL;
}

/* Reading --------------------------------------------------------------------------------------------- */

/* What is shown for the value of a field, or NULL. */
static char *title_of(
    const struct ter_layer *layer, const struct ter_record *record, const char *name, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    const struct ter_field *field = ter_layer_field(layer, name);
    if (field)
        ter_field_print(field, record->values[ter_layer_field_index(layer, field)], lang, &text);
    return text.size ? ter_buf_take(&text) : NULL;
}

static void read_due(
    const struct ter_layer *layer, const struct ter_record *record, struct ter_promise *promise)
{
    double year = ter_progress_number(layer, record, "year");
    promise->year = isnan(year) ? 0 : (int)year;
    promise->has_due = ter_day_read(ter_progress_text(layer, record, "due_on"), &promise->due);
    if (!promise->has_due && promise->year) {
        promise->due = ter_day_of(promise->year, 12, 31);
        promise->has_due = true;
    }
}

static struct ter_promise read_promise(
    const struct ter_layer *layer, const struct ter_record *record, enum ter_lang lang)
{
    const char *cumulative = ter_progress_text(layer, record, "cumulative");
    struct ter_promise promise = {
        .code = copy(ter_progress_text(layer, record, "code")),
        .subject = copy(ter_progress_text(layer, record, "subject")),
        .subject_title = title_of(layer, record, "subject", lang),
        .task = copy(ter_progress_text(layer, record, "task")),
        .unit = copy(ter_progress_text(layer, record, "unit")),
        .township = copy(ter_progress_text(layer, record, "township")),
        .basis = copy(ter_progress_text(layer, record, "legal_basis")),
        .amount_unit = copy(ter_progress_text(layer, record, "amount_unit")),
        .unit_title = title_of(layer, record, "amount_unit", lang),
        .status = title_of(layer, record, "status", lang),
        .amount = ter_progress_number(layer, record, "amount"),
        .cumulative = cumulative && strcmp(cumulative, "yes") == 0,
        .of = NAN,
    };
    read_due(layer, record, &promise);
    return promise;
}

static void free_promise(struct ter_promise *promise)
{
    char *const texts[] = {promise->code, promise->subject, promise->subject_title, promise->task,
        promise->unit, promise->township, promise->basis, promise->amount_unit, promise->unit_title,
        promise->status, promise->of_title};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    ter_strings_free(&promise->facts);
}

static bool is_dropped(const struct ter_layer *layer, const struct ter_record *record)
{
    const char *status = ter_progress_text(layer, record, "status");
    return status && strcmp(status, "dropped") == 0;
}

static bool read_targets(struct ter_registry *registry, const struct ter_layer *layer, enum ter_lang lang,
    struct ter_progress *progress, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    static const struct ter_filter all = {0};
    if (!ter_find_open(registry, layer, &all, &cursor, err))
        return false;
    while (ter_find_next(cursor, &record, err)) {
        if (!record)
            return true;
        if (is_dropped(layer, record)) {
            progress->other++;
            continue;
        }
        progress->items =
            ter_grow(progress->items, &progress->capacity, progress->count + 1, sizeof *progress->items);
        progress->items[progress->count++] = read_promise(layer, record, lang);
    }
    return false;
}

/* Order ----------------------------------------------------------------------------------------------- */

static size_t subject_rank(const struct ter_domain *subjects, const char *subject)
{
    size_t i = 0;
    while (i < subjects->count && strcmp(subjects->choices[i].value, subject) != 0)
        i++;
    return i;
}

static int by_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

/* Subjects in the order of their domain, and within one whole areas before townships. */
static int by_series(const void *a, const void *b, void *user)
{
    const struct ter_promise *x = a, *y = b;
    size_t rank_x = subject_rank(user, x->subject), rank_y = subject_rank(user, y->subject);
    int order = (rank_x > rank_y) - (rank_x < rank_y);
    order = order ? order : by_text(x->township, y->township);
    order = order ? order : by_text(x->amount_unit, y->amount_unit);
    order = order ? order : x->has_due != y->has_due ? y->has_due - x->has_due : 0;
    order = order || !x->has_due ? order : (x->due > y->due) - (x->due < y->due);
    return order ? order : strcmp(x->code, y->code);
}

/* Percentages ----------------------------------------------------------------------------------------- */

static bool has_status(const struct ter_layer *layer, const struct ter_record *record)
{
    const char *status = ter_progress_text(layer, record, "status");
    return !status || !ter_layer_status_is_final(layer, status);
}

static bool count_of(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_promise_rule *rule, double *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    static const struct ter_filter all = {0};
    double count = 0;
    if (!ter_find_open(registry, layer, &all, &cursor, err))
        return false;
    while (ter_find_next(cursor, &record, err)) {
        if (!record) {
            *ret_count = count > 0 ? count : NAN;
            return true;
        }
        const char *value = ter_progress_text(layer, record, rule->of_field);
        for (size_t i = 0; value && has_status(layer, record) && i < rule->of_values.count; i++)
            count += strcmp(rule->of_values.items[i], value) == 0;
    }
    return false;
}

/* "Townships: town, rural township, regional service centre" */
static char *of_words(const struct ter_layer *layer, const struct ter_promise_rule *rule, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    const struct ter_field *field = ter_layer_field(layer, rule->of_field);
    ter_buf_printf(&text, lang == TER_ZH ? "%s：" : "%s: ", layer->title.text[lang]);
    for (size_t i = 0; i < rule->of_values.count; i++) {
        const struct ter_choice *choice =
            field && field->domain ? ter_domain_choice(field->domain, rule->of_values.items[i]) : NULL;
        ter_buf_printf(&text, "%s%s", i ? lang == TER_ZH ? "、" : ", " : "",
            choice ? choice->title.text[lang] : rule->of_values.items[i]);
    }
    return ter_buf_take(&text);
}

static bool read_denominators(
    struct ter_registry *registry, enum ter_lang lang, struct ter_progress *progress, struct ter_error *err)
{
    for (size_t i = 0; i < progress->count; i++) {
        struct ter_promise *promise = &progress->items[i];
        const struct ter_promise_rule *rule = ter_promises_find(progress->rules, promise->subject);
        if (!rule)
            continue;
        promise->wanted[TER_EN] = rule->title.text[TER_EN];
        promise->wanted[TER_ZH] = rule->title.text[TER_ZH];
        promise->told_by = rule->told_by;
        const struct ter_layer *layer = rule->of_layer ? ter_progress_layer(registry, rule->of_layer) : NULL;
        if (!layer || !promise->amount_unit || strcmp(promise->amount_unit, "percent") != 0)
            continue;
        if (!count_of(registry, layer, rule, &promise->of, err))
            return false;
        promise->of_title = of_words(layer, rule, lang);
    }
    return true;
}

/* All together ---------------------------------------------------------------------------------------- */

static bool check_layer(const struct ter_registry *registry, const char *name, const char *const *fields,
    const struct ter_layer **ret_layer, struct ter_error *err)
{
    const struct ter_field *field;
    if (!ter_registry_layer(registry, name, ret_layer, err))
        return false;
    for (; *fields; fields++)
        if (!ter_layer_need_field(*ret_layer, *fields, &field, err))
            return ter_wrap(err, "layer %s is not the one that ships", name);
    return true;
}

static int first_day(const struct ter_progress *progress)
{
    int first = progress->day;
    for (size_t i = 0; i < progress->count; i++) {
        const struct ter_promise *promise = &progress->items[i];
        int year = promise->year ? promise->year : promise->has_due ? ter_day_year(promise->due) : 0;
        if (year && ter_day_of(year, 1, 1) < first)
            first = ter_day_of(year, 1, 1);
    }
    return first;
}

static bool asked(const char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (text && strcmp(list[i], text) == 0)
            return true;
    return count == 0;
}

/* Only after all were judged: a series is filled as a whole, whichever part of it is asked for. */
static void keep_asked(struct ter_progress *progress, const struct ter_progress_request *request)
{
    size_t kept = 0;
    memset(progress->states, 0, sizeof progress->states);
    for (size_t i = 0; i < progress->count; i++) {
        struct ter_promise *promise = &progress->items[i];
        if (asked(request->subjects, request->subject_count, promise->subject) &&
            asked(request->townships, request->township_count, promise->township) &&
            (!request->year || promise->year == request->year)) {
            progress->states[promise->state]++;
            progress->items[kept++] = *promise;
            continue;
        }
        progress->other++;
        free_promise(promise);
    }
    progress->count = kept;
}

bool ter_progress_read(struct ter_registry *registry, const struct ter_progress_request *request,
    struct ter_progress **ret_progress, struct ter_error *err)
{
    static const char *const target_fields[] = {
        "subject", "year", "amount", "amount_unit", "cumulative", "due_on", NULL};
    static const char *const event_fields[] = {
        "about_layer", "about_code", "kind", "happened_on", "amount", "document_no", NULL};
    TER_AUTO(ter_progress_free) struct ter_progress *progress = ter_alloc(sizeof *progress);
    TER_AUTO_FACTS struct ter_facts facts = {0};
    const struct ter_layer *targets, *events;
    progress->day = request->day;
    if (!check_layer(registry, "target", target_fields, &targets, err) ||
        !check_layer(registry, "event", event_fields, &events, err) ||
        !ter_promises_shipped(&progress->rules, err) ||
        !read_targets(registry, targets, request->lang, progress, err) ||
        !read_denominators(registry, request->lang, progress, err))
        return false;
    progress->since = first_day(progress);
    if (!ter_facts_read(registry, progress->rules, progress->since, progress->day, &facts, err))
        return false;
    const struct ter_domain *subjects = ter_layer_field(targets, "subject")->domain;
    if (subjects && progress->count)
        qsort_r(progress->items, progress->count, sizeof *progress->items, by_series,
            (void *)(uintptr_t)subjects);
    ter_progress_judge(progress, &facts);
    keep_asked(progress, request);
    *ret_progress = progress;
    progress = NULL;
    return true;
}

void ter_progress_free(struct ter_progress *progress)
{
    for (size_t i = 0; progress && i < progress->count; i++)
        free_promise(&progress->items[i]);
    if (progress) {
        free(progress->items);
        ter_promises_free(progress->rules);
    }
    free(progress);
}
