/* Owns the form of a coverage as tables: units, headings, order. Knows nothing of how figures come about. */
#include "coverage_table.h"

#include "cli/table.h"

#include <math.h>

/* How a measure is shown. */
struct unit {
    const char *name[2];
    double of; /* so much of the measure is one */
    int digits;
};
static const struct unit units[] = {
    [TER_COVER_COUNT] = {{"", "个"}, 1, 0},
    [TER_COVER_LENGTH_M] = {{"km", "公里"}, 1e3, 2},
    [TER_COVER_AREA_M2] = {{"km2", "平方公里"}, 1e6, 3},
};

static void add_number(struct ter_table *table, double value, enum ter_cover_measure measure)
{
    char text[40];
    const struct unit *unit = &units[measure];
    double shown = value / unit->of;
    int digits = measure == TER_COVER_COUNT && shown != floor(shown) ? 1 : unit->digits;
    snprintf(text, sizeof text, "%.*f", digits, shown + 0.0);
    ter_table_add(table, isnan(value) ? NULL : text);
}

/* Nothing short of all is 100 %, and nothing above nothing is 0 %. */
static void add_share(struct ter_table *table, double part, double total)
{
    char text[16];
    double percent = 100 * ter_cover_share(part, total);
    const char *sign = "";
    if (part > 0 && percent < 0.05) {
        sign = "<";
        percent = 0.1;
    } else if (part < total && percent >= 99.95) {
        sign = ">";
        percent = 99.9;
    }
    snprintf(text, sizeof text, "%s%.1f %%", sign, percent);
    ter_table_add(table, isnan(percent) ? NULL : text);
}

static void begin_figures(struct ter_table *table, bool zh, const char *first)
{
    static const char *const headings[][2] = {{"unit", "单位"}, {"total", "总量"}, {"certain", "一定覆盖"},
        {"%", "%"}, {"possible", "可能覆盖"}, {"%", "%"}, {"gap", "缺口"}, {"%", "%"}};
    enum { COUNT = sizeof headings / sizeof *headings };
    ter_table_begin(table, COUNT + 1);
    ter_table_add(table, first);
    for (size_t i = 0; i < COUNT; i++) {
        ter_table_add(table, headings[i][zh]);
        if (i)
            ter_table_align_right(table, i + 1);
    }
}

static void add_figures(struct ter_table *table, const char *label, struct ter_cover_figures figures,
    enum ter_cover_measure measure, const char *unit)
{
    double gap = ter_cover_gap_of(figures);
    ter_table_add(table, label);
    ter_table_add(table, unit);
    add_number(table, figures.total, measure);
    add_number(table, figures.certain, measure);
    add_share(table, figures.certain, figures.total);
    add_number(table, figures.possible, measure);
    add_share(table, figures.possible, figures.total);
    add_number(table, gap, measure);
    add_share(table, gap, figures.total);
}

static bool is_zh(const struct ter_coverage *coverage)
{
    return coverage->lang == TER_ZH;
}

static void print_title(const struct ter_coverage *coverage, FILE *out)
{
    bool zh = is_zh(coverage);
    fprintf(out, zh ? "%s覆盖：%s" : "%s: coverage %s", coverage->kind_title, coverage->scenario_title);
    if (coverage->assume_exact)
        fputs(zh ? "（不计位置误差）" : ", errors of position ignored", out);
    fputc('\n', out);
}

static char *level_heading(const struct ter_coverage *coverage, double limit)
{
    bool zh = is_zh(coverage);
    if (coverage->reach == TER_REACH_RADIUS)
        return ter_format(zh ? "直线 %g 米以内" : "within %g m in a straight line", limit);
    if (coverage->reach == TER_REACH_ROADS)
        return ter_format(zh ? "沿道路 %g 米以内" : "within %g m along roads", limit);
    return ter_format(zh ? "%g 分钟以内" : "within %g min", limit);
}

static void print_level(const struct ter_coverage *coverage, const struct ter_cover_level *level, FILE *out)
{
    TER_AUTO_TABLE struct ter_table table;
    bool zh = is_zh(coverage);
    TER_AUTO_FREE char *heading = level_heading(coverage, level->limit);
    begin_figures(&table, zh, heading);
    for (size_t i = 0; i < coverage->over_count; i++) {
        const struct ter_cover_over *over = &coverage->overs[i];
        add_figures(&table, over->title, level->figures[i], over->measure, units[over->measure].name[zh]);
        if (over->weight)
            add_figures(&table, over->title, level->weighted[i], over->measure, over->weight);
    }
    ter_table_print(&table, out);
    fprintf(out,
        zh ? "覆盖面积：一定 %.3f，可能 %.3f 平方公里\n" : "area reached: certain %.3f, possible %.3f km2\n",
        level->certain_m2 / 1e6, level->possible_m2 / 1e6);
}

static const char *row_name(const struct ter_coverage *coverage, size_t row)
{
    const char *name = coverage->townships[row].name;
    return name ? name : is_zh(coverage) ? "（不详）" : "(not known)";
}

