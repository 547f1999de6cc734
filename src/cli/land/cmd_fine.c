/* Owns `terrier fine`: what a violation costs and why, or why it may not be fined; and the penalty's record.
 */
#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/records/event_rules.h"
#include "land/zones/fine_case.h"
#include "rates_file.h"
#include "registry/store.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* One run, and what it found. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_rates *rates;
    char today[TER_DAY_SIZE];
    struct ter_fine_case fine_case;
    struct ter_fine fine;
    char *penalty, *document_no; /* what --record wrote */
};

static void run_free(struct run *run)
{
    ter_fine_free(&run->fine);
    ter_fine_case_free(&run->fine_case);
    ter_rates_free(run->rates);
    ter_registry_close(run->registry);
    ter_auto_free_pointer(&run->penalty);
    ter_auto_free_pointer(&run->document_no);
}

static bool read_day(struct run *run, struct ter_error *err)
{
    const char *on = ter_args_value(run->args, "on");
    ter_day_write(ter_day_today(), run->today);
    if (!on)
        return true;
    if (!ter_text_is_date(on))
        return ter_fail(err, TER_USAGE, "--on \"%s\" is not a date; write YYYY-MM-DD", on);
    memcpy(run->today, on, sizeof run->today);
    return true;
}

static bool decide(struct run *run, struct ter_error *err)
{
    struct ter_fine_case *one = &run->fine_case;
    const char *animals = ter_args_value(run->args, "animals");
    if (!ter_fine_case_read(run->registry, run->args->words[0], run->today, one, err))
        return false;
    one->facts.outside_reserve = ter_args_switch(run->args, "outside-reserve");
    if (animals && (one->facts.livestock || isfinite(one->facts.sheep_units)))
        return ter_fail(
            err, TER_USAGE, "%s has its animals noted already; leave --animals out", one->facts.code);
    if (animals)
        one->facts.livestock = animals;
    return ter_fine_decide(run->rates, &one->facts, &run->fine, err);
}

/* The record --------------------------------------------------------------------------------------------- */

struct writing {
    const struct ter_layer *layer;
    struct ter_change changes[TER_MAX_FIELDS];
    size_t count;
};

static bool put(struct writing *writing, const char *name, struct ter_value value, struct ter_error *err)
{
    const struct ter_field *field;
    if (value.type == TER_VALUE_NULL)
        return true;
    if (!ter_layer_need_field(writing->layer, name, &field, err))
        return false;
    writing->changes[writing->count++] =
        (struct ter_change){ter_layer_field_index(writing->layer, field), value};
    return true;
}

static char *remark(const struct run *run, enum ter_lang lang)
{
    bool stated = run->fine_case.facts.outside_reserve;
    return ter_format("%s; %s; %s%s", run->fine.reckoning, run->fine.because[lang],
        run->fine.rule->basis.text[lang],
        !stated          ? ""
        : lang == TER_ZH ? "；执法人员声明地点在保护区外"
                         : "; stated by the officer: outside the reserve");
}

static bool write_penalty(struct run *run, struct ter_error *err)
{
    const struct ter_fine_case *one = &run->fine_case;
    const char *by = ter_args_value(run->args, "by"), *document = ter_args_value(run->args, "document");
    struct writing writing = {.layer = one->layer};
    TER_AUTO_FREE char *words = remark(run, ter_args_lang(run->args, run->registry));
    int64_t id;
    if (!ter_event_number(run->registry, one->layer, "penalty", run->today, document ? document : "auto",
            "--document NUMBER", &run->document_no, err))
        return false;
    const struct {
        const char *name;
        struct ter_value value;
    } fields[] = {
        {"about_layer", ter_value_text(one->layer->name)},
        {"about_code", ter_value_text(one->facts.code)},
        {"kind", ter_value_text("penalty")},
        {"offence", ter_value_text(run->fine.rule->offence)},
        {"happened_on", ter_value_text(run->today)},
        {"sheep_units", ter_value_real(run->fine.units)},
        {"amount_yuan", ter_value_real(run->fine.amount_yuan)},
        {"document_no", ter_value_text(run->document_no)},
        {"by_unit", ter_value_text(by ? by : ter_zone_text(one->layer, one->values, "by_unit"))},
        {"township", ter_value_text(ter_zone_text(one->layer, one->values, "township"))},
        {"remark", ter_value_text(words)},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!put(&writing, fields[i].name, fields[i].value, err))
            return false;
    if (!ter_store_insert(run->registry, one->layer, writing.changes, writing.count, NULL, &id, err))
        return false;
    TER_AUTO_FREE char *code =
        ter_format("%s%0*lld", one->layer->code_prefix, one->layer->code_digits, (long long)id);
    run->penalty = code;
    code = NULL;
    return ter_registry_commit(run->registry, err);
}

