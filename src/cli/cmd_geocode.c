/* Owns `terrier geocode`: the records of a layer, one text, or a stream of texts. */
#include "base/json.h"
#include "base/messages.h"
#include "base/progress.h"
#include "base/read_line.h"
#include "base/text.h"
#include "cli.h"
#include "geocode/geocode.h"
#include "geocode/neighbours.h"
#include "geocode_explain.h"
#include "geocode_layer.h"
#include "terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool geocode_layers(const struct ter_args *args, int64_t *ret_wanting, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const struct ter_layer *layer;
    if (!ter_args_open(args, TER_WRITE, &registry, err))
        return false;
    if (args->word_count) {
        if (!ter_registry_layer(registry, args->words[0], &layer, err))
            return false;
        if (layer->geometry != TER_POINT)
            return ter_fail(err, TER_USAGE,
                "layer %s holds geometries of type %s, which a position cannot place", layer->name,
                ter_geometry_name(layer->geometry));
        return ter_geocode_layer(registry, args, layer, ret_wanting, err);
    }
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++) {
        layer = ter_registry_layer_at(registry, i);
        if (layer->geometry == TER_POINT && !ter_geocode_layer(registry, args, layer, ret_wanting, err))
            return false;
    }
    return true;
}

/* ---- texts that are not stored ---- */

static void print_explanation(const struct ter_geocode_result *result, enum ter_lang lang)
{
    printf("%s\n", result->explain[lang]);
    if (result->has_position) {
        printf(ter_message("%.7f,%.7f ± %.0f m  %s, %s%s%s"), result->at.lon, result->at.lat,
            result->uncertainty_m, ter_geocode_status_name(result->status),
            ter_precision_name(result->precision), result->township ? ", " : "",
            result->township ? result->township : "");
        putchar('\n');
    }
    for (size_t i = 0; i < result->candidate_count; i++)
        printf("  %.7f,%.7f  %s\n", result->candidates[i].at.lon, result->candidates[i].at.lat,
            result->candidates[i].explain[lang]);
}

static bool print_line(const char *id, const char *text, const struct ter_geocode_result *result,
    enum ter_lang lang, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = ter_geocode_json(id, text, result, lang);
    return ter_json_write(json, stdout, err) &&
           (putchar('\n') != EOF ||
               ter_fail(err, TER_FAILED, "cannot write the output: %s", strerror(errno)));
}

/* A position that stands for the whole area only is as good as none to whoever has to drive there. */
static bool wants_attention(const struct ter_geocode_result *result)
{
    return !result->has_position || result->status == TER_UNMATCHED;
}

static bool geocode_text(const struct ter_args *args, int64_t *ret_wanting, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_geocoder_close) struct ter_geocoder *geocoder = NULL;
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    struct ter_geocode_query query = {.text = ter_args_value(args, "text"),
        .township = ter_args_value(args, "township"),
        .road = ter_args_value(args, "road")};
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_geocoder_open(registry, &geocoder, err) ||
        !ter_geocode(geocoder, &query, &result, err))
        return false;
    enum ter_lang lang = ter_args_lang(args, registry);
    *ret_wanting = wants_attention(&result);
    bool explain = ter_args_switch(args, "explain");
    if (args->format == TER_FORMAT_JSON)
        return explain ? ter_geocode_explain_json(geocoder, &query, &result, lang, err)
                       : print_line(NULL, query.text, &result, lang, err);
    if (explain)
        ter_geocode_explain(geocoder, &query, &result);
    else
        print_explanation(&result, lang);
    return true;
}

static char *next_cell(char **line)
{
    char *cell = strsep(line, "\t");
    return cell && *cell ? ter_text_trim(cell) : NULL;
}

/* What a stream of lines needs from line to line: the list's own positions tell places of one name apart. */
struct stream {
    struct ter_geocoder *geocoder;
    struct ter_neighbours neighbours;
    enum ter_lang lang;
    int64_t wanting;
    int64_t bad_lines, first_bad_line;
    size_t first_bad_byte;
    int64_t long_lines, first_long_line;
};

static bool geocode_line(struct stream *stream, char *line, struct ter_error *err)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    const char *id = next_cell(&line), *text = next_cell(&line), *township = next_cell(&line);
    struct ter_geocode_query query = {text, township, next_cell(&line), &stream->neighbours};
    if (!ter_geocode(stream->geocoder, &query, &result, err))
        return false;
    stream->wanting += wants_attention(&result);
    return print_line(id, text, &result, stream->lang, err);
}

/* One line in another encoding is one answer without a position, and not the end of a list of thousands. */
static bool geocode_bytes(
    struct stream *stream, char *line, size_t size, int64_t number, struct ter_error *err)
{
    size_t bad;
    if (ter_text_valid(line, size, &bad))
        return geocode_line(stream, line, err);
    if (!stream->bad_lines++) {
        stream->first_bad_line = number;
        stream->first_bad_byte = bad + 1;
    }
    TER_AUTO_FREE char *mended = ter_text_replace_bad(line, size);
    return geocode_line(stream, mended, err);
}

/* From what was read of a line that is too long on to its end, over it. */
static bool read_on(struct ter_buf *line, struct ter_error *err)
{
    struct ter_error too_long;
    bool more;
    while (line->data[line->size - 1] != '\n') {
        if (!ter_interrupt_check(err))
            return false;
        if (ter_read_line(stdin, line, &more, &too_long) || ferror(stdin))
            return true;
    }
    return true;
}

