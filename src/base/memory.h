/* Memory that is either there or ends the program, and scope-bound cleanup.
 *
 * A register is small beside a machine's memory; running out is not something a caller can mend, so these
 * never return NULL: they write one line to standard error and exit with 1. An open transaction is
 * rolled back by SQLite when the file is opened next. */
#ifndef TER_BASE_MEMORY_H
#define TER_BASE_MEMORY_H

#include "error.h"

#include <stddef.h>
#include <stdint.h>

void *ter_alloc(size_t size) __attribute__((returns_nonnull, warn_unused_result)); /* zeroed */
void *ter_realloc(void *old, size_t size) __attribute__((returns_nonnull, warn_unused_result));
char *ter_strdup(const char *text) __attribute__((returns_nonnull, warn_unused_result));
char *ter_strndup(const char *text, size_t length) __attribute__((returns_nonnull, warn_unused_result));
void *ter_memdup(const void *bytes, size_t size) __attribute__((returns_nonnull, warn_unused_result));
char *ter_format(const char *format, ...) __attribute__((returns_nonnull, warn_unused_result))
TER_PRINTF(1, 2);

/* What these do when there is no memory, and what malloc itself does in this program (malloc.c). */
_Noreturn void ter_memory_fail(void);

/* A change is stored, or a file in its place: the line no more says that nothing was changed. */
void ter_memory_something_stays(void);

/* What must not be left behind then; `tidy` allocates nothing. */
void ter_memory_at_failure(void (*tidy)(void));

/* Make room for `need` items of `size` bytes in an array that grows by doubling; returns the array. */
void *ter_grow(void *items, size_t *capacity, size_t need, size_t size)
    __attribute__((returns_nonnull, warn_unused_result));

/* TER_DEFINE_AUTO(struct x, x_free) defines ter_auto_x_free for TER_AUTO(x_free):
 *     TER_AUTO(x_free) struct x *thing = x_open(…);
 * The free function is called with the pointer when the scope ends; it must accept NULL. */
#define TER_DEFINE_AUTO(type, free_function)                                                                 \
    __attribute__((unused)) static inline void ter_auto_##free_function(type **pointer)                      \
    {                                                                                                        \
        free_function(*pointer);                                                                             \
    }
#define TER_AUTO(free_function) __attribute__((cleanup(ter_auto_##free_function)))

void ter_auto_free_pointer(void *pointer_to_pointer);
#define TER_AUTO_FREE __attribute__((cleanup(ter_auto_free_pointer)))

/* A growing byte string, always ended by NUL once anything was added. Zero-initialise it; ter_buf_free ends
 * it. */
struct ter_buf {
    char *data;
    size_t size;
    size_t capacity;
};

void ter_buf_add(struct ter_buf *buf, const void *bytes, size_t size);
void ter_buf_text(struct ter_buf *buf, const char *text);
void ter_buf_printf(struct ter_buf *buf, const char *format, ...) TER_PRINTF(2, 3);
void ter_buf_clear(struct ter_buf *buf); /* forget the content, keep the memory */
char *ter_buf_take(struct ter_buf *buf) __attribute__((returns_nonnull)); /* hand the content to the caller */
void ter_buf_free(struct ter_buf *buf);
#define TER_AUTO_BUF __attribute__((cleanup(ter_buf_free)))

/* A list of owned strings: notes to show, names to suggest. */
struct ter_strings {
    char **items;
    size_t count;
    size_t capacity;
};

void ter_strings_add(struct ter_strings *list, const char *text);
void ter_strings_printf(struct ter_strings *list, const char *format, ...) TER_PRINTF(2, 3);
void ter_strings_free(struct ter_strings *list);
#define TER_AUTO_STRINGS __attribute__((cleanup(ter_strings_free)))

#endif
