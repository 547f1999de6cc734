/* Owns which of the register's lines a map shows for orientation. Knows no report. */
#include "ground.h"

void ter_ground_draw(struct ter_sheet *sheet, enum ter_lang lang, const struct ter_road_lines *roads)
{
    const struct ter_sheet_style style = {.class = "l-ground",
        .title = ter_word(TER_WORD_BACKGROUND, lang),
        .shape = TER_SHEET_LINES,
        .background = true};
    if (!roads)
        return;
    ter_sheet_layer(sheet, &style);
    for (size_t i = 0; i < roads->count; i++)
        if (roads->items[i].way == TER_ROAD)
            ter_sheet_line(sheet, roads->points + roads->items[i].first, roads->items[i].count, NULL);
}
