/* Owns a recipe in words. Knows nothing of how it is stored or carried out. */
#include "recipe_parts.h"

#include <string.h>

/* "%s" is the name. */
static const char *const things[TER_RECIPE_WHATS][2] = {
    [TER_RECIPE_ROAD] = {"road %s", "道路%s"},
    [TER_RECIPE_WATER] = {"water %s", "水体%s"},
    [TER_RECIPE_VILLAGE] = {"village %s", "村庄%s"},
    [TER_RECIPE_VILLAGES] = {"the villages of %s", "%s各村"},
    [TER_RECIPE_PLACE] = {"%s", "%s"},
    [TER_RECIPE_LAYER] = {"layer %s", "图层%s"},
    [TER_RECIPE_FILE] = {"file %s", "文件%s"},
    [TER_RECIPE_COUNTY] = {"the whole area", "全域范围"},
};

/* What stands before the first term of a use. */
static const char *const leads[][2] = {
    [TER_RECIPE_ADD] = {"", ""},
    [TER_RECIPE_MINUS] = {"; without ", "；扣除"},
    [TER_RECIPE_CLIP] = {"; inside ", "；限于"},
};

/* The folder of a file is of no use to a reader. */
static const char *short_name(const struct ter_recipe_term *term)
{
    const char *slash = term->what == TER_RECIPE_FILE ? strrchr(term->name, '/') : NULL;
    return slash ? slash + 1 : term->name;
}

static void put_thing(const struct ter_recipe_term *term, enum ter_lang lang, struct ter_buf *out)
{
    const char *form = things[term->what][lang], *mark = strstr(form, "%s");
    if (!mark) {
        ter_buf_text(out, form);
        return;
    }
    ter_buf_add(out, form, (size_t)(mark - form));
    if (term->township)
        ter_buf_text(out, term->township);
    if (term->township && lang == TER_EN)
        ter_buf_text(out, "/");
    ter_buf_text(out, short_name(term));
    if (term->part)
        ter_buf_printf(out, ":%s", term->part);
    ter_buf_text(out, mark + strlen("%s"));
    if (term->where)
        ter_buf_printf(out, lang == TER_ZH ? "(条件：%s)" : " (where %s)", term->where);
}

static void put_term(const struct ter_recipe_term *term, enum ter_lang lang, struct ter_buf *out)
{
    if (term->buffer_m > 0 && lang == TER_EN)
        ter_buf_printf(out, "%.10g m round ", term->buffer_m);
    put_thing(term, lang, out);
    if (term->buffer_m > 0 && lang == TER_ZH)
        ter_buf_printf(out, "外扩%.10g米", term->buffer_m);
}

void ter_recipe_describe(const struct ter_recipe *recipe, enum ter_lang lang, struct ter_buf *out)
{
    for (int use = TER_RECIPE_ADD; use <= TER_RECIPE_CLIP; use++) {
        bool first = true;
        for (size_t i = 0; i < recipe->count; i++) {
            if ((int)recipe->terms[i].use != use)
                continue;
            ter_buf_text(out, first ? leads[use][lang] : lang == TER_ZH ? "、" : ", ");
            put_term(&recipe->terms[i], lang, out);
            first = false;
        }
    }
}
