/* Owns the reading of export's options. Knows nothing of how records are found or written. */
#include "export_request.h"

#include "base/text.h"
#include "cli/target.h"
#include "registry/attribution.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool read_layers(const struct ter_args *args, const struct ter_registry *registry,
    struct ter_export_request *request, struct ter_error *err)
{
    request->layers = ter_alloc(args->word_count * sizeof(const struct ter_layer *));
    for (size_t i = 0; i < args->word_count; i++) {
        if (!ter_registry_layer(registry, args->words[i], &request->layers[i], err))
            return false;
        for (size_t j = 0; j < i; j++)
            if (request->layers[j] == request->layers[i])
                return ter_fail(err, TER_USAGE, "layer %s is named twice", request->layers[i]->name);
        request->layer_count++;
    }
    return true;
}

static bool read_crs(const struct ter_args *args, int *ret_epsg, struct ter_error *err)
{
    enum { LEAST = 1024, MOST = 32767 }; /* the codes that EPSG gives */
    const char *text = ter_args_value(args, "crs");
    int64_t epsg = 0;
    if (text && !(ter_text_int(strncasecmp(text, "EPSG:", 5) == 0 ? text + 5 : text, &epsg) &&
                    epsg >= LEAST && epsg <= MOST))
        return ter_fail(err, TER_USAGE, "--crs \"%s\": write EPSG:n, such as EPSG:4326", text);
    *ret_epsg = (int)epsg;
    return true;
}

static bool read_fields(
    const struct ter_args *args, struct ter_export_request *request, struct ter_error *err)
{
    const char *text = ter_args_value(args, "fields");
    if (!text)
        return true;
    TER_AUTO_FREE char *copy = ter_strdup(text);
    for (char *rest = copy, *word; (word = strsep(&rest, ","));) {
        word = ter_text_trim(word);
        if (!*word)
            return ter_fail(err, TER_USAGE, "--fields \"%s\": write names with commas between", text);
        ter_strings_add(&request->fields, word);
    }
    return true;
}

static bool has_field(const struct ter_export_request *request, const struct ter_layer *layer, size_t role)
{
    for (size_t i = 0; i < request->fields.count; i++) {
        const struct ter_field *field = ter_layer_field_for_heading(layer, request->fields.items[i]);
        if (field && ter_layer_field_index(layer, field) == layer->role[role])
            return true;
    }
    return request->fields.count == 0;
}

static bool check_since(
    const struct ter_args *args, const struct ter_export_request *request, struct ter_error *err)
{
    if (!request->since)
        return true;
    if (ter_args_value(args, "as-of"))
        return ter_fail(err, TER_USAGE, "--since and --as-of contradict each other; leave one out");
    if (ter_args_value(args, "limit"))
        return ter_fail(err, TER_USAGE, "--since gives all changes; leave --limit out");
    for (size_t i = 0; i < request->layer_count; i++)
        if (!has_field(request, request->layers[i], TER_ROLE_CODE))
            return ter_fail(err, TER_USAGE,
                "--since needs code among --fields: whoever takes the changes over knows the records by it");
    return true;
}

static const char *format_name(const struct ter_args *args)
{
    static const char *const names[] = {
        [TER_FORMAT_CSV] = "CSV", [TER_FORMAT_GEOJSON] = "GeoJSON", [TER_FORMAT_GEOJSONSEQ] = "GeoJSONSeq"};
    return args->format < sizeof names / sizeof *names ? names[args->format] : NULL;
}

bool ter_export_request_read(const struct ter_args *args, struct ter_registry *registry,
    struct ter_export_request *ret_request, struct ter_error *err)
{
    struct ter_export_request *request = ret_request;
    request->target = ter_args_value(args, "to");
    request->since = ter_args_value(args, "since");
    if (!request->target)
        return ter_fail(err, TER_USAGE, "--to FILE is missing: its extension names the format");
    if (!ter_target_check(registry, "--to", request->target, NULL, err))
        return false;
    request->options = (struct ter_write_options){
        .epsg = ter_registry_epsg(registry),
        .lang = ter_args_lang(args, registry),
        .titles = args->has_lang,
        .encoding = ter_args_value(args, "encoding"),
        .format = format_name(args),
        .wkt = ter_args_switch(args, "wkt"),
        .no_bom = ter_args_switch(args, "no-bom"),
        .overwrite = ter_args_switch(args, "overwrite"),
    };
    if (!read_layers(args, registry, request, err) || !read_crs(args, &request->options.to_epsg, err) ||
        !read_fields(args, request, err) || !check_since(args, request, err) ||
        !ter_registry_attribution(registry, &request->attribution, err))
        return false;
    request->options.layers = request->layers;
    request->options.layer_count = request->layer_count;
    request->options.attribution = request->attribution;
    return true;
}

bool ter_export_request_fields(const struct ter_export_request *request, const struct ter_layer *layer,
    size_t **ret_fields, size_t *ret_count, struct ter_error *err)
{
    size_t count = request->fields.count;
    TER_AUTO_FREE size_t *fields = count ? ter_alloc(count * sizeof *fields) : NULL;
    for (size_t i = 0; i < count; i++) {
        const char *name = request->fields.items[i];
        const struct ter_field *field = ter_layer_field_for_heading(layer, name);
        if (!field && !ter_layer_need_field(layer, name, &field, err))
            return ter_wrap(err, "--fields");
        fields[i] = ter_layer_field_index(layer, field);
        for (size_t j = 0; j < i; j++)
            if (fields[j] == fields[i])
                return ter_fail(err, TER_USAGE, "--fields names %s twice", field->name);
    }
    *ret_count = count;
    *ret_fields = fields;
    fields = NULL;
    return true;
}

void ter_export_request_free(struct ter_export_request *request)
{
    free(request->layers);
    ter_strings_free(&request->fields);
    free(request->attribution);
}