static void print_townships(
    const struct ter_coverage *coverage, const struct ter_cover_level *level, size_t at, FILE *out)
{
    TER_AUTO_TABLE struct ter_table table;
    bool zh = is_zh(coverage);
    const struct ter_cover_over *over = &coverage->overs[at];
    TER_AUTO_FREE char *heading = ter_format(zh ? "%s，按乡镇" : "%s by township", over->title);
    begin_figures(&table, zh, heading);
    for (size_t row = 0; row < coverage->township_count; row++) {
        struct ter_cover_figures figures = level->townships[row * coverage->over_count + at];
        if (figures.total > 0)
            add_figures(
                &table, row_name(coverage, row), figures, over->measure, units[over->measure].name[zh]);
    }
    if (coverage->township_count > 1 && ter_table_rows(&table)) {
        fputc('\n', out);
        ter_table_print(&table, out);
    }
}

static void print_lost(const struct ter_coverage *coverage, FILE *out)
{
    TER_AUTO_TABLE struct ter_table table;
    bool zh = is_zh(coverage);
    static const char *const headings[][2] = {{"lost while shut", "停用造成的损失"}, {"unit", "单位"},
        {"certain", "一定覆盖"}, {"possible", "可能覆盖"}};
    ter_table_begin(&table, 4);
    for (size_t i = 0; i < 4; i++)
        ter_table_add(&table, headings[i][zh]);
    ter_table_align_right(&table, 2);
    ter_table_align_right(&table, 3);
    for (size_t i = 0; i < coverage->over_count; i++) {
        enum ter_cover_measure measure = coverage->overs[i].measure;
        ter_table_add(&table, coverage->overs[i].title);
        ter_table_add(&table, units[measure].name[zh]);
        add_number(&table, coverage->lost->figures[i].certain, measure);
        add_number(&table, coverage->lost->figures[i].possible, measure);
    }
    ter_table_add(&table, zh ? "覆盖面积" : "area reached");
    ter_table_add(&table, units[TER_COVER_AREA_M2].name[zh]);
    add_number(&table, coverage->lost->certain_m2, TER_COVER_AREA_M2);
    add_number(&table, coverage->lost->possible_m2, TER_COVER_AREA_M2);
    fputc('\n', out);
    ter_table_print(&table, out);
}

static void add_position(struct ter_table *table, struct ter_lonlat at)
{
    char text[48];
    snprintf(text, sizeof text, "%.5f,%.5f", at.lon, at.lat);
    ter_table_add(table, text);
}

