/* Owns the form of rounds: order, units, headings. Knows nothing of how they are made. */
#include "plan_rounds.h"

#include "cli/layer/layer_file.h"
#include "cli/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CREWS = 1000, MINUTES_AN_HOUR = 60, METRES_A_KM = 1000 };

/* ---- options ---- */

static bool read_rules(const char *path, struct ter_round_rules **ret_rules, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    if (!path)
        return ter_round_rules_shipped(ret_rules, err);
    if (!ter_layer_file_read(path, &text, err))
        return ter_wrap(err, "--rules");
    return ter_round_rules_parse(text.data, text.size, path, ret_rules, err) || ter_wrap(err, "--rules");
}

bool ter_round_options_read(
    const struct ter_args *args, struct ter_round_options *ret_options, struct ter_error *err)
{
    const char *day = ter_args_value(args, "crew-day");
    struct ter_round_options options = {.day_min = (double)NAN, .depot = ter_args_value(args, "depot")};
    double crews = 0;
    if (!ter_args_number(args, "crews", 1, MOST_CREWS, 0, &crews, err))
        return false;
    if (crews != floor(crews))
        return ter_fail(err, TER_USAGE, "--crews must be a whole number");
    if (!day && (crews > 0 || options.depot || ter_args_value(args, "rules")))
        return ter_fail(
            err, TER_USAGE, "--crews, --depot and --rules are about rounds: add --crew-day HOURS");
    if (day && !ter_crew_day_read(day, &options.day_min, err))
        return ter_wrap(err, "--crew-day");
    options.crews = (size_t)crews;
    if (!read_rules(ter_args_value(args, "rules"), &options.rules, err))
        return false;
    *ret_options = options;
    return true;
}

void ter_round_options_free(struct ter_round_options *options)
{
    ter_round_rules_free(options->rules);
    options->rules = NULL;
}

/* ---- what both forms say ---- */

static bool zh(const struct ter_rounds_shown *shown)
{
    return shown->request->lang == TER_ZH;
}

static const struct ter_round_stop *stop_of(const struct ter_rounds_shown *shown, size_t stop)
{
    return &shown->request->stops[stop];
}

static struct ter_round_words words_of(const struct ter_rounds_shown *shown, size_t stop)
{
    struct ter_round_words words = {0};
    shown->describe(shown->user, stop_of(shown, stop)->payload, &words);
    return words;
}

static const char *depot_of(const struct ter_rounds_shown *shown, const struct ter_round *round)
{
    return round->to_locate ? NULL : shown->request->depots[round->depot].name;
}

static double metres_off(const struct ter_round_stop *stop)
{
    return stop->placed ? stop->uncertainty_m : (double)NAN;
}

/* Hours and minutes since the start of the day. */
static char *clock_of(double minutes)
{
    long whole = lround(minutes);
    return ter_format("%ld:%02ld", whole / MINUTES_AN_HOUR, whole % MINUTES_AN_HOUR);
}

/* ---- tables ---- */

static void print_heading(
    const struct ter_rounds_shown *shown, const struct ter_round *round, size_t number, FILE *out)
{
    TER_AUTO_FREE char *total = round->to_locate ? NULL : clock_of(round->total_min);
    TER_AUTO_BUF struct ter_buf when = {0};
    if (round->day)
        ter_buf_printf(
            &when, zh(shown) ? "，第 %zu 天第 %zu 组" : ", day %zu crew %zu", round->day, round->crew);
    if (round->to_locate) {
        fprintf(out,
            zh(shown) ? "\n待核实位置：%s，%zu 处，作业 %.0f 分钟；位置过粗，未排路线\n"
                      : "\nTo be located first: %s, stops: %zu, %.0f min of work; too coarse to be routed\n",
            round->township ? round->township : (zh(shown) ? "乡镇不明" : "township not known"),
            round->call_count, round->service_min);
        return;
    }
    fprintf(out,
        zh(shown)
            ? "\n第 %zu 趟：%s，从%s出发%s；%zu 处，路程 %.1f 公里，行车 %.0f 分钟，作业 %.0f 分钟，全程 %s\n"
            : "\nRound %zu: %s, from %s%s; %zu stops, %.1f km, %.0f min of travel, %.0f min of work, %s h in "
              "all\n",
        number, round->kit->title.text[shown->request->lang], depot_of(shown, round),
        when.data ? when.data : "", round->call_count, round->travel_m / METRES_A_KM, round->travel_min,
        round->service_min, total);
    if (round->coarse)
        fprintf(out,
            zh(shown) ? "  其中 %zu 处位置误差较大，最大 %.0f 米\n"
                      : "  %zu of them with a position that wants a look, up to %.0f m off\n",
            round->coarse, round->farthest_off_m);
}

