/* Owns the layers of a coverage's map: what fields they have, and how they are coloured. Knows nothing of
 * their records, nor of files. */
#include "coverage_rows.h"

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

static struct ter_field fields[COVERAGE_FIELDS] = {
    [COVERAGE_ID] = {"id", TER_FIELD_INTEGER, {{"row", "序号"}}, .shp = "ID"},
    [COVERAGE_CODE] = {"code", TER_FIELD_TEXT, {{"code", "编号"}}, .shp = "CODE"},
    [COVERAGE_NAME] = {"name", TER_FIELD_TEXT, {{"name", "名称"}}, .shp = "NAME"},
    [COVERAGE_TOWNSHIP] = {"township", TER_FIELD_TEXT, {{"township", "乡镇"}}, .shp = "TOWNSHIP"},
    [COVERAGE_OF] = {"of", TER_FIELD_TEXT, {{"of", "对象"}}, .shp = "OF"},
    [COVERAGE_LIMIT] = {"reach", TER_FIELD_REAL, {{"reach (m or min)", "作用距离（米）或时间（分钟）"}},
        .shp = "REACH"},
    [COVERAGE_CERTAINTY] = {"certainty", TER_FIELD_TEXT, {{"certainty", "可靠程度"}}, .shp = "CERTAINTY",
        .domain = &certainty_domain},
    [COVERAGE_USE] = {"use", TER_FIELD_TEXT, {{"use", "计入情况"}}, .shp = "USE", .domain = &use_domain},
    [COVERAGE_STATUS] = {"status", TER_FIELD_TEXT, {{"status", "状态"}}, .shp = "STATUS"},
    [COVERAGE_STEP] = {"step", TER_FIELD_TEXT, {{"step", "措施"}}, .shp = "STEP", .domain = &step_domain},
    [COVERAGE_SIZE_M] = {"length_m", TER_FIELD_REAL, {{"length (m)", "长度（米）"}}, .shp = "LENGTH_M"},
    [COVERAGE_SIZE_M2] = {"area_m2", TER_FIELD_REAL, {{"area (m2)", "面积（平方米）"}}, .shp = "AREA_M2"},
    [COVERAGE_WEIGHT] = {"weight", TER_FIELD_REAL, {{"weight", "权重"}}, .shp = "WEIGHT"},
    [COVERAGE_UNCERTAINTY_M] = {"uncertainty_m", TER_FIELD_REAL, {{"uncertainty (m)", "误差半径（米）"}},
        .shp = "UNCERT_M"},
    [COVERAGE_NEAREST_M] = {"nearest_m", TER_FIELD_REAL, {{"to the nearest (m)", "距最近（米）"}},
        .shp = "NEAREST_M"},
    [COVERAGE_RANK] = {"rank", TER_FIELD_INTEGER, {{"rank", "次序"}}, .shp = "RANK"},
    [COVERAGE_SCORE] = {"score", TER_FIELD_REAL, {{"adds", "增量"}}, .shp = "SCORE"},
    [COVERAGE_NORM_M2] = {"norm_m2", TER_FIELD_REAL, {{"norm (m2)", "标准（平方米）"}}, .shp = "NORM_M2"},
    [COVERAGE_BARRIER] = {"barrier", TER_FIELD_TEXT, {{"crosses", "跨越"}}, .shp = "BARRIER",
        .domain = &barrier_domain},
    [COVERAGE_FIRST] = {"first", TER_FIELD_TEXT, {{"first due", "首到"}}, .shp = "FIRST"},
    [COVERAGE_FIRST_MIN] = {"first_min", TER_FIELD_REAL, {{"first due (min)", "首到（分钟）"}},
        .shp = "FIRST_MIN"},
    [COVERAGE_SECOND] = {"second", TER_FIELD_TEXT, {{"second due", "次到"}}, .shp = "SECOND"},
    [COVERAGE_SECOND_MIN] = {"second_min", TER_FIELD_REAL, {{"second due (min)", "次到（分钟）"}},
        .shp = "SECOND_MIN"},
    [COVERAGE_THIRD] = {"third", TER_FIELD_TEXT, {{"third due", "三到"}}, .shp = "THIRD"},
    [COVERAGE_THIRD_MIN] = {"third_min", TER_FIELD_REAL, {{"third due (min)", "三到（分钟）"}},
        .shp = "THIRD_MIN"},
};