static void print_worst(const struct ter_coverage *coverage, const struct ter_cover_level *level, FILE *out)
{
    TER_AUTO_TABLE struct ter_table table;
    bool zh = is_zh(coverage);
    static const char *const headings[][2] = {{"worst gaps", "最大的缺口"}, {"of", "对象"},
        {"township", "乡镇"}, {"size", "大小"}, {"unit", "单位"}, {"nearest (m)", "最近(米)"},
        {"at", "位置"}};
    enum { COUNT = sizeof headings / sizeof *headings };
    ter_table_begin(&table, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        ter_table_add(&table, headings[i][zh]);
    ter_table_align_right(&table, 3);
    ter_table_align_right(&table, 5);
    for (size_t i = 0; i < level->worst_count; i++) {
        const struct ter_cover_worst *worst = &level->worst[i];
        const struct ter_cover_over *over = &coverage->overs[worst->over];
        char distance[24];
        snprintf(distance, sizeof distance, "%.0f", worst->distance_m);
        ter_table_add_cut(&table, worst->label, TER_CELL_COLUMNS);
        ter_table_add(&table, over->title);
        ter_table_add(&table, coverage->townships[worst->township].name);
        add_number(&table, worst->size, over->measure);
        ter_table_add(&table, over->weight ? over->weight : units[over->measure].name[zh]);
        ter_table_add(&table, isnan(worst->distance_m) ? NULL : distance);
        add_position(&table, worst->at);
    }
    if (!level->worst_count)
        return;
    ter_table_hide_blank_columns(&table);
    fputc('\n', out);
    ter_table_print(&table, out);
}

static void print_districts(const struct ter_coverage *coverage, FILE *out)
{
    TER_AUTO_TABLE struct ter_table table;
    bool zh = is_zh(coverage);
    static const char *const headings[][2] = {{"district of", "辖区"}, {"class", "站级"},
        {"area (km2)", "面积(平方公里)"}, {"norm (km2)", "标准(平方公里)"}, {"", ""},
        {"motorway (km)", "高速公路(公里)"}, {"railway (km)", "铁路(公里)"}, {"river (km)", "河流(公里)"}};
    enum { COUNT = sizeof headings / sizeof *headings };
    ter_table_begin(&table, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        ter_table_add(&table, headings[i][zh]);
        if (i > 1 && i != 4)
            ter_table_align_right(&table, i);
    }
    for (size_t i = 0; i < coverage->district_count; i++) {
        const struct ter_cover_district *district = &coverage->districts[i];
        const struct ter_cover_source *station = &coverage->sources[district->source];
        TER_AUTO_FREE char *label =
            ter_format("%s%s%s", station->code, station->name ? " " : "", station->name ? station->name : "");
        ter_table_add_cut(&table, label, TER_CELL_COLUMNS);
        ter_table_add(&table, station->class_title);
        add_number(&table, district->m2, TER_COVER_AREA_M2);
        add_number(&table, district->norm_m2, TER_COVER_AREA_M2);
        ter_table_add(&table, district->m2 > district->norm_m2 ? (zh ? "超出" : "too large") : NULL);
        for (int barrier = TER_BARRIER_MOTORWAY; barrier <= TER_BARRIER_RIVER; barrier++)
            add_number(&table, district->crosses_m[barrier], TER_COVER_LENGTH_M);
    }
    fputc('\n', out);
    ter_table_print(&table, out);
}

static void print_closing(const struct ter_coverage *coverage, FILE *out)
{
    static const char *const kinds[][2] = {[TER_CLOSE_MEND] = {"mend", "修复"},
        [TER_CLOSE_BUILD] = {"build", "建成"},
        [TER_CLOSE_NEW] = {"new", "新增"}};
    TER_AUTO_TABLE struct ter_table table;
    bool zh = is_zh(coverage);
    size_t columns = coverage->over_count + 4;
    ter_table_begin(&table, columns);
    ter_table_add(&table, zh ? "补缺措施，按增量排列" : "what closes the gaps, by what each adds");
    ter_table_add(&table, zh ? "编号" : "code");
    ter_table_add(&table, zh ? "乡镇" : "township");
    for (size_t i = 0; i < coverage->over_count; i++) {
        const struct ter_cover_over *over = &coverage->overs[i];
        const char *unit = units[over->measure].name[zh];
        TER_AUTO_FREE char *heading = ter_format(*unit ? "%s (%s)" : "%s", over->title, unit);
        ter_table_add(&table, heading);
        ter_table_align_right(&table, 3 + i);
    }
    ter_table_add(&table, zh ? "位置" : "at");
    for (size_t i = 0; i < coverage->step_count; i++) {
        const struct ter_cover_step *step = &coverage->steps[i];
        ter_table_add(&table, kinds[step->kind][zh]);
        ter_table_add(&table, step->code);
        ter_table_add(&table, step->township);
        for (size_t k = 0; k < coverage->over_count; k++)
            add_number(&table, step->gains[k], coverage->overs[k].measure);
        add_position(&table, step->at);
    }
    fputc('\n', out);
    ter_table_print(&table, out);
}

static void print_lines(const struct ter_strings *lines, FILE *out)
{
    for (size_t i = 0; lines && i < lines->count; i++)
        fprintf(out, "  %s\n", lines->items[i]);
}

static void print_coarse(const struct ter_coverage *coverage, FILE *out)
{
    enum { MOST = 20 };
    const struct ter_strings *codes = &coverage->too_coarse;
    bool zh = is_zh(coverage);
    if (!codes->count)
        return;
    fprintf(out, zh ? "\n位置太粗、无法断定（%zu）：" : "\ntoo coarse to say (%zu): ", codes->count);
    for (size_t i = 0; i < codes->count && i < MOST; i++)
        fprintf(out, "%s%s", i ? (zh ? "、" : ", ") : "", codes->items[i]);
    fputs(codes->count > MOST ? " …\n" : "\n", out);
}

static void print_assumptions(const struct ter_coverage *coverage, FILE *out)
{
    bool zh = is_zh(coverage);
    fputs(zh ? "\n前提：\n" : "\nassumed:\n", out);
    for (size_t i = 0; i < coverage->assumption_count; i++) {
        const struct ter_cover_assumption *assumption = &coverage->assumptions[i];
        fprintf(out, zh ? "  %s：%s" : "  %s: %s", assumption->title, assumption->value);
        if (assumption->source)
            fprintf(out, zh ? "（%s%s）" : " (%s%s)", assumption->source,
                assumption->state == 's'   ? (zh ? "，据二手资料" : ", from a secondary source")
                : assumption->state == '?' ? (zh ? "，待核实" : ", to be checked")
                                           : "");
        fputc('\n', out);
    }
}

void ter_coverage_table(
    const struct ter_coverage *coverage, const struct ter_strings *more, bool brief, FILE *out)
{
    const struct ter_cover_level *level = &coverage->levels[coverage->main_level];
    print_title(coverage, out);
    for (size_t i = 0; i < coverage->level_count; i++)
        print_level(coverage, &coverage->levels[i], out);
    for (size_t i = 0; i < coverage->over_count; i++)
        print_townships(coverage, level, i, out);
    if (coverage->lost)
        print_lost(coverage, out);
    if (coverage->district_count)
        print_districts(coverage, out);
    if (coverage->closing)
        print_closing(coverage, out);
    if (brief)
        return;
    print_worst(coverage, level, out);
    print_coarse(coverage, out);
    print_assumptions(coverage, out);
    fputs(is_zh(coverage) ? "说明：\n" : "notes:\n", out);
    print_lines(more, out);
    print_lines(&coverage->notes, out);
}