static void add_number(struct ter_table *table, int decimals, double number)
{
    char text[40];
    snprintf(text, sizeof text, "%.*f", decimals, number);
    ter_table_add(table, isnan(number) ? NULL : text);
}

static void print_calls(const struct ter_rounds_shown *shown, const struct ter_round *round, FILE *out)
{
    static const char *const headings[][2] = {{"", ""}, {"code", "编号"}, {"arrive", "到达"}, {"km", "公里"},
        {"min", "行车"}, {"work", "作业"}, {"what", "事项"}, {"± m", "误差(米)"}, {"township", "乡镇"},
        {"location", "位置"}};
    enum { COLUMNS = sizeof headings / sizeof *headings };
    TER_AUTO_TABLE struct ter_table table = {0};
    ter_table_begin(&table, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        ter_table_add(&table, headings[i][zh(shown)]);
        if (i == 0 || (i > 1 && i < 6) || i == 7)
            ter_table_align_right(&table, i);
    }
    for (size_t i = 0; i < round->call_count; i++) {
        const struct ter_round_call *call = &round->calls[i];
        const struct ter_round_stop *stop = stop_of(shown, call->stop);
        struct ter_round_words words = words_of(shown, call->stop);
        TER_AUTO_FREE char *number = ter_format("%zu", i + 1);
        TER_AUTO_FREE char *arrive = round->to_locate ? NULL : clock_of(call->arrive_min);
        ter_table_add(&table, number);
        ter_table_add(&table, words.code);
        ter_table_add(&table, arrive);
        add_number(&table, 1, call->travel_m / METRES_A_KM);
        add_number(&table, 0, call->travel_min);
        add_number(&table, 0, call->service_min);
        ter_table_add_cut(&table, words.work, TER_CELL_COLUMNS);
        add_number(&table, 0, metres_off(stop));
        ter_table_add(&table, stop->township);
        ter_table_add_cut(&table, words.location, TER_CELL_COLUMNS);
    }
    ter_table_hide_blank_columns(&table);
    ter_table_print(&table, out);
}

static void print_left(const struct ter_rounds_shown *shown, FILE *out)
{
    if (shown->rounds->left_count)
        fprintf(out, zh(shown) ? "\n无法在一个工作日内完成：%zu 处\n" : "\nNo day can hold: %zu\n",
            shown->rounds->left_count);
    for (size_t i = 0; i < shown->rounds->left_count; i++) {
        const struct ter_round_left *left = &shown->rounds->left[i];
        struct ter_round_words words = words_of(shown, left->stop);
        fprintf(out, zh(shown) ? "  %s：%s\n" : "  %s: %s\n", words.code ? words.code : "?", left->reason);
    }
}

void ter_rounds_print(const struct ter_rounds_shown *shown, FILE *out)
{
    const struct ter_rounds *rounds = shown->rounds;
    size_t routed = 0;
    for (size_t i = 0; i < rounds->count; i++)
        routed += !rounds->items[i].to_locate;
    if (shown->year)
        fprintf(out, zh(shown) ? "\n%d 年：" : "\n%d: ", shown->year);
    fprintf(out,
        zh(shown) ? "%zu 趟，%zu 处，路程 %.1f 公里，行车 %.1f 小时，作业 %.1f 小时；另有 %zu 处待核实位置\n"
                  : "rounds: %zu, stops: %zu, %.1f km, %.1f h of travel, %.1f h of work; %zu more to be "
                    "located first\n",
        routed, rounds->routed_stops, rounds->travel_m / METRES_A_KM, rounds->travel_min / MINUTES_AN_HOUR,
        rounds->service_min / MINUTES_AN_HOUR, rounds->to_locate_stops);
    for (size_t i = 0; i < rounds->count; i++) {
        print_heading(shown, &rounds->items[i], i + 1, out);
        print_calls(shown, &rounds->items[i], out);
    }
    print_left(shown, out);
    fputc('\n', out);
    for (size_t i = 0; i < rounds->notes.count; i++)
        fprintf(out, "- %s\n", rounds->notes.items[i]);
}

