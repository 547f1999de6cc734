/* The command line: what a user writes becomes options and words, or one line that says what is wrong. */
#include "base/json.h"
#include "base/messages.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/records/filter.h"
#include "cli/table.h"
#include "helpers.h"
#include "suites.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORDS = 24 };

/* Parse a line of words separated by '|', so that a word may hold blanks. */
static bool parse(const char *line, struct ter_args *ret_args, struct ter_error *err)
{
    static char *argv[MOST_WORDS + 1];
    static char copy[512]; /* args borrow from it until the next call */
    int argc = 0;
    ck_assert_uint_lt(strlen(line), sizeof copy);
    memcpy(copy, line, strlen(line) + 1);
    argv[argc++] = copy;
    for (char *at = copy; (at = strchr(at, '|')) && argc < MOST_WORDS;) {
        *at++ = '\0';
        argv[argc++] = at;
    }
    argv[argc] = NULL;
    return ter_args_parse(argc, argv, ret_args, err);
}

static void expect_refusal(const char *line, const char *message)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_error err = {0};
    ck_assert_msg(!parse(line, &args, &err), "%s was taken", line);
    ck_assert_int_eq(err.code, TER_USAGE);
    ck_assert_msg(strstr(err.message, message), "%s: said \"%s\", not \"%s\"", line, err.message, message);
}

START_TEST(options_stand_anywhere)
{
    static const char *const lines[] = {
        "terrier|--db|a.sqlite|find|hydrant|--near|111.2,40.7|--limit=3",
        "terrier|find|--near|111.2,40.7|hydrant|--limit|3|--db=a.sqlite",
        "terrier|--near|111.2,40.7|--limit|3|find|hydrant|--db|a.sqlite",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        TER_AUTO_ARGS struct ter_args args = {0};
        struct ter_error err = {0};
        ck_assert_msg(parse(lines[i], &args, &err), "%s: %s", lines[i], err.message);
        ck_assert_str_eq(args.command->name, "find");
        ck_assert_str_eq(args.db, "a.sqlite");
        ck_assert_str_eq(ter_args_value(&args, "near"), "111.2,40.7");
        ck_assert_str_eq(ter_args_value(&args, "limit"), "3");
        ck_assert_uint_eq(args.word_count, 1);
        ck_assert_str_eq(args.words[0], "hydrant");
    }
}
END_TEST

START_TEST(negative_numbers_are_words_and_values)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_error err = {0};
    ck_assert_msg(parse("terrier|place|hydrant|H-1|-5,3|--note|-1", &args, &err), "%s", err.message);
    ck_assert_uint_eq(args.word_count, 3);
    ck_assert_str_eq(args.words[2], "-5,3");
    ck_assert_str_eq(ter_args_value(&args, "note"), "-1");
    ter_args_free(&args);
    ck_assert_msg(parse("terrier|find|hydrant|--near|-.5,-3", &args, &err), "%s", err.message);
    ck_assert_str_eq(ter_args_value(&args, "near"), "-.5,-3");
}
END_TEST

START_TEST(two_dashes_end_the_options)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_error err = {0};
    ck_assert_msg(parse("terrier|set|--|hydrant|--db|remark=--", &args, &err), "%s", err.message);
    ck_assert_str_eq(args.command->name, "set");
    ck_assert_uint_eq(args.word_count, 3);
    ck_assert_str_eq(args.words[1], "--db");
    ck_assert_ptr_null(ter_args_value(&args, "db"));
}
END_TEST

START_TEST(commands_of_two_words)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_error err = {0};
    ck_assert_msg(parse("terrier|layer|--lang|zh|show|hydrant", &args, &err), "%s", err.message);
    ck_assert_str_eq(args.command->name, "layer show");
    ck_assert_uint_eq(args.word_count, 1);
    ck_assert_str_eq(args.words[0], "hydrant");
    ck_assert(args.has_lang);
    ck_assert_int_eq(args.lang, TER_ZH);
    expect_refusal("terrier|layer", "layer needs one of: list, show");
    expect_refusal("terrier|layer|lst", "did you mean \"layer list\"?");
}
END_TEST

