/* Owns memory that runs out: loaded before the program (LD_PRELOAD), it refuses the allocation that SCARCE_AT
 * names (from 1), and with SCARCE_ALL every later one too. SCARCE_COUNT names a file that gets the number of
 * allocations at the end. Knows nothing of terrier. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own, under the names that it keeps for such libraries. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_long count;
static long refused_at;
static bool refuse_later, counting;

/* What is allocated before the program starts is the loader's. */
__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("SCARCE_AT");
    refused_at = at ? atol(at) : 0;
    refuse_later = getenv("SCARCE_ALL") != NULL;
    counting = true;
}

__attribute__((destructor)) static void end(void)
{
    counting = false;
    const char *path = getenv("SCARCE_COUNT");
    char text[32];
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
    if (file < 0)
        return;
    int length = snprintf(text, sizeof text, "%ld\n", (long)count);
    if (write(file, text, (size_t)length) != length)
        abort();
    close(file);
}

static bool is_refused(void)
{
    if (!counting)
        return false;
    long number = ++count;
    if (!refused_at || (refuse_later ? number < refused_at : number != refused_at))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
    return is_refused() ? NULL : __libc_calloc(number, size);
}

void *realloc(void *old, size_t size)
{
    return is_refused() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return is_refused() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **ret_memory, size_t alignment, size_t size)
{
    if (is_refused())
        return ENOMEM;
    *ret_memory = __libc_memalign(alignment, size);
    return *ret_memory ? 0 : ENOMEM;
}
