/* Owns the step that makes the files of an export the real ones, and what is said when that fails. Knows
 * nothing of what is in them. */
#include "staging.h"

#include "base/beside.h"
#include "base/messages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct ter_staging {
    char *path;   /* the target */
    char *prefix; /* its folder with the slash; "" for the present one */
    char *name;   /* its base name */
    struct ter_beside *beside;
};

static const struct {
    int error_number;
    const char *words;
} reasons[] = {
    {ENOSPC, TER_MESSAGE("the disk is full")},
    {EDQUOT, TER_MESSAGE("your disk quota is used up")},
    {EFBIG, TER_MESSAGE("the file would be larger than this system permits")},
    {EACCES, TER_MESSAGE("you have no permission to write there")},
    {EPERM, TER_MESSAGE("you have no permission to write there")},
    {EROFS, TER_MESSAGE("the disk is read-only")},
    {ENOENT, TER_MESSAGE("there is no such folder; make it first")},
    {ENOTDIR, TER_MESSAGE("a part of the path is a file, not a folder")},
    {ENAMETOOLONG, TER_MESSAGE("the name is too long")},
    {EIO, TER_MESSAGE("the disk reports an error")},
};

const char *ter_staging_reason(int error_number)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].error_number == error_number)
            return ter_message(reasons[i].words);
    return strerror(error_number);
}

static bool fail_at(const char *path, int error_number, struct ter_error *err)
{
    return ter_fail(err, TER_FAILED, "%s: %s", path, ter_staging_reason(error_number));
}

/* A reader that finds a new database beside the journal of the old one would mix the two. */
static bool check_journals(const char *path, struct ter_error *err)
{
    static const char *const endings[] = {"-wal", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        TER_AUTO_FREE char *journal = ter_format("%s%s", path, endings[i]);
        if (access(journal, F_OK) == 0)
            return ter_fail(err, TER_FAILED,
                "%s: another program has it open (%s exists); close it there first", path, journal);
    }
    return true;
}

static bool check_target(const char *path, struct ter_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return errno == ENOENT ? true : fail_at(path, errno, err);
    if (S_ISDIR(info.st_mode))
        return ter_fail(err, TER_FAILED, "%s: is a folder; name a file", path);
    if (!S_ISREG(info.st_mode))
        return ter_fail(err, TER_FAILED, "%s: is not a regular file", path);
    if (access(path, W_OK) != 0)
        return ter_fail(err, TER_FAILED, "%s: the old file is write-protected; it was left as it is", path);
    return check_journals(path, err);
}

/* Where the target is a symbolic link, the file it points to is replaced, not the link. */
static char *resolve(const char *path)
{
    struct stat info;
    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode)) {
        TER_AUTO_FREE char *real = realpath(path, NULL);
        if (real)
            return ter_strdup(real);
    }
    return ter_strdup(path);
}

bool ter_staging_open(const char *path, struct ter_staging **ret_staging, struct ter_error *err)
{
    if (!check_target(path, err))
        return false;
    TER_AUTO(ter_staging_close) struct ter_staging *staging = ter_alloc(sizeof *staging);
    staging->path = resolve(path);
    const char *slash = strrchr(staging->path, '/');
    size_t prefix = slash ? (size_t)(slash - staging->path) + 1 : 0;
    staging->prefix = ter_strndup(staging->path, prefix);
    staging->name = ter_strdup(staging->path + prefix);
    staging->beside = ter_beside_open(staging->path);
    if (!staging->beside)
        return fail_at(path, errno, err);
    *ret_staging = staging;
    staging = NULL;
    return true;
}

const char *ter_staging_folder(const struct ter_staging *staging)
{
    return ter_beside_folder(staging->beside);
}

char *ter_staging_path(const struct ter_staging *staging)
{
    return ter_beside_path(staging->beside, staging->name);
}

static char *sibling_name(const struct ter_staging *staging, const char *ending)
{
    const char *dot = strrchr(staging->name, '.');
    int stem = (int)(dot ? (size_t)(dot - staging->name) : strlen(staging->name));
    return ter_format("%.*s%s", stem, staging->name, ending);
}

char *ter_staging_sibling(const struct ter_staging *staging, const char *ending)
{
    TER_AUTO_FREE char *name = sibling_name(staging, ending);
    return ter_beside_path(staging->beside, name);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Base names of the files in a folder, sorted; none when it cannot be read. */
static void list_folder(const char *folder, struct ter_strings *ret_names)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            ter_strings_add(ret_names, entry->d_name);
    closedir(dir);
    if (ret_names->count)
        qsort(ret_names->items, ret_names->count, sizeof ret_names->items[0], compare_names);
}

void ter_staging_close(struct ter_staging *staging)
{
    if (!staging)
        return;
    ter_beside_close(staging->beside);
    free(staging->path);
    free(staging->prefix);
    free(staging->name);
    free(staging);
}

static bool sync_path(const char *path, int flags, struct ter_error *err)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return fail_at(path, errno, err);
    int result = fsync(fd), reason = errno;
    close(fd);
    /* Some file systems (FUSE, CIFS) know no fsync of folders: nothing to be done about it. */
    return result == 0 || reason == EINVAL || reason == ENOTSUP ? true : fail_at(path, reason, err);
}