/* Decided and written in one transaction, so that nobody else punishes in between. */
static bool record(struct run *run, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "fine"};
    if (ter_args_value(run->args, "animals"))
        return ter_fail(err, TER_USAGE,
            "--animals is for a look ahead; note them first: terrier set event %s \"livestock=…\"",
            run->args->words[0]);
    if (!ter_registry_begin(run->registry, &context, err))
        return false;
    if (decide(run, err) && (run->fine.outcome != TER_FINE_DUE || write_penalty(run, err))) {
        ter_registry_rollback(run->registry); /* harmless after the commit */
        return true;
    }
    ter_registry_rollback(run->registry);
    return false;
}

/* The answer --------------------------------------------------------------------------------------------- */

static void print_line(const char *label, const char *text)
{
    if (text && *text)
        printf("%s: %s\n", label, text);
}

static void print_animals(const struct run *run, enum ter_lang lang)
{
    const struct ter_fine_facts *facts = &run->fine_case.facts;
    TER_AUTO_BUF struct ter_buf text = {0};
    if (facts->livestock) {
        ter_buf_printf(&text, "%s: ", facts->livestock);
        ter_rates_animals_explain(run->rates, facts->livestock, &text);
        ter_buf_text(&text, lang == TER_ZH ? " 羊单位" : " sheep units");
    } else if (isfinite(facts->sheep_units)) {
        ter_buf_printf(&text, lang == TER_ZH ? "%.10g 羊单位" : "%.10g sheep units", facts->sheep_units);
    }
    print_line(lang == TER_ZH ? "牲畜" : "animals", text.data);
}

static void print_order(const struct run *run, enum ter_lang lang)
{
    const struct ter_fine_paper *paper = run->fine.paper;
    if (!paper || run->fine.outcome != TER_FINE_DUE)
        return;
    TER_AUTO_FREE char *text =
        ter_format(lang == TER_ZH ? "责令改正 %s %s（%s%s%s）" : "order to correct %s %s (%s%s%s)",
            paper->code, paper->document_no ? paper->document_no : "", paper->on, paper->due_on ? " – " : "",
            paper->due_on ? paper->due_on : "");
    print_line(lang == TER_ZH ? "前提" : "precondition", text);
}

static void print_rule(const struct run *run, enum ter_lang lang)
{
    const struct ter_rate_rule *rule = run->fine.rule;
    if (!rule)
        return;
    TER_AUTO_FREE char *basis = ter_format("%s (%s)", rule->basis.text[lang], rule->source.text[lang]);
    print_line(lang == TER_ZH ? "处罚机关" : "authority", rule->authority.text[lang]);
    print_line(lang == TER_ZH ? "罚则" : "rule", basis);
}

static void print_answer(const struct run *run)
{
    enum ter_lang lang = ter_args_lang(run->args, run->registry);
    const struct ter_fine_facts *facts = &run->fine_case.facts;
    bool due = run->fine.outcome == TER_FINE_DUE;
    printf("%s, %s\n", facts->code, facts->happened_on ? facts->happened_on : "");
    print_animals(run, lang);
    if (due)
        printf(lang == TER_ZH ? "罚款: %s 元\n" : "fine: %s yuan\n", run->fine.reckoning);
    else
        printf("%s\n", lang == TER_ZH ? "不得罚款" : "no fine");
    print_line(lang == TER_ZH ? "理由" : "because", run->fine.because[lang]);
    print_rule(run, lang);
    print_order(run, lang);
    if (run->penalty)
        printf(lang == TER_ZH ? "已登记: %s %s\n" : "recorded: %s %s\n", run->penalty, run->document_no);
}

static json_t *number_or_null(double number)
{
    return isfinite(number) ? ter_json_number(number) : json_null();
}

