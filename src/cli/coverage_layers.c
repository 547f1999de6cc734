/* Owns the layers of a coverage's map: what fields they have, how they are coloured, which records they hold.
 * Knows nothing of files. */
#include "coverage_layers.h"

#include <math.h>

enum field {
    ID,
    CODE,
    NAME,
    TOWNSHIP,
    OF,
    LIMIT,
    CERTAINTY,
    USE,
    STATUS,
    STEP,
    SIZE_M,
    SIZE_M2,
    WEIGHT,
    UNCERTAINTY_M,
    NEAREST_M,
    RANK,
    SCORE,
    NORM_M2,
    BARRIER,
    FIRST,
    FIRST_MIN,
    SECOND,
    SECOND_MIN,
    THIRD,
    THIRD_MIN,
    FIELDS
};

/* Possible is amber, never the green of what is covered. */
static struct ter_choice certainties[] = {
    {.value = "certain", .title = {{"certainly covered", "一定覆盖"}}, .color = "#009e73", .severity = -1},
    {.value = "possible", .title = {{"possibly covered", "可能覆盖"}}, .color = "#e69f00", .severity = -1},
    {.value = "gap", .title = {{"gap", "缺口"}}, .color = "#d55e00", .severity = -1},
};
static const struct ter_domain certainty_domain = {"certainty", certainties, 3};

static struct ter_choice uses[] = {
    {.value = "used", .title = {{"used", "计入"}}, .color = "#0072b2", .severity = -1},
    {.value = "too_coarse", .title = {{"too coarse to say", "位置太粗"}}, .color = "#e69f00", .severity = -1},
    {.value = "without", .title = {{"shut", "停用"}}, .color = "#cc79a7", .severity = -1},
    {.value = "not_available", .title = {{"not available", "不可用"}}, .color = "#999999", .severity = -1},
};
static const struct ter_domain use_domain = {"use", uses, 4};

static struct ter_choice steps[] = {
    {.value = "mend", .title = {{"to be mended", "修复"}}, .color = "#cc79a7", .severity = -1},
    {.value = "build",
        .title = {{"to be built as planned", "按规划建成"}},
        .color = "#0072b2",
        .severity = -1},
    {.value = "new", .title = {{"proposed", "建议新增"}}, .color = "#009e73", .severity = -1},
};
static const struct ter_domain step_domain = {"step", steps, 3};

static struct ter_choice barriers[] = {
    {.value = "motorway", .title = {{"motorway", "高速公路"}}, .color = "#d55e00", .severity = -1},
    {.value = "railway", .title = {{"railway", "铁路"}}, .color = "#000000", .severity = -1},
    {.value = "river", .title = {{"river", "河流"}}, .color = "#56b4e9", .severity = -1},
};
static const struct ter_domain barrier_domain = {"barrier", barriers, 3};

