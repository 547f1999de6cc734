/* Owns the writing of error messages, in the language asked for. Knows nothing of what failed. */
#include "error.h"

#include "messages.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* A message is one line whatever went into it: file names and values may hold newlines. */
static void set_message(struct ter_error *err, const char *text)
{
    size_t length = ter_text_cut(text, TER_MESSAGE_MAX - 1);
    memmove(err->message, text, length);
    err->message[length] = '\0';
    ter_text_tame(err->message);
}

bool(ter_fail)(struct ter_error *err, enum ter_code code, const char *format, ...)
{
    char text[2 * TER_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, ter_message(format), args);
    va_end(args);
    err->code = code;
    set_message(err, text);
    return false;
}

bool(ter_wrap)(struct ter_error *err, const char *format, ...)
{
    char text[3 * TER_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, TER_MESSAGE_MAX, ter_message(format), args);
    va_end(args);
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, ter_message(": %s"), err->message);
    if (err->code == TER_OK)
        err->code = TER_FAILED;
    set_message(err, text);
    return false;
}