/* ---- JSON ---- */

static double tenths(double number)
{
    return round(number * 10) / 10;
}

static json_t *call_json(const struct ter_rounds_shown *shown, const struct ter_round_call *call)
{
    const struct ter_round_stop *stop = stop_of(shown, call->stop);
    struct ter_round_words words = words_of(shown, call->stop);
    json_t *object = json_object();
    ter_json_set(object, "code", ter_json_string(words.code));
    ter_json_set(object, "lon", ter_json_number(stop->placed ? stop->at.lon : (double)NAN));
    ter_json_set(object, "lat", ter_json_number(stop->placed ? stop->at.lat : (double)NAN));
    ter_json_set(object, "uncertainty_m", ter_json_number(metres_off(stop)));
    ter_json_set(object, "township", ter_json_string(stop->township));
    ter_json_set(object, "location_text", ter_json_string(words.location));
    ter_json_set(object, "needs", ter_json_string(stop->needs));
    ter_json_set(object, "work", ter_json_string(words.work));
    ter_json_set(object, "travel_min", ter_json_number(tenths(call->travel_min)));
    ter_json_set(object, "travel_m", ter_json_number(tenths(call->travel_m)));
    ter_json_set(object, "arrive_min", ter_json_number(tenths(call->arrive_min)));
    ter_json_set(object, "service_min", ter_json_number(tenths(call->service_min)));
    return object;
}

static json_t *round_json(const struct ter_rounds_shown *shown, const struct ter_round *round, size_t number)
{
    json_t *object = json_object(), *calls = json_array();
    if (shown->year)
        ter_json_set(object, "year", json_integer(shown->year));
    ter_json_set(object, "round", json_integer((json_int_t)number));
    ter_json_set(object, "kind", json_string(round->to_locate ? "to_locate" : "round"));
    ter_json_set(object, "kit", ter_json_string(round->kit ? round->kit->name : NULL));
    ter_json_set(object, "depot", ter_json_string(depot_of(shown, round)));
    ter_json_set(object, "township", ter_json_string(round->township));
    ter_json_set(object, "day", round->day ? json_integer((json_int_t)round->day) : json_null());
    ter_json_set(object, "crew", round->crew ? json_integer((json_int_t)round->crew) : json_null());
    ter_json_set(object, "travel_min", ter_json_number(tenths(round->travel_min)));
    ter_json_set(object, "travel_m", ter_json_number(tenths(round->travel_m)));
    ter_json_set(object, "service_min", ter_json_number(tenths(round->service_min)));
    ter_json_set(object, "total_min", ter_json_number(tenths(round->total_min)));
    for (size_t i = 0; i < round->call_count; i++)
        json_array_append_new(calls, call_json(shown, &round->calls[i]));
    ter_json_set(object, "calls", calls);
    return object;
}

static json_t *left_json(const struct ter_rounds_shown *shown)
{
    json_t *object = json_object(), *calls = json_array();
    if (shown->year)
        ter_json_set(object, "year", json_integer(shown->year));
    ter_json_set(object, "kind", json_string("left"));
    for (size_t i = 0; i < shown->rounds->left_count; i++) {
        const struct ter_round_left *left = &shown->rounds->left[i];
        json_t *call = json_object();
        ter_json_set(call, "code", ter_json_string(words_of(shown, left->stop).code));
        ter_json_set(call, "reason", ter_json_string(left->reason));
        json_array_append_new(calls, call);
    }
    ter_json_set(object, "calls", calls);
    return object;
}

json_t *ter_rounds_json(const struct ter_rounds_shown *shown)
{
    json_t *array = json_array();
    for (size_t i = 0; i < shown->rounds->count; i++)
        json_array_append_new(array, round_json(shown, &shown->rounds->items[i], i + 1));
    if (shown->rounds->left_count)
        json_array_append_new(array, left_json(shown));
    return array;
}

/* ---- flat rows ---- */

