/* Owns a file system of GDAL's ("/vsiterrier/PATH") that is the real one, with its failures remembered.
 * Knows nothing of formats. */
#include "sink.h"

#include <cpl_vsi.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "/vsiterrier/"

/* A file that is read and written in turns refills its buffer at each turn. */
enum { STREAM_BUFFER_SIZE = 1 << 20, UPDATE_BUFFER_SIZE = 1 << 14 };

struct ter_sink {
    char *folder;
    int first_errno;
    struct ter_sink *next;
};

/* GDAL keeps a handler for the life of the process, so the handler finds its sink by the path. */
static struct ter_sink *open_sinks;

enum direction { NEITHER, READING, WRITING };

struct sink_file {
    FILE *stream;
    struct ter_sink *sink; /* NULL for a file in no watched folder */
    int64_t position;
    enum direction direction; /* C demands a seek between reading and writing */
};

static void remember(struct sink_file *file)
{
    if (file->sink && !file->sink->first_errno)
        file->sink->first_errno = errno ? errno : EIO;
}

static struct ter_sink *sink_of(const char *path)
{
    for (struct ter_sink *sink = open_sinks; sink; sink = sink->next) {
        size_t length = strlen(sink->folder);
        if (strncmp(path, sink->folder, length) == 0 && path[length] == '/')
            return sink;
    }
    return NULL;
}

static int stat_path(void *user, const char *path, VSIStatBufL *ret_stat, int flags)
{
    (void)user, (void)flags;
    return stat64(path, ret_stat);
}

static int unlink_path(void *user, const char *path)
{
    (void)user;
    return unlink(path);
}

static int rename_path(void *user, const char *from, const char *to)
{
    (void)user;
    return rename(from, to);
}

static void *open_path(void *user, const char *path, const char *access_mode)
{
    (void)user;
    FILE *stream = fopen(path, access_mode);
    if (!stream)
        return NULL;
    setvbuf(stream, NULL, _IOFBF, strchr(access_mode, '+') ? UPDATE_BUFFER_SIZE : STREAM_BUFFER_SIZE);
    struct sink_file *file = ter_alloc(sizeof *file);
    file->stream = stream;
    file->sink = sink_of(path);
    return file;
}

static vsi_l_offset tell(void *handle)
{
    const struct sink_file *file = handle;
    return (vsi_l_offset)file->position;
}

/* A seek empties stdio's buffer, and the Shapefile driver seeks before each record to where it stands. */
static int seek(void *handle, vsi_l_offset offset, int whence)
{
    struct sink_file *file = handle;
    if (whence == SEEK_SET && (int64_t)offset == file->position)
        return 0;
    file->direction = NEITHER;
    if (fseeko(file->stream, (off_t)offset, whence) != 0) {
        remember(file);
        return -1;
    }
    file->position = ftello(file->stream);
    return 0;
}

static bool turn(struct sink_file *file, enum direction direction)
{
    if (file->direction != direction && file->direction != NEITHER &&
        fseeko(file->stream, (off_t)file->position, SEEK_SET) != 0) {
        remember(file);
        return false;
    }
    file->direction = direction;
    return true;
}

static size_t read_items(void *handle, void *ret_items, size_t size, size_t count)
{
    struct sink_file *file = handle;
    if (!turn(file, READING))
        return 0;
    size_t done = fread(ret_items, size, count, file->stream);
    file->position = done == count ? file->position + (int64_t)(done * size) : ftello(file->stream);
    return done;
}

static size_t write_items(void *handle, const void *items, size_t size, size_t count)
{
    struct sink_file *file = handle;
    if (!turn(file, WRITING))
        return 0;
    size_t done = fwrite(items, size, count, file->stream);
    if (done < count)
        remember(file);
    file->position += (int64_t)(done * size);
    return done;
}

static int at_end(void *handle)
{
    const struct sink_file *file = handle;
    return feof(file->stream);
}

static int flush(void *handle)
{
    struct sink_file *file = handle;
    if (file->direction != WRITING || fflush(file->stream) == 0)
        return 0;
    remember(file);
    return -1;
}

static int truncate_at(void *handle, vsi_l_offset size)
{
    struct sink_file *file = handle;
    if (fflush(file->stream) == 0 && ftruncate(fileno(file->stream), (off_t)size) == 0)
        return 0;
    remember(file);
    return -1;
}

static int close_file(void *handle)
{
    struct sink_file *file = handle;
    int result = fclose(file->stream);
    if (result != 0)
        remember(file);
    free(file);
    return result;
}

static void install_once(void)
{
    static bool installed;
    if (installed)
        return;
    installed = true;
    VSIFilesystemPluginCallbacksStruct *callbacks = VSIAllocFilesystemPluginCallbacksStruct();
    callbacks->stat = stat_path;
    callbacks->unlink = unlink_path;
    callbacks->rename = rename_path;
    callbacks->open = open_path;
    callbacks->tell = tell;
    callbacks->seek = seek;
    callbacks->read = read_items;
    callbacks->eof = at_end;
    callbacks->write = write_items;
    callbacks->flush = flush;
    callbacks->truncate = truncate_at;
    callbacks->close = close_file;
    VSIInstallPluginHandler(PREFIX, callbacks);
    VSIFreeFilesystemPluginCallbacksStruct(callbacks);
}

struct ter_sink *ter_sink_open(const char *folder)
{
    install_once();
    struct ter_sink *sink = ter_alloc(sizeof *sink);
    sink->folder = ter_strdup(folder);
    sink->next = open_sinks;
    open_sinks = sink;
    return sink;
}

void ter_sink_close(struct ter_sink *sink)
{
    if (!sink)
        return;
    struct ter_sink **link = &open_sinks;
    while (*link && *link != sink)
        link = &(*link)->next;
    if (*link)
        *link = sink->next;
    free(sink->folder);
    free(sink);
}

char *ter_sink_path(const char *path)
{
    return ter_format(PREFIX "%s", path);
}

int ter_sink_errno(const struct ter_sink *sink)
{
    return sink->first_errno;
}