static json_t *answer_json(const struct run *run)
{
    enum ter_lang lang = ter_args_lang(run->args, run->registry);
    const struct ter_fine *fine = &run->fine;
    const struct ter_rate_rule *rule = fine->rule;
    json_t *object = json_object();
    ter_json_set(object, "code", ter_json_string(run->fine_case.facts.code));
    ter_json_set(object, "happened_on", ter_json_string(run->fine_case.facts.happened_on));
    ter_json_set(object, "due", json_boolean(fine->outcome == TER_FINE_DUE));
    ter_json_set(object, "outcome", ter_json_string(ter_fine_outcome_name(fine->outcome)));
    ter_json_set(object, "because", ter_json_string(fine->because[lang]));
    ter_json_set(object, "sheep_units", number_or_null(fine->units));
    ter_json_set(object, "yuan_per_unit", number_or_null(fine->rate_yuan));
    ter_json_set(object, "amount_yuan", number_or_null(fine->amount_yuan));
    ter_json_set(object, "rule", ter_json_string(rule ? rule->name : NULL));
    ter_json_set(object, "authority", ter_json_string(rule ? rule->authority.text[lang] : NULL));
    ter_json_set(object, "basis", ter_json_string(rule ? rule->basis.text[lang] : NULL));
    ter_json_set(object, "source", ter_json_string(rule ? rule->source.text[lang] : NULL));
    ter_json_set(object, "zone",
        ter_json_string(fine->zone ? ter_zone_text(fine->zone->layer, fine->zone->values, "code") : NULL));
    ter_json_set(object, "boundary_m",
        fine->zone ? ter_json_number(round(fine->zone->boundary_m * 1000) / 1000) : json_null());
    ter_json_set(object, "paper", ter_json_string(fine->paper ? fine->paper->code : NULL));
    ter_json_set(object, "recorded", ter_json_string(run->penalty));
    ter_json_set(object, "document_no", ter_json_string(run->document_no));
    return object;
}

static bool write_answer(const struct run *run, struct ter_error *err)
{
    if (run->args->format != TER_FORMAT_JSON) {
        print_answer(run);
        return true;
    }
    TER_AUTO(ter_json_free) json_t *json = answer_json(run);
    return ter_json_write(json, stdout, err) &&
           (putchar('\n') != EOF ||
               ter_fail(err, TER_FAILED, "cannot write the output: %s", strerror(errno)));
}

static bool answer(struct run *run, struct ter_error *err)
{
    bool recording = ter_args_switch(run->args, "record");
    if (!recording && (ter_args_value(run->args, "document") || ter_args_value(run->args, "by")))
        return ter_fail(err, TER_USAGE, "--document and --by go with --record");
    return read_day(run, err) && ter_rates_of_args(run->args, &run->rates, err) &&
           ter_args_open(run->args, recording ? TER_WRITE : TER_READ, &run->registry, err) &&
           (recording ? record(run, err) : decide(run, err)) && write_answer(run, err);
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!answer(&run, err)) {
        ter_wrap(err, "fine %s", args->words[0]);
        return ter_exit_for(err);
    }
    return run.fine.outcome == TER_FINE_DUE ? TER_EXIT_DONE : TER_EXIT_ATTENTION;
}

static const struct ter_option options[] = {
    {"on", "DATE", "the day of the decision (default: today)", false},
    {"record", NULL, "write the penalty as an event about the violation", false},
    {"document", "NUMBER|auto", "with --record: the penalty's number (default: auto, the next one)", false},
    {"by", "UNIT", "with --record: who imposes it (default: the unit that noted the violation)", false},
    {"outside-reserve", NULL, "the officer states that the place lies outside a reserve that is not drawn",
        false},
    {"animals", "TEXT", "where the event has none: \"12 sheep + 3 cattle\"", false},
    TER_RATES_OPTION,
    {0},
};

const struct ter_command ter_command_fine = {
    .name = "fine",
    .usage = "EVENT",
    .summary = "what a violation of a grazing ban costs, by which rule; or why it may not be fined",
    .options = options,
    .formats = "table json",
    .details = "Inside a ban that is in force, with a surveyed or official boundary, a fine is so much a "
               "sheep unit, after "
               "an order to correct about the violation (an event of the kind order, with its number). Over "
               "the carrying "
               "capacity (offence=over_capacity, about a herd) it is due only after the order's time limit "
               "(due_on) has "
               "lapsed and an inspection found it not corrected. In the nature reserve its own "
               "administration punishes. A "
               "draft, a boundary that is a buffer or a sketch, and a position too close to the boundary "
               "never carry a "
               "fine. The rates, their sources and the sheep units of animals are a table: --rates FILE "
               "replaces parts.\n\n"
               "Exit code 3: no fine is due; the answer says why.",
    .examples = "terrier fine E-0000123\n"
                "terrier fine E-0000123 --record --by 毕克齐镇综合行政执法局\n"
                "terrier fine E-0000123 --on 2026-12-01 --format json",
    .min_words = 1,
    .max_words = 1,
    .run = run_command,
};
