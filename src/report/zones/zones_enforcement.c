/* Owns the tables of violations, herds, patrols and rates of the page of grazing bans. */
#include "zones_parts.h"

#include <math.h>
#include <string.h>

static void number(struct ter_grid *grid, double value, int decimals)
{
    ter_grid_number(grid, value, ter_figure_number(value, decimals));
}

void ter_zones_offences(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const struct ter_grid_column columns[] = {
        ter_zones_column(page, "month", "月份", NULL, false),
        ter_zones_column(page, "township", "乡镇", NULL, false),
        ter_zones_column(page, "violations", "违法行为", NULL, true),
        ter_zones_column(page, "animals", "牲畜", TER_ZONES_SAY(page, "sheep units", "羊单位"), true),
        ter_zones_column(page, "not counted", "未计数", NULL, true),
        ter_zones_column(page, "penalties", "处罚", NULL, true),
        ter_zones_column(page, "fines", "罚款", TER_ZONES_SAY(page, "yuan", "元"), true),
    };
    struct ter_grid grid;
    ter_page_section(page, TER_ZONES_SAY(page, "Violations and fines", "违法行为与处罚"), zones->command);
    if (!report->offence_count) {
        ter_page_paragraph(page, TER_ZONES_SAY(page, "None was noted.", "没有登记。"));
        return;
    }
    ter_grid_begin(&grid, page, "offences", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->offence_count; i++) {
        const struct ter_zone_offence *row = &report->offences[i];
        ter_grid_text(&grid, row->month);
        ter_grid_text(&grid, row->township ? row->township : ter_page_word(page, TER_WORD_NO_TOWNSHIP));
        number(&grid, (double)row->violations, 0);
        number(&grid, row->sheep_units, 0);
        number(&grid, (double)row->uncounted, 0);
        number(&grid, (double)row->penalties, 0);
        number(&grid, row->yuan, 0);
    }
    ter_grid_end(&grid);
}

static const char *state_of(const struct ter_page *page, enum ter_zone_herd_state state)
{
    static const char *const states[][2] = {
        [TER_HERDS_MET] = {"met", "达到"},
        [TER_HERDS_MISSED] = {"missed", "未达到"},
        [TER_HERDS_UNKNOWN] = {"not known", "不详"},
        [TER_HERDS_TO_COME] = {"to come", "未到期"},
        [TER_HERDS_BASE] = {"base year", "基准年"},
    };
    return states[state][page->lang];
}

static char *aim_of(const struct ter_page *page, const struct ter_zone_herds *year)
{
    if (year->within_capacity)
        return ter_strdup(TER_ZONES_SAY(page, "within the carrying capacity", "在适宜载畜量范围内"));
    if (isfinite(year->units_max))
        return ter_format(
            TER_ZONES_SAY(page, "at most %.10g sheep units", "不超过 %.10g 羊单位"), year->units_max);
    return isfinite(year->share_max) ? ter_format(TER_ZONES_SAY(page, "at most %.10g %% of the year before",
                                                      "不超过上年的 %.10g%%"),
                                           year->share_max * 100)
                                     : ter_strdup("–");
}

/* The target that asks for it, else the table of rates. */
static char *source_of(
    const struct ter_page *page, const struct ter_zones_page *zones, const struct ter_zone_herds *year)
{
    if (year->target)
        return ter_format("%s%s%s", year->target, year->source ? " " : "", year->source ? year->source : "");
    return ter_strdup(year->state == TER_HERDS_BASE ? "" : zones->rates->steps_source.text[page->lang]);
}

void ter_zones_herds(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const char *units = TER_ZONES_SAY(page, "sheep units", "羊单位");
    const struct ter_grid_column columns[] = {
        ter_zones_column(page, "year", "年份", NULL, true),
        ter_zones_column(page, "herds", "养殖户", NULL, true),
        ter_zones_column(page, "of them counted", "其中已清点", NULL, true),
        ter_zones_column(page, "animals counted", "清点数量", units, true),
        ter_zones_column(page, "share of the year before", "占上年", NULL, true),
        ter_zones_column(page, "capacity", "适宜载畜量", units, true),
        ter_zones_column(page, "aim", "目标", NULL, false),
        ter_zones_column(page, "answer", "结果", NULL, false),
        ter_zones_column(page, "source", "依据", NULL, false),
    };
    struct ter_grid grid;
    if (!report->herd_count)
        return;
    ter_page_section(page, TER_ZONES_SAY(page, "Animals in the reserve", "保护区内养畜"), zones->command);
    ter_page_paragraph(
        page, TER_ZONES_SAY(page,
                  "A year in which not every herd was counted is not known: neither met nor missed.",
                  "有养殖户未清点的年份结果不详，既不算达到也不算未达到。"));
    ter_grid_begin(&grid, page, "herds", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->herd_count; i++) {
        const struct ter_zone_herds *year = &report->herds[i];
        TER_AUTO_FREE char *label = ter_format("%d", year->year);
        TER_AUTO_FREE char *aim = aim_of(page, year);
        TER_AUTO_FREE char *source = source_of(page, zones, year);
        struct ter_figure shown = {""};
        snprintf(shown.text, sizeof shown.text, "%s", label);
        ter_grid_number(&grid, year->year, shown);
        number(&grid, (double)year->herds, 0);
        number(&grid, (double)year->counted, 0);
        number(&grid, year->counted ? year->sheep_units : (double)NAN, 0);
        ter_grid_number(&grid, year->share, ter_figure_share(year->share, isfinite(year->share) ? 1 : 0));
        number(&grid, year->capacity, 0);
        ter_grid_text(&grid, aim);
        ter_grid_text(&grid, state_of(page, year->state));
        ter_grid_text(&grid, source);
    }
    ter_grid_end(&grid);
}