/* One file on its way: the new one (unless only the old is to go), its place, and where the old one waits. */
struct move {
    char *from, *to, *aside;
    bool set_aside, placed;
};

struct moves {
    struct move *items;
    size_t count, capacity;
};

static void free_moves(struct moves *moves)
{
    for (size_t i = 0; i < moves->count; i++) {
        free(moves->items[i].from);
        free(moves->items[i].to);
        free(moves->items[i].aside);
    }
    free(moves->items);
}

static void add_move(const struct ter_staging *staging, struct moves *moves, const char *name, bool is_new)
{
    moves->items = ter_grow(moves->items, &moves->capacity, moves->count + 1, sizeof *moves->items);
    moves->items[moves->count++] = (struct move){
        .from = is_new ? ter_beside_path(staging->beside, name) : NULL,
        .to = ter_format("%s%s", staging->prefix, name),
        .aside = ter_format("%s/" TER_BESIDE_KEPT "/%s", ter_beside_folder(staging->beside), name),
    };
}

static bool is_listed(const struct ter_strings *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

/* The main file is the last of the moves. */
static void collect_moves(const struct ter_staging *staging, const char *const *stale, struct moves *moves)
{
    TER_AUTO_STRINGS struct ter_strings names = {0};
    list_folder(ter_beside_folder(staging->beside), &names);
    for (size_t i = 0; stale && stale[i]; i++) {
        TER_AUTO_FREE char *name = sibling_name(staging, stale[i]);
        TER_AUTO_FREE char *path = ter_format("%s%s", staging->prefix, name);
        if (!is_listed(&names, name) && access(path, F_OK) == 0)
            add_move(staging, moves, name, false);
    }
    for (size_t i = 0; i < names.count; i++)
        if (strcmp(names.items[i], staging->name) != 0)
            add_move(staging, moves, names.items[i], true);
    add_move(staging, moves, staging->name, true);
}

static void undo(struct moves *moves)
{
    for (size_t i = moves->count; i-- > 0;)
        if (moves->items[i].placed)
            rename(moves->items[i].to, moves->items[i].from);
    for (size_t i = 0; i < moves->count; i++)
        if (moves->items[i].set_aside)
            rename(moves->items[i].aside, moves->items[i].to);
}

/* Several files cannot change at one stroke. The old main file leaves first and the new one arrives last: if
 * the power fails between, programs find no file at all (and the old set in the hidden folder, until an
 * export fills the places) rather than, silently, the geometries of one export with the attributes of
 * another. */
static bool swap_sets(const struct ter_staging *staging, struct moves *moves, struct ter_error *err)
{
    for (size_t i = 0; i < moves->count; i++)
        if (!check_target(moves->items[i].to, err))
            return false;
    TER_AUTO_FREE char *old = ter_beside_path(staging->beside, TER_BESIDE_KEPT);
    if (mkdir(old, 0700) != 0)
        return fail_at(staging->path, errno, err);
    for (size_t i = moves->count; i-- > 0;) {
        moves->items[i].set_aside = rename(moves->items[i].to, moves->items[i].aside) == 0;
        if (!moves->items[i].set_aside && errno != ENOENT)
            return fail_at(moves->items[i].to, errno, err);
    }
    for (size_t i = 0; i < moves->count; i++) {
        if (!moves->items[i].from)
            continue;
        moves->items[i].placed = rename(moves->items[i].from, moves->items[i].to) == 0;
        if (!moves->items[i].placed)
            return fail_at(moves->items[i].to, errno, err);
    }
    return true;
}

static bool place(const struct ter_staging *staging, struct moves *moves, struct ter_error *err)
{
    for (size_t i = 0; i < moves->count; i++)
        if (moves->items[i].from && !sync_path(moves->items[i].from, O_RDONLY, err))
            return false;
    if (moves->count == 1)
        return rename(moves->items[0].from, moves->items[0].to) == 0 ? true
                                                                     : fail_at(staging->path, errno, err);
    if (swap_sets(staging, moves, err))
        return true;
    undo(moves);
    return false;
}

bool ter_staging_publish(struct ter_staging *staging, const char *const *stale, struct ter_strings *ret_files,
    struct ter_error *err)
{
    if (!check_target(staging->path, err))
        return false;
    struct moves moves = {0};
    collect_moves(staging, stale, &moves);
    bool placed = place(staging, &moves, err);
    for (size_t i = 0; placed && i < moves.count; i++) {
        const struct move *move = &moves.items[i ? i - 1 : moves.count - 1]; /* the main file first */
        if (move->from)
            ter_strings_add(ret_files, move->to);
    }
    free_moves(&moves);
    if (placed)
        ter_beside_supersede(staging->beside);
    /* The files are whole and in place: that the folder's entry may reach the disk a little later is no
     * error. */
    struct ter_error ignored;
    if (placed && !sync_path(*staging->prefix ? staging->prefix : ".", O_RDONLY | O_DIRECTORY, &ignored))
        return true;
    return placed;
}
