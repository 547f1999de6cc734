/* Owns the coverage report as a table file. Knows nothing of the page. */
#include "report_coverage_rows.h"

#include "export/writer.h"

#include <math.h>

/* What comes out is a layer like others, so that the writers write it as they write those. */
enum row_field { ID, TOWNSHIP, LIMIT, OVER, MEASURE, TOTAL, CERTAIN, POSSIBLE, GAP, NOTE, FIELDS };

static struct ter_field row_fields[FIELDS] = {
    [ID] = {"id", TER_FIELD_INTEGER, {{"row", "序号"}}, .shp = "ID"},
    [TOWNSHIP] = {"township", TER_FIELD_TEXT, {{"township", "乡镇"}}, .shp = "TOWNSHIP"},
    [LIMIT] = {"limit", TER_FIELD_REAL, {{"within (m or min)", "范围（米或分钟）"}}, .shp = "LIMIT"},
    [OVER] = {"over", TER_FIELD_TEXT, {{"over", "对象"}}, .shp = "OVER"},
    [MEASURE] = {"measure", TER_FIELD_TEXT, {{"measure", "度量"}}, .shp = "MEASURE"},
    [TOTAL] = {"total", TER_FIELD_REAL, {{"total", "合计"}}, .shp = "TOTAL"},
    [CERTAIN] = {"certain", TER_FIELD_REAL, {{"certain", "一定覆盖"}}, .shp = "CERTAIN"},
    [POSSIBLE] = {"possible", TER_FIELD_REAL, {{"possible", "可能覆盖"}}, .shp = "POSSIBLE"},
    [GAP] = {"gap", TER_FIELD_REAL, {{"gap", "缺口"}}, .shp = "GAP"},
    [NOTE] = {"note", TER_FIELD_TEXT, {{"note", "说明"}}, .shp = "NOTE"},
};

/* The note is the last column, and only where there is one. */
static size_t column_count(const struct ter_coverage *coverage)
{
    return coverage->assume_exact ? FIELDS : NOTE;
}

static const char *measure_words(enum ter_cover_measure measure, enum ter_lang lang)
{
    static const char *const words[][2] = {
        [TER_COVER_COUNT] = {"number", "个"},
        [TER_COVER_LENGTH_M] = {"m", "米"},
        [TER_COVER_AREA_M2] = {"m2", "平方米"},
    };
    return words[measure][lang];
}

static struct ter_layer row_layer(const struct ter_coverage *coverage)
{
    static char name[] = "coverage_by_township", title[] = "Coverage by township",
                title_zh[] = "各乡镇覆盖情况";
    struct ter_layer layer = {
        .name = name,
        .version = 1,
        .title = {{title, title_zh}},
        .description = {{title, title_zh}},
        .fields = row_fields,
        .field_count = column_count(coverage),
    };
    for (size_t role = 0; role < TER_ROLE_COUNT; role++)
        layer.role[role] = FIELDS;
    layer.role[TER_ROLE_ID] = ID;
    return layer;
}

/* A row on its way; the id counts on. */
struct rows {
    struct ter_writer *writer;
    const struct ter_coverage *coverage;
    const struct ter_cover_level *level;
    int64_t id;
};

/* To the millimetre, as the answer in JSON has it. */
static struct ter_value number(double value)
{
    return ter_value_real(round(value * 1000) / 1000);
}

static bool write_row(struct rows *rows, size_t township, const char *over, enum ter_cover_measure measure,
    struct ter_cover_figures figures, struct ter_error *err)
{
    static const char *const unknown[] = {"(not known)", "（不详）"};
    static const char *const exact[] = {
        "positions taken for exact (--assume-exact)", "位置均按精确处理（--assume-exact）"};
    enum ter_lang lang = rows->coverage->lang;
    const char *name = rows->coverage->townships[township].name;
    struct ter_value values[FIELDS];
    struct ter_record record = {values, column_count(rows->coverage), {NULL, 0}};
    values[ID] = ter_value_int(++rows->id);
    values[TOWNSHIP] = ter_value_text(name ? name : unknown[lang]);
    values[LIMIT] = ter_value_real(rows->level->limit);
    values[OVER] = ter_value_text(over);
    values[MEASURE] = ter_value_text(measure_words(measure, lang));
    values[NOTE] = ter_value_text(exact[lang]);
    values[TOTAL] = number(figures.total);
    values[CERTAIN] = number(figures.certain);
    values[POSSIBLE] = number(figures.possible);
    values[GAP] = number(ter_cover_gap_of(figures));
    return rows->writer->write(rows->writer, &record, err);
}

static bool write_township(struct rows *rows, size_t township, struct ter_error *err)
{
    const struct ter_coverage *coverage = rows->coverage;
    for (size_t i = 0; i < coverage->over_count; i++) {
        struct ter_cover_figures figures = rows->level->townships[township * coverage->over_count + i];
        const struct ter_cover_over *over = &coverage->overs[i];
        if (figures.total > 0 && !write_row(rows, township, over->title, over->measure, figures, err))
            return false;
    }
    struct ter_cover_figures area = rows->level->township_m2[township];
    const char *own = coverage->lang == TER_ZH ? "乡镇面积" : "township's area";
    return !(area.total > 0) || write_row(rows, township, own, TER_COVER_AREA_M2, area, err);
}

static bool write_rows(struct rows *rows, struct ter_error *err)
{
    for (size_t level = 0; level < rows->coverage->level_count; level++) {
        rows->level = &rows->coverage->levels[level];
        for (size_t i = 0; i < rows->coverage->township_count; i++)
            if (!write_township(rows, i, err))
                return false;
    }
    return rows->writer->commit(rows->writer, err);
}

bool ter_coverage_rows_write(
    const struct ter_coverage *coverage, int epsg, const char *path, struct ter_error *err)
{
    struct ter_layer layer = row_layer(coverage);
    struct ter_write_options options = {
        .layer = &layer, .epsg = epsg, .lang = coverage->lang, .titles = true};
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    struct rows rows = {.coverage = coverage};
    if (!ter_writer_open(path, &options, &writer, err))
        return false;
    rows.writer = writer;
    return write_rows(&rows, err);
}
