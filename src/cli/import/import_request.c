/* Owns the reading of the import options. Knows nothing of how rows are stored. */
#include "import_request.h"

#include "base/messages.h"
#include "base/text.h"
#include "import/columns.h"
#include "import/csv_delimiter.h"
#include "import/peek.h"
#include "registry/known_area.h"

#include <stdlib.h>
#include <string.h>

static bool read_pairs(const struct ter_args *args, const char *option, struct ter_import_request *request,
    struct ter_pair *pairs, size_t *ret_count, struct ter_error *err)
{
    const char *values[TER_MAX_ARGUMENTS];
    size_t count = ter_args_values(args, option, values, TER_MAX_ARGUMENTS);
    for (size_t i = 0; i < count; i++) {
        const char *equals = strchr(values[i], '=');
        if (!equals || equals == values[i])
            return ter_fail(err, TER_USAGE, "--%s \"%s\": write FIELD=%s", option, values[i],
                strcmp(option, "map") == 0 ? "COLUMN" : "VALUE");
        TER_AUTO_FREE char *field = ter_strndup(values[i], (size_t)(equals - values[i]));
        ter_strings_add(&request->texts, field);
        pairs[i] = (struct ter_pair){request->texts.items[request->texts.count - 1], equals + 1};
    }
    *ret_count = count;
    return true;
}

/* "土左政办发〔2023〕53号 附件3" -> the document's number and the annex; NULL where there is none. */
static void read_source_name(const char *name, char **ret_document, char **ret_annex)
{
    const char *year = strstr(name, "〔"), *number = year ? strstr(year, "号") : NULL,
               *annex = strstr(name, "附件");
    *ret_document = number ? ter_strndup(name, (size_t)(number - name) + strlen("号")) : NULL;
    *ret_annex = NULL;
    if (annex) {
        size_t length = strlen("附件");
        length += strspn(annex + length, " ");
        length += strspn(annex + length, "0123456789");
        *ret_annex = ter_strndup(annex, length);
    }
}

/* How the file is to be read. */
static bool read_table_options(
    const struct ter_args *args, struct ter_read_options *read, struct ter_error *err)
{
    const char *row = ter_args_value(args, "header-row"), *delimiter = ter_args_value(args, "delimiter");
    *read = (struct ter_read_options){.from = ter_args_value(args, "from"),
        .encoding = ter_args_value(args, "encoding"),
        .fill_down = ter_args_switch(args, "fill-down")};
    if (row && (!ter_text_int(row, &read->header_row) || read->header_row < 1))
        return ter_fail(err, TER_USAGE, "--header-row \"%s\": write the number of a row, from 1", row);
    return !delimiter || ter_csv_read_delimiter(delimiter, &read->delimiter, err);
}

static bool read_crs(const struct ter_args *args, int *ret_epsg, struct ter_error *err)
{
    const char *given = ter_args_value(args, "crs"), *crs = given;
    double epsg;
    *ret_epsg = 0;
    if (!crs)
        return true;
    if (strncasecmp(crs, "EPSG:", 5) == 0)
        crs += 5;
    if (!ter_text_double(crs, &epsg) || epsg < 1024 || epsg > 32767 || epsg != (int)epsg)
        return ter_fail(err, TER_USAGE, "--crs \"%s\": write EPSG:n, such as EPSG:4490", given);
    *ret_epsg = (int)epsg;
    return true;
}

/* What the user says of the file's positions. */
static bool read_position_options(
    const struct ter_args *args, struct ter_map_options *map, struct ter_error *err)
{
    const char *axes = ter_args_value(args, "axes");
    map->datum_name = ter_args_value(args, "datum");
    if (!read_crs(args, &map->epsg, err) || (axes && !ter_axis_order_parse(axes, &map->axes, err)))
        return false;
    if (map->datum_name && !ter_datum_parse(map->datum_name, &map->datum, err))
        return ter_wrap(err, "--datum");
    return true;
}

