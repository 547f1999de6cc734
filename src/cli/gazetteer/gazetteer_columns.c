/* Owns the headings of gazetteer files. Knows nothing of what a row becomes. */
#include "gazetteer_columns.h"

#include "base/messages.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { SPELLINGS = 5 };

/* Headings that are understood, compared by ter_text_key; the first is the field's name. */
static const char *const headings[TER_GAZETTEER_COLUMNS][SPELLINGS] = {
    [TER_GAZETTEER_WAY] = {"way"},
    [TER_GAZETTEER_NAME] = {"name", "名称", "地名", "道路名称"},
    [TER_GAZETTEER_ALT_NAMES] = {"alt_names", "alt_name", "别名"},
    [TER_GAZETTEER_KIND] = {"kind", "类别", "类型"},
    [TER_GAZETTEER_REF] = {"ref", "编号", "道路编号"},
    [TER_GAZETTEER_CLASS] = {"class", "highway", "fclass", "等级", "道路等级"},
    [TER_GAZETTEER_JUNCTION] = {"junction"},
    [TER_GAZETTEER_TOWNSHIP] = {"township", "乡镇", "乡镇名称"},
    [TER_GAZETTEER_LON] = {"lon", "longitude", "经度"},
    [TER_GAZETTEER_LAT] = {"lat", "latitude", "纬度"},
    [TER_GAZETTEER_UNCERTAINTY] = {"uncertainty_m", "误差半径"},
    [TER_GAZETTEER_EXTENT] = {"extent_m", "范围半径"},
    [TER_GAZETTEER_ONEWAY] = {"oneway", "单行"},
    [TER_GAZETTEER_BRIDGE] = {"bridge", "桥"},
    [TER_GAZETTEER_TUNNEL] = {"tunnel", "隧道"},
    [TER_GAZETTEER_LAYER] = {"layer"},
    [TER_GAZETTEER_LANES] = {"lanes", "车道数"},
    [TER_GAZETTEER_ADMIN_LEVEL] = {"admin_level"},
    [TER_GAZETTEER_ORIGIN] = {"source", "来源"},
    [TER_GAZETTEER_WKT] = {"wkt", "geometry", "geom", "几何"},
};

/* Tags that exports of OpenStreetMap have as columns, beside alt_names and ref. */
static const char *const more_names[] = {"name:zh", "name:zh-Hans", "name:zh-Hant", "name:en", "name_zh",
    "name_en", "official_name", "short_name", "old_name", "loc_name"};
static const char *const more_refs[] = {"int_ref", "nat_ref", "reg_ref"};

static size_t find_heading(const struct ter_source_info *info, const char *heading)
{
    TER_AUTO_FREE char *wanted = ter_text_key(heading);
    for (size_t i = 0; i < info->column_count; i++) {
        TER_AUTO_FREE char *key = ter_text_key(info->columns[i]);
        if (strcmp(key, wanted) == 0)
            return i;
    }
    return SIZE_MAX;
}

static size_t find_column(const struct ter_source_info *info, enum ter_gazetteer_column column)
{
    size_t at = SIZE_MAX;
    for (size_t name = 0; name < SPELLINGS && headings[column][name] && at == SIZE_MAX; name++)
        at = find_heading(info, headings[column][name]);
    return at;
}

static size_t find_more(
    const struct ter_source_info *info, const char *const *names, size_t count, size_t *ret_columns)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = find_heading(info, names[i]);
        if (at != SIZE_MAX)
            ret_columns[found++] = at;
    }
    return found;
}

static bool unknown(const char *option, const char *what, const char *word, const char *const *words,
    size_t count, struct ter_error *err)
{
    const char *near = ter_text_suggest(word, words, count);
    if (near)
        return ter_fail(
            err, TER_USAGE, "--%s: there is no %s \"%s\"; did you mean \"%s\"?", option, what, word, near);
    TER_AUTO_BUF struct ter_buf known = {0};
    for (size_t i = 0; i < count; i++)
        ter_buf_printf(&known, "%s%s", i ? ", " : "", words[i]);
    return ter_fail(err, TER_USAGE, "--%s: there is no %s \"%s\" (known: %s)", option, what, word,
        count ? known.data : ter_message("none"));
}

