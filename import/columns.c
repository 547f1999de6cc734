/* Owns the matching of a file's headings with a layer's fields. Knows nothing of rows. */
#include "columns.h"

#include "base/messages.h"
#include "base/text.h"
#include "heading_field.h"
#include "position.h"
#include "quantity.h"

#include <stdlib.h>
#include <string.h>

/* Headings under which tables give positions, compared by ter_text_key; the first pair that is there wins. */
static const struct {
    const char *x, *y;
} position_headings[] = {
    {"longitude", "latitude"},
    {"lon", "lat"},
    {"lng", "lat"},
    {"long", "lat"},
    {"经度", "纬度"},
    {"东经", "北纬"},
    {"x", "y"},
    {"point_x", "point_y"},
    {"x坐标", "y坐标"},
    {"easting", "northing"},
    {"横坐标", "纵坐标"},
    {"东坐标", "北坐标"},
    {"经度坐标", "纬度坐标"},
    {"gps经度", "gps纬度"},
};

/* Headings of a column that holds both. In which order, its numbers and letters say. */
static const char *const pair_headings[] = {"coordinates", "coordinate", "lonlat", "lon,lat", "lon/lat",
    "latlon", "latlng", "lat,lon", "lat/lon", "lat,lng", "经纬度", "经纬度坐标", "坐标", "位置坐标",
    "地理坐标", "gps", "gps坐标", "经度,纬度", "经度/纬度", "纬度,经度"};
static const char *const wkt_headings[] = {"wkt", "wkt_geom", "geom_wkt"};

/* While resolving: what the user said of each column and field. */
struct resolver {
    const struct ter_layer *layer;
    const struct ter_source_info *info;
    const struct ter_map_options *options;
    struct ter_columns *columns;
    bool *used;  /* per column: somebody reads it */
    bool *told;  /* per column: a note explains why nobody does */
    bool *named; /* per field: --map names its column */
    bool *set;   /* per field: --set gives its value */
    bool *exact; /* per field: a heading is its own */
};

static void resolver_free(struct resolver *resolver)
{
    free(resolver->used);
    free(resolver->told);
    free(resolver->named);
    free(resolver->set);
    free(resolver->exact);
}

/* source_row is the register's own bookkeeping, and yet a list may number its rows itself. */
static bool is_writable(const struct ter_layer *layer, const struct ter_field *field)
{
    return !field->automatic || ter_layer_field_index(layer, field) == layer->role[TER_ROLE_SOURCE_ROW];
}

static bool need_writable(const struct ter_layer *layer, const char *option, const char *name,
    const struct ter_field **ret_field, struct ter_error *err)
{
    if (!ter_layer_need_field(layer, name, ret_field, err))
        return ter_wrap(err, "%s %s", option, name);
    if (!is_writable(layer, *ret_field))
        return ter_fail(err, TER_USAGE, "%s %s: the register keeps %s itself; leave it out", option, name,
            (*ret_field)->name);
    return true;
}

static bool same_key(const char *key, const char *text)
{
    TER_AUTO_FREE char *other = ter_text_key(text);
    return strcmp(key, other) == 0;
}

/* Units that leave a position as it is. */
static bool is_position_unit(const char *unit)
{
    static const char *const known[] = {"m", "米", "°", "度"};
    for (size_t i = 0; unit && i < sizeof known / sizeof *known; i++)
        if (strcmp(unit, known[i]) == 0)
            return true;
    return false;
}

/* 经度(°), Y坐标（米）; TER_NO_COLUMN when there is none. */
static int find_with_unit(const struct ter_source_info *info, const char *key)
{
    for (size_t i = 0; i < info->column_count; i++) {
        const char *unit;
        TER_AUTO_FREE char *plain = ter_quantity_heading(info->columns[i], &unit);
        if (is_position_unit(unit) && strcmp(plain, key) == 0)
            return (int)i;
    }
    return TER_NO_COLUMN;
}

/* The column of that heading, letter by letter or else by its key; TER_NO_COLUMN when there is none. */
static int find_column(const struct ter_source_info *info, const char *heading)
{
    for (size_t i = 0; i < info->column_count; i++)
        if (strcmp(info->columns[i], heading) == 0)
            return (int)i;
    TER_AUTO_FREE char *key = ter_text_key(heading);
    for (size_t i = 0; i < info->column_count && *key; i++)
        if (same_key(key, info->columns[i]))
            return (int)i;
    return TER_NO_COLUMN;
}

