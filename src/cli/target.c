/* Owns the question whether a file that the user names may be written to. Files are compared by what they
 * are, not by how they are called: a link leads to its file. Knows nothing of what will be written. */
#include "target.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

/* SQLite's own files beside a database, which may come and go. */
static bool belongs_to(const char *path, const char *database)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(path), ending = strlen(endings[i]);
        TER_AUTO_FREE char *beside = ter_format("%s%s", database, endings[i]);
        if (same_file(path, beside))
            return true;
        if (length <= ending || strcmp(path + length - ending, endings[i]) != 0)
            continue;
        TER_AUTO_FREE char *stem = ter_strndup(path, length - ending);
        if (same_file(stem, database))
            return true;
    }
    return false;
}

bool ter_target_check(const struct ter_registry *registry, const char *option, const char *path,
    const char *input, struct ter_error *err)
{
    const char *database = ter_registry_path(registry);
    const char *name = option ? option : "", *blank = option ? " " : "";
    if (same_file(path, database))
        return ter_fail(
            err, TER_USAGE, "%s%s%s: this is the registry itself; name another file", name, blank, path);
    if (belongs_to(path, database))
        return ter_fail(err, TER_USAGE, "%s%s%s: this file belongs to the registry %s; name another", name,
            blank, path, database);
    if (input && same_file(path, input))
        return ter_fail(
            err, TER_USAGE, "%s%s%s: this is the file that is read; name another", name, blank, path);
    return true;
}

static bool begins_with(FILE *file, const char *header)
{
    static const char mark[] = "\xef\xbb\xbf"; /* a spreadsheet that saved it put one there */
    char line[256];
    if (!fgets(line, sizeof line, file))
        return !ferror(file);
    const char *text = strncmp(line, mark, strlen(mark)) == 0 ? line + strlen(mark) : line;
    size_t length = strlen(header);
    return strncmp(text, header, length) == 0 && strspn(text + length, "\r\n") == strlen(text + length);
}

bool ter_target_check_kind(
    const char *option, const char *path, const char *header, const char *kind, struct ter_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return true; /* what else is wrong shows when it is written */
    if (!S_ISREG(info.st_mode))
        return ter_fail(err, TER_USAGE, "%s %s: is not a file; name one", option, path);
    FILE *file = fopen(path, "re");
    if (!file)
        return ter_fail(err, TER_FAILED, "%s %s: %s", option, path, strerror(errno));
    bool alike = begins_with(file, header);
    fclose(file); /* only read from */
    return alike ||
           ter_fail(err, TER_USAGE, "%s %s: exists and is no %s; it is not replaced: name another file",
               option, path, kind);
}
