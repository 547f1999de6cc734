/* Owns how the answer to "what is here" reads. Knows nothing of how it was found; the bans have a file of
 * their own (here_bans.c). */
#include "here.h"

#include "base/messages.h"
#include "layer/value_json.h"

#include "cli/table.h"

#include <math.h>
#include <stdlib.h>

enum phrase {
    TOWNSHIP,
    UNKNOWN,
    NO_ZONES,
    LAYER,
    CODE,
    WHAT,
    STATUS,
    CALL,
    EDGE,
    MARGIN,
    NEAREST,
    NONE,
    DISTANCE,
    RADIUS,
    NOT_VALID,
    RESPONSIBLE,
    PHRASES
};

static const char *const phrases[PHRASES][2] = {
    [TOWNSHIP] = {"township", "乡镇"},
    [UNKNOWN] = {"not known", "未知"},
    [NO_ZONES] = {"no zone holds this position", "此处不在任何区域内"},
    [LAYER] = {"layer", "图层"},
    [CODE] = {"code", "编号"},
    [WHAT] = {"what", "名称或类型"},
    [STATUS] = {"status", "状态"},
    [CALL] = {"here", "判断"},
    [EDGE] = {"to its edge (m)", "距边界(米)"},
    [MARGIN] = {"both radii (m)", "误差半径合计(米)"},
    [NEAREST] = {"nearest", "最近"},
    [NONE] = {"none available", "无可用"},
    [DISTANCE] = {"distance (m)", "距离(米)"},
    [RADIUS] = {"uncertainty (m)", "误差半径(米)"},
    [RESPONSIBLE] = {"responsible", "责任单位"},
    [NOT_VALID] = {"more not in force on", "个区域当日不生效："},
};

static const char *const calls[][2] = {
    [TER_CALL_INSIDE] = {"inside", "在内"},
    [TER_CALL_OUTSIDE] = {"outside", "在外"},
    [TER_CALL_TOO_CLOSE] = {"too close to call", "过近，无法判断"},
};

static void add_metres(struct ter_table *table, double metres)
{
    TER_AUTO_FREE char *text = isfinite(metres) ? ter_format("%.*f", metres < 9.95 ? 1 : 0, metres) : NULL;
    ter_table_add(table, text);
}

static void add_field(struct ter_table *table, const struct ter_layer *layer, const struct ter_value *values,
    size_t field, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    if (field < layer->field_count)
        ter_field_print(&layer->fields[field], values[field], lang, &text);
    ter_table_add_cut(table, text.data, TER_CELL_COLUMNS);
}

/* What people call the record: its name, else its kind, else where it is. */
static size_t naming_field(const struct ter_layer *layer, const struct ter_value *values)
{
    static const char *const names[] = {"name", "kind", "location_text"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct ter_field *field = ter_layer_field(layer, names[i]);
        size_t index = field ? ter_layer_field_index(layer, field) : 0;
        if (field && values[index].type != TER_VALUE_NULL)
            return index;
    }
    return SIZE_MAX;
}

static void add_heading(struct ter_table *table, const enum phrase *columns, size_t count, enum ter_lang lang)
{
    ter_table_begin(table, count);
    for (size_t i = 0; i < count; i++) {
        ter_table_add(table, phrases[columns[i]][lang]);
        if (columns[i] == EDGE || columns[i] == MARGIN || columns[i] == DISTANCE || columns[i] == RADIUS)
            ter_table_align_right(table, i);
    }
}

/* The zones but for the bans, as a table. */
static void print_zones(const struct ter_here *here, enum ter_lang lang, FILE *out)
{
    const struct ter_zones *zones = &here->zones;
    static const enum phrase columns[] = {LAYER, CODE, WHAT, STATUS, CALL, EDGE, MARGIN};
    TER_AUTO_TABLE struct ter_table table = {0};
    add_heading(&table, columns, sizeof columns / sizeof *columns, lang);
    for (size_t i = 0; i < zones->count; i++) {
        const struct ter_zone *zone = &zones->items[i];
        const struct ter_layer *layer = zone->layer;
        if (ter_here_is_bans(here, layer))
            continue;
        ter_table_add(&table, layer->title.text[lang]);
        add_field(&table, layer, zone->values, layer->role[TER_ROLE_CODE], lang);
        add_field(&table, layer, zone->values, naming_field(layer, zone->values), lang);
        add_field(&table, layer, zone->values, layer->role[TER_ROLE_STATUS], lang);
        ter_table_add(&table, calls[zone->call][lang]);
        add_metres(&table, zone->boundary_m);
        add_metres(&table, zone->margin_m);
    }
    if (ter_table_rows(&table))
        ter_table_print(&table, out);
}

static void print_nearest(const struct ter_here *here, enum ter_lang lang, FILE *out)
{
    static const enum phrase columns[] = {NEAREST, CODE, WHAT, DISTANCE, RADIUS};
    TER_AUTO_TABLE struct ter_table table = {0};
    add_heading(&table, columns, sizeof columns / sizeof *columns, lang);
    for (size_t i = 0; i < here->nearest_count; i++) {
        const struct ter_here_nearest *nearest = &here->nearest[i];
        const struct ter_layer *layer = nearest->layer;
        ter_table_add(&table, layer->title.text[lang]);
        if (!nearest->values) {
            ter_table_add(&table, phrases[NONE][lang]);
            for (size_t column = 2; column < table.columns; column++)
                ter_table_add(&table, NULL);
            continue;
        }
        add_field(&table, layer, nearest->values, layer->role[TER_ROLE_CODE], lang);
        add_field(&table, layer, nearest->values, naming_field(layer, nearest->values), lang);
        add_metres(&table, nearest->distance_m);
        add_metres(
            &table, ter_value_number(nearest->values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)NAN));
    }
    ter_table_print(&table, out);
}

static void print_responsible(const struct ter_here *here, enum ter_lang lang, FILE *out)
{
    TER_AUTO_STRINGS struct ter_strings units = {0};
    ter_here_responsible(here, &units);
    for (size_t i = 0; i < units.count; i++)
        fprintf(out, "%s%s%s\n", phrases[RESPONSIBLE][lang], ter_message(": "), units.items[i]);
}

void ter_here_print(const struct ter_here *here, enum ter_lang lang, FILE *out)
{
    if (here->explain)
        fprintf(out, "%s\n", here->explain);
    fprintf(out, ter_message("%.7f,%.7f ± %.*f m, %s"), here->at.lon, here->at.lat,
        here->uncertainty_m < 9.95 ? 1 : 0, here->uncertainty_m, here->date);
    putc('\n', out);
    fprintf(out, "%s%s%s\n", phrases[TOWNSHIP][lang], ter_message(": "),
        here->township ? here->township : phrases[UNKNOWN][lang]);
    print_responsible(here, lang, out);
    fputc('\n', out);
    if (here->verdict != TER_HERE_NO_BANS)
        ter_here_print_bans(here, lang, out);
    if (here->zones.count)
        print_zones(here, lang, out);
    else if (here->verdict == TER_HERE_NO_BANS)
        fprintf(out, "%s\n", phrases[NO_ZONES][lang]);
    if (here->zones.not_valid)
        fprintf(out, lang == TER_ZH ? "另有 %zu %s%s\n" : "%zu %s %s\n", here->zones.not_valid,
            phrases[NOT_VALID][lang], here->date);
    for (size_t i = 0; i < here->zones.notes.count; i++)
        fprintf(out, "%s\n", here->zones.notes.items[i]);
    if (here->nearest_count) {
        fputc('\n', out);
        print_nearest(here, lang, out);
    }
}
