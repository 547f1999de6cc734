/* Owns the choice of a CSV's delimiter. Looks at a few lines, and knows no rows. */
#include "csv_delimiter.h"

#include "base/messages.h"
#include "base/text.h"

#include <string.h>

static const struct {
    char delimiter;
    const char *name;
} delimiters[] = {{',', TER_MESSAGE("comma")}, {';', TER_MESSAGE("semicolon")}, {'\t', TER_MESSAGE("tab")},
    {'|', TER_MESSAGE("vertical bar")}};
enum { DELIMITERS = sizeof delimiters / sizeof *delimiters, LONGEST_CELL = 240 };

struct tally {
    size_t known; /* in the line that has most */
    size_t first; /* delimiters in the first line with text */
    size_t most;  /* in any line */
};

static bool is_known(const struct ter_headings *known, const char *cell, size_t size)
{
    char text[LONGEST_CELL + 1];
    if (!known || !size || size > LONGEST_CELL)
        return false;
    if (size > 1 && *cell == '"' && cell[size - 1] == '"') {
        cell++;
        size -= 2;
    }
    memcpy(text, cell, size);
    text[size] = '\0';
    return ter_headings_find(known, text) != NULL;
}

/* The end of the cell that starts here: a delimiter or the line's end outside quotes. */
static const char *cell_end(const char *at, char delimiter)
{
    bool quoted = false;
    for (; *at; at++) {
        if (!quoted && (*at == delimiter || *at == '\r' || *at == '\n'))
            break;
        quoted ^= *at == '"';
    }
    return at;
}

static struct tally count(const char *text, char delimiter, const struct ter_headings *known)
{
    struct tally tally = {0};
    const char *limit = text + strnlen(text, TER_DELIMITER_BYTES);
    bool first = true;
    for (int line = 0; *text && text < limit && line < TER_DELIMITER_LINES; line++) {
        size_t found = 0, here = 0;
        for (;; text++, here++) {
            const char *end = cell_end(text, delimiter);
            found += is_known(known, text, (size_t)(end - text));
            text = end;
            if (*text != delimiter)
                break;
        }
        if (first)
            tally.first = here;
        first = false;
        tally.known = found > tally.known ? found : tally.known;
        tally.most = here > tally.most ? here : tally.most;
        text += strspn(text, "\r\n");
    }
    return tally;
}

static bool is_better(const struct tally *a, const struct tally *b)
{
    return a->known != b->known   ? a->known > b->known
           : a->first != b->first ? a->first > b->first
                                  : !a->first && a->most > b->most;
}

char ter_csv_find_delimiter(const char *text, const struct ter_headings *known)
{
    struct tally best = count(text, delimiters[0].delimiter, known);
    size_t chosen = 0;
    for (size_t i = 1; i < DELIMITERS; i++) {
        struct tally tally = count(text, delimiters[i].delimiter, known);
        if (!is_better(&tally, &best))
            continue;
        best = tally;
        chosen = i;
    }
    return delimiters[chosen].delimiter;
}

const char *ter_csv_name_delimiter(char delimiter)
{
    for (size_t i = 0; i < DELIMITERS; i++)
        if (delimiters[i].delimiter == delimiter)
            return ter_message(delimiters[i].name);
    return ter_message("character");
}

bool ter_csv_read_delimiter(const char *text, char *ret_delimiter, struct ter_error *err)
{
    for (size_t i = 0; i < DELIMITERS; i++)
        if (strcmp(text, delimiters[i].name) == 0) {
            *ret_delimiter = delimiters[i].delimiter;
            return true;
        }
    if (strcmp(text, "\\t") == 0) {
        *ret_delimiter = '\t';
        return true;
    }
    bool plain = (*text > ' ' && *text < 0x7f) || *text == '\t' || *text == ' ';
    if (!plain || text[1] || *text == '"')
        return ter_fail(err, TER_USAGE,
            "--delimiter \"%s\": write comma, semicolon, tab, \"vertical bar\" or one other ASCII character",
            text);
    *ret_delimiter = *text;
    return true;
}
