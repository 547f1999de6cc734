/* Any text as a location, with any township and road column beside it (divided by tabs). Whatever it is,
 * every character is in exactly one token, and what is shown of it is written there. */
#include "fuzz.h"
#include "geocode/lexer.h"
#include "geocode/parser.h"

#include <stdlib.h>
#include <string.h>

static char *cut_at_tab(char *text)
{
    char *tab = text ? strchr(text, '\t') : NULL;
    if (!tab)
        return NULL;
    *tab = '\0';
    return tab + 1;
}

/* Only what separates the words of a spaced language may stand between tokens. */
static void expect_covered(const char *text, const struct ter_language *language)
{
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    ter_lex(text, language, NULL, &tokens);
    size_t at = 0;
    for (size_t i = 0; i <= tokens.count; i++) {
        size_t start = i < tokens.count ? tokens.items[i].start : tokens.read;
        for (; at < start; at++)
            if (!strchr(" \t.", tokens.text[at]))
                abort();
        if (at != start || (i < tokens.count && tokens.items[i].end <= start))
            abort();
        at = i < tokens.count ? tokens.items[i].end : at;
    }
}

static void expect_consistent(const struct ter_parse *parse)
{
    size_t places[] = {parse->along, parse->between[0], parse->between[1], parse->measured_from};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (places[i] != SIZE_MAX && places[i] >= parse->anchor_count)
            abort();
    if ((parse->between[0] == SIZE_MAX) != (parse->between[1] == SIZE_MAX))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TER_AUTO_FREE char *text = ter_strndup((const char *)data, size);
    char *township = cut_at_tab(text), *road = cut_at_tab(township);
    struct ter_context context = {.township = township, .road = road};
    TER_AUTO_PARSE struct ter_parse parse = {0};
    expect_covered(text, &ter_language_zh);
    expect_covered(text, &ter_language_en);
    ter_parse_location(text, &context, NULL, &parse);
    expect_consistent(&parse);
    json_decref(ter_parse_json(&parse));
    return 0;
}