static struct ter_field fields[FIELDS] = {
    [ID] = {"id", TER_FIELD_INTEGER, {{"row", "序号"}}, .shp = "ID"},
    [CODE] = {"code", TER_FIELD_TEXT, {{"code", "编号"}}, .shp = "CODE"},
    [NAME] = {"name", TER_FIELD_TEXT, {{"name", "名称"}}, .shp = "NAME"},
    [TOWNSHIP] = {"township", TER_FIELD_TEXT, {{"township", "乡镇"}}, .shp = "TOWNSHIP"},
    [OF] = {"of", TER_FIELD_TEXT, {{"of", "对象"}}, .shp = "OF"},
    [LIMIT] = {"reach", TER_FIELD_REAL, {{"reach (m or min)", "作用距离（米）或时间（分钟）"}},
        .shp = "REACH"},
    [CERTAINTY] = {"certainty", TER_FIELD_TEXT, {{"certainty", "可靠程度"}}, .shp = "CERTAINTY",
        .domain = &certainty_domain},
    [USE] = {"use", TER_FIELD_TEXT, {{"use", "计入情况"}}, .shp = "USE", .domain = &use_domain},
    [STATUS] = {"status", TER_FIELD_TEXT, {{"status", "状态"}}, .shp = "STATUS"},
    [STEP] = {"step", TER_FIELD_TEXT, {{"step", "措施"}}, .shp = "STEP", .domain = &step_domain},
    [SIZE_M] = {"length_m", TER_FIELD_REAL, {{"length (m)", "长度（米）"}}, .shp = "LENGTH_M"},
    [SIZE_M2] = {"area_m2", TER_FIELD_REAL, {{"area (m2)", "面积（平方米）"}}, .shp = "AREA_M2"},
    [WEIGHT] = {"weight", TER_FIELD_REAL, {{"weight", "权重"}}, .shp = "WEIGHT"},
    [UNCERTAINTY_M] = {"uncertainty_m", TER_FIELD_REAL, {{"uncertainty (m)", "误差半径（米）"}},
        .shp = "UNCERT_M"},
    [NEAREST_M] = {"nearest_m", TER_FIELD_REAL, {{"to the nearest (m)", "距最近（米）"}}, .shp = "NEAREST_M"},
    [RANK] = {"rank", TER_FIELD_INTEGER, {{"rank", "次序"}}, .shp = "RANK"},
    [SCORE] = {"score", TER_FIELD_REAL, {{"adds", "增量"}}, .shp = "SCORE"},
    [NORM_M2] = {"norm_m2", TER_FIELD_REAL, {{"norm (m2)", "标准（平方米）"}}, .shp = "NORM_M2"},
    [BARRIER] = {"barrier", TER_FIELD_TEXT, {{"crosses", "跨越"}}, .shp = "BARRIER",
        .domain = &barrier_domain},
    [FIRST] = {"first", TER_FIELD_TEXT, {{"first due", "首到"}}, .shp = "FIRST"},
    [FIRST_MIN] = {"first_min", TER_FIELD_REAL, {{"first due (min)", "首到（分钟）"}}, .shp = "FIRST_MIN"},
    [SECOND] = {"second", TER_FIELD_TEXT, {{"second due", "次到"}}, .shp = "SECOND"},
    [SECOND_MIN] = {"second_min", TER_FIELD_REAL, {{"second due (min)", "次到（分钟）"}},
        .shp = "SECOND_MIN"},
    [THIRD] = {"third", TER_FIELD_TEXT, {{"third due", "三到"}}, .shp = "THIRD"},
    [THIRD_MIN] = {"third_min", TER_FIELD_REAL, {{"third due (min)", "三到（分钟）"}}, .shp = "THIRD_MIN"},
};

/* A record on its way. */
struct row {
    const struct ter_coverage_sink *sink;
    int64_t id;
    struct ter_value values[FIELDS];
};

static void begin(struct row *row)
{
    for (size_t i = 0; i < FIELDS; i++)
        row->values[i] = (struct ter_value){0};
    row->values[ID] = ter_value_int(++row->id);
}

static void set_number(struct row *row, enum field field, double value)
{
    if (!isnan(value))
        row->values[field] = ter_value_real(round(value * 1000) / 1000);
}

static void set_text(struct row *row, enum field field, const char *text)
{
    row->values[field] = ter_value_text(text && *text ? text : NULL);
}

static bool put(struct row *row, struct ter_wkb wkb, struct ter_error *err)
{
    struct ter_record record = {row->values, FIELDS, wkb};
    return row->sink->put(row->sink->user, &record, err);
}

static bool put_point(struct row *row, struct ter_lonlat at, struct ter_error *err)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    if (isnan(at.lon))
        return put(row, (struct ter_wkb){NULL, 0}, err);
    ter_wkb_from_point(at, point);
    return put(row, (struct ter_wkb){point, sizeof point}, err);
}

static bool put_shape(struct row *row, const struct ter_cover_shape *shape, struct ter_error *err)
{
    return put(row, (struct ter_wkb){(const uint8_t *)shape->wkb.data, shape->wkb.size}, err);
}

static bool put_line(struct row *row, const struct ter_lonlat *points, size_t count, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    ter_cover_line_wkb(points, count, &wkb);
    return put(row, (struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, err);
}

/* Isochrones and discs: the widest first, so that smaller ones are drawn upon it. */
static bool each_area(const struct ter_coverage *coverage, const struct ter_coverage_sink *sink,
    enum ter_certainty certainty, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = coverage->level_count; i-- > 0;) {
        const struct ter_cover_level *level = &coverage->levels[i];
        const struct ter_cover_shape *shape = certainty == TER_CERTAIN ? &level->certain : &level->possible;
        if (!shape->wkb.size || !(shape->m2 > 0))
            continue;
        begin(&row);
        set_number(&row, LIMIT, level->limit);
        set_text(&row, CERTAINTY, ter_certainty_name(certainty));
        set_number(&row, SIZE_M2, shape->m2);
        if (!put_shape(&row, shape, err))
            return false;
    }
    return true;
}

static bool each_certain(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    return each_area(coverage, sink, TER_CERTAIN, err);
}

static bool each_possible(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    return each_area(coverage, sink, TER_POSSIBLE, err);
}

static const struct ter_cover_level *main_level(const struct ter_coverage *coverage)
{
    return &coverage->levels[coverage->main_level];
}

