/* Owns the reading of the import options. Knows nothing of how rows are stored. */
#include "import_request.h"

#include "base/text.h"

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

static bool read_options(const struct ter_args *args, const struct ter_registry *registry,
    struct ter_import_request *request, struct ter_error *err)
{
    const char *file = args->words[1], *slash = strrchr(file, '/'), *source = ter_args_value(args, "source");
    double epsg;
    request->pairs = ter_alloc(2 * TER_MAX_ARGUMENTS * sizeof *request->pairs);
    request->map.map = request->pairs;
    request->map.set = request->pairs + TER_MAX_ARGUMENTS;
    if (!read_pairs(args, "map", request, request->pairs, &request->map.map_count, err) ||
        !read_pairs(args, "set", request, request->pairs + TER_MAX_ARGUMENTS, &request->map.set_count, err))
        return false;
    const char *crs = ter_args_value(args, "crs");
    if (crs && strncasecmp(crs, "EPSG:", 5) == 0)
        crs += 5;
    if (crs && (!ter_text_double(crs, &epsg) || epsg < 1024 || epsg > 32767 || epsg != (int)epsg))
        return ter_fail(err, TER_USAGE, "--crs \"%s\": write EPSG:n, such as EPSG:4490", crs);
    request->map.epsg = crs ? (int)epsg : 0;
    request->map.storage_epsg = ter_registry_epsg(registry);
    request->file = file;
    request->read = (struct ter_read_options){ter_args_value(args, "from"), ter_args_value(args, "encoding")};
    request->source_name = ter_strdup(source ? source : slash ? slash + 1 : file);
    read_source_name(request->source_name, &request->document, &request->annex);
    return true;
}

bool ter_import_request_open(const struct ter_args *args, const struct ter_registry *registry,
    struct ter_import_request *ret_request, struct ter_reader **ret_reader, struct ter_error *err)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    if (!read_options(args, registry, ret_request, err) ||
        !ter_reader_open(ret_request->file, &ret_request->read, &reader, err) ||
        !ter_sha256_file(ret_request->file, ret_request->sha256, err))
        return false;
    *ret_reader = reader;
    reader = NULL;
    return true;
}

void ter_import_request_free(struct ter_import_request *request)
{
    free(request->pairs);
    ter_strings_free(&request->texts);
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

void ter_import_say_count(const struct ter_args *args, int64_t count, const char *what)
{
    if (count)
        ter_say(args, "  %lld %s", (long long)count, what);
}
