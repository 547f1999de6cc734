/* Owns allocation and growing strings. With malloc.c the only file that names malloc's family. */
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void (*tidy_at_failure)(void);
static bool something_stays;

void ter_memory_at_failure(void (*tidy)(void))
{
    tidy_at_failure = tidy;
}

void ter_memory_something_stays(void)
{
    something_stays = true;
}

/* write(2) and _exit: stdio and atexit handlers may need the memory that is not there. */
_Noreturn void ter_memory_fail(void)
{
    static const char nothing[] = "terrier: out of memory; nothing was changed\n",
                      something[] = "terrier: out of memory; what was finished before stays\n";
    if (tidy_at_failure)
        tidy_at_failure();
    ssize_t ignored = something_stays ? write(STDERR_FILENO, something, sizeof something - 1)
                                      : write(STDERR_FILENO, nothing, sizeof nothing - 1);
    (void)ignored;
    _exit(1);
}

/* Ask for large pages under a long array: far fewer to be handed over one by one, and to be looked up. Where
 * the system has none, nothing is lost. */
static void *in_large_pages(void *memory, size_t size)
{
    enum { LONG_ENOUGH = 4 << 20 };
    if (size >= LONG_ENOUGH) {
        char *page = (char *)memory - (uintptr_t)memory % (uintptr_t)sysconf(_SC_PAGESIZE);
        (void)madvise(page, (size_t)((char *)memory + size - page), MADV_HUGEPAGE);
    }
    return memory;
}

void *ter_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory)
        ter_memory_fail();
    return in_large_pages(memory, size);
}

void *ter_realloc(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory)
        ter_memory_fail();
    return in_large_pages(memory, size);
}

void *ter_memdup(const void *bytes, size_t size)
{
    void *copy = ter_alloc(size);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *ter_strndup(const char *text, size_t length)
{
    char *copy = ter_alloc(length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *ter_strdup(const char *text)
{
    return ter_strndup(text, strlen(text));
}

void *ter_grow(void *items, size_t *capacity, size_t need, size_t size)
{
    if (items && need <= *capacity)
        return items;
    size_t wanted = *capacity ? *capacity : 8;
    while (wanted < need)
        wanted *= 2;
    if (wanted > SIZE_MAX / size)
        ter_memory_fail();
    *capacity = wanted;
    return ter_realloc(items, wanted * size);
}

void ter_auto_free_pointer(void *pointer_to_pointer)
{
    free(*(void **)pointer_to_pointer);
}

void ter_buf_add(struct ter_buf *buf, const void *bytes, size_t size)
{
    buf->data = ter_grow(buf->data, &buf->capacity, buf->size + size + 1, 1);
    if (size)
        memcpy(buf->data + buf->size, bytes, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}

void ter_buf_text(struct ter_buf *buf, const char *text)
{
    ter_buf_add(buf, text, strlen(text));
}

static TER_PRINTF(2, 0) void buf_vprintf(struct ter_buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return;
    buf->data = ter_grow(buf->data, &buf->capacity, buf->size + (size_t)length + 1, 1);
    vsnprintf(buf->data + buf->size, (size_t)length + 1, format, args);
    buf->size += (size_t)length;
}

void ter_buf_printf(struct ter_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

void ter_buf_clear(struct ter_buf *buf)
{
    buf->size = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

char *ter_buf_take(struct ter_buf *buf)
{
    char *data = buf->data ? buf->data : ter_strdup("");
    *buf = (struct ter_buf){0};
    return data;
}

void ter_buf_free(struct ter_buf *buf)
{
    free(buf->data);
    *buf = (struct ter_buf){0};
}

char *ter_format(const char *format, ...)
{
    struct ter_buf buf = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&buf, format, args);
    va_end(args);
    return ter_buf_take(&buf);
}

static void strings_own(struct ter_strings *list, char *text)
{
    list->items = ter_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = text;
}

void ter_strings_add(struct ter_strings *list, const char *text)
{
    strings_own(list, ter_strdup(text));
}

void ter_strings_printf(struct ter_strings *list, const char *format, ...)
{
    struct ter_buf buf = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&buf, format, args);
    va_end(args);
    strings_own(list, ter_buf_take(&buf));
}

void ter_strings_free(struct ter_strings *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct ter_strings){0};
}
