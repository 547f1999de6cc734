/* Owns the rows of a work order's sheets: records as they are, in words, and what came back of them. Knows
 * neither workbooks nor pages. */
#include "order_sheets.h"

#include "order_map.h"
#include "registry/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is known while the sheets are filled. */
struct reading {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    const struct ter_field *defect; /* whose values say what a mend needs; NULL: none does */
    enum ter_lang lang;
};

void ter_order_sheets_free(struct ter_order_sheets *sheets)
{
    for (size_t i = 0; i < sheets->count; i++) {
        struct ter_order_sheet *sheet = &sheets->items[i];
        for (size_t row = 0; row < sheet->count; row++)
            for (size_t cell = 0; cell < TER_ORDER_COLUMNS; cell++)
                free(sheet->rows[row].cells[cell]);
        free(sheet->rows);
        free(sheet->township);
        ter_drawing_free(&sheet->map);
    }
    free(sheets->items);
    *sheets = (struct ter_order_sheets){0};
}

bool ter_order_sheets_has(const struct ter_order_sheets *sheets, enum ter_order_column column)
{
    return column != TER_ORDER_ROUND || sheets->rounds > 0;
}

/* ---- one row ---- */

static const struct ter_field *find_defect(const struct ter_layer *layer)
{
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_domain *domain = layer->fields[i].domain;
        for (size_t choice = 0; domain && choice < domain->count; choice++)
            if (domain->choices[choice].needs)
                return &layer->fields[i];
    }
    return NULL;
}

static struct ter_value value_of(
    const struct reading *reading, const struct ter_record *record, enum ter_role role)
{
    return record->values[reading->layer->role[role]];
}

/* The text that was corrected stands beside the one that was written: a crew may need either. */
static char *location_of(const struct reading *reading, const struct ter_record *record)
{
    struct ter_value text = value_of(reading, record, TER_ROLE_LOCATION_TEXT),
                     corrected = value_of(reading, record, TER_ROLE_LOCATION_CORRECTED);
    const struct ter_field *road = ter_layer_field(reading->layer, "road");
    struct ter_value street =
        road ? record->values[ter_layer_field_index(reading->layer, road)] : (struct ter_value){0};
    TER_AUTO_BUF struct ter_buf out = {0};
    ter_buf_text(&out, "");
    if (street.type == TER_VALUE_TEXT &&
        (text.type != TER_VALUE_TEXT || strstr(text.text, street.text) == NULL))
        ter_buf_printf(&out, "%s%s", street.text, text.type == TER_VALUE_TEXT ? " " : "");
    if (text.type == TER_VALUE_TEXT)
        ter_buf_text(&out, text.text);
    if (corrected.type == TER_VALUE_TEXT)
        ter_buf_printf(&out, " [%s]", corrected.text);
    return ter_buf_take(&out);
}

static void describe_defect(
    const struct reading *reading, const struct ter_record *record, struct ter_order_row *row)
{
    TER_AUTO_BUF struct ter_buf title = {0};
    if (!reading->defect)
        return;
    struct ter_value value = record->values[ter_layer_field_index(reading->layer, reading->defect)];
    if (value.type != TER_VALUE_TEXT)
        return;
    ter_field_print(reading->defect, value, reading->lang, &title);
    row->cells[TER_ORDER_DEFECT] = ter_strdup(title.data ? title.data : "");
    const struct ter_choice *choice = ter_domain_choice(reading->defect->domain, value.text);
    if (choice && choice->needs)
        row->cells[TER_ORDER_BRING] = ter_strdup(ter_order_need(choice->needs, reading->lang));
}

/* "township" and "none" say that the text led no further than that; the middle of it is no place to go to. */
static bool is_vague(struct ter_value precision)
{
    return precision.type == TER_VALUE_TEXT &&
           (strcmp(precision.text, "township") == 0 || strcmp(precision.text, "none") == 0);
}