static bool each_gap(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    const struct ter_cover_level *level = main_level(coverage);
    struct row row = {.sink = sink};
    for (size_t i = 0; i < level->gap_count; i++) {
        const struct ter_cover_gap *gap = &level->gaps[i];
        begin(&row);
        set_text(&row, OF, gap->over == SIZE_MAX ? "township" : coverage->overs[gap->over].name);
        set_text(&row, TOWNSHIP, coverage->townships[gap->township].name);
        set_text(&row, CERTAINTY, ter_certainty_name(TER_GAP));
        set_number(&row, SIZE_M2, gap->shape.m2);
        if (!put_shape(&row, &gap->shape, err))
            return false;
    }
    return true;
}

static void set_feature(
    struct row *row, const struct ter_coverage *coverage, size_t over, size_t feature, size_t township)
{
    const struct ter_cover_feature *of = &coverage->overs[over].features[feature];
    set_text(row, OF, coverage->overs[over].name);
    set_text(row, CODE, of->code);
    set_text(row, NAME, of->name);
    set_text(row, TOWNSHIP, coverage->townships[township].name);
}

static bool each_piece(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    const struct ter_cover_level *level = main_level(coverage);
    struct row row = {.sink = sink};
    for (size_t i = 0; i < level->piece_count; i++) {
        const struct ter_cover_piece *piece = &level->pieces[i];
        begin(&row);
        set_feature(&row, coverage, piece->over, piece->feature, piece->township);
        set_text(&row, CERTAINTY, ter_certainty_name(TER_GAP));
        set_number(&row, SIZE_M, piece->length_m);
        if (!put_line(&row, piece->points, piece->point_count, err))
            return false;
    }
    return true;
}

static bool each_point(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    const struct ter_cover_level *level = main_level(coverage);
    struct row row = {.sink = sink};
    for (size_t i = 0; i < level->point_count; i++) {
        const struct ter_cover_point *point = &level->points[i];
        const struct ter_cover_feature *feature = &coverage->overs[point->over].features[point->feature];
        begin(&row);
        set_feature(&row, coverage, point->over, point->feature, point->township);
        set_text(&row, CERTAINTY, ter_certainty_name(point->certainty));
        set_number(&row, WEIGHT, feature->weight);
        set_number(&row, UNCERTAINTY_M, feature->uncertainty_m);
        set_number(&row, NEAREST_M, point->distance_m);
        if (!put_point(&row, point->at, err))
            return false;
    }
    return true;
}

/* Those without a position are on no map. */
static bool each_source(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        if (isnan(source->at.lon))
            continue;
        begin(&row);
        set_text(&row, CODE, source->code);
        set_text(&row, NAME, source->name);
        set_text(&row, TOWNSHIP, source->township);
        set_text(&row, STATUS, source->status);
        set_text(&row, USE, ter_source_use_name(source->use));
        set_number(&row, UNCERTAINTY_M, source->uncertainty_m);
        if (!put_point(&row, source->at, err))
            return false;
    }
    return true;
}

static bool each_district(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->district_count; i++) {
        const struct ter_cover_district *district = &coverage->districts[i];
        begin(&row);
        set_text(&row, CODE, coverage->sources[district->source].code);
        set_text(&row, NAME, coverage->sources[district->source].name);
        set_number(&row, SIZE_M2, district->m2);
        set_number(&row, NORM_M2, district->norm_m2);
        if (!put_shape(&row, &district->shape, err))
            return false;
    }
    return true;
}

static bool each_crossing(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->crossing_count; i++) {
        const struct ter_cover_crossing *crossing = &coverage->crossings[i];
        begin(&row);
        set_text(&row, CODE, coverage->sources[coverage->districts[crossing->district].source].code);
        set_text(&row, BARRIER, barriers[crossing->barrier].value);
        if (!put_line(&row, crossing->points, crossing->point_count, err))
            return false;
    }
    return true;
}

static bool each_due(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    static const enum field who[] = {FIRST, SECOND, THIRD}, when[] = {FIRST_MIN, SECOND_MIN, THIRD_MIN};
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->due_count; i++) {
        const struct ter_cover_due *due = &coverage->dues[i];
        begin(&row);
        set_feature(&row, coverage, due->over, due->feature, coverage->township_count - 1);
        set_text(&row, TOWNSHIP, coverage->overs[due->over].features[due->feature].township);
        for (size_t k = 0; k < 3 && due->source[k] != SIZE_MAX; k++) {
            set_text(&row, who[k], coverage->sources[due->source[k]].code);
            set_number(&row, when[k], due->minutes[k]);
        }
        if (!put_point(&row, due->at, err))
            return false;
    }
    return true;
}

