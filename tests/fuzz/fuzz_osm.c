/* Any lines of key=value as the tags of a thing; the first byte names its shape. What is kept has a kind and
 * numbers within their bounds; its names and numbers are lists without blanks and repetitions. */
#include "base/text.h"
#include "fuzz.h"
#include "import/osm_tags.h"

#include <math.h>
#include <string.h>

/* Cut the text into tags, in place. The last of a key counts. */
static void read_tags(char *text, const char *tags[TER_OSM_KEY_COUNT])
{
    for (char *line; (line = strsep(&text, "\n")) != NULL;) {
        const char *key = strsep(&line, "=");
        for (size_t i = 0; line && *line && i < TER_OSM_KEY_COUNT; i++)
            if (strcmp(key, ter_osm_keys[i]) == 0)
                tags[i] = line;
    }
}

static void need_thing(const struct ter_osm_thing *thing)
{
    NEED(thing->use < TER_OSM_USES);
    if (thing->use >= TER_OSM_NAMELESS)
        return;
    NEED(thing->kind && *thing->kind);
    NEED(isfinite(thing->extent_m) && thing->extent_m >= 0);
    NEED(abs(thing->oneway) <= 1 && abs(thing->layer) <= 5 && thing->lanes >= 0 && thing->lanes <= 30);
    NEED(thing->admin_level >= 0 && thing->admin_level <= 12);
}

/* Each part once, and none of them `but` (may be NULL). */
static void need_list(struct ter_buf *list, const char *but)
{
    TER_AUTO_STRINGS struct ter_strings parts = {0};
    if (!list->size)
        return;
    NEED(strlen(list->data) == list->size && ter_text_valid(list->data, list->size, NULL));
    char *rest = list->data;
    for (const char *part; (part = strsep(&rest, ";")) != NULL;) {
        TER_AUTO_FREE char *copy = ter_strdup(part);
        NEED(*part && strcmp(ter_text_trim(copy), part) == 0 && (!but || strcmp(part, but) != 0));
        for (size_t i = 0; i < parts.count; i++)
            NEED(strcmp(parts.items[i], part) != 0);
        ter_strings_add(&parts, part);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *tags[TER_OSM_KEY_COUNT] = {0};
    TER_AUTO_BUF struct ter_buf names = {0}, refs = {0};
    if (!size || !ter_text_valid((const char *)data, size, NULL)) /* the reader sees to that */
        return 0;
    TER_AUTO_FREE char *text = ter_strndup((const char *)data + 1, size - 1);
    if (!ter_text_valid(text, strlen(text), NULL)) /* the first byte was part of a character */
        return 0;
    read_tags(text, tags);
    struct ter_osm_thing thing = ter_osm_judge(tags, (enum ter_osm_shape)(data[0] % 3));
    need_thing(&thing);
    const char *name = ter_osm_name(tags);
    NEED(thing.use != TER_OSM_IS_PLACE || (name && *name));
    ter_osm_other_names(tags, &names);
    ter_osm_refs(tags, &refs);
    need_list(&names, name);
    need_list(&refs, NULL);
    return 0;
}