static const struct ter_rows_column columns[] = {
    {"year", TER_FIELD_INTEGER, {"year", "年份"}, 0, false},
    {"round", TER_FIELD_INTEGER, {"round", "趟次"}, 0, false},
    {"kind", TER_FIELD_TEXT, {"kind", "类别"}, 0, false},
    {"kit", TER_FIELD_TEXT, {"kit", "作业组"}, 0, false},
    {"depot", TER_FIELD_TEXT, {"from", "出发地"}, 0, false},
    {"day", TER_FIELD_INTEGER, {"day", "天"}, 0, false},
    {"crew", TER_FIELD_INTEGER, {"crew", "组"}, 0, false},
    {"stop", TER_FIELD_INTEGER, {"stop", "顺序"}, 0, false},
    {"code", TER_FIELD_TEXT, {"code", "编号"}, 0, false},
    {"work", TER_FIELD_TEXT, {"what", "事项"}, 0, false},
    {"needs", TER_FIELD_TEXT, {"needs", "所需"}, 0, false},
    {"arrive_min", TER_FIELD_REAL, {"arrives after (min)", "到达(分钟)"}, 1, false},
    {"travel_min", TER_FIELD_REAL, {"travel (min)", "行车(分钟)"}, 1, false},
    {"travel_m", TER_FIELD_REAL, {"travel (m)", "路程(米)"}, 0, false},
    {"service_min", TER_FIELD_REAL, {"work (min)", "作业(分钟)"}, 1, false},
    {"uncertainty_m", TER_FIELD_REAL, {"± m", "误差(米)"}, 0, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, 0, false},
    {"location_text", TER_FIELD_TEXT, {"location", "位置"}, 0, false},
    {"reason", TER_FIELD_TEXT, {"reason", "原因"}, 0, false},
    {0},
};

void ter_rounds_rows_begin(struct ter_rows *rows, const char *name)
{
    ter_rows_begin(rows, name, columns);
}

static void int_or_none(struct ter_rows *rows, size_t number)
{
    if (number)
        ter_rows_int(rows, (int64_t)number);
    else
        ter_rows_none(rows);
}

/* round and call are NULL for a stop that no round can hold. */
static void add_row(struct ter_rows *rows, const struct ter_rounds_shown *shown,
    const struct ter_round *round, const struct ter_round_call *call, size_t number, size_t place,
    size_t stop_index, const char *reason)
{
    const struct ter_round_stop *stop = stop_of(shown, stop_index);
    struct ter_round_words words = words_of(shown, stop_index);
    int_or_none(rows, (size_t)shown->year);
    int_or_none(rows, number);
    ter_rows_text(rows, !round ? "left" : round->to_locate ? "to_locate" : "round");
    ter_rows_text(rows, round && round->kit ? round->kit->name : NULL);
    ter_rows_text(rows, round ? depot_of(shown, round) : NULL);
    int_or_none(rows, round ? round->day : 0);
    int_or_none(rows, round ? round->crew : 0);
    int_or_none(rows, place);
    ter_rows_text(rows, words.code);
    ter_rows_text(rows, words.work);
    ter_rows_text(rows, stop->needs);
    ter_rows_real(rows, call ? call->arrive_min : (double)NAN);
    ter_rows_real(rows, call ? call->travel_min : (double)NAN);
    ter_rows_real(rows, call ? call->travel_m : (double)NAN);
    ter_rows_real(rows, call ? call->service_min : (double)NAN);
    ter_rows_real(rows, metres_off(stop));
    ter_rows_text(rows, stop->township);
    ter_rows_text(rows, words.location);
    ter_rows_text(rows, reason);
}

void ter_rounds_rows_add(struct ter_rows *rows, const struct ter_rounds_shown *shown)
{
    for (size_t i = 0; i < shown->rounds->count; i++) {
        const struct ter_round *round = &shown->rounds->items[i];
        for (size_t k = 0; k < round->call_count; k++)
            add_row(rows, shown, round, &round->calls[k], i + 1, k + 1, round->calls[k].stop, NULL);
    }
    for (size_t i = 0; i < shown->rounds->left_count; i++)
        add_row(rows, shown, NULL, NULL, 0, 0, shown->rounds->left[i].stop, shown->rounds->left[i].reason);
}
