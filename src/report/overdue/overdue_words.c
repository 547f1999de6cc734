/* Owns the words of the report on deadlines, and how its states are drawn. */
#include "overdue_parts.h"

#include <string.h>

static const char *const words[][2] = {
    [TER_OVERDUE_TITLE] = {"Deadlines: what is overdue", "期限与逾期"},
    [TER_OVERDUE_AS_OF] = {"as of {1}", "截至 {1}"},
    [TER_OVERDUE_STATE_LATE] = {"overdue", "逾期"},
    [TER_OVERDUE_STATE_SOON] = {"due within {1} days", "{1} 天内到期"},
    [TER_OVERDUE_STATE_LATER] = {"due later", "以后到期"},
    [TER_OVERDUE_STATE_UNKNOWN] = {"no date to count from", "缺起算日期"},
    [TER_OVERDUE_OF_ALL] = {"of {1} open deadlines", "共 {1} 项期限"},
    [TER_OVERDUE_HOW] =
        {"A deadline is overdue from the day after it fell due. Where the date that it counts "
         "from is missing it is unknown: neither late nor in time.",
            "期限次日起为逾期。缺少起算日期的期限无法判定，既不算逾期，也不算按时。"},
    [TER_OVERDUE_NONE] = {"No open deadlines were found for this question.", "没有符合条件的未结期限。"},
    [TER_OVERDUE_POSITIONED] = {"{1} of {2} deadlines are of records with a position; half of them are known "
                                "to within {3}, nine of ten to within {4}",
        "{2} 项期限中，{1} 项所属的记录有位置，其中半数误差在 {3} 以内，九成在 {4} 以内"},
    [TER_OVERDUE_ONLY_PLACED] = {"{1} of {2} deadlines are of records with a position",
        "{2} 项期限中，{1} 项所属的记录有位置"},
    [TER_OVERDUE_BY_RULE] = {"By layer and deadline", "按图层和期限"},
    [TER_OVERDUE_BY_TOWNSHIP] = {"By township", "按乡镇"},
    [TER_OVERDUE_TOWNSHIP_BARS] = {"Open deadlines of each township", "各乡镇未结期限"},
    [TER_OVERDUE_WEEKS] = {"The weeks ahead", "今后各周"},
    [TER_OVERDUE_WEEKS_BARS] = {"Deadlines that fall due in each week", "各周到期的期限"},
    [TER_OVERDUE_WEEK_OF] = {"{1} to {2}", "{1} 至 {2}"},
    [TER_OVERDUE_LATE_OF_LAYER] = {"Overdue: {1}", "逾期：{1}"},
    [TER_OVERDUE_MISSING] = {"Without a date to count from", "缺起算日期的期限"},
    [TER_OVERDUE_MISSING_LEAD] =
        {"These run, but nobody has entered the date that they count from. The command lists their records.",
            "这些期限已在计算，但未填写起算日期；执行标题旁的命令可列出各条记录。"},
    [TER_OVERDUE_MISSING_DATE] = {"Missing date", "缺少的日期"},
    [TER_OVERDUE_LAYER] = {"Layer", "图层"},
    [TER_OVERDUE_NAME] = {"Name or place", "名称或位置"},
    [TER_OVERDUE_WHAT] = {"Deadline", "期限事项"},
    [TER_OVERDUE_FROM] = {"Counted from", "起算日期"},
    [TER_OVERDUE_DUE] = {"Due", "期限日期"},
    [TER_OVERDUE_DAYS_LATE] = {"Days late", "逾期天数"},
    [TER_OVERDUE_WORKING_LATE] = {"Working days late", "逾期工作日"},
    [TER_OVERDUE_DAYS_LEFT] = {"Days left", "剩余天数"},
    [TER_OVERDUE_UNIT] = {"Responsible", "责任单位"},
    [TER_OVERDUE_RULE] = {"Rule", "依据"},
    [TER_OVERDUE_COUNT] = {"Deadlines", "项数"},
};

const char *ter_overdue_sentence(enum ter_overdue_word word, enum ter_lang lang)
{
    return words[word][lang];
}

const char *ter_overdue_say(const struct ter_page *page, enum ter_overdue_word word)
{
    return words[word][page->lang];
}

char *ter_overdue_fill(enum ter_overdue_word word, enum ter_lang lang, const char *first, const char *second)
{
    return ter_words_fill(words[word][lang], (const char *const[]){first, second, NULL});
}

char *ter_overdue_state_words(
    const struct ter_overdue *overdue, enum ter_overdue_state state, enum ter_lang lang)
{
    TER_AUTO_FREE char *days = ter_format("%d", overdue->within_days);
    return ter_overdue_fill(TER_OVERDUE_STATE_LATE + state, lang, days, NULL);
}

const char *ter_overdue_class(enum ter_overdue_state state)
{
    static const char *const classes[TER_OVERDUE_STATES] = {
        [TER_OVERDUE_LATE] = "s-gap",
        [TER_OVERDUE_SOON] = "s-soon",
        [TER_OVERDUE_LATER] = "s-open",
        [TER_OVERDUE_UNKNOWN] = "s-possible",
    };
    return classes[state];
}