static void list_headings(const struct ter_source_info *info, struct ter_buf *out)
{
    for (size_t i = 0; i < info->column_count; i++)
        if (*info->columns[i])
            ter_buf_printf(out, "%s%s", out->size ? ", " : "", info->columns[i]);
}

static bool need_column(
    const struct ter_source_info *info, const struct ter_pair *pair, int *ret_column, struct ter_error *err)
{
    *ret_column = find_column(info, pair->text);
    if (*ret_column != TER_NO_COLUMN)
        return true;
    const char *near = ter_text_suggest(pair->text, info->columns, info->column_count);
    if (near)
        return ter_fail(err, TER_USAGE, "--map %s=%s: the file has no column \"%s\"; did you mean \"%s\"?",
            pair->field, pair->text, pair->text, near);
    TER_AUTO_BUF struct ter_buf list = {0};
    list_headings(info, &list);
    return ter_fail(err, TER_USAGE, "--map %s=%s: the file has no column \"%s\"; it has: %s", pair->field,
        pair->text, pair->text, list.data ? list.data : ter_message("no headings"));
}

/* Besides fields, --map takes longitude, latitude, coordinates and wkt, or any other heading of the tables
 * above. */
static int *position_slot(struct resolver *resolver, const char *name)
{
    TER_AUTO_FREE char *key = ter_text_key(name);
    for (size_t i = 0; i < sizeof wkt_headings / sizeof *wkt_headings; i++)
        if (strcmp(key, wkt_headings[i]) == 0)
            return &resolver->columns->wkt;
    for (size_t i = 0; i < sizeof pair_headings / sizeof *pair_headings; i++)
        if (strcmp(key, pair_headings[i]) == 0)
            return &resolver->columns->pair;
    for (size_t i = 0; i < sizeof position_headings / sizeof *position_headings; i++) {
        if (strcmp(key, position_headings[i].x) == 0)
            return &resolver->columns->x;
        if (strcmp(key, position_headings[i].y) == 0)
            return &resolver->columns->y;
    }
    return NULL;
}

static bool take_map(struct resolver *resolver, const struct ter_pair *pair, struct ter_error *err)
{
    int column;
    if (!need_column(resolver->info, pair, &column, err))
        return false;
    int *slot = ter_layer_field_for_heading(resolver->layer, pair->field)
                    ? NULL
                    : position_slot(resolver, pair->field);
    if (!slot) {
        const struct ter_field *field;
        if (!need_writable(resolver->layer, "--map", pair->field, &field, err))
            return false;
        size_t index = ter_layer_field_index(resolver->layer, field);
        resolver->named[index] = true;
        slot = &resolver->columns->of_field[index];
    }
    if (*slot != TER_NO_COLUMN)
        return ter_fail(err, TER_USAGE, "--map names two columns for %s: %s and %s", pair->field,
            resolver->info->columns[*slot], pair->text);
    *slot = column;
    resolver->used[column] = true;
    return true;
}

static bool take_set(struct resolver *resolver, const struct ter_pair *pair, struct ter_error *err)
{
    const struct ter_field *field;
    if (!need_writable(resolver->layer, "--set", pair->field, &field, err))
        return false;
    size_t index = ter_layer_field_index(resolver->layer, field);
    if (resolver->set[index])
        return ter_fail(err, TER_USAGE, "--set gives %s twice", field->name);
    if (resolver->named[index])
        return ter_fail(err, TER_USAGE, "%s has both --map and --set; leave one out", field->name);
    resolver->set[index] = true;
    return true;
}

static void tell(struct resolver *resolver, size_t column, const char *why, const char *what)
{
    ter_note(&resolver->columns->notes, "column \"%s\" is not read: %s%s", resolver->info->columns[column],
        why, what);
    resolver->told[column] = true;
}

/* A heading that is a field's own, letter by letter, comes before one that only means it. */
static const struct ter_field *field_of(const struct resolver *resolver, size_t column, bool strict)
{
    const char *heading = resolver->info->columns[column];
    const struct ter_field *field = *heading ? ter_layer_field_for_heading(resolver->layer, heading) : NULL;
    if (strict || field || !*heading)
        return strict ? field : NULL;
    field = ter_heading_field(resolver->layer, heading);
    bool taken = field && resolver->exact[ter_layer_field_index(resolver->layer, field)];
    return taken ? NULL : field;
}

