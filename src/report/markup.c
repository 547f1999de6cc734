/* Owns the writing and escaping of markup. Knows no report and no style. */
#include "markup.h"

#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD, for what no page may hold */

static const char *entity(unsigned char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static bool is_control(unsigned char byte)
{
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
}

static void escape(FILE *out, const char *text, size_t size)
{
    size_t plain = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        const char *instead = is_control(byte) ? replacement : entity(byte);
        if (!instead)
            continue;
        fwrite(text + plain, 1, i - plain, out);
        fputs(instead, out);
        plain = i + 1;
    }
    fwrite(text + plain, 1, size - plain, out);
}

/* Text that is not UTF-8 keeps its good parts. */
static void escape_text(FILE *out, const char *text)
{
    size_t size = strlen(text), bad;
    while (!ter_text_valid(text, size, &bad)) {
        escape(out, text, bad);
        fputs(replacement, out);
        text += bad + 1;
        size -= bad + 1;
    }
    escape(out, text, size);
}

static bool is_empty_element(const char *name)
{
    static const char *const names[] = {"br", "meta", "input", "col", "hr", "img"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void end_tag_of_start(struct ter_markup *markup)
{
    if (markup->in_tag)
        fputc('>', markup->out);
    markup->in_tag = false;
}

void ter_markup_begin(struct ter_markup *markup, const char *element)
{
    assert(markup->depth < TER_MARKUP_DEPTH);
    end_tag_of_start(markup);
    fprintf(markup->out, "<%s", element);
    markup->open[markup->depth++] = element;
    markup->in_tag = true;
}

void ter_markup_attribute(struct ter_markup *markup, const char *name, const char *value)
{
    assert(markup->in_tag);
    fprintf(markup->out, " %s=\"", name);
    escape_text(markup->out, value);
    fputc('"', markup->out);
}

void ter_markup_attributef(struct ter_markup *markup, const char *name, const char *format, ...)
{
    va_list list;
    char *value = NULL;
    va_start(list, format);
    int size = vasprintf(&value, format, list);
    va_end(list);
    ter_markup_attribute(markup, name, size < 0 ? "" : value);
    ter_auto_free_pointer(&value);
}

void ter_markup_text(struct ter_markup *markup, const char *text)
{
    end_tag_of_start(markup);
    if (text)
        escape_text(markup->out, text);
}

static __attribute__((format(printf, 2, 0))) void write_formatted(
    struct ter_markup *markup, const char *format, va_list list)
{
    char *text = NULL;
    int size = vasprintf(&text, format, list);
    ter_markup_text(markup, size < 0 ? NULL : text);
    ter_auto_free_pointer(&text);
}

void ter_markup_textf(struct ter_markup *markup, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    write_formatted(markup, format, list);
    va_end(list);
}

void ter_markup_end(struct ter_markup *markup)
{
    assert(markup->depth);
    const char *element = markup->open[--markup->depth];
    end_tag_of_start(markup);
    if (!is_empty_element(element))
        fprintf(markup->out, "</%s>", element);
}

void ter_markup_begin_class(struct ter_markup *markup, const char *element, const char *class)
{
    ter_markup_begin(markup, element);
    if (class)
        ter_markup_attribute(markup, "class", class);
}

void ter_markup_element(struct ter_markup *markup, const char *element, const char *class, const char *text)
{
    ter_markup_begin_class(markup, element, class);
    ter_markup_text(markup, text);
    ter_markup_end(markup);
}

void ter_markup_elementf(
    struct ter_markup *markup, const char *element, const char *class, const char *format, ...)
{
    va_list list;
    ter_markup_begin_class(markup, element, class);
    va_start(list, format);
    write_formatted(markup, format, list);
    va_end(list);
    ter_markup_end(markup);
}

void ter_markup_asset(struct ter_markup *markup, const void *bytes, size_t size)
{
    end_tag_of_start(markup);
    fwrite(bytes, 1, size, markup->out);
}

/* In a script's block the parser looks for "</script" and "<!--", and old engines end a string at U+2028. All
 * of these stand in strings only, where JSON has another way to write them. */
static void write_data(FILE *out, const char *json)
{
    for (const char *at = json; *at; at++) {
        bool separator = strncmp(at, "\xe2\x80\xa8", 3) == 0 || strncmp(at, "\xe2\x80\xa9", 3) == 0;
        if (separator) {
            fprintf(out, "\\u202%c", at[2] == '\xa8' ? '8' : '9');
            at += 2;
        } else if (*at == '<' || *at == '>' || *at == '&') {
            fprintf(out, "\\u%04x", (unsigned)*at);
        } else {
            fputc(*at, out);
        }
    }
}

void ter_markup_data(struct ter_markup *markup, const char *id, const json_t *value)
{
    TER_AUTO_FREE char *json = ter_json_text(value);
    ter_markup_begin(markup, "script");
    ter_markup_attribute(markup, "type", "application/json");
    ter_markup_attribute(markup, "id", id);
    end_tag_of_start(markup);
    write_data(markup->out, json);
    ter_markup_end(markup);
}

bool ter_markup_finish(struct ter_markup *markup, struct ter_error *err)
{
    assert(markup->depth == 0);
    errno = 0;
    if (ferror(markup->out) || fflush(markup->out) != 0)
        return ter_fail(err, TER_FAILED, "%s", errno ? strerror(errno) : "a write failed");
    return true;
}