START_TEST(repeated_options)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_error err = {0};
    ck_assert_msg(parse("terrier|--db|a|find|hydrant|--status|planned|--status|retired|--db|b", &args, &err),
        "%s", err.message);
    const char *statuses[4];
    ck_assert_uint_eq(ter_args_values(&args, "status", statuses, 4), 2);
    ck_assert_str_eq(statuses[0], "planned");
    ck_assert_str_eq(statuses[1], "retired");
    ck_assert_str_eq(args.db, "b");
    expect_refusal("terrier|find|hydrant|--limit|1|--limit|2", "--limit was given twice");
}
END_TEST

START_TEST(short_options)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_error err = {0};
    ck_assert_msg(parse("terrier|find|-qh", &args, &err), "%s", err.message);
    ck_assert(args.quiet);
    ck_assert(args.help);
    expect_refusal("terrier|find|hydrant|-x", "unknown option -x");
}
END_TEST

START_TEST(slips_are_named)
{
    static const struct {
        const char *line, *message;
    } slips[] = {
        {"terrier|fnid|hydrant", "did you mean \"find\"?"},
        {"terrier|frobnicate", "terrier help lists them"},
        {"terrier|find|hydrant|--nera|1,2", "did you mean --near?"},
        {"terrier|find|hydrant|--nea|1,2",
            "did you mean --near?"}, /* no abbreviations: scripts outlive them */
        {"terrier|find|hydrant|--near", "--near needs a value: --near LON,LAT"},
        {"terrier|find|hydrant|--township|--status|planned", "--township needs a value"},
        {"terrier|find|hydrant|--quiet=yes", "--quiet takes no value"},
        {"terrier|find|hydrant|--format|jsno", "did you mean \"json\"?"},
        {"terrier|find|hydrant|--format|shp", "known: table, json, csv, geojson"},
        {"terrier|log|--format|geojson", "log has no format geojson"},
        {"terrier|init|a.sqlite|--format|json", "init takes no --format"},
        {"terrier|find|hydrant|--lang|fr", "known: en, zh"},
        {"terrier|find", "too few arguments; usage: terrier find LAYER"},
        {"terrier|find|hydrant|station", "\"station\" is one argument too many"},
        {"terrier|find|\xc3\x28", "argument 2 is not valid UTF-8"},
    };
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
        expect_refusal(slips[i].line, slips[i].message);
}
END_TEST

START_TEST(too_many_options)
{
    enum { GIVEN = TER_MAX_ARGUMENTS + 1 };
    static char program[] = "terrier", command[] = "find", layer[] = "hydrant", option[] = "--township=T";
    static char *argv[GIVEN + 4] = {program, command, layer};
    for (int i = 0; i < GIVEN; i++)
        argv[3 + i] = option;
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_error err = {0};
    ck_assert(!ter_args_parse(GIVEN + 3, argv, &args, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "more than 256 options"));
}
END_TEST

START_TEST(numbers_keep_their_range)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_error err = {0};
    double value = 7;
    ck_assert(parse("terrier|place|hydrant|H-1|1,2|--uncertainty|0x10", &args, &err));
    ck_assert(!ter_args_number(&args, "uncertainty", 0, 100, 5, &value, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "--uncertainty \"0x10\" is not a number from 0 to 100"));
    ck_assert_double_eq(value, 7);
    ck_assert(ter_args_number(&args, "note", 0, 100, 5, &value, &err));
    ck_assert_double_eq(value, 5);
}
END_TEST

/* The parser looks an option up before it knows the command. */
START_TEST(an_option_takes_a_value_everywhere_or_nowhere)
{
    for (size_t i = 0; ter_commands[i]; i++)
        for (size_t j = 0; ter_commands[j]; j++)
            for (const struct ter_option *a = ter_commands[i]->options; a && a->name; a++)
                for (const struct ter_option *b = ter_commands[j]->options; b && b->name; b++)
                    if (strcmp(a->name, b->name) == 0)
                        ck_assert_msg(!a->argument == !b->argument, "--%s differs between %s and %s", a->name,
                            ter_commands[i]->name, ter_commands[j]->name);
}
END_TEST

START_TEST(every_command_shows_help_with_an_example)
{
    for (size_t i = 0; ter_commands[i]; i++) {
        const struct ter_command *command = ter_commands[i];
        char *text = NULL;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        ter_help_command(command, out);
        fclose(out);
        ck_assert_msg(strstr(text, "Examples:\n  "), "%s has no example", command->name);
        for (const struct ter_option *option = command->options; option && option->name; option++)
            ck_assert_msg(
                strstr(text, option->name) && option->help, "%s hides --%s", command->name, option->name);
        ck_assert_uint_le(command->min_words, command->max_words);
        free(text);
    }
}
END_TEST

