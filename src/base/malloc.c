/* Owns malloc and its family for the whole program: an allocation that fails ends it, whichever library
 * asked. Many of them take a refusal for an empty answer (PROJ: no such coordinate system; SpatiaLite: no
 * geometry; jansson and libxml2: a part left out) or do not look at it at all (GDAL, when it registers its
 * formats). Knows nothing of who asks. The functions proper stay the C library's, or those of a library that
 * was loaded before it.
 *
 * Not in a build with sanitizers, which bring a malloc of their own and tell the libraries' faults
 * themselves. */
#include "memory.h"

#ifdef __has_feature
#define HAS_SANITIZER __has_feature(address_sanitizer)
#elif defined __SANITIZE_ADDRESS__
#define HAS_SANITIZER 1
#else
#define HAS_SANITIZER 0
#endif

#if !HAS_SANITIZER

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>

typedef void *allocate_function(size_t);
typedef void *allocate_array_function(size_t, size_t);
typedef void *reallocate_function(void *, size_t);
typedef void *allocate_aligned_function(size_t, size_t);
typedef int allocate_posix_function(void **, size_t, size_t);

/* The next one after ours in the order in which the loader looks. Finding it allocates nothing, and two
 * threads that look at once find the same. */
#define NEXT(type, name)                                                                                     \
    static type *next;                                                                                       \
    if (!next) {                                                                                             \
        *(void **)&next = dlsym(RTLD_NEXT, name);                                                            \
    }

void *malloc(size_t size)
{
    NEXT(allocate_function, "malloc");
    void *memory = next(size);
    if (!memory && size)
        ter_memory_fail();
    return memory;
}

void *calloc(size_t nmemb, size_t size)
{
    NEXT(allocate_array_function, "calloc");
    void *memory = next(nmemb, size);
    if (!memory && nmemb && size)
        ter_memory_fail();
    return memory;
}

void *realloc(void *ptr, size_t size)
{
    NEXT(reallocate_function, "realloc");
    void *memory = next(ptr, size);
    if (!memory && size)
        ter_memory_fail();
    return memory;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    NEXT(allocate_aligned_function, "aligned_alloc");
    void *memory = next(alignment, size);
    if (!memory && size && errno == ENOMEM)
        ter_memory_fail();
    return memory;
}

int posix_memalign(void **memptr, size_t alignment, size_t size)
{
    NEXT(allocate_posix_function, "posix_memalign");
    int fault = next(memptr, alignment, size);
    if (fault == ENOMEM)
        ter_memory_fail();
    return fault;
}

#endif