static bool take_heading(struct resolver *resolver, size_t column, bool strict, struct ter_error *err)
{
    const char *heading = resolver->info->columns[column];
    const struct ter_field *field = field_of(resolver, column, strict);
    if (!field)
        return true;
    size_t index = ter_layer_field_index(resolver->layer, field);
    int *slot = &resolver->columns->of_field[index];
    if (!is_writable(resolver->layer, field)) {
        tell(resolver, column, ter_message("the register itself keeps "), field->name);
    } else if (resolver->set[index]) {
        tell(resolver, column, ter_message("--set gives "), field->name);
    } else if (resolver->named[index]) {
        tell(resolver, column, ter_message("--map names another for "), field->name);
    } else if (*slot != TER_NO_COLUMN) {
        return ter_fail(err, TER_USAGE,
            "columns \"%s\" and \"%s\" both mean %s; choose one with --map %s=COLUMN",
            resolver->info->columns[*slot], heading, field->name, field->name);
    } else {
        *slot = (int)column;
        resolver->used[column] = true;
        resolver->exact[index] = strict;
    }
    return true;
}

static int free_column(const struct resolver *resolver, const char *heading)
{
    int column = find_column(resolver->info, heading);
    if (column == TER_NO_COLUMN)
        column = find_with_unit(resolver->info, heading);
    return column != TER_NO_COLUMN && !resolver->used[column] && !resolver->told[column] ? column
                                                                                         : TER_NO_COLUMN;
}

static void find_pair(struct resolver *resolver)
{
    struct ter_columns *columns = resolver->columns;
    for (size_t i = 0; i < sizeof position_headings / sizeof *position_headings; i++) {
        int x = free_column(resolver, position_headings[i].x),
            y = free_column(resolver, position_headings[i].y);
        if (x == TER_NO_COLUMN || y == TER_NO_COLUMN)
            continue;
        columns->x = x;
        columns->y = y;
        resolver->used[x] = resolver->used[y] = true;
        return;
    }
}

/* Half a position is most likely a heading misspelt: every position would be lost without a word. */
static void tell_half_pair(struct resolver *resolver)
{
    for (size_t i = 0; i < sizeof position_headings / sizeof *position_headings; i++) {
        int x = free_column(resolver, position_headings[i].x),
            y = free_column(resolver, position_headings[i].y);
        if ((x == TER_NO_COLUMN) == (y == TER_NO_COLUMN))
            continue;
        int half = x == TER_NO_COLUMN ? y : x;
        ter_note(&resolver->columns->notes,
            "no positions are read: no column \"%s\" stands beside \"%s\"; name it with --map %s=COLUMN",
            x == TER_NO_COLUMN ? position_headings[i].x : position_headings[i].y,
            resolver->info->columns[half], x == TER_NO_COLUMN ? "longitude" : "latitude");
        resolver->told[half] = true;
        return;
    }
}

/* Where --map names one half of a position, the other may have a heading that is known. */
static void complete_pair(struct resolver *resolver)
{
    struct ter_columns *columns = resolver->columns;
    if ((columns->x == TER_NO_COLUMN) == (columns->y == TER_NO_COLUMN))
        return;
    int *other = columns->x == TER_NO_COLUMN ? &columns->x : &columns->y;
    for (size_t i = 0; i < sizeof position_headings / sizeof *position_headings && *other == TER_NO_COLUMN;
         i++)
        *other =
            free_column(resolver, other == &columns->x ? position_headings[i].x : position_headings[i].y);
    if (*other != TER_NO_COLUMN)
        resolver->used[*other] = true;
}

/* The first free one of these headings. */
static int find_free(const struct resolver *resolver, const char *const *headings, size_t count)
{
    int column = TER_NO_COLUMN;
    for (size_t i = 0; i < count && column == TER_NO_COLUMN; i++)
        column = free_column(resolver, headings[i]);
    if (column != TER_NO_COLUMN)
        resolver->used[column] = true;
    return column;
}

/* What --map says of positions must be one thing, and one that the layer can take. */
static bool check_mapped(const struct resolver *resolver, struct ter_error *err)
{
    const struct ter_columns *columns = resolver->columns;
    const struct ter_layer *layer = resolver->layer;
    bool two = columns->x != TER_NO_COLUMN, one = columns->pair != TER_NO_COLUMN;
    if (two != (columns->y != TER_NO_COLUMN))
        return ter_fail(
            err, TER_USAGE, "--map names a column for only one of longitude and latitude; name both");
    if (two + one + (columns->wkt != TER_NO_COLUMN) > 1)
        return ter_fail(err, TER_USAGE,
            "--map names two positions; choose between longitude with latitude, coordinates, and wkt");
    if ((two || one) && layer->geometry != TER_POINT)
        return ter_fail(err, TER_USAGE, "layer %s holds %ss; %s make only Points", layer->name,
            ter_geometry_name(layer->geometry),
            two ? ter_message("longitude and latitude") : ter_message("coordinates"));
    return true;
}

