/* Owns the choice of a format and what is the same in all of them: the plan of each layer, counts, notes.
 * Knows nothing of how a format is written. */
#include "format.h"

#include "base/messages.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { EPSG_WGS84 = 4326, WORDS_MAX = 24 };

static const struct ter_file_format *const formats[] = {
    &ter_file_geojson,
    &ter_file_geojsonseq,
    &ter_file_shapefile,
    &ter_file_geopackage,
    &ter_file_flatgeobuf,
    &ter_file_kml,
    &ter_file_xlsx,
    &ter_file_csv,
    &ter_file_postgis,
};

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };

/* ---- the choice ---- */

/* The extension without its dot; "" where there is none ("list", ".geojson"). */
static const char *extension_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot + 1 : "";
}

static const struct ter_file_format *by_prefix(const char *target)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        for (const char *const *prefix = formats[i]->prefixes; prefix && *prefix; prefix++)
            if (strncasecmp(target, *prefix, strlen(*prefix)) == 0)
                return formats[i];
    return NULL;
}

static const struct ter_file_format *by_extension(const char *extension)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        for (const char *const *known = formats[i]->extensions; known && *known; known++)
            if (strcasecmp(extension, *known) == 0)
                return formats[i];
    return NULL;
}

static const struct ter_file_format *by_name(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (strcasecmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

static size_t list_extensions(const char *ret_extensions[WORDS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        for (const char *const *known = formats[i]->extensions; known && *known && count < WORDS_MAX; known++)
            ret_extensions[count++] = *known;
    return count;
}

static void fail_unknown(const char *path, const char *extension, struct ter_error *err)
{
    const char *extensions[WORDS_MAX];
    size_t count = list_extensions(extensions);
    TER_AUTO_BUF struct ter_buf known = {0};
    for (size_t i = 0; i < count; i++)
        ter_buf_printf(&known, "%s.%s", i ? " " : "", extensions[i]);
    if (!*extension)
        ter_fail(err, TER_USAGE, "%s: the file name needs an extension that names the format (known: %s)",
            path, known.data);
    const char *near = *extension ? ter_text_suggest(extension, extensions, count) : NULL;
    if (near)
        ter_fail(err, TER_USAGE, "%s: cannot write .%s; did you mean .%s? (known: %s)", path, extension, near,
            known.data);
    else if (*extension)
        ter_fail(err, TER_USAGE, "%s: cannot write .%s (known: %s)", path, extension, known.data);
}

static bool choose(
    const char *target, const char *name, const struct ter_file_format **ret_format, struct ter_error *err)
{
    bool to_stdout = strcmp(target, "-") == 0;
    const struct ter_file_format *format = name ? by_name(name) : by_prefix(target);
    if (!format && !name && !to_stdout)
        format = by_extension(extension_of(target));
    if (to_stdout && (!format || !format->streams)) {
        TER_AUTO_BUF struct ter_buf known = {0};
        for (size_t i = 0; i < FORMAT_COUNT; i++)
            if (formats[i]->streams)
                ter_buf_printf(&known, "%s%s", known.size ? ", " : "", formats[i]->name);
        return ter_fail(err, TER_USAGE, "standard output takes %s: name one with --format", known.data);
    }
    if (!format && name)
        return ter_fail(err, TER_USAGE, "there is no format \"%s\"", name);
    if (!format) {
        fail_unknown(target, extension_of(target), err);
        return false;
    }
    *ret_format = format;
    return true;
}

/* ---- options and formats ---- */

static bool check_options(const struct ter_file_format *format, const char *target,
    const struct ter_write_options *options, struct ter_error *err)
{
    if (options->layer_count > 1 && !format->several)
        return ter_fail(err, TER_USAGE,
            "%s: %s holds one layer; write .gpkg, .xlsx or .kml, or one file a layer", target, format->name);
    if (options->encoding && !format->encodings)
        return ter_fail(
            err, TER_USAGE, "%s: an encoding can be chosen for a Shapefile only; this is UTF-8", target);
    if (options->wkt && !format->position_columns)
        return ter_fail(err, TER_USAGE, "%s: --wkt is for .csv and .xlsx; %s holds the geometries themselves",
            target, format->name);
    if (format->wgs84 && options->to_epsg && options->to_epsg != EPSG_WGS84)
        return ter_fail(err, TER_USAGE,
            "%s: %s is always WGS 84 (EPSG:4326); leave --crs out, or write .gpkg for EPSG:%d", target,
            format->name, options->to_epsg);
    return true;
}

static bool begin_layer(
    struct ter_writer *writer, const struct ter_write_options *options, struct ter_error *err)
{
    int epsg = writer->format->wgs84 ? EPSG_WGS84 : options->to_epsg;
    ter_plan_close(writer->plan);
    writer->plan = NULL;
    writer->options = *options;
    writer->options.fields = NULL; /* the caller's; the plan knows them */
    return check_options(writer->format, writer->target, options, err) &&
           ter_plan_open(options, epsg, &writer->plan, err) && writer->calls->begin(writer, err);
}

/* ---- the layer in hand ---- */

static void drop_full_stop(char *sentence)
{
    static const char *const stops[] = {".", "。"};
    size_t length = strlen(sentence);
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        size_t size = strlen(stops[i]);
        if (length >= size && strcmp(sentence + length - size, stops[i]) == 0)
            sentence[length - size] = '\0';
    }
}

static void note_layer(struct ter_writer *writer)
{
    const struct ter_plan *plan = writer->plan;
    bool one = writer->options.layer_count < 2;
    const char *name = one ? "" : plan->layer->name, *colon = one ? "" : ": ";
    TER_AUTO_BUF struct ter_buf crs = {0};
    if (plan->unplaced && plan->layer->geometry != TER_GEOMETRY_NONE)
        ter_note(&writer->notes, "%s%s%lld of %lld records have no geometry%s", name, colon,
            (long long)plan->unplaced, (long long)plan->planned,
            writer->format->placed_only ? ter_message(": left out, this format cannot hold them") : "");
    ter_plan_describe_crs(plan, &crs);
    if (crs.size && plan->planned > plan->unplaced) {
        drop_full_stop(crs.data);
        if (writer->format->decimals)
            ter_note(&writer->notes, "%s%s%s; written to %d decimals", name, colon, crs.data,
                writer->format->decimals);
        else
            ter_strings_printf(&writer->notes, "%s%s%s", name, colon, crs.data);
    }
}

static bool end_layer(struct ter_writer *writer, struct ter_error *err)
{
    if (!writer->plan || (writer->calls->end && !writer->calls->end(writer, err)))
        return false;
    note_layer(writer);
    return true;
}

static bool write_record(struct ter_writer *writer, const struct ter_record *record, struct ter_error *err)
{
    size_t wanted = writer->options.layer->field_count + (writer->options.extra != NULL);
    struct ter_planned planned;
    if (record->count != wanted)
        return ter_fail(err, TER_FAILED, "%s: a record of %zu values for a layer of %zu fields",
            writer->target, record->count, wanted);
    if (!ter_plan_record(writer->plan, record, &planned, err))
        return ter_wrap(err, "%s", writer->target);
    if (writer->format->placed_only && !planned.geometry.data &&
        writer->plan->layer->geometry != TER_GEOMETRY_NONE)
        return true;
    writer->plan->written++;
    return writer->calls->put(writer, &planned, err);
}

static bool next_layer(
    struct ter_writer *writer, const struct ter_write_options *options, struct ter_error *err)
{
    return end_layer(writer, err) && begin_layer(writer, options, err);
}

/* ---- the end ---- */

static bool commit(struct ter_writer *writer, struct ter_error *err)
{
    if (writer->committed)
        return ter_fail(err, TER_FAILED, "%s: was already written", writer->target);
    if (!end_layer(writer, err) || !writer->calls->finish(writer, err))
        return false;
    writer->committed = true;
    if (writer->options.attribution && !writer->format->attribution)
        ter_note(&writer->notes, "%s has no place for it, so say it wherever the data is shown: %s",
            writer->format->name, writer->options.attribution);
    return true;
}

static void close_writer(struct ter_writer *writer)
{
    writer->calls->close(writer);
}

void ter_file_free_base(struct ter_writer *writer)
{
    ter_plan_close(writer->plan);
    ter_strings_free(&writer->notes);
    ter_strings_free(&writer->files);
    free(writer->target);
    free(writer);
}

/* A password in a URL is nobody's business but the server's. */
static char *name_of(const char *target)
{
    const char *slashes = strstr(target, "://"), *at = slashes ? strchr(slashes, '@') : NULL;
    const char *colon = slashes ? strchr(slashes + 3, ':') : NULL;
    if (strcmp(target, "-") == 0)
        return ter_strdup("standard output");
    const char *word = by_prefix(target) ? strcasestr(target, "password=") : NULL;
    if (word) {
        const char *value = word + strlen("password=");
        const char *end = *value == '\'' ? strchrnul(value + 1, '\'') : value + strcspn(value, " &");
        return ter_format("%.*spassword=***%s", (int)(word - target), target, end);
    }
    if (!by_prefix(target) || !at || !colon || colon > at)
        return ter_strdup(target);
    return ter_format("%.*s:***%s", (int)(colon - target), target, at);
}

bool ter_writer_open(const char *target, const struct ter_write_options *options,
    struct ter_writer **ret_writer, struct ter_error *err)
{
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    const struct ter_file_format *format = NULL;
    if (!choose(target, options->format, &format, err) || !check_options(format, target, options, err) ||
        !format->open(format, target, options, &writer, err))
        return false;
    writer->format = format;
    writer->write = write_record;
    writer->next = next_layer;
    writer->commit = commit;
    writer->close = close_writer;
    writer->target = name_of(target);
    if (!begin_layer(writer, options, err))
        return false;
    *ret_writer = writer;
    writer = NULL;
    return true;
}

void ter_writer_close(struct ter_writer *writer)
{
    if (writer)
        writer->calls->close(writer);
}
