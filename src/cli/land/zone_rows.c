/* Owns the rows of the figures of grazing bans: what each is of, its value and its unit. Knows no output. */
#include "zone_rows.h"

#include <math.h>

static const struct ter_rows_column columns[] = {
    {"section", TER_FIELD_TEXT, {"section", "部分"}, -1, false},
    {"kind", TER_FIELD_TEXT, {"kind", "类型"}, -1, false},
    {"other_kind", TER_FIELD_TEXT, {"overlaps", "与之重叠"}, -1, false},
    {"code", TER_FIELD_TEXT, {"code", "编号"}, -1, false},
    {"name", TER_FIELD_TEXT, {"name", "名称"}, -1, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, -1, false},
    {"track", TER_FIELD_TEXT, {"track", "轨迹"}, -1, false},
    {"period", TER_FIELD_TEXT, {"period", "时段"}, -1, false},
    {"measure", TER_FIELD_TEXT, {"measure", "指标"}, -1, false},
    {"value", TER_FIELD_REAL, {"value", "数值"}, 2, false},
    {"unit", TER_FIELD_TEXT, {"unit", "单位"}, -1, false},
    {"of", TER_FIELD_REAL, {"of", "总数"}, 2, false},
    {"answer", TER_FIELD_TEXT, {"answer", "结果"}, -1, false},
    {0},
};

/* One row on its way; what is not given stays empty. */
struct row {
    const char *section, *kind, *other, *code, *name, *township, *track, *period, *measure;
    double value;
    const char *unit;
    double of;
    const char *answer;
};

static void add(struct ter_rows *rows, struct row row)
{
    ter_rows_text(rows, row.section);
    ter_rows_text(rows, row.kind);
    ter_rows_text(rows, row.other);
    ter_rows_text(rows, row.code);
    ter_rows_text(rows, row.name);
    ter_rows_text(rows, row.township);
    ter_rows_text(rows, row.track);
    ter_rows_text(rows, row.period);
    ter_rows_text(rows, row.measure);
    ter_rows_real(rows, row.value);
    ter_rows_text(rows, row.unit);
    ter_rows_real(rows, row.of);
    ter_rows_text(rows, row.answer);
}

/* What fills the rows. */
struct filling {
    const struct ter_zone_report *report;
    const struct ter_rates *rates;
    struct ter_rows *rows;
    enum ter_lang lang;
    bool titles;
};

static const char *kind(const struct filling *filling, size_t at)
{
    if (at >= filling->report->kind_count)
        return NULL;
    const struct ter_choice *choice = filling->report->kinds[at].choice;
    return filling->titles ? choice->title.text[filling->lang] : choice->value;
}

static void fill_kinds(const struct filling *filling)
{
    const struct ter_zone_report *report = filling->report;
    for (size_t i = 0; i < report->kind_count; i++) {
        const struct ter_zone_kind *one = &report->kinds[i];
        const struct {
            const char *measure, *unit;
            double value;
        } figures[] = {
            {"in_force", "zones", (double)one->in_force},
            {"in_force_not_drawn", "zones", (double)one->in_force_undrawn},
            {"area_in_force", "m2", one->m2},
            {"out_of_season", "zones", (double)one->resting},
            {"coming", "zones", (double)one->coming},
            {"coming_not_drawn", "zones", (double)one->coming_undrawn},
            {"area_coming", "m2", one->coming_m2},
        };
        if (!one->in_force && !one->coming && !one->resting)
            continue;
        for (size_t j = 0; j < sizeof figures / sizeof *figures; j++) {
            if (filling->titles && !(figures[j].value > 0)) /* for people: what there is */
                continue;
            add(filling->rows, (struct row){.section = "kinds",
                                   .kind = kind(filling, i),
                                   .period = report->date,
                                   .measure = figures[j].measure,
                                   .value = figures[j].value,
                                   .unit = figures[j].unit,
                                   .of = NAN});
        }
    }
    add(filling->rows, (struct row){.section = "all",
                           .period = report->date,
                           .measure = "area_in_force_once",
                           .value = report->total_m2,
                           .unit = "m2",
                           .of = report->sum_m2});
}

static void fill_areas(const struct filling *filling)
{
    const struct ter_zone_report *report = filling->report;
    for (size_t i = 0; i < report->cell_count; i++) {
        const struct ter_zone_cell *cell = &report->cells[i];
        add(filling->rows,
            (struct row){.section = "townships",
                .kind = kind(filling, cell->kind),
                .township =
                    cell->township < report->township_count ? report->townships[cell->township] : NULL,
                .period = report->date,
                .measure = cell->kind < report->kind_count ? "area_in_force" : "area_in_force_once",
                .value = cell->m2,
                .unit = "m2",
                .of = NAN});
    }
    for (size_t i = 0; i < report->overlap_count; i++)
        add(filling->rows, (struct row){.section = "overlaps",
                               .kind = kind(filling, report->overlaps[i].a),
                               .other = kind(filling, report->overlaps[i].b),
                               .period = report->date,
                               .measure = "area_of_both",
                               .value = report->overlaps[i].m2,
                               .unit = "m2",
                               .of = NAN});
    for (size_t i = 0; i < report->undrawn_count; i++)
        add(filling->rows, (struct row){.section = "not_drawn",
                               .kind = kind(filling, report->undrawn[i].kind),
                               .code = report->undrawn[i].code,
                               .name = report->undrawn[i].name,
                               .township = report->undrawn[i].township,
                               .period = report->date,
                               .value = NAN,
                               .of = NAN,
                               .answer = ter_force_name(report->undrawn[i].force)});
}

