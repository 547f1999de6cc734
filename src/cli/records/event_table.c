/* Owns the table of `event list`. Knows the fields that every event has by name; the others as the layer
 * lists them. */
#include "event_table.h"

#include "base/messages.h"
#include "cli/cli.h"

#include <string.h>

enum { NOTED_COLUMNS = 60 };

/* Fields with a column of their own, and a hash that tells a person nothing. */
static const char *const apart[] = {
    "about_layer", "about_code", "kind", "happened_on", "result", "photo_sha256"};

/* The columns in their order: a field, or one of the two that are put together from several. */
enum { ABOUT, NOTED, COLUMNS = 7 };
static const struct {
    const char *field; /* NULL: put together, as `made` says */
    const char *heading[2];
    int made;
} columns[COLUMNS] = {
    {.field = "code"},
    {.field = "happened_on"},
    {.field = "kind"},
    {.heading = {"about", "对象"}, .made = ABOUT},
    {.field = "result"},
    {.heading = {"noted", "内容"}, .made = NOTED},
    {.field = "township"},
};

static const struct ter_value *value_of(
    const struct ter_event_table *table, const struct ter_record *record, const char *name)
{
    static const struct ter_value none = {0};
    const struct ter_field *field = ter_layer_field(table->layer, name);
    return field ? &record->values[ter_layer_field_index(table->layer, field)] : &none;
}

static void add_field(struct ter_event_table *table, const struct ter_record *record, const char *name)
{
    TER_AUTO_BUF struct ter_buf cell = {0};
    const struct ter_field *field = ter_layer_field(table->layer, name);
    ter_buf_text(&cell, "");
    if (field)
        ter_field_print(field, *value_of(table, record, name), table->lang, &cell);
    ter_table_add_cut(&table->table, cell.data, TER_CELL_COLUMNS);
}

static void add_about(struct ter_event_table *table, const struct ter_record *record)
{
    static const char *const before_split[] = {[TER_EN] = " (before the split)", [TER_ZH] = "（分割前）"};
    const struct ter_value *layer = value_of(table, record, "about_layer"),
                           *code = value_of(table, record, "about_code");
    TER_AUTO_FREE char *about =
        layer->type == TER_VALUE_TEXT
            ? ter_format("%s %s%s", layer->text, code->type == TER_VALUE_TEXT ? code->text : "",
                  table->before_split ? before_split[table->lang] : "")
            : ter_strdup("");
    ter_table_add_cut(&table->table, about, TER_CELL_COLUMNS);
}

static bool stands_apart(const char *name)
{
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        if (strcmp(apart[i], name) == 0)
            return true;
    return false;
}

/* "parts used 阀芯; cost (yuan) 380" */
static void add_noted(struct ter_event_table *table, const struct ter_record *record)
{
    const struct ter_layer *layer = table->layer;
    TER_AUTO_BUF struct ter_buf noted = {0};
    ter_buf_text(&noted, "");
    for (size_t i = layer->role[TER_ROLE_CODE] + 1; i < layer->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        bool own = i < layer->role[TER_ROLE_STATUS] || i == layer->role[TER_ROLE_LOCATION_TEXT];
        if (!own || stands_apart(field->name) || record->values[i].type == TER_VALUE_NULL)
            continue;
        ter_buf_printf(&noted, "%s%s ", noted.size ? "; " : "", field->title.text[table->lang]);
        ter_field_print(field, record->values[i], table->lang, &noted);
    }
    ter_table_add_cut(&table->table, noted.data, NOTED_COLUMNS);
}

void ter_event_table_begin(struct ter_event_table *table, const struct ter_layer *layer, enum ter_lang lang)
{
    *table = (struct ter_event_table){.layer = layer, .lang = lang};
    ter_table_begin(&table->table, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        const struct ter_field *field = columns[i].field ? ter_layer_field(layer, columns[i].field) : NULL;
        ter_table_add(&table->table, field ? field->title.text[lang] : columns[i].heading[lang]);
    }
}

void ter_event_table_add(struct ter_event_table *table, const struct ter_record *record)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (columns[i].field)
            add_field(table, record, columns[i].field);
        else if (columns[i].made == ABOUT)
            add_about(table, record);
        else
            add_noted(table, record);
}

void ter_event_table_print(struct ter_event_table *table, bool quiet, FILE *out)
{
    size_t count = ter_table_rows(&table->table);
    if (count) {
        ter_table_hide_blank_columns(&table->table);
        ter_table_print(&table->table, out);
    }
    if (quiet)
        return;
    fprintf(out, ter_message("%zu event%s"), count, ter_plural((int64_t)count));
    putc('\n', out);
}

void ter_event_table_free(struct ter_event_table *table)
{
    ter_table_free(&table->table);
}