/* One source of positions: what --map names, else the file's geometries, else a pair of columns, else one
 * column of both, else WKT. */
static bool find_position(struct resolver *resolver, struct ter_error *err)
{
    struct ter_columns *columns = resolver->columns;
    const struct ter_layer *layer = resolver->layer;
    enum ter_geometry_type have = resolver->info->geometry;
    complete_pair(resolver);
    if (!check_mapped(resolver, err))
        return false;
    if (layer->geometry == TER_GEOMETRY_NONE || ter_columns_have_position(columns))
        return true;
    if (have != TER_GEOMETRY_NONE) {
        columns->use_geometry = true;
        return ter_position_fits(layer->geometry, have)
                   ? true
                   : ter_fail(err, TER_USAGE, "the file holds %ss, layer %s takes %ss",
                         ter_geometry_name(have), layer->name, ter_geometry_name(layer->geometry));
    }
    if (layer->geometry == TER_POINT) {
        find_pair(resolver);
        if (!ter_columns_have_position(columns))
            columns->pair = find_free(resolver, pair_headings, sizeof pair_headings / sizeof *pair_headings);
    }
    if (!ter_columns_have_position(columns))
        columns->wkt = find_free(resolver, wkt_headings, sizeof wkt_headings / sizeof *wkt_headings);
    if (layer->geometry == TER_POINT && !ter_columns_have_position(columns))
        tell_half_pair(resolver);
    return true;
}

/* All headings that would have been understood and are still free. */
static size_t list_free_headings(const struct resolver *resolver, struct ter_strings *names)
{
    for (size_t i = 0; i < resolver->layer->field_count; i++) {
        const struct ter_field *field = &resolver->layer->fields[i];
        if (resolver->columns->of_field[i] != TER_NO_COLUMN || resolver->set[i] ||
            !is_writable(resolver->layer, field))
            continue;
        ter_strings_add(names, field->name);
        ter_strings_add(names, field->title.text[TER_EN]);
        ter_strings_add(names, field->title.text[TER_ZH]);
        for (size_t j = 0; j < field->aliases.count; j++)
            ter_strings_add(names, field->aliases.items[j]);
    }
    return names->count;
}

static void note_unread(struct resolver *resolver)
{
    TER_AUTO_STRINGS struct ter_strings names = {0};
    TER_AUTO_BUF struct ter_buf list = {0};
    list_free_headings(resolver, &names);
    for (size_t i = 0; i < resolver->info->column_count; i++) {
        const char *heading = resolver->info->columns[i];
        if (resolver->used[i] || resolver->told[i])
            continue;
        const char *near =
            *heading ? ter_text_suggest(heading, (const char *const *)names.items, names.count) : NULL;
        const struct ter_field *field = near ? ter_layer_field_for_heading(resolver->layer, near) : NULL;
        if (field)
            ter_note(&resolver->columns->notes, "column \"%s\" is not read; did you mean \"%s\"? --map %s=%s",
                heading, near, field->name, heading);
        else if (*heading)
            ter_buf_printf(&list, "%s%s", list.size ? ", " : "", heading);
        else
            ter_buf_printf(&list, "%sthe one without a heading (%zu)", list.size ? ", " : "", i + 1);
    }
    if (list.size)
        ter_note(&resolver->columns->notes, "columns that no field takes, left unread: %s", list.data);
}

/* The first of the headings that were looked for. */
static void list_known(const struct ter_layer *layer, struct ter_buf *out)
{
    enum { ENOUGH = 12 };
    size_t shown = 0;
    for (size_t i = 0; i < layer->field_count && shown < ENOUGH; i++)
        if (is_writable(layer, &layer->fields[i]))
            ter_buf_printf(out, "%s%s", shown++ ? ", " : "", layer->fields[i].title.text[TER_ZH]);
}

