/* Owns the choice of a reader, and of a column by its heading. Knows nothing of what a reader does with the
 * file. */
#include "reader.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* The last one takes what the others leave. */
static const struct ter_reader_kind *const kinds[] = {&ter_reader_csv, &ter_reader_sheet, &ter_reader_ogr};

static const char *extension_of(const char *path)
{
    const char *name = strrchr(path, '/');
    const char *dot = strrchr(name ? name : path, '.');
    return dot ? dot + 1 : "";
}

static const struct ter_reader_kind *kind_for(const char *extension)
{
    size_t last = sizeof kinds / sizeof *kinds - 1;
    for (size_t i = 0; i < last; i++)
        for (const char *const *known = kinds[i]->extensions; *known; known++)
            if (strcasecmp(*known, extension) == 0)
                return kinds[i];
    return kinds[last];
}

static bool check_file(const char *path, const char *extension, struct ter_error *err)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return errno == ENOENT ? ter_fail(err, TER_NOT_FOUND, "there is no such file")
                               : ter_fail(err, TER_FAILED, "cannot be opened: %s", strerror(errno));
    if (S_ISDIR(status.st_mode) && strcasecmp(extension, "gdb") != 0) /* a file geodatabase is a directory */
        return ter_fail(err, TER_USAGE, "is a directory; name a file in it");
    if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode) && !S_ISDIR(status.st_mode))
        return ter_fail(err, TER_USAGE, "is a device or socket, not a file");
    if (access(path, R_OK) != 0)
        return ter_fail(err, TER_FAILED, "cannot be opened: %s", strerror(errno));
    if (S_ISREG(status.st_mode) && status.st_size == 0)
        return ter_fail(err, TER_FAILED, "is empty: there is nothing to import");
    return true;
}

/* An option that means nothing for the file is a misunderstanding, better told than passed over. */
static bool check_options(
    const struct ter_reader_kind *kind, const struct ter_read_options *options, struct ter_error *err)
{
    bool csv = kind == &ter_reader_csv, table = csv || kind == &ter_reader_sheet;
    if (options->delimiter && !csv)
        return ter_fail(err, TER_USAGE, "has no delimiter; leave out --delimiter");
    if (options->encoding && kind == &ter_reader_sheet)
        return ter_fail(err, TER_USAGE, "a workbook states its encoding itself; leave out --encoding");
    if ((options->header_row || options->fill_down) && !table)
        return ter_fail(err, TER_USAGE, "has no rows of headings; leave out --header-row and --fill-down");
    return true;
}

bool ter_reader_open(const char *path, const struct ter_read_options *options, struct ter_reader **ret_reader,
    struct ter_error *err)
{
    const char *extension = extension_of(path);
    const struct ter_reader_kind *kind = kind_for(extension);
    return check_file(path, extension, err) && check_options(kind, options, err) &&
           kind->open(path, options, ret_reader, err);
}

bool ter_reader_open_as(const struct ter_reader_kind *kind, const char *path,
    const struct ter_read_options *options, struct ter_reader **ret_reader, struct ter_error *err)
{
    return check_file(path, extension_of(path), err) && kind->open(path, options, ret_reader, err);
}

void ter_reader_close(struct ter_reader *reader)
{
    if (reader)
        reader->close(reader);
}

size_t ter_source_column(const struct ter_source_info *info, const char *const *headings)
{
    for (; *headings; headings++)
        for (size_t i = 0; i < info->column_count; i++) {
            TER_AUTO_FREE char *key = ter_text_key(info->columns[i]);
            if (strcmp(key, *headings) == 0)
                return i;
        }
    return SIZE_MAX;
}
