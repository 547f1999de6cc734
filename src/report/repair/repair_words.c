/* Owns the words of the repair report, in both languages. */
#include "repair_parts.h"

#include <string.h>

static const char *const words[TER_REPAIR_WORDS][2] = {
    [TER_REPAIR_TITLE] = {"Repair plan: {1}", "{1}修复计划"},
    [TER_REPAIR_SUBTITLE_YEARS] = {"{1}–{2}, {3} to mend", "{1}—{2} 年，待修 {3} 处"},
    [TER_REPAIR_SUBTITLE_ORDER] = {"{1} to mend, in order", "待修 {1} 处，按先后排列"},
    [TER_REPAIR_RULE_QUOTA] = {"{1} a year from {2} on", "自 {2} 年起每年 {1} 处"},
    [TER_REPAIR_RULE_BUDGET] = {"{1} yuan a year from {2} on", "自 {2} 年起每年 {1} 元"},
    [TER_REPAIR_RULE_ORDER] = {"an order without years", "只排先后，不分年度"},
    [TER_REPAIR_RULE_TOWNSHIP] =
        {"shared out among the townships by the largest remainder of what each still has to do",
            "各年按各乡镇剩余待修数量以最大余数法分配"},
    [TER_REPAIR_RULE_RANK] = {"the best ranks first, whatever their township", "不分乡镇，按位次先后"},
    [TER_REPAIR_RULE_VALUE] = {"the most points for the money first", "按每元得分从高到低"},
    [TER_REPAIR_ALL] = {"{1}, all townships", "{1}，全部乡镇"},
    [TER_REPAIR_POSITIONS] =
        {"{1} of {2} have a position; half of them are known to within {3}, nine of ten to within {4}",
            "{2} 处中有位置的 {1} 处，其中半数误差在 {3} 以内，九成在 {4} 以内"},
    [TER_REPAIR_COARSE] = {"{1} are too coarse to say what lies round them", "{1} 处过粗，无法判断周边情况"},
    [TER_REPAIR_UNPLACED] = {"{1} have no position", "{1} 处没有位置"},
    [TER_REPAIR_COARSE_WARNING] = {"For {1} of {2} the position is too coarse to say what the mend adds to "
                                   "coverage, and which sites are near. "
                                   "Their score leaves these parts out, and does not make up for them: a "
                                   "survey of positions can change the order.",
        "{2} 处中有 {1} 处位置太粗，无法判断修复后新增的覆盖和附近的敏感场所；其得分不含这几项，也未作补偿。"
        "实测位置后，先后次序可能变化。"},
    [TER_REPAIR_NONE] = {"Nothing is to be mended.", "没有待修的记录。"},
    [TER_REPAIR_TO_MEND] = {"To mend", "待修"},
    [TER_REPAIR_OF_QUOTA] = {"quota {1}", "名额 {1}"},
    [TER_REPAIR_OF_BUDGET] = {"{1} of {2} yuan", "{1} / {2} 元"},
    [TER_REPAIR_NO_YEAR] = {"No year", "未排年度"},
    [TER_REPAIR_BY_TOWNSHIP] = {"By township and year", "按乡镇和年度"},
    [TER_REPAIR_CHART] = {"Records to mend, by year", "各年度待修数量"},
    [TER_REPAIR_ON_MAP] = {"{1} ({2})", "{1}（{2}）"},
    [TER_REPAIR_RANKED] =
        {"The number is the rank of the best record at a place; the circle round it can be switched on. "
         "Where positions are coarse, many records stand at one place.",
            "编号为该处位次最前者；可打开误差圆。位置较粗时，多处会落在同一点。"},
    [TER_REPAIR_YEAR] = {"{1}: {2} to mend", "{1} 年：{2} 处"},
    [TER_REPAIR_YEAR_LEAD] = {"Numbers are ranks; a click shows the place on the map.",
        "编号为位次，点击可在地图上查看。"},
    [TER_REPAIR_UNKNOWN_TOWNSHIP] = {"(township not known)", "（乡镇不详）"},
    [TER_REPAIR_RANK] = {"Rank", "位次"},
    [TER_REPAIR_CODE] = {"Code", "编号"},
    [TER_REPAIR_LOCATION] = {"Location", "具体位置"},
    [TER_REPAIR_DEFECT] = {"Defect", "故障"},
    [TER_REPAIR_NEEDS] = {"Needs", "所需工料"},
    [TER_REPAIR_SCORE] = {"Score", "得分"},
    [TER_REPAIR_OF] = {"of", "可评满分"},
    [TER_REPAIR_COST] = {"Cost", "费用"},
    [TER_REPAIR_YUAN] = {"yuan", "元"},
    [TER_REPAIR_TARGET] = {"Target date", "完成期限"},
    [TER_REPAIR_WHY] = {"Why", "原因"},
    [TER_REPAIR_SCORES] = {"Why in this order", "排序依据"},
    [TER_REPAIR_SCORES_LEAD] = {"The points of each record, part by part. A part that cannot be judged earns "
                                "nothing and says why; \"of\" is what "
                                "the record could have earned at most. What a mend adds to coverage counts "
                                "on top of what is in service and of "
                                "all records with a better rank.",
        "逐项列出各处得分。无法评定的项不计分并注明原因；“可评满分”为该处最多可得的分数。"
        "新增覆盖是在现有在用水源和位次在前者之上计算的。"},
    [TER_REPAIR_METHOD] = {"How the score is made", "评分方法"},
    [TER_REPAIR_METHOD_LEAD] = {"No rule gives these weights; --weights FILE replaces them.",
        "权重并无规范依据，可用 --weights 文件替换。"},
    [TER_REPAIR_PART] = {"Part", "评分项"},
    [TER_REPAIR_WEIGHT] = {"Weight", "权重"},
    [TER_REPAIR_ZERO] = {"Nothing at", "零分"},
    [TER_REPAIR_FULL] = {"All at", "满分"},
    [TER_REPAIR_REASON] = {"Reason", "理由"},
    [TER_REPAIR_RADIUS] = {"{1}: {2} m, after {3}", "{1}：{2} 米，依据 {3}"},
    [TER_REPAIR_PLANE] = {"Areas are measured in EPSG:{1}.", "面积按 EPSG:{1} 平面计算。"},
    [TER_REPAIR_CHANGES] = {"What differs from the plan {1}", "与计划 {1} 的差异"},
    [TER_REPAIR_CHANGES_LEAD] = {"Approved and saved at {1} (UTC).", "保存于 {1}（UTC）。"},
    [TER_REPAIR_CHANGE] = {"Change", "变化"},
    [TER_REPAIR_THEN] = {"Year then", "原年度"},
    [TER_REPAIR_NOW] = {"Year now", "现年度"},
    [TER_REPAIR_PROOF] = {"{1}: what is chosen is worth {2} points; the proven best that the year's money "
                          "could buy is worth {3} ({4} % "
                          "of it reached).",
        "{1} 年：所选共 {2} 分；同样的钱经证明最多可得 {3} 分（达到 {4} %）。"},
    [TER_REPAIR_NO_PROOF] =
        {"{1}: what is chosen is worth {2} points; there are too many sums of money to prove the best "
         "choice.",
            "{1} 年：所选共 {2} 分；金额组合太多，未能证明最优。"},
    [TER_REPAIR_COSTS] = {"Costs", "费用"},
    [TER_REPAIR_COSTS_LEAD] = {"From the table that was given; terrier knows no costs of its own.",
        "费用取自所给的费用表，程序本身不含费用数据。"},
    [TER_REPAIR_MORE] = {"and {1} more", "另有 {1} 处"},
    [TER_REPAIR_RULE_CREWS] = {"rounds for crews: days of {1} hours", "作业路线：每天 {1} 小时"},
    [TER_REPAIR_ROUNDS] = {"Rounds for crews", "作业路线"},
    [TER_REPAIR_ROUNDS_YEAR] = {"{1}: rounds for crews", "{1} 年作业路线"},
    [TER_REPAIR_ROUNDS_LEAD] =
        {"A round is one crew's day: setting out, travel, work at each stop, and the way back. Times count "
         "from "
         "the start of the day. On the map a line joins the stops in their order; it is not the road that is "
         "driven.",
            "一趟为一个班组一天的作业，含出发准备、行车、各处作业和返回。到达时间自当日开工起算。"
            "地图上的连线只表示先后，不是行车路线。"},
    [TER_REPAIR_ROUNDS_SUM] = {"{1} rounds with {2} stops: {3} km, {4} h of travel, {5} h of work",
        "共 {1} 趟 {2} 处：路程 {3} 公里，行车 {4} 小时，作业 {5} 小时"},
    [TER_REPAIR_ROUND] = {"Round {1}: {2}, from {3}", "第 {1} 趟：{2}，自{3}出发"},
    [TER_REPAIR_ROUND_DAY] = {"day {1}, crew {2}", "第 {1} 天第 {2} 组"},
    [TER_REPAIR_ROUND_SUM] = {"{1} stops, {2} km, {3} min of travel, {4} min of work, {5} h in all",
        "{1} 处，路程 {2} 公里，行车 {3} 分钟，作业 {4} 分钟，全程 {5}"},
    [TER_REPAIR_ROUND_COARSE] = {"{1} of the stops are known only to within {2}",
        "其中 {1} 处位置误差较大，最大 {2}"},
    [TER_REPAIR_ROUNDS_ON_MAP] = {"{1}: rounds ({2})", "{1} 年路线（{2} 趟）"},
    [TER_REPAIR_DEPOTS_ON_MAP] = {"where crews set out", "出发地"},
    [TER_REPAIR_NUMBER] = {"No.", "序号"},
    [TER_REPAIR_KIT] = {"Kit", "作业组"},
    [TER_REPAIR_DAY] = {"Day", "天"},
    [TER_REPAIR_CREW] = {"Crew", "班组"},
    [TER_REPAIR_FROM] = {"From", "出发地"},
    [TER_REPAIR_STOPS] = {"Stops", "处数"},
    [TER_REPAIR_KM] = {"km", "公里"},
    [TER_REPAIR_TRAVEL] = {"Travel", "行车"},
    [TER_REPAIR_WORK] = {"Work", "作业"},
    [TER_REPAIR_IN_ALL] = {"In all", "全程"},
    [TER_REPAIR_ARRIVES] = {"Arrives", "到达"},
    [TER_REPAIR_BRING] = {"Bring", "携带"},
    [TER_REPAIR_OFF] = {"Error", "误差"},
    [TER_REPAIR_MINUTES] = {"min", "分钟"},
    [TER_REPAIR_METRES] = {"± m", "± 米"},
    [TER_REPAIR_LOCATE_FIRST] = {"To be located first: {1} ({2})", "待核实位置：{1}（{2} 处）"},
    [TER_REPAIR_LOCATE_LEAD] =
        {"These positions are too coarse to send a crew to: they stand in no round, and "
         "have no times.",
            "这些位置太粗，无法派班组直接前往，未排入路线，也没有时间。"},
    [TER_REPAIR_NO_DAY] = {"No day can hold ({1})", "一个工作日内无法完成（{1} 处）"},
};

const char *ter_repair_sentence(enum ter_repair_word word, enum ter_lang lang)
{
    return words[word][lang];
}

const char *ter_repair_say(const struct ter_page *page, enum ter_repair_word word)
{
    return words[word][page->lang];
}

char *ter_repair_fill(enum ter_repair_word word, enum ter_lang lang, const char *const *texts)
{
    return ter_words_fill(words[word][lang], texts);
}

const char *ter_repair_class(const struct ter_plan *plan, int year)
{
    static const char *const classes[] = {"y-1", "y-2", "y-3", "y-4", "y-5"};
    enum { CLASSES = sizeof classes / sizeof *classes };
    size_t at = year ? (size_t)(year - plan->from_year) : 0;
    if (!year)
        return "s-open";
    return classes[plan->year_count > CLASSES ? at * CLASSES / plan->year_count : at];
}

const char *ter_repair_township(const struct ter_page *page, const struct ter_plan_township *township)
{
    return township->name ? township->name : ter_repair_say(page, TER_REPAIR_UNKNOWN_TOWNSHIP);
}