static const char *word_of(const struct ter_page *page, const char *value)
{
    static const struct {
        const char *value, *words[2];
    } words[] = {
        {"banner", {"banner", "旗级"}},
        {"township", {"township", "乡镇级"}},
        {"village", {"village", "村级"}},
        {"every_township", {"inspection of the township", "乡镇督查"}},
        {"week", {"week", "周"}},
        {"month", {"month", "月"}},
        {"quarter", {"quarter", "季度"}},
    };
    for (size_t i = 0; value && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].value, value) == 0)
            return words[i].words[page->lang];
    return value;
}

void ter_zones_patrols(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_zone_report *report = zones->report;
    const struct ter_grid_column columns[] = {
        ter_zones_column(page, "code", "编号", NULL, false),
        ter_zones_column(page, "area", "责任区", NULL, false),
        ter_zones_column(page, "level", "级别", NULL, false),
        ter_zones_column(page, "quota", "定额", NULL, true),
        ter_zones_column(page, "each", "周期", NULL, false),
        ter_zones_column(page, "patrols", "次数", NULL, true),
        ter_zones_column(page, "periods met", "达标周期", NULL, true),
        ter_zones_column(page, "of whole periods", "完整周期", NULL, true),
        ter_zones_column(page, "last", "最近一次", NULL, false),
    };
    struct ter_grid grid;
    if (!report->patrol_count)
        return;
    ter_page_section(page, TER_ZONES_SAY(page, "Patrols", "巡查"), zones->command);
    ter_page_paragraph(
        page, TER_ZONES_SAY(page,
                  "Chief and deputy together, because events name units. Only whole periods count; where "
                  "nothing was "
                  "noted nothing is known of what was done.",
                  "林长与副林长合计（记录只登记单位）。只统计完整周期；没有登记的，不等于没有巡查。"));
    ter_grid_begin(&grid, page, "patrols", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < report->patrol_count; i++) {
        const struct ter_zone_patrol *row = &report->patrols[i];
        ter_grid_text(&grid, row->code);
        ter_grid_text(&grid, row->name);
        ter_grid_text(&grid, word_of(page, row->level));
        number(&grid, row->quota ? row->quota : (double)NAN, 0);
        ter_grid_text(&grid, word_of(page, row->period));
        number(&grid, (double)row->patrols, 0);
        number(&grid, row->quota ? (double)row->met : (double)NAN, 0);
        number(&grid, (double)row->periods, 0);
        ter_grid_text(&grid, row->last);
    }
    ter_grid_end(&grid);
}

static const char *state_words(const struct ter_page *page, char state)
{
    static const struct {
        char state;
        enum ter_word word;
    } states[] = {{'v', TER_WORD_STATE_VERIFIED}, {'s', TER_WORD_STATE_SECONDARY},
        {'?', TER_WORD_STATE_GENERAL}, {'u', TER_WORD_STATE_USER}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (states[i].state == state)
            return ter_page_word(page, states[i].word);
    return "";
}

static void write_rate(struct ter_page *page, struct ter_grid *grid, const char *title, const char *value,
    const char *source, char state)
{
    ter_grid_text(grid, title);
    ter_grid_text(grid, value);
    ter_grid_text(grid, source);
    ter_grid_text(grid, state_words(page, state));
}

static void write_quotas(struct ter_page *page, struct ter_grid *grid, const struct ter_rates *rates)
{
    for (size_t i = 0; i < rates->quota_count; i++) {
        const struct ter_rate_quota *quota = &rates->quotas[i];
        TER_AUTO_FREE char *title =
            ter_format(TER_ZONES_SAY(page, "patrols: %s", "巡查：%s"), word_of(page, quota->level));
        TER_AUTO_FREE char *value = ter_format(TER_ZONES_SAY(page, "%d each %s", "每%2$s %1$d 次"),
            quota->patrols + quota->deputy_patrols, word_of(page, quota->period));
        write_rate(page, grid, title, value, quota->source.text[page->lang], quota->state);
    }
}

void ter_zones_rates(struct ter_page *page, const struct ter_zones_page *zones)
{
    const struct ter_rates *rates = zones->rates;
    const struct ter_grid_column columns[] = {
        {ter_page_word(page, TER_WORD_ASSUMED_WHAT), NULL, false},
        {ter_page_word(page, TER_WORD_VALUE), NULL, false},
        {ter_page_word(page, TER_WORD_SOURCE), NULL, false},
        {ter_page_word(page, TER_WORD_STATE), NULL, false},
    };
    struct ter_grid grid;
    ter_page_section(page, TER_ZONES_SAY(page, "Rules and rates", "规定与标准"), NULL);
    ter_grid_begin(&grid, page, "rates", NULL, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < rates->rule_count; i++) {
        const struct ter_rate_rule *rule = &rates->rules[i];
        TER_AUTO_FREE char *value =
            rule->has_yuan ? ter_format(TER_ZONES_SAY(page, "%.10g yuan per sheep unit", "每羊单位 %.10g 元"),
                                 rule->yuan_per_unit)
                           : ter_strdup(rule->authority.text[page->lang]);
        write_rate(
            page, &grid, rule->title.text[page->lang], value, rule->basis.text[page->lang], rule->state);
    }
    for (size_t i = 0; i < rates->animal_count; i++) {
        const struct ter_rate_animal *animal = &rates->animals[i];
        TER_AUTO_FREE char *value =
            ter_format(TER_ZONES_SAY(page, "%.10g sheep units", "%.10g 羊单位"), animal->units);
        write_rate(page, &grid, animal->title.text[page->lang], value, animal->source.text[page->lang],
            animal->state);
    }
    write_quotas(page, &grid, rates);
    ter_grid_end(&grid);
}