static char *print_table(const struct ter_table *table)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    ter_table_print(table, out);
    fclose(out);
    return text;
}

START_TEST(tables_count_display_columns)
{
    static const char *const cells[] = {"编号", "name", "m", "H-1", "察素齐镇", "5", "H-22", "a\nb", "120"};
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 3);
    ter_table_align_right(&table, 2);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        ter_table_add(&table, cells[i]);
    char *text = print_table(&table);
    ck_assert_str_eq(text, "编号  name        m\n"
                           "----  --------  ---\n"
                           "H-1   察素齐镇    5\n"
                           "H-22  a b       120\n");
    ck_assert_uint_eq(ter_table_rows(&table), 2);
    free(text);
}
END_TEST

START_TEST(tables_cut_between_characters_and_hide_blank_columns)
{
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 3);
    ter_table_add(&table, "a");
    ter_table_add(&table, "blank");
    ter_table_add(&table, "b");
    ter_table_add(&table, NULL);
    ter_table_add(&table, NULL);
    ter_table_add_cut(&table, "金四路与金三道", 6);
    ter_table_hide_blank_columns(&table);
    char *text = print_table(&table);
    ck_assert_str_eq(text, "a  b\n"
                           "-  -----\n"
                           "   金四…\n");
    free(text);
}
END_TEST

static struct ter_layer *hydrant(void)
{
    struct ter_error err = {0};
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        struct ter_layer *layer = NULL;
        ck_assert_msg(ter_layer_parse(text, size, "shipped", &layer, &err), "%s", err.message);
        if (strcmp(layer->name, "hydrant") == 0)
            return layer;
        ter_layer_free(layer);
    }
    ck_abort_msg("no layer hydrant ships");
}

START_TEST(filters_understand_both_languages)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = hydrant();
    TER_AUTO_ARGS struct ter_args args = {0};
    struct ter_filter_args filter;
    struct ter_error err = {0};
    ck_assert(
        parse("terrier|find|hydrant|--status|无法使用|--status|under repair|--status|planned|--status|broken"
              "|--township|察素齐镇|--near|111.2,40.7|--within|500",
            &args, &err));
    ck_assert_msg(ter_filter_from_args(&args, layer, &filter, &err), "%s", err.message);
    static const char *const stored[] = {"out_of_service", "under_repair", "planned", "out_of_service"};
    ck_assert_uint_eq(filter.filter.status_count, 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_str_eq(filter.filter.statuses[i], stored[i]);
    ck_assert_uint_eq(filter.filter.township_count, 1);
    ck_assert_str_eq(filter.filter.townships[0], "察素齐镇");
    ck_assert(filter.filter.has_near);
    ck_assert_double_eq(filter.filter.near_to.lon, 111.2);
    ck_assert_double_eq(filter.filter.near_to.lat, 40.7);
    ck_assert_double_eq(filter.filter.within_m, 500);
}
END_TEST

START_TEST(bad_filters_are_named)
{
    static const struct {
        const char *line, *message;
    } slips[] = {
        {"terrier|find|hydrant|--status|plannd", "did you mean \"planned\"?"},
        {"terrier|find|hydrant|--status|zzz", "known: planned, in_service"},
        {"terrier|find|hydrant|--within|5", "--within needs --near"},
        {"terrier|find|hydrant|--near|1,2|--within|0", "above 0"},
        {"terrier|find|hydrant|--near|1,2|--within|far", "is not a number"},
        {"terrier|find|hydrant|--near|40.7,111.2", "--near: "},
        {"terrier|find|hydrant|--bbox|1,2,3", "--bbox: "},
        {"terrier|find|hydrant|--limit|0", "--limit \"0\""},
        {"terrier|find|hydrant|--limit|1.5", "--limit \"1.5\""},
    };
    TER_AUTO(ter_layer_free) struct ter_layer *layer = hydrant();
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        TER_AUTO_ARGS struct ter_args args = {0};
        struct ter_filter_args filter;
        struct ter_error err = {0};
        ck_assert_msg(parse(slips[i].line, &args, &err), "%s", err.message);
        ck_assert_msg(!ter_filter_from_args(&args, layer, &filter, &err), "%s was taken", slips[i].line);
        ck_assert_int_eq(err.code, TER_USAGE);
        ck_assert_msg(strstr(err.message, slips[i].message), "%s: said \"%s\"", slips[i].line, err.message);
    }
}
END_TEST

