/* Owns the reading of a layer file as text, and what people's editors do to it. Knows nothing of layers. */
#include "layer_file.h"

#include "base/messages.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { GREATEST_SIZE = 1 << 20 }; /* a layer of sixty fields takes some 20 KB */

static bool read_all(FILE *file, struct ter_buf *out)
{
    char block[1 << 14];
    size_t got;
    while (out->size <= GREATEST_SIZE && (got = fread(block, 1, sizeof block, file)) > 0)
        ter_buf_add(out, block, got);
    return !ferror(file);
}

static void drop_mark(struct ter_buf *text)
{
    if (text->size < 3 || memcmp(text->data, "\xef\xbb\xbf", 3) != 0)
        return;
    memmove(text->data, text->data + 3, text->size - 2); /* the final NUL too */
    text->size -= 3;
}

static size_t line_of(const char *text, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

bool ter_layer_file_read(const char *path, struct ter_buf *out, struct ter_error *err)
{
    errno = 0;
    FILE *file = fopen(path, "re");
    bool read = file && read_all(file, out);
    int fault = errno;
    if (file)
        fclose(file);
    if (!read)
        return ter_fail(err, TER_FAILED, "%s: %s", path,
            fault == ENOENT ? ter_message("No such file or directory") : strerror(fault));
    if (out->size > GREATEST_SIZE)
        return ter_fail(err, TER_FAILED, "%s: is above 1 MB; a layer file is a short JSON text", path);
    ter_buf_text(out, ""); /* an empty file has a text too */
    drop_mark(out);
    size_t bad;
    if (!ter_text_valid(out->data, out->size, &bad))
        return ter_fail(err, TER_FAILED, "%s: line %zu: is not UTF-8; save the file as UTF-8 in your editor",
            path, line_of(out->data, bad));
    return true;
}
