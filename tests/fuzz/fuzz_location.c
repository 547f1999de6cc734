/* Any text as a location, with any township and road column beside it (divided by tabs). */
#include "fuzz.h"
#include "geocode/parser.h"

#include <string.h>

static char *cut_at_tab(char *text)
{
    char *tab = text ? strchr(text, '\t') : NULL;
    if (!tab)
        return NULL;
    *tab = '\0';
    return tab + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TER_AUTO_FREE char *text = ter_strndup((const char *)data, size);
    char *township = cut_at_tab(text), *road = cut_at_tab(township);
    struct ter_context context = {.township = township, .road = road};
    TER_AUTO_PARSE struct ter_parse parse = {0};
    ter_parse_location(text, &context, &parse);
    json_decref(ter_parse_json(&parse));
    return 0;
}