/* Two layers or sheets of one file are two sources: neither is the other's successor. */
static char *name_source(const char *given, const char *file, const char *from)
{
    if (given || !from)
        return ter_strdup(given ? given : file);
    return ter_format("%s:%s", file, from);
}

static bool read_options(const struct ter_args *args, const struct ter_registry *registry,
    const struct ter_layer *layer, struct ter_import_request *request, struct ter_error *err)
{
    const char *file = args->words[1], *slash = strrchr(file, '/'), *source = ter_args_value(args, "source");
    request->pairs = ter_alloc(2 * TER_MAX_ARGUMENTS * sizeof *request->pairs);
    request->map.map = request->pairs;
    request->map.set = request->pairs + TER_MAX_ARGUMENTS;
    if (!read_pairs(args, "map", request, request->pairs, &request->map.map_count, err) ||
        !read_pairs(args, "set", request, request->pairs + TER_MAX_ARGUMENTS, &request->map.set_count, err))
        return false;
    if (!read_position_options(args, &request->map, err))
        return false;
    request->map.storage_epsg = ter_registry_epsg(registry);
    request->map.refuse_bare = true;
    request->map.mend = ter_args_switch(args, "mend");
    request->file = file;
    if (!read_table_options(args, &request->read, err))
        return false;
    request->headings = ter_columns_known(layer, &request->map);
    request->read.known = request->headings;
    request->source_name = name_source(source, slash ? slash + 1 : file, ter_args_value(args, "from"));
    read_source_name(request->source_name, &request->document, &request->annex);
    return true;
}

/* The first rows show what the positions are, together with where the register is. */
static bool look_ahead(struct ter_registry *registry, struct ter_import_request *request,
    struct ter_reader *reader, struct ter_reader **ret_reader, struct ter_error *err)
{
    struct ter_map_options *map = &request->map;
    TER_AUTO(ter_reader_close) struct ter_reader *peek = NULL;
    if (!ter_peek_open(reader, &peek, err) ||
        !ter_registry_known_area(registry, &map->area.box, &map->area.of, err))
        return false;
    map->sample = ter_peek_rows(peek, &map->sample_count);
    *ret_reader = peek;
    peek = NULL;
    return true;
}

bool ter_import_request_open(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_layer *layer, struct ter_import_request *ret_request, struct ter_reader **ret_reader,
    struct ter_error *err)
{
    struct ter_reader *reader = NULL;
    return read_options(args, registry, layer, ret_request, err) &&
           ter_reader_open(ret_request->file, &ret_request->read, &reader, err) &&
           look_ahead(registry, ret_request, reader, ret_reader, err) &&
           ter_sha256_file(ret_request->file, ret_request->sha256, err);
}

void ter_import_request_free(struct ter_import_request *request)
{
    free(request->pairs);
    ter_strings_free(&request->texts);
    ter_headings_free(request->headings);
    free(request->source_name);
    free(request->document);
    free(request->annex);
}

struct ter_source ter_import_source(const struct ter_import_request *request)
{
    return (struct ter_source){
        request->source_name, request->document, request->annex, request->file, request->sha256};
}

void ter_import_say_notes(const struct ter_args *args, const struct ter_strings *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        ter_say(args, "  %s", notes->items[i]);
}

void ter_import_say_rejects(const struct ter_args *args, struct ter_rejects *rejects)
{
    size_t count;
    const struct ter_reject_group *groups = ter_rejects_groups(rejects, &count);
    for (size_t i = 0; i < count; i++)
        ter_say(args, "  %lld rejected: %s", (long long)groups[i].count, groups[i].reason);
}

json_t *ter_import_rejects_json(struct ter_rejects *rejects)
{
    size_t count;
    const struct ter_reject_group *groups = ter_rejects_groups(rejects, &count);
    json_t *json = json_object();
    for (size_t i = 0; i < count; i++)
        ter_json_set(json, groups[i].reason, json_integer(groups[i].count));
    return json;
}

void ter_import_say_count(const struct ter_args *args, int64_t count, const char *what)
{
    if (count)
        ter_say(args, "  %lld %s", (long long)count, ter_message(what));
}
