/* Owns what reaches a terminal: lines of text and nothing that moves the cursor, sets titles or turns the
 * direction of writing. A pipe or a file gets every byte as it is. */
#include "terminal.h"

#include "base/messages.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_CHARACTER = 4 };

/* The beginning of a character whose end comes with the next block. */
static struct {
    char bytes[LONGEST_CHARACTER];
    size_t size;
} rest;

/* Bytes at the end of a block that may be the beginning of a character. */
static size_t unfinished(const char *bytes, size_t size)
{
    for (size_t back = 1; back < LONGEST_CHARACTER && back <= size; back++) {
        unsigned char byte = (unsigned char)bytes[size - back];
        if (byte >= 0xc0)
            return back < (byte >= 0xf0 ? 4U : byte >= 0xe0 ? 3U : 2U) ? back : 0;
        if (byte < 0x80)
            return 0;
    }
    return 0;
}

/* Blanks and line ends are the program's own; NUL would end the text. */
static void tame(char *text, size_t size, struct ter_buf *out)
{
    for (size_t at = 0, length; at < size; at += length) {
        length = strcspn(text + at, "\n\t");
        char after = text[at + length];
        text[at + length] = '\0';
        ter_text_tame(text + at);
        ter_buf_text(out, text + at);
        if (at + length < size)
            ter_buf_add(out, after ? &after : " ", 1);
        length++;
    }
}

static bool write_all(const char *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t written = write(STDOUT_FILENO, bytes + done, size - done);
        if (written < 0 && errno != EINTR)
            return false;
        done += written > 0 ? (size_t)written : 0;
    }
    return true;
}

static ssize_t write_tamed(void *unused, const char *bytes, size_t size)
{
    (void)unused;
    TER_AUTO_BUF struct ter_buf all = {0}, out = {0};
    ter_buf_add(&all, rest.bytes, rest.size);
    ter_buf_add(&all, bytes, size);
    rest.size = unfinished(all.data, all.size);
    all.size -= rest.size;
    memcpy(rest.bytes, all.data + all.size, rest.size);
    all.data[all.size] = '\0';
    tame(all.data, all.size, &out);
    return write_all(out.data, out.size) ? (ssize_t)size : -1;
}

void ter_terminal_guard(void)
{
    if (!isatty(STDOUT_FILENO))
        return;
    FILE *guarded = fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_tamed});
    if (!guarded)
        return;
    setvbuf(guarded, NULL, _IOLBF, BUFSIZ);
    stdout = guarded;
}

void ter_terminal_note(const char *format, ...)
{
    char line[3 * TER_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, ter_message(format), arguments);
    va_end(arguments);
    ter_text_tame(line);
    fprintf(stderr, "%s\n", line);
}