static bool check_any(const struct resolver *resolver, struct ter_error *err)
{
    const struct ter_columns *columns = resolver->columns;
    bool bare = resolver->options->refuse_bare && resolver->info->geometry != TER_GEOMETRY_NONE;
    for (size_t i = 0; i < resolver->layer->field_count; i++)
        if (columns->of_field[i] != TER_NO_COLUMN)
            return true;
    if (ter_columns_have_position(columns) && (!bare || resolver->options->set_count))
        return true;
    TER_AUTO_BUF struct ter_buf list = {0}, known = {0};
    list_headings(resolver->info, &list);
    if (bare)
        return ter_fail(err, TER_USAGE,
            "no column means a field of layer %s, each record would be a bare shape; the file has: %s; name "
            "them with --map FIELD=COLUMN, or say of all at least one thing with --set FIELD=VALUE",
            resolver->layer->name,
            list.data ? list.data : ter_message("no columns (is the .dbf of a Shapefile missing?)"));
    list_known(resolver->layer, &known);
    return ter_fail(err, TER_USAGE,
        "no column means a field of layer %s; the file has: %s; looked for %s …; name them with --map "
        "FIELD=COLUMN (terrier layer show %s lists the fields), or their row with --header-row",
        resolver->layer->name, list.data ? list.data : ter_message("no columns"), known.data,
        resolver->layer->name);
}

static bool resolve(struct resolver *resolver, struct ter_error *err)
{
    for (size_t i = 0; i < resolver->options->map_count; i++)
        if (!take_map(resolver, &resolver->options->map[i], err))
            return false;
    for (size_t i = 0; i < resolver->options->set_count; i++)
        if (!take_set(resolver, &resolver->options->set[i], err))
            return false;
    for (size_t i = 0; i < resolver->info->column_count; i++)
        if (!resolver->used[i] && !take_heading(resolver, i, true, err))
            return false;
    for (size_t i = 0; i < resolver->info->column_count; i++)
        if (!resolver->used[i] && !resolver->told[i] && !take_heading(resolver, i, false, err))
            return false;
    if (!find_position(resolver, err) || !check_any(resolver, err))
        return false;
    note_unread(resolver);
    return true;
}

static void know_field(struct ter_headings *known, const struct ter_field *field)
{
    ter_headings_add(known, field->name, field->fill_down);
    ter_headings_add(known, field->title.text[TER_EN], field->fill_down);
    ter_headings_add(known, field->title.text[TER_ZH], field->fill_down);
    for (size_t i = 0; i < field->aliases.count; i++)
        ter_headings_add(known, field->aliases.items[i], field->fill_down);
}

struct ter_headings *ter_columns_known(const struct ter_layer *layer, const struct ter_map_options *options)
{
    struct ter_headings *known = ter_headings_new();
    for (size_t i = 0; i < options->map_count; i++) {
        const struct ter_field *field = ter_layer_field_for_heading(layer, options->map[i].field);
        ter_headings_add(known, options->map[i].text, field && field->fill_down);
    }
    for (size_t i = 0; i < layer->field_count; i++)
        know_field(known, &layer->fields[i]);
    for (size_t i = 0; i < sizeof position_headings / sizeof *position_headings; i++) {
        ter_headings_add(known, position_headings[i].x, false);
        ter_headings_add(known, position_headings[i].y, false);
    }
    for (size_t i = 0; i < sizeof pair_headings / sizeof *pair_headings; i++)
        ter_headings_add(known, pair_headings[i], false);
    for (size_t i = 0; i < sizeof wkt_headings / sizeof *wkt_headings; i++)
        ter_headings_add(known, wkt_headings[i], false);
    return known;
}

bool ter_columns_resolve(const struct ter_layer *layer, const struct ter_source_info *info,
    const struct ter_map_options *options, struct ter_columns *ret_columns, struct ter_error *err)
{
    struct ter_columns columns = {
        .x = TER_NO_COLUMN, .y = TER_NO_COLUMN, .pair = TER_NO_COLUMN, .wkt = TER_NO_COLUMN};
    columns.of_field = ter_alloc(layer->field_count * sizeof *columns.of_field);
    for (size_t i = 0; i < layer->field_count; i++)
        columns.of_field[i] = TER_NO_COLUMN;
    __attribute__((cleanup(resolver_free))) struct resolver resolver = {layer, info, options, &columns,
        ter_alloc(info->column_count), ter_alloc(info->column_count), ter_alloc(layer->field_count),
        ter_alloc(layer->field_count), ter_alloc(layer->field_count)};
    if (!resolve(&resolver, err)) {
        ter_columns_free(&columns);
        return false;
    }
    *ret_columns = columns;
    return true;
}

bool ter_columns_have_position(const struct ter_columns *columns)
{
    return columns->use_geometry || columns->x != TER_NO_COLUMN || columns->pair != TER_NO_COLUMN ||
           columns->wkt != TER_NO_COLUMN;
}

void ter_columns_free(struct ter_columns *columns)
{
    free(columns->of_field);
    ter_strings_free(&columns->notes);
    *columns = (struct ter_columns){0};
}