/* One record whose location text needs every kind of quoting. */
static char *print_record(const struct ter_layer *layer, enum ter_format format, bool placed)
{
    struct ter_value values[TER_MAX_FIELDS] = {0};
    uint8_t wkb[TER_WKB_POINT_SIZE];
    struct ter_error err = {0};
    char *text = NULL;
    size_t size;
    values[layer->role[TER_ROLE_ID]] = ter_value_int(1);
    values[layer->role[TER_ROLE_CODE]] = ter_value_text("H-1");
    values[layer->role[TER_ROLE_STATUS]] = ter_value_text("planned");
    values[layer->role[TER_ROLE_LOCATION_TEXT]] = ter_value_text("A,\"B\"\n路");
    values[layer->role[TER_ROLE_UNCERTAINTY_M]] = ter_value_real(28.25);
    ter_wkb_from_point((struct ter_lonlat){111.16, 40.73}, wkb);
    struct ter_record record = {values, layer->field_count, {placed ? wkb : NULL, placed ? sizeof wkb : 0}};
    FILE *out = open_memstream(&text, &size);
    struct ter_output_options options = {
        .out = out, .format = format, .layer = layer, .epsg = 4326, .lang = TER_ZH, .has_distance = true};
    TER_AUTO(ter_output_free) struct ter_output *output = NULL;
    ck_assert(ter_output_open(&options, &output, &err));
    ck_assert(ter_output_add(output, &record, 12.34567, &err));
    ck_assert(ter_output_add(output, &record, 2, &err));
    ck_assert(ter_output_end(output, &err));
    fclose(out);
    return text;
}

START_TEST(json_has_the_names_of_the_layer_file)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = hydrant();
    TER_AUTO_FREE char *text = print_record(layer, TER_FORMAT_JSON, true);
    TER_AUTO(ter_json_free) json_t *array = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_json_parse(text, strlen(text), "output", &array, &err), "%s", err.message);
    ck_assert_uint_eq(json_array_size(array), 2);
    const json_t *object = json_array_get(array, 0);
    ck_assert_str_eq(json_string_value(json_object_get(object, "location_text")), "A,\"B\"\n路");
    ck_assert_str_eq(json_string_value(json_object_get(object, "status")), "planned");
    ck_assert(json_is_null(json_object_get(object, "defect")));
    ck_assert_double_eq(json_real_value(json_object_get(object, "lon")), 111.16);
    ck_assert_double_eq(json_real_value(json_object_get(object, "lat")), 40.73);
    ck_assert_double_eq(json_real_value(json_object_get(object, "distance_m")), 12.346);
    for (size_t i = 0; i < layer->field_count; i++)
        ck_assert_ptr_nonnull(json_object_get(object, layer->fields[i].name));
}
END_TEST

START_TEST(geojson_is_a_feature_collection)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = hydrant();
    for (int placed = 0; placed < 2; placed++) {
        TER_AUTO_FREE char *text = print_record(layer, TER_FORMAT_GEOJSON, placed);
        TER_AUTO(ter_json_free) json_t *collection = NULL;
        struct ter_error err = {0};
        ck_assert_msg(ter_json_parse(text, strlen(text), "output", &collection, &err), "%s", err.message);
        ck_assert_str_eq(json_string_value(json_object_get(collection, "type")), "FeatureCollection");
        const json_t *feature = json_array_get(json_object_get(collection, "features"), 1);
        const json_t *geometry = json_object_get(feature, "geometry");
        ck_assert(placed ? json_is_object(geometry) : json_is_null(geometry));
        ck_assert_str_eq(
            json_string_value(json_object_get(json_object_get(feature, "properties"), "code")), "H-1");
    }
}
END_TEST

START_TEST(csv_quotes_as_rfc_4180)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = hydrant();
    TER_AUTO_FREE char *text = print_record(layer, TER_FORMAT_CSV, true);
    ck_assert_ptr_nonnull(strstr(text, "id,code,"));
    ck_assert_ptr_nonnull(strstr(text, ",lon,lat,distance_m\n1,H-1,"));
    ck_assert_ptr_nonnull(strstr(text, ",\"A,\"\"B\"\"\n路\","));
    ck_assert_ptr_nonnull(strstr(text, ",111.16,40.73,12.346\n"));
}
END_TEST

