/* Owns the hidden folders beside what is being made: their names, whose they are, and that they go. Knows
 * nothing of what is in them. Removing allocates nothing, since it is also done when no memory is left. */
#include "beside.h"

#include "text.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* File names may take 255 bytes; the hidden folder's name adds some to the target's. */
enum { STEM_MAX = 128, RANDOM_LETTERS = 6, DEEPEST = 8 };

#define MARK ".terrier-"

struct ter_beside {
    char *parent; /* "." for the present one */
    char *stem;   /* ".NAME.terrier-": the same for all that make this target */
    char *folder;
    int lock; /* the folder, locked as long as its maker lives */
    struct ter_beside *next;
};

static struct ter_beside *open_ones;

/* ---- removing ---- */

static void empty_folder(int folder, int depth);

static bool remove_entry(int folder, const char *name, int depth)
{
    if (unlinkat(folder, name, 0) == 0)
        return true;
    if (errno != EISDIR && errno != EPERM)
        return false;
    int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner >= 0) {
        empty_folder(inner, depth + 1);
        close(inner);
    }
    return unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

static void empty_folder(int folder, int depth)
{
    _Alignas(struct dirent64) char entries[4096];
    bool removed = depth < DEEPEST;
    while (removed) {
        removed = false; /* a removal may make the listing skip something: until a pass removes nothing */
        ssize_t size;
        if (lseek(folder, 0, SEEK_SET) != 0)
            return;
        while ((size = getdents64(folder, entries, sizeof entries)) > 0)
            for (ssize_t at = 0; at < size;) {
                const struct dirent64 *entry = (const void *)(entries + at);
                if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                    removed = remove_entry(folder, entry->d_name, depth) || removed;
                at += entry->d_reclen;
            }
    }
}

static void remove_folder(const char *path, int folder)
{
    empty_folder(folder, 0);
    rmdir(path);
}

/* rmdir takes an empty folder only. */
static bool keeps_something(int folder)
{
    return unlinkat(folder, TER_BESIDE_KEPT, AT_REMOVEDIR) != 0 && errno != ENOENT;
}

static void remove_open_ones(void)
{
    for (const struct ter_beside *beside = open_ones; beside; beside = beside->next)
        if (!keeps_something(beside->lock))
            remove_folder(beside->folder, beside->lock);
}

/* ---- those of the dead ---- */

/* ".NAME.terrier-XXXXXX" */
static bool is_hidden_folder(const char *name)
{
    size_t length = strlen(name), tail = strlen(MARK) + RANDOM_LETTERS;
    if (name[0] != '.' || length <= tail || strncmp(name + length - tail, MARK, strlen(MARK)) != 0)
        return false;
    for (const char *at = name + length - RANDOM_LETTERS; *at; at++)
        if (!isalnum((unsigned char)*at))
            return false;
    return true;
}

/* Open and locked, or -1: its maker lives, or locks are not to be had here. */
static int lock_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0)
        return folder;
    if (folder >= 0)
        close(folder);
    return -1;
}

static void remove_dead(const char *path, bool even_kept)
{
    int folder = lock_folder(path);
    if (folder < 0)
        return;
    if (even_kept || !keeps_something(folder))
        remove_folder(path, folder);
    close(folder);
}

/* With a stem those of one target, whatever they keep. */
static void remove_dead_ones(const char *parent, const char *stem)
{
    DIR *dir = opendir(parent);
    if (!dir)
        return;
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (is_hidden_folder(entry->d_name) && (!stem || strncmp(entry->d_name, stem, strlen(stem)) == 0)) {
            TER_AUTO_FREE char *path = ter_format("%s/%s", parent, entry->d_name);
            remove_dead(path, stem != NULL);
        }
    closedir(dir);
}

/* ---- making ---- */

