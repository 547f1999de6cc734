/* Owns every word of the reports, in both languages, so that they are translated side by side. */
#include "words.h"

#include <string.h>

static const char *const words[TER_WORD_COUNT_END][2] = {
    [TER_WORD_REGISTER] = {"Register", "登记册"},
    [TER_WORD_DOCUMENTS] = {"Source documents", "资料来源"},
    [TER_WORD_DATE] = {"Date", "日期"},
    [TER_WORD_SCOPE] = {"Scope", "范围"},
    [TER_WORD_SCOPE_ALL] = {"the whole register", "全登记册"},
    [TER_WORD_SCENARIO] = {"Scenario", "情景"},
    [TER_WORD_YEARS_RULE] = {"Years", "年度安排"},
    [TER_WORD_POSITIONS] = {"Positions", "位置精度"},
    [TER_WORD_ATTRIBUTION] = {"Map data", "地图数据"},
    [TER_WORD_COMMANDS] = {"How to reproduce these figures", "如何重现这些数字"},
    [TER_WORD_COMMANDS_LEAD] =
        {"Each small number beside a heading names the command that gives the figures under it.",
            "标题旁的小号数字对应下列命令，执行该命令即可得到同样的数字。"},
    [TER_WORD_MADE_BY] = {"Made by terrier {1} on {2}.", "由 terrier {1} 于 {2} 生成。"},
    [TER_WORD_LICENCES] = {"Licences", "许可"},
    [TER_WORD_SORT_HINT] = {"sort by this column", "按此列排序"},
    [TER_WORD_TOTAL] = {"Total", "合计"},
    [TER_WORD_MAP_NEEDS_SCRIPT] =
        {"The map needs a browser with JavaScript; the tables hold the same figures.",
            "地图需要启用 JavaScript 的浏览器；表格中有同样的数字。"},
    [TER_WORD_MAP_LABEL] = {"Map; the tables of this page hold the same figures",
        "地图；本页表格中有同样的数字"},
    [TER_WORD_MAP_ZOOM_IN] = {"Zoom in", "放大"},
    [TER_WORD_MAP_ZOOM_OUT] = {"Zoom out", "缩小"},
    [TER_WORD_MAP_THINNED] = {"{1}: {2} points are drawn as {3} groups on the map.",
        "{1}：地图上将 {2} 个点合并为 {3} 组显示。"},
    [TER_WORD_MAP_SIMPLIFIED] = {"{1}: lines are drawn to within {2} m on the map; the figures are exact.",
        "{1}：地图上的线条简化到 {2} 米以内；数字不受影响。"},
    [TER_WORD_MAP_LEFT_OUT] = {"{1}: the map shows the {2} largest of {3}; the figures hold all.",
        "{1}：地图仅显示 {3} 个中最大的 {2} 个；数字包含全部。"},
    [TER_WORD_BACKGROUND] = {"Roads, for orientation", "道路（底图）"},
    [TER_WORD_AND_MORE] = {"and {1} more", "另有 {1} 个"},
    [TER_WORD_CHART_MORE] = {"{1} more in the table below.", "其余 {1} 个见下表。"},

    [TER_WORD_COVERAGE_TITLE] = {"Coverage: {1}", "{1}覆盖分析"},
    [TER_WORD_CERTAIN] = {"Certain", "一定覆盖"},
    [TER_WORD_POSSIBLE] = {"Possible", "可能覆盖"},
    [TER_WORD_ONLY_POSSIBLE] = {"Only possible", "仅可能覆盖"},
    [TER_WORD_GAP] = {"Gap", "缺口"},
    [TER_WORD_CERTAIN_MEANS] = {"Certain: within reach however far off the recorded positions may be. "
                                "Possible: within reach only if "
                                "they are off in a favourable direction; in the tables it includes what is "
                                "certain. Gap: out of reach in any case.",
        "一定覆盖：无论记录位置的误差偏向何方都在范围内。可能覆盖：仅当误差有利时才在范围内，"
        "表中包含一定覆盖的部分。缺口：无论如何都不在范围内。"},
    [TER_WORD_AT_A_GLANCE] = {"At a glance", "概要"},
    [TER_WORD_REACHED_AREA] = {"Area reached", "到达面积"},
    [TER_WORD_OF_TOTAL] = {"of {1}", "共 {1}"},
    [TER_WORD_FIGURES] = {"What is covered", "覆盖对象"},
    [TER_WORD_COVERED_THING] = {"Over", "对象"},
    [TER_WORD_LIMIT] = {"Within", "范围"},
    [TER_WORD_WEIGHTED] = {"{1}, by {2}", "{1}（按{2}加权）"},
    [TER_WORD_MAP] = {"Map", "地图"},
    [TER_WORD_BY_TOWNSHIP] = {"By township", "按乡镇"},
    [TER_WORD_TOWNSHIP] = {"Township", "乡镇"},
    [TER_WORD_TOWNSHIP_AREA] = {"Area of the township", "乡镇面积"},
    [TER_WORD_NO_TOWNSHIP] = {"(no township known)", "（乡镇不详）"},
    [TER_WORD_SHARE_CERTAIN] = {"Certain, share of total", "一定覆盖占总数"},
    [TER_WORD_SHARE_GAP] = {"Gap, share of total", "缺口占总数"},
    [TER_WORD_CHART_SHARE_OF] = {"Share of each township's total", "占各乡镇总数的比例"},
    [TER_WORD_CHART_GAP_OF] = {"gap {1} of {2} ({3})", "缺口 {1} / {2}（{3}）"},
    [TER_WORD_WORST] = {"The worst places", "最严重的缺口"},
    [TER_WORD_WORST_LEAD] = {"The largest gaps of each kind; the numbers stand on the map.",
        "各类对象中最大的缺口；编号与地图一致。"},
    [TER_WORD_RANK] = {"No.", "序号"},
    [TER_WORD_PLACE] = {"Place", "地点"},
    [TER_WORD_POSITION] = {"Longitude, latitude", "经度，纬度"},
    [TER_WORD_SIZE] = {"Size", "大小"},
    [TER_WORD_NEAREST] = {"Nearest at", "最近距离"},
    [TER_WORD_NONE_IN_GAP] =
        {"Nothing is out of reach in any case; what is only possible stands in the tables above.",
            "没有任何情况下都够不到的地方；仅可能覆盖的部分见上表。"},
    [TER_WORD_LOST] = {"What is lost while {1} are shut", "关闭 {1} 时的损失"},
    [TER_WORD_LOST_LEAD] = {"Losses against the same scenario with all of them open.",
        "与全部开启时的同一情景相比。"},
    [TER_WORD_LOST_CERTAIN] = {"Certain before, no longer", "不再一定覆盖"},
    [TER_WORD_LOST_POSSIBLE] = {"Possible before, no longer", "不再可能覆盖"},
    [TER_WORD_CLOSING] = {"What would close the gaps", "如何补齐缺口"},
    [TER_WORD_CLOSING_LEAD] =
        {"The best first; each gain is what the step adds for certain beyond those before it.",
            "由优到次排列；每一步的增益是在前面各步之外新增的一定覆盖。"},
    [TER_WORD_CLOSING_PROVED] = {"The order is at most {1} below the proven optimum.",
        "与已证明的最优解相差不超过 {1}。"},
    [TER_WORD_CLOSING_UNPROVED] = {"Chosen step by step; not proved to be the optimum.",
        "逐步选取，未证明为最优。"},
    [TER_WORD_STEP_KIND] = {"Step", "措施"},
    [TER_WORD_MEND] = {"mend", "修复"},
    [TER_WORD_BUILD] = {"build as planned", "按计划建设"},
    [TER_WORD_NEW_PLACE] = {"new place", "新增"},
    [TER_WORD_CODE] = {"Code", "编号"},
    [TER_WORD_GAIN] = {"Adds: {1}", "新增：{1}"},
    [TER_WORD_DISTRICTS] = {"Districts", "责任区"},
    [TER_WORD_DISTRICTS_LEAD] = {"What each reaches first, against the norm of its class.",
        "各站最先到达的范围，与其类别的标准相比。"},
    [TER_WORD_AREA] = {"Area", "面积"},
    [TER_WORD_NORM] = {"Norm", "标准"},
    [TER_WORD_OVER_NORM] = {"Above the norm by", "超出标准"},
    [TER_WORD_CROSSES] = {"Motorway / railway / river inside", "区内高速公路/铁路/河流"},
    [TER_WORD_RECORDS] = {"The records", "记录"},
    [TER_WORD_USE] = {"In this report", "在本报告中"},
    [TER_WORD_USED] = {"counted", "计入"},
    [TER_WORD_TOO_COARSE] = {"too coarse to say", "位置太粗，无法确定"},
    [TER_WORD_TOO_COARSE_LEAD] =
        {"Their position may be off by as much as they reach, or more: they cover nothing for certain.",
            "其位置误差不小于覆盖半径：没有一处能确定覆盖。"},
    [TER_WORD_SHUT] = {"shut", "关闭"},
    [TER_WORD_UNPLACED] = {"without a position", "没有位置"},
    [TER_WORD_ASIDE] = {"not available in this scenario", "此情景下不可用"},
    [TER_WORD_COUNT] = {"Number", "数量"},
    [TER_WORD_ERROR_RADIUS] = {"Error radius", "误差半径"},
    [TER_WORD_STATUS] = {"Status", "状态"},
    [TER_WORD_ASSUMED] = {"What was assumed, and the sources of the norms", "假设与标准来源"},
    [TER_WORD_ASSUMED_WHAT] = {"Assumption", "假设"},
    [TER_WORD_VALUE] = {"Value", "取值"},
    [TER_WORD_SOURCE] = {"Source", "来源"},
    [TER_WORD_STATE] = {"How sure", "可靠程度"},
    [TER_WORD_STATE_VERIFIED] = {"verified", "已核实"},
    [TER_WORD_STATE_SECONDARY] = {"from a secondary source", "二手来源"},
    [TER_WORD_STATE_GENERAL] = {"general knowledge", "一般知识"},
    [TER_WORD_STATE_USER] = {"as asked", "用户指定"},
    [TER_WORD_RADIUS] = {"{1} m in a straight line", "直线 {1} 米"},
    [TER_WORD_ALONG_ROADS] = {"{1} m along roads", "沿道路 {1} 米"},
    [TER_WORD_MINUTES] = {"{1} minutes' drive", "行车 {1} 分钟"},
    [TER_WORD_MINUTES_UNIT] = {"{1} min", "{1} 分钟"},
    [TER_WORD_METRES_UNIT] = {"{1} m", "{1} 米"},
    [TER_WORD_EXACT_ASSUMED] =
        {"Every position was taken for exact (--assume-exact). Positions that are off make the gaps look "
         "smaller or larger than they are.",
            "所有位置均按精确处理（--assume-exact）。若位置有误差，实际缺口可能更大或更小。"},
    [TER_WORD_POSITIONS_KNOWN] = {"{1} of {2} counted; half of them within {3}, nine of ten within {4}",
        "计入 {2} 条中的 {1} 条；半数的误差不超过 {3}，九成不超过 {4}"},
    [TER_WORD_POSITIONS_COARSE] = {"{1} too coarse to cover anything for certain",
        "{1} 条位置太粗，没有一处能确定覆盖"},
    [TER_WORD_POSITIONS_NONE] = {"{1} without a position, in no figure", "{1} 条没有位置，未计入"},
    [TER_WORD_OF_KIND] = {"{1}: {2}", "{1}：{2}"},
    [TER_WORD_WITH_UNIT] = {"{1} ({2})", "{1}（{2}）"},
    [TER_WORD_SUBTITLE] = {"{1}, {2}", "{1} · {2}"},
    [TER_WORD_SCOPE_OVERS] = {"{1}; measured over {2}", "{1}；覆盖对象：{2}"},
    [TER_WORD_REACHED_OF] = {"{1}: certain", "{1}：一定覆盖"},
    [TER_WORD_UNREACHED_OF] = {"{1}: gap", "{1}：缺口"},
    [TER_WORD_POSSIBLE_OF] = {"{1}: only possible", "{1}：仅可能覆盖"},
    [TER_WORD_FIRST_AREAS] = {"Districts, first due", "最先到达范围"},
    [TER_WORD_BARRIERS] = {"Motorways, railways, rivers in districts", "责任区内的高速公路、铁路、河流"},
    [TER_WORD_PROPOSED] = {"Proposed", "建议"},
    [TER_WORD_WORST_ON_MAP] = {"The worst places", "最严重的缺口"},
    [TER_WORD_ERROR_CIRCLE] = {"Error circles", "误差圆"},
    [TER_WORD_CHORDS] = {"Areas are exact; the arcs on the map are drawn with chords within {1} m.",
        "面积精确计算；地图上的圆弧以 {1} 米以内的弦表示。"},
    [TER_WORD_DUES] = {"Who arrives first, second, third", "最先、第二、第三到达"},
    [TER_WORD_FIRST_DUE] = {"First due", "最先到达"},
    [TER_WORD_SECOND_DUE] = {"Second due", "第二到达"},
    [TER_WORD_THIRD_DUE] = {"Third due", "第三到达"},
};

const char *ter_word(enum ter_word word, enum ter_lang lang)
{
    return words[word][lang];
}

char *ter_words_fill(const char *sentence, const char *const *texts)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    size_t count = 0;
    while (texts[count])
        count++;
    ter_buf_text(&out, "");
    while (*sentence) {
        const char *at = sentence;
        size_t number =
            at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}' ? (size_t)(at[1] - '0') : 0;
        bool place = number && number <= count;
        if (place)
            ter_buf_text(&out, texts[number - 1]);
        else
            ter_buf_add(&out, at, 1);
        sentence += place ? strlen("{1}") : 1;
    }
    return ter_buf_take(&out);
}

char *ter_word_fill(enum ter_word word, enum ter_lang lang, const char *const *texts)
{
    return ter_words_fill(ter_word(word, lang), texts);
}