static void describe_position(
    const struct reading *reading, const struct ter_record *record, struct ter_order_row *row)
{
    row->placed = ter_wkb_to_point(record->geometry, &row->at);
    row->uncertainty_m = ter_value_number(value_of(reading, record, TER_ROLE_UNCERTAINTY_M), NAN);
    row->locate_first = !row->placed || is_vague(value_of(reading, record, TER_ROLE_PRECISION));
    if (row->locate_first) {
        row->cells[TER_ORDER_POSITION] = ter_strdup(ter_order_word(TER_ORDER_W_LOCATE_FIRST, reading->lang));
        return;
    }
    row->cells[TER_ORDER_POSITION] = ter_format("%.5f, %.5f", row->at.lon, row->at.lat);
    if (isfinite(row->uncertainty_m))
        row->cells[TER_ORDER_RADIUS] = ter_format("%.0f", ceil(row->uncertainty_m));
}

bool ter_order_event_cells(struct ter_registry *registry, const struct ter_order_item *item,
    enum ter_lang lang, char *cells[TER_ORDER_COLUMNS], struct ter_error *err)
{
    static const struct {
        enum ter_order_column column;
        const char *name;
    } parts[] = {{TER_ORDER_RESULT, "result"}, {TER_ORDER_DATE, "happened_on"}, {TER_ORDER_PARTS, "parts"},
        {TER_ORDER_COST, "cost_yuan"}, {TER_ORDER_UNIT, "by_unit"}, {TER_ORDER_REMARK, "remark"}};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = item->event_code};
    const struct ter_layer *events;
    const struct ter_record *event;
    if (!item->event_code)
        return true;
    if (!ter_registry_layer(registry, "event", &events, err) ||
        !ter_find_open(registry, events, &filter, &cursor, err) || !ter_find_next(cursor, &event, err))
        return false;
    for (size_t i = 0; event && i < sizeof parts / sizeof *parts; i++) {
        TER_AUTO_BUF struct ter_buf text = {0};
        const struct ter_field *field = ter_layer_field(events, parts[i].name);
        struct ter_value value = event->values[ter_layer_field_index(events, field)];
        if (value.type != TER_VALUE_NULL)
            ter_field_print(field, value, lang, &text);
        if (text.size)
            cells[parts[i].column] = ter_buf_take(&text);
    }
    return true;
}

static bool add_row(struct reading *reading, struct ter_order_sheet *sheet, const struct ter_order_item *item,
    struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = item->code};
    const struct ter_record *record;
    if (!ter_find_open(reading->registry, reading->layer, &filter, &cursor, err) ||
        !ter_find_next(cursor, &record, err))
        return false;
    sheet->rows = ter_grow(sheet->rows, &sheet->capacity, sheet->count + 1, sizeof *sheet->rows);
    struct ter_order_row *row = &sheet->rows[sheet->count++];
    *row = (struct ter_order_row){.round = item->round, .locate_first = true, .uncertainty_m = NAN};
    row->cells[TER_ORDER_NUMBER] = ter_format("%zu", sheet->count);
    row->cells[TER_ORDER_CODE] = ter_strdup(item->code);
    if (item->round)
        row->cells[TER_ORDER_ROUND] = ter_format("%lld", (long long)item->round);
    if (record) {
        row->cells[TER_ORDER_LOCATION] = location_of(reading, record);
        describe_defect(reading, record, row);
        describe_position(reading, record, row);
    } else {
        row->cells[TER_ORDER_LOCATION] = ter_strdup(ter_order_word(TER_ORDER_W_GONE, reading->lang));
    }
    sheet->placed += !row->locate_first;
    return ter_order_event_cells(reading->registry, item, reading->lang, row->cells, err);
}

/* ---- sheets ---- */

static struct ter_order_sheet *sheet_of(
    struct ter_order_sheets *sheets, const char *township, enum ter_lang lang)
{
    const char *name = township ? township : ter_order_word(TER_ORDER_W_NO_TOWNSHIP, lang);
    for (size_t i = 0; i < sheets->count; i++)
        if (strcmp(sheets->items[i].township, name) == 0)
            return &sheets->items[i];
    sheets->items = ter_grow(sheets->items, &sheets->capacity, sheets->count + 1, sizeof *sheets->items);
    struct ter_order_sheet *sheet = &sheets->items[sheets->count++];
    *sheet = (struct ter_order_sheet){.township = ter_strdup(name), .half_m = NAN, .worst_m = NAN};
    return sheet;
}