static bool each_step(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err)
{
    struct row row = {.sink = sink};
    for (size_t i = 0; i < coverage->step_count; i++) {
        const struct ter_cover_step *step = &coverage->steps[i];
        begin(&row);
        row.values[RANK] = ter_value_int((int64_t)i + 1);
        set_text(&row, CODE, step->code);
        set_text(&row, TOWNSHIP, step->township);
        set_text(&row, STEP, ter_close_kind_name(step->kind));
        set_number(&row, SCORE, step->score);
        if (!put_point(&row, step->at, err))
            return false;
    }
    return true;
}

/* The roles that a coverage's layers do not have point behind the fields, where nothing looks. */
#define LAYER(layer_name, en, zh, type, style)                                                               \
    .layer = {.name = (layer_name),                                                                          \
        .version = 1,                                                                                        \
        .title = {{(en), (zh)}},                                                                             \
        .description = {{(en), (zh)}},                                                                       \
        .geometry = (type),                                                                                  \
        .fields = fields,                                                                                    \
        .field_count = FIELDS,                                                                               \
        .role = {[TER_ROLE_ID] = ID,                                                                         \
            [TER_ROLE_CODE] = CODE,                                                                          \
            [TER_ROLE_STATUS] = FIELDS,                                                                      \
            [TER_ROLE_STATUS_SINCE] = FIELDS,                                                                \
            [TER_ROLE_TOWNSHIP] = TOWNSHIP,                                                                  \
            [TER_ROLE_LOCATION_TEXT] = FIELDS,                                                               \
            [TER_ROLE_LOCATION_CORRECTED] = FIELDS,                                                          \
            [TER_ROLE_METHOD] = FIELDS,                                                                      \
            [TER_ROLE_PRECISION] = FIELDS,                                                                   \
            [TER_ROLE_UNCERTAINTY_M] = FIELDS,                                                               \
            [TER_ROLE_PLACED_NOTE] = FIELDS,                                                                 \
            [TER_ROLE_SOURCE_ID] = FIELDS,                                                                   \
            [TER_ROLE_SOURCE_ROW] = FIELDS,                                                                  \
            [TER_ROLE_UPDATED_AT] = FIELDS},                                                                 \
        .style_by = (style)}

const struct ter_coverage_layer ter_coverage_layers[] = {
    {LAYER("proposals", "What closes the gaps", "补缺措施", TER_POINT, "step"),
        {ID, RANK, STEP, CODE, TOWNSHIP, SCORE}, 6, each_step},
    {LAYER("sources", "What counts", "计入的设施", TER_POINT, "use"),
        {ID, CODE, NAME, TOWNSHIP, STATUS, USE, UNCERTAINTY_M}, 7, each_source},
    {LAYER("uncovered_points", "Points not covered for certain", "未一定覆盖的点", TER_POINT, "certainty"),
        {ID, OF, CODE, NAME, TOWNSHIP, CERTAINTY, WEIGHT, UNCERTAINTY_M, NEAREST_M}, 9, each_point},
    {LAYER("first_due", "First, second and third due", "首到、次到、三到", TER_POINT, NULL),
        {ID, OF, CODE, NAME, TOWNSHIP, FIRST, FIRST_MIN, SECOND, SECOND_MIN, THIRD, THIRD_MIN}, 11, each_due},
    {LAYER("crossings", "Districts cross", "辖区跨越", TER_LINESTRING, "barrier"), {ID, CODE, BARRIER}, 3,
        each_crossing},
    {LAYER("uncovered_lines", "Stretches not covered", "未覆盖的路段", TER_LINESTRING, "certainty"),
        {ID, OF, CODE, NAME, TOWNSHIP, CERTAINTY, SIZE_M}, 7, each_piece},
    {LAYER("gap", "Gaps", "缺口", TER_MULTIPOLYGON, "certainty"), {ID, OF, TOWNSHIP, CERTAINTY, SIZE_M2}, 5,
        each_gap},
    {LAYER("certain", "Certainly covered", "一定覆盖", TER_MULTIPOLYGON, "certainty"),
        {ID, LIMIT, CERTAINTY, SIZE_M2}, 4, each_certain},
    {LAYER("possible", "Possibly covered", "可能覆盖", TER_MULTIPOLYGON, "certainty"),
        {ID, LIMIT, CERTAINTY, SIZE_M2}, 4, each_possible},
    {LAYER("districts", "Districts", "辖区", TER_MULTIPOLYGON, NULL), {ID, CODE, NAME, SIZE_M2, NORM_M2}, 5,
        each_district},
};
const size_t ter_coverage_layer_count = sizeof ter_coverage_layers / sizeof *ter_coverage_layers;
