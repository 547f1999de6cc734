/* Owns the counting of parts from what crews write. Knows nothing of what was mended with them. */
#include "order_parts.h"

#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Words that end a number of pieces; those with a title measure something else. */
static const struct {
    const char *word, *title;
} measures[] = {{"个", NULL}, {"只", NULL}, {"套", NULL}, {"件", NULL}, {"台", NULL}, {"块", NULL},
    {"根", NULL}, {"副", NULL}, {"把", NULL}, {"pcs", NULL}, {"pc", NULL}, {"米", "米"}, {"公斤", "公斤"},
    {"kg", "kg"}, {"m", "m"}};

/* What divides parts; several bytes may be one divider. */
static const char *const dividers[] = {"、", "，", "；", "。", ",", ";", "\n", "\r"};
static const char *const times[] = {"×", "*", "x", "X"};

void ter_order_parts_free(struct ter_order_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        free(parts->items[i].name);
    free(parts->items);
    *parts = (struct ter_order_parts){0};
}

static void add(struct ter_order_parts *parts, const char *name, double count)
{
    for (size_t i = 0; i < parts->count; i++)
        if (strcmp(parts->items[i].name, name) == 0) {
            parts->items[i].count += count;
            return;
        }
    parts->items = ter_grow(parts->items, &parts->capacity, parts->count + 1, sizeof *parts->items);
    parts->items[parts->count++] = (struct ter_order_part){ter_strdup(name), count};
}

/* Cut one of these words off the end; gives which, or -1. */
static int cut_word(char *text, const char *const *words, size_t count)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(words[i]);
        if (length > size && strcmp(text + length - size, words[i]) == 0) {
            text[length - size] = '\0';
            return (int)i;
        }
    }
    return -1;
}

static void trim_end(char *text)
{
    for (size_t length = strlen(text); length && isspace((unsigned char)text[length - 1]);)
        text[--length] = '\0';
}

/* The number at the end of a text, cut off it; 0: there is none, or it is all there is. */
static double cut_number(char *text)
{
    size_t end = strlen(text), from = end;
    double number;
    while (from && (isdigit((unsigned char)text[from - 1]) || text[from - 1] == '.'))
        from--;
    if (from == 0 || from == end || !ter_text_double(text + from, &number))
        return 0;
    text[from] = '\0';
    trim_end(text);
    return number;
}

/* "DN100阀门" ends in no number; "弯头100" does, but without a sign or a measure the number is part of the
 * name. */
static void add_one(struct ter_order_parts *parts, const char *written)
{
    const char *words[sizeof measures / sizeof *measures];
    TER_AUTO_FREE char *text = ter_strdup(written), *whole = ter_strdup(written);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        words[i] = measures[i].word;
    int measure = cut_word(text, words, sizeof words / sizeof *words);
    trim_end(text);
    double number = cut_number(text);
    bool signed_number = number > 0 && cut_word(text, times, sizeof times / sizeof *times) >= 0;
    trim_end(text);
    if (!(number > 0) || (measure < 0 && !signed_number) || !*text) {
        add(parts, whole, 1);
        return;
    }
    const char *title = measure >= 0 ? measures[measure].title : NULL;
    TER_AUTO_FREE char *name = title ? ter_format("%s (%s)", text, title) : ter_strdup(text);
    add(parts, name, number);
}

static size_t divider_at(const char *text)
{
    for (size_t i = 0; i < sizeof dividers / sizeof *dividers; i++)
        if (strncmp(text, dividers[i], strlen(dividers[i])) == 0)
            return strlen(dividers[i]);
    return 0;
}

void ter_order_parts_add(struct ter_order_parts *parts, const char *text)
{
    while (text && *text) {
        size_t length = 0, divider = 0;
        while (text[length] && !(divider = divider_at(text + length)))
            length++;
        TER_AUTO_FREE char *piece = ter_strndup(text, length);
        TER_AUTO_FREE char *plain = ter_text_nfkc(piece);
        const char *trimmed = ter_text_trim(plain);
        if (*trimmed)
            add_one(parts, trimmed);
        text += length + divider;
    }
}

void ter_order_parts_merge(struct ter_order_parts *into, const struct ter_order_parts *from)
{
    for (size_t i = 0; i < from->count; i++)
        add(into, from->items[i].name, from->items[i].count);
}

char *ter_order_parts_text(const struct ter_order_parts *parts)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    ter_buf_text(&out, "");
    for (size_t i = 0; i < parts->count; i++) {
        ter_buf_printf(&out, "%s%s", i ? ", " : "", parts->items[i].name);
        if (parts->items[i].count != 1)
            ter_buf_printf(&out, " ×%g", parts->items[i].count);
    }
    return ter_buf_take(&out);
}