/* The roles that a coverage's layers do not have point behind the fields, where nothing looks. */
#define LAYER(layer_name, en, zh, type, style)                                                               \
    .layer = {.name = (layer_name),                                                                          \
        .version = 1,                                                                                        \
        .title = {{(en), (zh)}},                                                                             \
        .description = {{(en), (zh)}},                                                                       \
        .geometry = (type),                                                                                  \
        .fields = fields,                                                                                    \
        .field_count = COVERAGE_FIELDS,                                                                      \
        .role = {[TER_ROLE_ID] = COVERAGE_ID,                                                                \
            [TER_ROLE_CODE] = COVERAGE_CODE,                                                                 \
            [TER_ROLE_STATUS] = COVERAGE_FIELDS,                                                             \
            [TER_ROLE_STATUS_SINCE] = COVERAGE_FIELDS,                                                       \
            [TER_ROLE_TOWNSHIP] = COVERAGE_TOWNSHIP,                                                         \
            [TER_ROLE_LOCATION_TEXT] = COVERAGE_FIELDS,                                                      \
            [TER_ROLE_LOCATION_CORRECTED] = COVERAGE_FIELDS,                                                 \
            [TER_ROLE_METHOD] = COVERAGE_FIELDS,                                                             \
            [TER_ROLE_PRECISION] = COVERAGE_FIELDS,                                                          \
            [TER_ROLE_UNCERTAINTY_M] = COVERAGE_FIELDS,                                                      \
            [TER_ROLE_PLACED_NOTE] = COVERAGE_FIELDS,                                                        \
            [TER_ROLE_SOURCE_ID] = COVERAGE_FIELDS,                                                          \
            [TER_ROLE_SOURCE_ROW] = COVERAGE_FIELDS,                                                         \
            [TER_ROLE_UPDATED_AT] = COVERAGE_FIELDS},                                                        \
        .style_by = (style)}

const struct ter_coverage_layer ter_coverage_layers[] = {
    {LAYER("proposals", "What closes the gaps", "补缺措施", TER_POINT, "step"),
        {COVERAGE_ID, COVERAGE_RANK, COVERAGE_STEP, COVERAGE_CODE, COVERAGE_TOWNSHIP, COVERAGE_SCORE}, 6,
        ter_coverage_each_step},
    {LAYER("sources", "What counts", "计入的设施", TER_POINT, "use"),
        {COVERAGE_ID, COVERAGE_CODE, COVERAGE_NAME, COVERAGE_TOWNSHIP, COVERAGE_STATUS, COVERAGE_USE,
            COVERAGE_UNCERTAINTY_M},
        7, ter_coverage_each_source},
    {LAYER("uncovered_points", "Points not covered for certain", "未一定覆盖的点", TER_POINT, "certainty"),
        {COVERAGE_ID, COVERAGE_OF, COVERAGE_CODE, COVERAGE_NAME, COVERAGE_TOWNSHIP, COVERAGE_CERTAINTY,
            COVERAGE_WEIGHT, COVERAGE_UNCERTAINTY_M, COVERAGE_NEAREST_M},
        9, ter_coverage_each_point},
    {LAYER("first_due", "First, second and third due", "首到、次到、三到", TER_POINT, NULL),
        {COVERAGE_ID, COVERAGE_OF, COVERAGE_CODE, COVERAGE_NAME, COVERAGE_TOWNSHIP, COVERAGE_FIRST,
            COVERAGE_FIRST_MIN, COVERAGE_SECOND, COVERAGE_SECOND_MIN, COVERAGE_THIRD, COVERAGE_THIRD_MIN},
        11, ter_coverage_each_due},
    {LAYER("crossings", "Districts cross", "辖区跨越", TER_LINESTRING, "barrier"),
        {COVERAGE_ID, COVERAGE_CODE, COVERAGE_BARRIER}, 3, ter_coverage_each_crossing},
    {LAYER("uncovered_lines", "Stretches not covered", "未覆盖的路段", TER_LINESTRING, "certainty"),
        {COVERAGE_ID, COVERAGE_OF, COVERAGE_CODE, COVERAGE_NAME, COVERAGE_TOWNSHIP, COVERAGE_CERTAINTY,
            COVERAGE_SIZE_M},
        7, ter_coverage_each_piece},
    {LAYER("gap", "Gaps", "缺口", TER_MULTIPOLYGON, "certainty"),
        {COVERAGE_ID, COVERAGE_OF, COVERAGE_TOWNSHIP, COVERAGE_CERTAINTY, COVERAGE_SIZE_M2}, 5,
        ter_coverage_each_gap},
    {LAYER("certain", "Certainly covered", "一定覆盖", TER_MULTIPOLYGON, "certainty"),
        {COVERAGE_ID, COVERAGE_LIMIT, COVERAGE_CERTAINTY, COVERAGE_SIZE_M2}, 4, ter_coverage_each_certain},
    {LAYER("possible", "Possibly covered", "可能覆盖", TER_MULTIPOLYGON, "certainty"),
        {COVERAGE_ID, COVERAGE_LIMIT, COVERAGE_CERTAINTY, COVERAGE_SIZE_M2}, 4, ter_coverage_each_possible},
    {LAYER("districts", "Districts", "辖区", TER_MULTIPOLYGON, NULL),
        {COVERAGE_ID, COVERAGE_CODE, COVERAGE_NAME, COVERAGE_SIZE_M2, COVERAGE_NORM_M2}, 5,
        ter_coverage_each_district},
};
const size_t ter_coverage_layer_count = sizeof ter_coverage_layers / sizeof *ter_coverage_layers;
