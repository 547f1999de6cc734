/* Owns the question whether a Shapefile is complete: people send the .shp and forget the rest. Knows nothing
 * of what is in the files. */
#include "shapefile_parts.h"

#include "base/messages.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

/* "list.shp" with another ending, in small letters or in capitals as the .shp has them. */
static char *beside(const char *path, const char *ending)
{
    size_t stem = strlen(path) - strlen(ending);
    bool capitals = path[stem] == 'S';
    char letters[4] = {0};
    for (size_t i = 0; i < 3; i++)
        letters[i] = (char)(capitals ? ending[i] - ('a' - 'A') : ending[i]);
    return ter_format("%.*s%s", (int)stem, path, letters);
}

static bool is_there(const char *path, const char *ending)
{
    size_t stem = strlen(path) - strlen(ending);
    TER_AUTO_FREE char *alike = beside(path, ending);
    TER_AUTO_FREE char *small = ter_format("%.*s%s", (int)stem, path, ending);
    return access(alike, F_OK) == 0 || access(small, F_OK) == 0;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool ter_shapefile_check(const char *path, struct ter_strings *notes, struct ter_error *err)
{
    size_t length = strlen(path);
    if (length < 4 || strcasecmp(path + length - 4, ".shp") != 0)
        return true;
    TER_AUTO_FREE char *index = beside(path, "shx");
    TER_AUTO_FREE char *values = beside(path, "dbf");
    if (!is_there(path, "shx"))
        return ter_fail(err, TER_FAILED,
            "%s is missing beside it: a Shapefile is at least .shp, .shx and .dbf; copy them all",
            name_of(index));
    if (!is_there(path, "dbf"))
        ter_note(notes,
            "%s is missing beside the .shp: positions come without any values; copy it there and import "
            "again",
            name_of(values));
    return true;
}