static void fill_offences(const struct filling *filling)
{
    for (size_t i = 0; i < filling->report->offence_count; i++) {
        const struct ter_zone_offence *one = &filling->report->offences[i];
        const struct {
            const char *measure, *unit;
            double value, of;
        } figures[] = {
            {"violations", "events", (double)one->violations, NAN},
            {"animals", "sheep_units", one->sheep_units, NAN},
            {"violations_not_counted", "events", (double)one->uncounted, (double)one->violations},
            {"penalties", "events", (double)one->penalties, NAN},
            {"fines", "yuan", one->yuan, NAN},
        };
        for (size_t j = 0; j < sizeof figures / sizeof *figures; j++)
            add(filling->rows, (struct row){.section = "offences",
                                   .township = one->township,
                                   .period = one->month,
                                   .measure = figures[j].measure,
                                   .value = figures[j].value,
                                   .unit = figures[j].unit,
                                   .of = figures[j].of});
    }
}

static const char *source_of_steps(const struct filling *filling, const struct ter_zone_herds *year)
{
    return year->state == TER_HERDS_BASE ? NULL : filling->rates->steps_source.text[filling->lang];
}

static void fill_herds(const struct filling *filling)
{
    static const char *const states[] = {[TER_HERDS_MET] = "met",
        [TER_HERDS_MISSED] = "missed",
        [TER_HERDS_UNKNOWN] = "unknown",
        [TER_HERDS_TO_COME] = "to_come",
        [TER_HERDS_BASE] = "base"};
    for (size_t i = 0; i < filling->report->herd_count; i++) {
        const struct ter_zone_herds *one = &filling->report->herds[i];
        TER_AUTO_FREE char *year = ter_format("%d", one->year);
        add(filling->rows, (struct row){.section = "herds",
                               .period = year,
                               .measure = "herds_counted",
                               .value = (double)one->counted,
                               .unit = "herds",
                               .of = (double)one->herds});
        add(filling->rows, (struct row){.section = "herds",
                               .period = year,
                               .measure = "animals",
                               .value = one->counted ? one->sheep_units : (double)NAN,
                               .unit = "sheep_units",
                               .of = one->within_capacity ? one->capacity : one->units_max});
        add(filling->rows, (struct row){.section = "herds",
                               .code = one->target,
                               .name = one->target ? one->source : source_of_steps(filling, one),
                               .period = year,
                               .measure = "share_of_year_before",
                               .value = one->share * 100,
                               .unit = "percent",
                               .of = one->share_max * 100,
                               .answer = states[one->state]});
    }
}

static void fill_patrols(const struct filling *filling)
{
    for (size_t i = 0; i < filling->report->patrol_count; i++) {
        const struct ter_zone_patrol *one = &filling->report->patrols[i];
        add(filling->rows, (struct row){.section = "patrols",
                               .kind = one->level,
                               .code = one->code,
                               .name = one->name,
                               .period = one->period,
                               .measure = "periods_met",
                               .value = one->quota ? (double)one->met : (double)NAN,
                               .unit = "periods",
                               .of = (double)one->periods,
                               .answer = one->last});
        add(filling->rows, (struct row){.section = "patrols",
                               .kind = one->level,
                               .code = one->code,
                               .name = one->name,
                               .period = one->period,
                               .measure = "patrols",
                               .value = (double)one->patrols,
                               .unit = "patrols",
                               .of = one->quota ? (double)one->quota * (double)one->periods : (double)NAN});
    }
}

/* A ban's kind, a duty area's level. */
static const char *kind_of_crossing(const struct filling *filling, const struct ter_zone_crossing *crossing)
{
    const struct ter_field *field =
        ter_layer_field(crossing->layer, crossing->layer == filling->report->layer ? "kind" : "level");
    const struct ter_choice *choice =
        field && field->domain && crossing->kind ? ter_domain_choice(field->domain, crossing->kind) : NULL;
    return choice && filling->titles ? choice->title.text[filling->lang] : crossing->kind;
}

static void fill_tracks(const struct filling *filling)
{
    for (size_t i = 0; i < filling->report->track_count; i++) {
        const struct ter_zone_track *one = &filling->report->tracks[i];
        add(filling->rows, (struct row){.section = "tracks",
                               .name = one->name,
                               .township = one->township,
                               .track = one->code,
                               .period = one->day,
                               .measure = "length",
                               .value = one->length_m,
                               .unit = "m",
                               .of = NAN,
                               .answer = one->counts ? one->about_code : "not_counted"});
        for (size_t j = 0; j < one->crossing_count; j++) {
            const struct ter_zone_crossing *crossing = &one->crossings[j];
            TER_AUTO_FREE char *measure = ter_format("metres_in_%s", crossing->layer->name);
            add(filling->rows, (struct row){.section = "tracks",
                                   .kind = kind_of_crossing(filling, crossing),
                                   .code = crossing->code,
                                   .name = crossing->name,
                                   .track = one->code,
                                   .period = one->day,
                                   .measure = measure,
                                   .value = crossing->inside_m,
                                   .unit = "m",
                                   .of = one->length_m,
                                   .answer = crossing->sure ? "crossed" : "too_close"});
        }
    }
}

void ter_zone_rows_fill(const struct ter_zone_report *report, const struct ter_rates *rates,
    enum ter_lang lang, bool titles, struct ter_rows *ret_rows)
{
    struct filling filling = {report, rates, ret_rows, lang, titles};
    ter_rows_begin(ret_rows, "zones", columns);
    fill_kinds(&filling);
    fill_areas(&filling);
    fill_offences(&filling);
    fill_herds(&filling);
    fill_patrols(&filling);
    fill_tracks(&filling);
}
