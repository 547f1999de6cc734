/* Owns a file of text from its making to its end: buffer, stream, the move into place. Knows nothing of what
 * is written. */
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_SIZE = 1 << 18 };

static struct ter_text_writer *cast(struct ter_writer *writer)
{
    return (struct ter_text_writer *)writer;
}

static bool fail_system(const struct ter_writer *writer, int reason, struct ter_error *err)
{
    if (strcmp(writer->target, "standard output") == 0)
        return ter_fail(err, TER_FAILED, "cannot write the output: %s", ter_staging_reason(reason));
    return ter_fail(err, TER_FAILED, "%s: %s", writer->target, ter_staging_reason(reason));
}

static bool flush(struct ter_text_writer *writer, struct ter_error *err)
{
    size_t size = writer->text.size;
    errno = EIO;
    if (size && fwrite(writer->text.data, 1, size, writer->file) != size)
        return fail_system(&writer->writer, errno, err);
    ter_buf_clear(&writer->text);
    return true;
}

static bool begin(struct ter_writer *base, struct ter_error *err)
{
    struct ter_text_writer *writer = cast(base);
    ter_strings_free(&writer->heads);
    writer->heads = (struct ter_strings){0};
    writer->in_layer = 0;
    if (writer->layers++ == 0 && writer->text_format->file_begin)
        writer->text_format->file_begin(writer);
    if (writer->text_format->layer_begin)
        writer->text_format->layer_begin(writer);
    return flush(writer, err);
}

static bool put(struct ter_writer *base, const struct ter_planned *record, struct ter_error *err)
{
    struct ter_text_writer *writer = cast(base);
    if (!writer->text_format->record(writer, record, err))
        return ter_wrap(err, "%s: record %s", base->target, record->code);
    writer->in_layer++;
    return writer->text.size < BUFFER_SIZE || flush(writer, err);
}

static bool end(struct ter_writer *base, struct ter_error *err)
{
    struct ter_text_writer *writer = cast(base);
    if (writer->text_format->layer_end)
        writer->text_format->layer_end(writer);
    return flush(writer, err);
}

static bool finish(struct ter_writer *base, struct ter_error *err)
{
    struct ter_text_writer *writer = cast(base);
    if (writer->text_format->file_end)
        writer->text_format->file_end(writer);
    if (!flush(writer, err))
        return false;
    if (!writer->staging)
        return fflush(writer->file) == 0 || fail_system(base, errno, err);
    int result = fclose(writer->file), reason = errno;
    writer->file = NULL;
    if (result != 0)
        return fail_system(base, reason, err);
    return ter_staging_publish(writer->staging, NULL, &base->files, err);
}

static void close_writer(struct ter_writer *base)
{
    struct ter_text_writer *writer = cast(base);
    if (writer->file && writer->staging)
        fclose(writer->file);
    ter_staging_close(writer->staging);
    ter_buf_free(&writer->text);
    ter_strings_free(&writer->heads);
    ter_file_free_base(base);
}

static bool open_file(struct ter_text_writer *writer, const char *target, struct ter_error *err)
{
    if (!ter_staging_open(target, &writer->staging, err))
        return false;
    TER_AUTO_FREE char *path = ter_staging_path(writer->staging);
    writer->file = fopen(path, "wxe");
    if (!writer->file)
        return ter_fail(err, TER_FAILED, "%s: %s", target, ter_staging_reason(errno));
    setvbuf(writer->file, NULL, _IONBF, 0); /* the writer's own buffer is large enough */
    return true;
}

bool ter_text_open(const struct ter_text_format *text_format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    static const struct ter_file_calls calls = {begin, put, end, finish, close_writer};
    struct ter_text_writer *writer = ter_alloc(sizeof *writer);
    writer->writer.calls = &calls;
    writer->text_format = text_format;
    TER_AUTO(ter_writer_close) struct ter_writer *guard = &writer->writer;
    if (strcmp(target, "-") == 0)
        writer->file = options->out ? options->out : stdout;
    else if (!open_file(writer, target, err))
        return false;
    *ret_writer = guard;
    guard = NULL;
    return true;
}