/* So is a line that is too long: its id keeps its place among the answers, and nothing else of it is read. */
static bool geocode_long_line(
    struct stream *stream, struct ter_buf *line, int64_t number, struct ter_error *err)
{
    const char *tab = memchr(line->data, '\t', line->size);
    TER_AUTO_FREE char *id = ter_strndup(line->data, tab ? (size_t)(tab - line->data) : 0);
    if (!stream->long_lines++)
        stream->first_long_line = number;
    return read_on(line, err) && geocode_bytes(stream, id, strlen(id), number, err);
}

/* What a line holds before its end. */
static size_t cut_end(struct ter_buf *line)
{
    while (line->size && (line->data[line->size - 1] == '\n' || line->data[line->size - 1] == '\r'))
        line->data[--line->size] = '\0';
    return line->size;
}

static void say_bad_lines(const struct stream *stream)
{
    if (stream->long_lines)
        ter_terminal_note("standard input: %lld line%s over 1 MiB long, first line %lld: not read",
            (long long)stream->long_lines, ter_plural(stream->long_lines),
            (long long)stream->first_long_line);
    if (stream->bad_lines)
        ter_terminal_note(
            "standard input: not valid UTF-8 in %lld line%s, first at line %lld, byte %zu: U+FFFD stands for "
            "such bytes",
            (long long)stream->bad_lines, ter_plural(stream->bad_lines), (long long)stream->first_bad_line,
            stream->first_bad_byte);
}

static bool geocode_lines(struct stream *stream, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf line = {0};
    for (int64_t number = 1;; number++) {
        struct ter_error fault = {0};
        bool more, whole = ter_read_line(stdin, &line, &more, &fault);
        if (!ter_interrupt_check(err))
            return false;
        if (whole && !more)
            return true;
        if (!whole && ferror(stdin)) {
            *err = fault;
            return ter_wrap(err, "standard input: line %lld", (long long)number);
        }
        if (whole ? !geocode_bytes(stream, line.data, cut_end(&line), number, err)
                  : !geocode_long_line(stream, &line, number, err))
            return ter_wrap(err, "standard input: line %lld", (long long)number);
    }
}

/* One read transaction round all: no line takes and gives up a lock of its own. */
static bool geocode_stream(const struct ter_args *args, int64_t *ret_wanting, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    struct stream stream = {0};
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_geocoder_open(registry, &stream.geocoder, err))
        return false;
    stream.lang = ter_args_lang(args, registry);
    bool done = ter_registry_read_begin(registry, err);
    if (done) {
        done = geocode_lines(&stream, err);
        ter_registry_read_end(registry);
    }
    say_bad_lines(&stream);
    *ret_wanting = stream.wanting + stream.bad_lines + stream.long_lines;
    ter_geocoder_close(stream.geocoder);
    ter_neighbours_free(&stream.neighbours);
    return done;
}

static bool check_mode(const struct ter_args *args, struct ter_error *err)
{
    bool text = ter_args_value(args, "text"), stream = ter_args_switch(args, "stdin"),
         layer = args->word_count;
    if (text + stream + layer > 1)
        return ter_fail(err, TER_USAGE, "it takes one of LAYER, --text and --stdin, not several");
    if (!text && (ter_args_value(args, "township") || ter_args_value(args, "road")))
        return ter_fail(err, TER_USAGE, "--township and --road go with --text");
    if (!text && ter_args_switch(args, "explain"))
        return ter_fail(err, TER_USAGE, "--explain goes with --text");
    if ((text || stream) && ter_args_switch(args, "redo"))
        return ter_fail(err, TER_USAGE, "--redo goes with a layer; nothing is stored of a text");
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    int64_t wanting = 0;
    bool done = check_mode(args, err);
    if (done && ter_args_value(args, "text"))
        done = geocode_text(args, &wanting, err);
    else if (done && ter_args_switch(args, "stdin"))
        done = geocode_stream(args, &wanting, err);
    else if (done)
        done = geocode_layers(args, &wanting, err);
    if (!done) {
        ter_wrap(err, "geocode");
        return ter_exit_for(err);
    }
    return wanting ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option own_options[] = {
    {"redo", NULL, "also those that an earlier run placed; never what was surveyed or placed by hand", false},
    {"text", "TEXT", "one location; nothing is stored", false},
    {"township", "TOWNSHIP", "with --text: the township it lies in", false},
    {"road", "ROAD", "with --text: the road it lies on", false},
    {"explain", NULL, "with --text: how it was read, piece by piece, in English and Chinese", false},
    {"stdin", NULL, "lines of id, text, township, road, divided by tabs; one JSON object a line comes back",
        false},
    {0},
};

const struct ter_command ter_command_geocode = {
    .name = "geocode",
    .usage = "[LAYER]",
    .summary = "place the records that have a location text and no position",
    .options = own_options,
    .formats = "table json",
    .details =
        "A text that cannot be placed as it says goes down a ladder - place or junction, road, township, the "
        "whole area -\nand its error radius grows with it. Where the gazetteer knows nothing of it there is "
        "no "
        "position. Exit code 3: some have none, or one that stands for the whole area.",
    .examples = "terrier geocode hydrant\n"
                "terrier geocode --text 敕勒川大街南70米西侧辅路 --township 察素齐镇 --road 和平路\n"
                "terrier geocode --text "
                "\"200 m north of A St and B Ave\" --explain\n"
                "terrier geocode --stdin < locations.tsv > positions.jsonl",
    .max_words = 1,
    .run = run,
};