static int by_number(const void *a, const void *b)
{
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static void judge_positions(struct ter_order_sheet *sheet)
{
    TER_AUTO_FREE double *radii_m = ter_alloc((sheet->count + 1) * sizeof *radii_m);
    size_t count = 0;
    for (size_t i = 0; i < sheet->count; i++)
        if (!sheet->rows[i].locate_first && isfinite(sheet->rows[i].uncertainty_m))
            radii_m[count++] = sheet->rows[i].uncertainty_m;
    if (!count)
        return;
    qsort(radii_m, count, sizeof *radii_m, by_number);
    sheet->half_m = radii_m[(count - 1) / 2];
    sheet->worst_m = radii_m[count - 1];
}

static bool draw_map(struct ter_registry *registry, const struct ter_road_lines *roads,
    struct ter_order_sheet *sheet, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_layer *townships;
    const struct ter_record *record;
    if (!ter_registry_layer(registry, "township", &townships, err))
        return false;
    struct ter_condition named = {ter_layer_field_index(townships, ter_layer_field(townships, "name")),
        TER_EQUAL, ter_value_text(sheet->township)};
    struct ter_filter filter = {.conditions = &named, .condition_count = 1};
    if (!ter_find_open(registry, townships, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    ter_order_map_draw(sheet, roads, record ? record->geometry : (struct ter_wkb){0});
    return true;
}

static bool read_all(struct reading *reading, const struct ter_order *order, struct ter_order_sheets *sheets,
    struct ter_error *err)
{
    TER_AUTO_ROAD_LINES struct ter_road_lines roads = {0};
    for (size_t i = 0; i < order->count; i++) {
        const struct ter_order_item *item = &order->items[i];
        if (!add_row(reading, sheet_of(sheets, item->township, reading->lang), item, err))
            return ter_wrap(err, "record %s", item->code);
        if ((size_t)item->round > sheets->rounds)
            sheets->rounds = (size_t)item->round;
    }
    if (!ter_road_lines_read(reading->registry, &roads, err))
        return false;
    for (size_t i = 0; i < sheets->count; i++) {
        judge_positions(&sheets->items[i]);
        if (!draw_map(reading->registry, &roads, &sheets->items[i], err))
            return false;
    }
    return true;
}

bool ter_order_sheets_read(struct ter_registry *registry, const struct ter_order *order, enum ter_lang lang,
    struct ter_order_sheets *ret_sheets, struct ter_error *err)
{
    TER_AUTO_ORDER_SHEETS struct ter_order_sheets sheets = {.lang = lang};
    struct reading reading = {.registry = registry, .lang = lang};
    if (!ter_registry_layer(registry, order->layer, &sheets.layer, err) ||
        !ter_registry_layer(registry, "event", &sheets.events, err))
        return false;
    reading.layer = sheets.layer;
    reading.defect = find_defect(sheets.layer);
    if (!ter_registry_read_begin(registry, err))
        return false;
    bool done = read_all(&reading, order, &sheets, err);
    ter_registry_read_end(registry);
    if (!done)
        return false;
    *ret_sheets = sheets;
    sheets = (struct ter_order_sheets){0};
    return true;
}

void ter_order_sheet_positions(
    const struct ter_order_sheet *sheet, enum ter_lang lang, struct ter_strings *lines)
{
    TER_AUTO_FREE char *all = ter_format("%zu", sheet->count), *placed = ter_format("%zu", sheet->placed),
                       *half = ter_format("%.0f", ceil(sheet->half_m)),
                       *worst = ter_format("%.0f", ceil(sheet->worst_m)),
                       *rest = ter_format("%zu", sheet->count - sheet->placed);
    if (sheet->placed && isfinite(sheet->worst_m)) {
        TER_AUTO_FREE char *line =
            ter_order_fill(TER_ORDER_W_SURE, lang, (const char *const[]){placed, all, half, worst, NULL});
        ter_strings_add(lines, line);
    }
    if (sheet->placed < sheet->count) {
        TER_AUTO_FREE char *line =
            ter_order_fill(TER_ORDER_W_LOCATE, lang, (const char *const[]){rest, NULL});
        ter_strings_add(lines, line);
    }
}
