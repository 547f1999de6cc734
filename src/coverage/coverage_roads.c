/* Owns the roads of the gazetteer as something that ought to be covered. Knows nothing of what covers them.
 */
#include "coverage_roads.h"

#include "registry/road_lines.h"
#include "registry/road_names.h"

#include <stdio.h>

/* Names come in the order of lines. */
struct naming {
    const struct ter_road_lines *lines;
    const bool *wanted; /* of each line */
    size_t at;
    struct ter_cover_over *over;
    struct ter_buf wkb;
};

static void add_line(struct naming *naming, const char *name, const char *township)
{
    const struct ter_road_line *line = &naming->lines->items[naming->at];
    char code[24];
    snprintf(code, sizeof code, "%lld", (long long)line->id);
    ter_cover_line_wkb(naming->lines->points + line->first, line->count, &naming->wkb);
    ter_cover_over_add(naming->over, code, name, township,
        (struct ter_wkb){(const uint8_t *)naming->wkb.data, naming->wkb.size}, 0, 1);
}

static void put_name(void *user, int64_t id, const char *name, const char *township)
{
    struct naming *naming = user;
    while (naming->at < naming->lines->count && naming->lines->items[naming->at].id < id)
        naming->at++;
    if (naming->at == naming->lines->count || naming->lines->items[naming->at].id != id)
        return;
    if (naming->wanted[naming->at])
        add_line(naming, name, township);
    naming->at++;
}

static bool *choose(const struct ter_road_lines *lines, const struct ter_speeds *speeds, bool hoses)
{
    bool *wanted = ter_alloc((lines->count + 1) * sizeof *wanted);
    for (size_t i = 0; i < lines->count; i++) {
        const struct ter_road_line *line = &lines->items[i];
        const struct ter_speed *speed = ter_speeds_of(speeds, lines->classes[line->class_]);
        wanted[i] = line->way == TER_ROAD && speed->km_h > 0 && (speed->hose || !hoses);
    }
    return wanted;
}

bool ter_cover_over_roads(struct ter_registry *registry, const struct ter_speeds *speeds, bool hoses,
    enum ter_lang lang, struct ter_cover_over *ret_over, struct ter_error *err)
{
    TER_AUTO_ROAD_LINES struct ter_road_lines lines = {0};
    if (!ter_road_lines_read(registry, &lines, err))
        return false;
    TER_AUTO_FREE bool *wanted = choose(&lines, speeds, hoses);
    struct naming naming = {.lines = &lines, .wanted = wanted, .over = ret_over};
    ret_over->name = ter_strdup("roads");
    ret_over->title = ter_strdup(lang == TER_ZH ? "道路" : "Roads");
    ret_over->measure = TER_COVER_LENGTH_M;
    bool done = ter_road_names_read(registry, put_name, &naming, err);
    ter_buf_free(&naming.wkb);
    return done;
}
