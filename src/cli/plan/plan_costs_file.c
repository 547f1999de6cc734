/* Owns the reading of a file of costs: which columns are which. Knows nothing of what a cost may be. */
#include "plan_costs_file.h"

#include "base/text.h"
#include "cli/layer/layer_file.h"
#include "import/reader.h"

#include <math.h>
#include <string.h>
#include <strings.h>

struct cost_columns {
    size_t defect, needs, yuan, source;
};

static bool find_columns(
    const struct ter_source_info *info, struct cost_columns *columns, struct ter_error *err)
{
    static const char *const defects[] = {"defect", "故障", "水源现状", NULL};
    static const char *const needs[] = {"needs", "工料", "所需工料", NULL};
    static const char *const costs[] = {"yuan", "cost", "费用", "费用(元)", "金额", NULL};
    static const char *const sources[] = {"source", "来源", "依据", NULL};
    *columns = (struct cost_columns){ter_source_column(info, defects), ter_source_column(info, needs),
        ter_source_column(info, costs), ter_source_column(info, sources)};
    if (columns->yuan == SIZE_MAX)
        return ter_fail(err, TER_USAGE, "there is no column yuan (or 费用)");
    return columns->defect != SIZE_MAX || columns->needs != SIZE_MAX ||
           ter_fail(err, TER_USAGE, "there is no column defect (or 故障), and none needs (or 工料)");
}

/* The caller frees it. */
static char *cell(const struct ter_source_row *row, size_t column)
{
    if (column == SIZE_MAX || row->values[column].type != TER_VALUE_TEXT)
        return ter_strdup("");
    TER_AUTO_FREE char *text = ter_strdup(row->values[column].text);
    return ter_strdup(ter_text_trim(text));
}

/* Amounts may be numbers already, as in a workbook. */
static bool amount(const struct ter_source_row *row, size_t column, double *ret_yuan, struct ter_error *err)
{
    TER_AUTO_FREE char *text = cell(row, column);
    *ret_yuan = ter_value_number(row->values[column], (double)NAN);
    return !isnan(*ret_yuan) || ter_text_double(text, ret_yuan) ||
           ter_fail(err, TER_USAGE, "the cost \"%s\" is no number", text);
}

static bool add_row(struct ter_plan_costs *costs, const struct ter_layer *layer,
    const struct cost_columns *columns, const struct ter_source_row *row, struct ter_error *err)
{
    TER_AUTO_FREE char *defect = cell(row, columns->defect), *needs = cell(row, columns->needs);
    TER_AUTO_FREE char *source = cell(row, columns->source);
    double yuan;
    return (amount(row, columns->yuan, &yuan, err) &&
               ter_plan_costs_add(costs, layer, defect, needs, yuan, source, err)) ||
           ter_wrap(err, "row %lld", (long long)row->number);
}

static bool read_table(
    const char *path, const struct ter_layer *layer, struct ter_plan_costs *costs, struct ter_error *err)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    struct ter_read_options options = {0};
    struct cost_columns columns;
    if (!ter_reader_open(path, &options, &reader, err) || !find_columns(&reader->info, &columns, err))
        return false;
    for (const struct ter_source_row *row;;) {
        if (!reader->next(reader, &row, err))
            return false;
        if (!row)
            return true;
        if (!row->no_record && !add_row(costs, layer, &columns, row, err))
            return false;
    }
}

static bool is_json(const char *path)
{
    static const char ending[] = ".json";
    size_t length = strlen(path), own = sizeof ending - 1;
    return length > own && strcasecmp(path + length - own, ending) == 0;
}

bool ter_plan_costs_read(
    const char *path, const struct ter_layer *layer, struct ter_plan_costs **ret_costs, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    if (is_json(path))
        return ter_layer_file_read(path, &text, err) &&
               ter_plan_costs_parse(text.data, text.size, path, layer, ret_costs, err);
    TER_AUTO(ter_plan_costs_free) struct ter_plan_costs *costs = ter_plan_costs_new();
    if (!read_table(path, layer, costs, err))
        return ter_wrap(err, "%s", path);
    *ret_costs = costs;
    costs = NULL;
    return true;
}