/* Split FIELD=TEXT; *ret_text borrows from `pair`. */
static bool read_pair(const char *option, const char *pair, enum ter_gazetteer_column *ret_field,
    const char **ret_text, struct ter_error *err)
{
    const char *equals = strchr(pair, '='), *names[TER_GAZETTEER_COLUMNS];
    if (!equals || equals == pair || !equals[1])
        return ter_fail(err, TER_USAGE, "--%s \"%s\": write FIELD=%s, such as %s", option, pair,
            strcmp(option, "map") == 0 ? ter_message("COLUMN") : ter_message("VALUE"),
            strcmp(option, "map") == 0 ? "name=XZQMC" : "kind=town");
    TER_AUTO_FREE char *field = ter_strndup(pair, (size_t)(equals - pair));
    for (size_t i = 0; i < TER_GAZETTEER_COLUMNS; i++) {
        names[i] = headings[i][0];
        if (strcmp(field, names[i]) == 0) {
            *ret_field = (enum ter_gazetteer_column)i;
            *ret_text = equals + 1;
            return true;
        }
    }
    return unknown(option, "field", field, names, TER_GAZETTEER_COLUMNS, err);
}

bool ter_gazetteer_columns_find(const struct ter_args *args, const struct ter_source_info *info,
    struct ter_gazetteer_columns *ret_columns, struct ter_error *err)
{
    const char *pairs[TER_MAX_ARGUMENTS], *text;
    enum ter_gazetteer_column field;
    *ret_columns = (struct ter_gazetteer_columns){0};
    for (size_t column = 0; column < TER_GAZETTEER_COLUMNS; column++)
        ret_columns->at[column] = find_column(info, (enum ter_gazetteer_column)column);
    ret_columns->more_name_count =
        find_more(info, more_names, sizeof more_names / sizeof *more_names, ret_columns->more_names);
    ret_columns->more_ref_count =
        find_more(info, more_refs, sizeof more_refs / sizeof *more_refs, ret_columns->more_refs);
    ret_columns->fclass = find_heading(info, "fclass") != SIZE_MAX;
    ret_columns->from_osm = find_heading(info, "@id") != SIZE_MAX || find_heading(info, "osm_id") != SIZE_MAX;
    size_t count = ter_args_values(args, "map", pairs, TER_MAX_ARGUMENTS);
    for (size_t i = 0; i < count; i++) {
        if (!read_pair("map", pairs[i], &field, &text, err))
            return false;
        ret_columns->at[field] = find_heading(info, text);
        if (ret_columns->at[field] == SIZE_MAX)
            return unknown("map", "column", text, info->columns, info->column_count, err);
    }
    count = ter_args_values(args, "set", pairs, TER_MAX_ARGUMENTS);
    for (size_t i = 0; i < count; i++) {
        if (!read_pair("set", pairs[i], &field, &text, err))
            return false;
        ret_columns->set[field] = text;
    }
    return true;
}

bool ter_gazetteer_columns_have(const struct ter_gazetteer_columns *columns, enum ter_gazetteer_column column)
{
    return columns->at[column] != SIZE_MAX || columns->set[column];
}

static char *cell(const struct ter_source_row *row, size_t at)
{
    struct ter_buf text = {0};
    ter_value_print(row->values[at], &text);
    if (!text.size)
        return NULL;
    TER_AUTO_FREE char *whole = ter_buf_take(&text);
    const char *trimmed = ter_text_trim(whole);
    return *trimmed ? ter_strdup(trimmed) : NULL;
}

char *ter_gazetteer_text(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    enum ter_gazetteer_column column)
{
    if (columns->set[column])
        return ter_strdup(columns->set[column]);
    return columns->at[column] == SIZE_MAX ? NULL : cell(row, columns->at[column]);
}

static char *gather(char *first, const struct ter_source_row *row, const size_t *more, size_t count)
{
    TER_AUTO_FREE char *start = first;
    struct ter_buf list = {0};
    if (start)
        ter_buf_text(&list, start);
    for (size_t i = 0; i < count; i++) {
        TER_AUTO_FREE char *text = cell(row, more[i]);
        if (text)
            ter_buf_printf(&list, "%s%s", list.size ? ";" : "", text);
    }
    return list.size ? ter_buf_take(&list) : NULL;
}

char *ter_gazetteer_other_names(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row)
{
    return gather(ter_gazetteer_text(columns, row, TER_GAZETTEER_ALT_NAMES), row, columns->more_names,
        columns->more_name_count);
}

char *ter_gazetteer_refs(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row)
{
    return gather(ter_gazetteer_text(columns, row, TER_GAZETTEER_REF), row, columns->more_refs,
        columns->more_ref_count);
}

bool ter_gazetteer_number(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    enum ter_gazetteer_column column, double otherwise, double *ret_number, struct ter_error *err)
{
    TER_AUTO_FREE char *text = ter_gazetteer_text(columns, row, column);
    *ret_number = otherwise;
    if (!text || ter_text_double(text, ret_number))
        return true;
    return ter_fail(err, TER_FAILED, "row %lld, column %s: \"%s\" is not a number", (long long)row->number,
        headings[column][0], text);
}