static struct ter_beside *name_beside(const char *target)
{
    size_t length = strlen(target);
    while (length > 1 && target[length - 1] == '/')
        length--;
    TER_AUTO_FREE char *bare = ter_strndup(target, length);
    const char *slash = strrchr(bare, '/');
    const char *name = slash ? slash + 1 : bare;
    struct ter_beside *beside = ter_alloc(sizeof *beside);
    beside->lock = -1;
    beside->parent = !slash          ? ter_strdup(".")
                     : slash == bare ? ter_strdup("/")
                                     : ter_strndup(bare, (size_t)(slash - bare));
    beside->stem = ter_format(".%.*s" MARK, (int)ter_text_cut(name, STEM_MAX), name);
    return beside;
}

/* Between the making of a folder and its locking another program may take it for a dead one's. */
static bool is_there(const char *path, int folder)
{
    struct stat named, opened;
    return stat(path, &named) == 0 && fstat(folder, &opened) == 0 && named.st_ino == opened.st_ino &&
           named.st_dev == opened.st_dev;
}

static bool make_folder(struct ter_beside *beside)
{
    enum { TRIES = 10 };
    for (int i = 0; i < TRIES; i++) {
        TER_AUTO_FREE char *folder = ter_format("%s/%sXXXXXX", beside->parent, beside->stem);
        if (!mkdtemp(folder))
            return false;
        int lock = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (lock < 0 && errno != ENOENT) {
            int fault = errno;
            rmdir(folder);
            errno = fault;
            return false;
        }
        /* Where locks are not to be had, nobody takes it for a dead one's either. */
        if (lock >= 0 && (flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
            is_there(folder, lock)) {
            beside->folder = ter_strdup(folder);
            beside->lock = lock;
            return true;
        }
        if (lock >= 0)
            close(lock);
    }
    errno = EBUSY;
    return false;
}

void ter_beside_tidy(const char *target)
{
    TER_AUTO(ter_beside_close) struct ter_beside *beside = name_beside(target);
    remove_dead_ones(beside->parent, NULL);
}

struct ter_beside *ter_beside_open(const char *target)
{
    TER_AUTO(ter_beside_close) struct ter_beside *beside = name_beside(target);
    remove_dead_ones(beside->parent, NULL);
    if (!make_folder(beside)) {
        int fault = errno;
        ter_beside_close(beside);
        beside = NULL;
        errno = fault;
        return NULL;
    }
    beside->next = open_ones;
    open_ones = beside;
    ter_memory_at_failure(remove_open_ones);
    struct ter_beside *made = beside;
    beside = NULL;
    return made;
}

const char *ter_beside_folder(const struct ter_beside *beside)
{
    return beside->folder;
}

char *ter_beside_path(const struct ter_beside *beside, const char *name)
{
    return ter_format("%s/%s", beside->folder, name);
}

/* File systems without the flag get link(), those without links a plain rename. */
bool ter_beside_place_new(const char *made, const char *target)
{
    if (renameat2(AT_FDCWD, made, AT_FDCWD, target, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    if (link(made, target) == 0)
        return true; /* its first name goes with the folder */
    return errno != EEXIST && rename(made, target) == 0;
}

/* In the hidden folder of something larger, which may still come to nothing. */
static bool is_part(const struct ter_beside *beside)
{
    for (const struct ter_beside *whole = open_ones; whole; whole = whole->next)
        if (strncmp(beside->parent, whole->folder, strlen(whole->folder)) == 0)
            return true;
    return false;
}

void ter_beside_supersede(const struct ter_beside *beside)
{
    if (!is_part(beside))
        ter_memory_something_stays();
    remove_entry(beside->lock, TER_BESIDE_KEPT, 0);
    remove_dead_ones(beside->parent, beside->stem);
}

void ter_beside_close(struct ter_beside *beside)
{
    if (!beside)
        return;
    for (struct ter_beside **link = &open_ones; *link; link = &(*link)->next)
        if (*link == beside) {
            *link = beside->next;
            break;
        }
    if (beside->folder && !keeps_something(beside->lock))
        remove_folder(beside->folder, beside->lock);
    if (beside->lock >= 0)
        close(beside->lock);
    free(beside->parent);
    free(beside->stem);
    free(beside->folder);
    free(beside);
}
