/* Owns the words of the progress report, and how days and amounts are written in it. */
#include "base/day.h"
#include "progress_parts.h"

#include <math.h>
#include <string.h>

static const char *const words[][2] = {
    [TER_PROGRESS_TITLE] = {"Progress: promises against facts", "任务进展：承诺与事实对照"},
    [TER_PROGRESS_AS_OF] = {"as of {1}", "截至 {1}"},
    [TER_PROGRESS_HOW] =
        {"A promise is judged by dated events that name a source, counted from {1}: an event about the "
         "target itself, "
         "or about the records that it promises. Where no such event shows anything of a promise that is "
         "due, it is "
         "unknown: neither late nor done. Statuses that somebody set without such an event are named as "
         "claims and "
         "count for nothing. A day that is over is judged as it ended.",
            "依据注明日期和来源的工作记录判定（自 {1} "
            "起计）：关于任务本身的记录，或关于其所承诺设施的记录。到期而没有任何此类记录的任务列为“无凭证”，"
            "既不算逾期，也不算完成。仅改了状态而无记录的，列为“自称”，不计入。已过的日子按当日终了判定。"},
    [TER_PROGRESS_NONE] = {"No promises were found for this question.", "没有符合条件的任务。"},
    [TER_PROGRESS_PROMISES] = {"Promises", "任务"},
    [TER_PROGRESS_OF_PROMISES] = {"of {1} promises", "共 {1} 项"},
    [TER_PROGRESS_BY_SUBJECT] = {"What was promised, and what is shown", "承诺与凭证"},
    [TER_PROGRESS_BARS] = {"Share of each promise that events show", "各项任务中有记录证明的部分"},
    [TER_PROGRESS_SHOWN] = {"shown", "有凭证"},
    [TER_PROGRESS_MISSING_OPEN] = {"not due yet", "未到期"},
    [TER_PROGRESS_MISSING_LATE] = {"late", "逾期"},
    [TER_PROGRESS_MISSING_UNKNOWN] = {"due, nothing known", "到期无凭证"},
    [TER_PROGRESS_LATE] = {"What is late", "逾期任务"},
    [TER_PROGRESS_LATE_LEAD] = {"Due, and events show a part of it only.", "已到期，记录只证明了一部分。"},
    [TER_PROGRESS_UNKNOWN] = {"What nobody has shown", "到期无凭证的任务"},
    [TER_PROGRESS_UNKNOWN_LEAD] = {"Due, and no event shows anything. This is what would.",
        "已到期，没有任何记录可以证明。以下记录可作凭证。"},
    [TER_PROGRESS_BY_YEAR] = {"All promises by year", "按年度列出的全部任务"},
    [TER_PROGRESS_NO_YEAR] = {"without a year", "未定年度"},
    [TER_PROGRESS_BY_TOWNSHIP] = {"By township", "按乡镇"},
    [TER_PROGRESS_WHOLE_AREA] = {"(whole area)", "（全域）"},
    [TER_PROGRESS_CODE] = {"Code", "编号"},
    [TER_PROGRESS_SUBJECT] = {"Promise", "任务"},
    [TER_PROGRESS_YEAR] = {"Year", "年度"},
    [TER_PROGRESS_DUE] = {"Due", "期限"},
    [TER_PROGRESS_PROMISED] = {"Promised", "承诺"},
    [TER_PROGRESS_SHARE] = {"Share", "完成率"},
    [TER_PROGRESS_STATE] = {"State", "状态"},
    [TER_PROGRESS_DAYS_LATE] = {"Days late", "逾期天数"},
    [TER_PROGRESS_DAYS_PAST] = {"Days past due", "已过期限天数"},
    [TER_PROGRESS_EVIDENCE] = {"Events", "记录"},
    [TER_PROGRESS_WANTED] = {"What would show it", "可作凭证的记录"},
    [TER_PROGRESS_WANTED_OWN] = {"an event \"completed\" about the target, with number and document",
        "关于该任务的“建成投用”记录，注明完成数量和文号"},
    [TER_PROGRESS_CLAIMED] = {"{1} claimed by status", "状态自称完成 {1}"},
    [TER_PROGRESS_UNSOURCED] = {"{1} events without a source", "{1} 条记录无来源"},
    [TER_PROGRESS_SEE_TOO] = {"see also {1}", "另见 {1}"},
    [TER_PROGRESS_BASIS] = {"Basis", "依据"},
    [TER_PROGRESS_UNITS] = {"Who answers", "承担单位"},
    [TER_PROGRESS_DONE_ON] = {"Done on", "完成日期"},
    [TER_PROGRESS_POSITIONS] =
        {"No figure of this page rests on a position: promises and events are counted.",
            "本页数字不依赖位置，只统计任务和有凭证的记录。"},
};

const struct ter_progress_state ter_progress_states[TER_PROMISE_STATES] = {
    {TER_PROMISE_DONE, "s-certain"},
    {TER_PROMISE_OPEN, "s-open"},
    {TER_PROMISE_LATE, "s-gap"},
    {TER_PROMISE_UNKNOWN, "s-possible"},
};

char *ter_progress_fill(enum ter_progress_word word, enum ter_lang lang, const char *text)
{
    return ter_words_fill(words[word][lang], (const char *const[]){text, NULL});
}

const char *ter_progress_say(const struct ter_page *page, enum ter_progress_word word)
{
    return words[word][page->lang];
}

char *ter_progress_day(int day)
{
    char text[TER_DAY_SIZE];
    ter_day_write(day, text);
    return ter_strdup(text);
}

char *ter_progress_amount(const struct ter_promise *promise, double amount)
{
    if (isnan(amount))
        return ter_strdup("");
    struct ter_figure number = ter_figure_number(amount, amount == floor(amount) ? 0 : 1);
    return ter_format("%s%s%s", number.text, promise->unit_title ? " " : "",
        promise->unit_title ? promise->unit_title : "");
}
