/* Owns the list of writers and the choice between them. Knows nothing of what they write with. */
#include "writer.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static const struct ter_writer_kind *const kinds[] = {
    &ter_writer_geojson,
    &ter_writer_shapefile,
    &ter_writer_geopackage,
    &ter_writer_csv,
};

enum { KIND_COUNT = sizeof kinds / sizeof kinds[0], EXTENSIONS_MAX = 16 };

/* The extension without its dot; "" where there is none ("list", ".geojson"). */
static const char *extension_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot + 1 : "";
}

static size_t list_extensions(const char *ret_extensions[EXTENSIONS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < KIND_COUNT; i++)
        for (const char *const *extension = kinds[i]->extensions; *extension && count < EXTENSIONS_MAX;
             extension++)
            ret_extensions[count++] = *extension;
    return count;
}

static const struct ter_writer_kind *kind_for(const char *extension)
{
    for (size_t i = 0; i < KIND_COUNT; i++)
        for (const char *const *known = kinds[i]->extensions; *known; known++)
            if (strcasecmp(extension, *known) == 0)
                return kinds[i];
    return NULL;
}

static bool fail_unknown(const char *path, const char *extension, struct ter_error *err)
{
    const char *extensions[EXTENSIONS_MAX];
    size_t count = list_extensions(extensions);
    TER_AUTO_BUF struct ter_buf known = {0};
    for (size_t i = 0; i < count; i++)
        ter_buf_printf(&known, "%s.%s", i ? " " : "", extensions[i]);
    if (!*extension)
        return ter_fail(err, TER_USAGE,
            "%s: the file name needs an extension that names the format (known: %s)", path, known.data);
    const char *near = ter_text_suggest(extension, extensions, count);
    if (near)
        return ter_fail(err, TER_USAGE, "%s: cannot write .%s; did you mean .%s? (known: %s)", path,
            extension, near, known.data);
    return ter_fail(err, TER_USAGE, "%s: cannot write .%s (known: %s)", path, extension, known.data);
}

bool ter_writer_open(const char *path, const struct ter_write_options *options,
    struct ter_writer **ret_writer, struct ter_error *err)
{
    const char *extension = extension_of(path);
    const struct ter_writer_kind *kind = kind_for(extension);
    if (!kind)
        return fail_unknown(path, extension, err);
    return kind->open(kind, path, options, ret_writer, err);
}

void ter_writer_close(struct ter_writer *writer)
{
    if (writer)
        writer->close(writer);
}