START_TEST(the_table_speaks_the_language)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = hydrant();
    ter_messages_in_chinese(true);
    TER_AUTO_FREE char *text = print_record(layer, TER_FORMAT_TABLE, true);
    ter_messages_in_chinese(false);
    ck_assert_ptr_nonnull(strstr(text, "规划新建"));
    ck_assert_ptr_nonnull(strstr(text, "  28 "));
    ck_assert_ptr_null(strstr(text, "水源现状")); /* no record fills the defect */
    ck_assert_ptr_nonnull(strstr(text, "共 2 条\n"));
}
END_TEST

/* Run `terrier help` with standard output there; returns its exit code and what it said. A descriptor below
 * 0: closed. */
static int run_help(int out, char **ret_said)
{
    const char *said = ter_test_path("said");
    pid_t child = fork();
    if (child == 0) {
        int fault = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(fault, STDERR_FILENO);
        if (out >= 0)
            dup2(out, STDOUT_FILENO);
        else
            close(STDOUT_FILENO);
        execl(TERRIER_PROGRAM, "terrier", "help", (char *)NULL);
        _exit(127);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    *ret_said = ter_test_read(said, NULL);
    return WEXITSTATUS(status);
}

START_TEST(output_that_is_lost_is_no_success)
{
    int full = open("/dev/full", O_WRONLY);
    ck_assert_int_ge(full, 0);
    TER_AUTO_FREE char *on_full_disk = NULL, *on_closed = NULL;
    ck_assert_int_eq(run_help(full, &on_full_disk), TER_EXIT_FAILED);
    ck_assert_str_eq(on_full_disk, "terrier: cannot write to standard output: No space left on device\n");
    ck_assert_int_eq(run_help(-1, &on_closed), TER_EXIT_FAILED);
    ck_assert_str_eq(on_closed, "terrier: cannot write to standard output: Bad file descriptor\n");
    close(full);
}
END_TEST

START_TEST(a_reader_that_left_hears_nothing)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    TER_AUTO_FREE char *said = NULL;
    ck_assert_int_eq(run_help(ends[1], &said), TER_EXIT_FAILED);
    ck_assert_str_eq(said, "");
    close(ends[1]);
}
END_TEST

Suite *suite_cli(void)
{
    Suite *suite = suite_create("cli");
    TCase *arguments = tcase_create("arguments");
    tcase_add_test(arguments, options_stand_anywhere);
    tcase_add_test(arguments, negative_numbers_are_words_and_values);
    tcase_add_test(arguments, two_dashes_end_the_options);
    tcase_add_test(arguments, commands_of_two_words);
    tcase_add_test(arguments, repeated_options);
    tcase_add_test(arguments, short_options);
    tcase_add_test(arguments, slips_are_named);
    tcase_add_test(arguments, too_many_options);
    tcase_add_test(arguments, numbers_keep_their_range);
    tcase_add_test(arguments, an_option_takes_a_value_everywhere_or_nowhere);
    tcase_add_test(arguments, every_command_shows_help_with_an_example);
    suite_add_tcase(suite, arguments);
    TCase *filters = tcase_create("filters");
    tcase_add_test(filters, filters_understand_both_languages);
    tcase_add_test(filters, bad_filters_are_named);
    suite_add_tcase(suite, filters);
    TCase *output = tcase_create("output");
    tcase_add_test(output, tables_count_display_columns);
    tcase_add_test(output, tables_cut_between_characters_and_hide_blank_columns);
    tcase_add_test(output, json_has_the_names_of_the_layer_file);
    tcase_add_test(output, geojson_is_a_feature_collection);
    tcase_add_test(output, csv_quotes_as_rfc_4180);
    tcase_add_test(output, the_table_speaks_the_language);
    suite_add_tcase(suite, output);
    TCase *ending = tcase_create("ending");
    tcase_add_checked_fixture(ending, ter_test_dir_open, ter_test_dir_close);
    tcase_add_test(ending, output_that_is_lost_is_no_success);
    tcase_add_test(ending, a_reader_that_left_hears_nothing);
    suite_add_tcase(suite, ending);
    return suite;
}
