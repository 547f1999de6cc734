/* Owns the catalogue of messages in the other language. Knows nothing of who says them. */
#include "messages.h"

#include "embedded.h"
#include "json.h"

#include <stdarg.h>
#include <stdio.h>

extern const struct ter_embedded ter_embedded_messages[];

static json_t *catalogue; /* read when the first message is wanted in Chinese, and kept */
static bool in_chinese;
static bool (*find_out)(const char *about); /* NULL: it is known */
static const char *found_by;

void ter_messages_in_chinese(bool chinese)
{
    in_chinese = chinese;
    find_out = NULL;
}

void ter_messages_ask(bool (*is_chinese)(const char *about), const char *about)
{
    find_out = is_chinese;
    found_by = about;
}

const char *ter_message(const char *english)
{
    if (find_out)
        ter_messages_in_chinese(find_out(found_by));
    if (!in_chinese)
        return english;
    if (!catalogue)
        catalogue =
            json_loadb((const char *)ter_embedded_messages->data, ter_embedded_messages->size, 0, NULL);
    const char *chinese = json_string_value(json_object_get(catalogue, english));
    return chinese ? chinese : english;
}

void ter_note(struct ter_strings *notes, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, ter_message(format), args);
    TER_AUTO_FREE char *text = ter_alloc((size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, ter_message(format), again);
    va_end(again);
    va_end(args);
    ter_strings_add(notes, text);
}
