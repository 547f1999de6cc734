/* Owns the words of the report on patches. */
#include "patches_parts.h"

#include "base/day.h"

#include <math.h>
#include <stdio.h>

static const char *const words[][2] = {
    [TER_PATCHES_TITLE] = {"Land-use patches", "违法用地图斑执法情况"},
    [TER_PATCHES_SUBTITLE] = {"as of {1}, figures of {2}", "截至 {1}，统计月份 {2}"},
    [TER_PATCHES_CARD_OPEN] = {"open", "未销号"},
    [TER_PATCHES_CARD_LATE] = {"with a deadline passed", "逾期"},
    [TER_PATCHES_CARD_NEW] = {"found in the month", "本月新增"},
    [TER_PATCHES_CARD_CLEARED] = {"cleared within the month", "月清"},
    [TER_PATCHES_CARD_REACHED] = {"thresholds reached", "达到问责限值"},
    [TER_PATCHES_CARD_VISITS] = {"satellite patches nobody has visited", "卫片图斑尚未实地核查"},
    [TER_PATCHES_OF] = {"of {1}", "共 {1}"},
    [TER_PATCHES_OF_UNLAWFUL] = {"of {1} unlawful", "违法 {1}"},
    [TER_PATCHES_OF_THRESHOLDS] = {"of {1}", "共 {1} 项"},
    [TER_PATCHES_MEANS] =
        {"A deadline has passed from the day after it fell due. A patch is cleared within its month when it "
         "was "
         "put right in the month in which it was found. A patch that was split counts through its parts.",
            "期限次日起为逾期。发现当月整改到位的为月清。已分割的图斑按分割后的各部分统计。"},
    [TER_PATCHES_ACT] = {"To act on this week", "本周待办"},
    [TER_PATCHES_ACT_NONE] =
        {"Nothing is late, falls due within the week, waits for a visit or lacks a date.",
            "没有逾期、一周内到期、待核查或缺填日期的图斑。"},
    [TER_PATCHES_MONTHS] = {"By township and month", "按乡镇和月份"},
    [TER_PATCHES_MONTH] = {"Month", "月份"},
    [TER_PATCHES_THRESHOLDS] = {"Thresholds", "问责限值"},
    [TER_PATCHES_THRESHOLDS_LEAD] = {"Only patches judged unlawful count, those of the calendar year in "
                                     "which they were found. Parts of one "
                                     "satellite patch count once. What a share is measured by must be "
                                     "entered (layer land_account); until "
                                     "then there is no data.",
        "仅计判定为违法的图斑，按发现日期所在年度统计；同一卫片图斑的各分割部分计为一个。比例的分母须填报（用"
        "地台账），未填报即为无数据。"},
    [TER_PATCHES_NO_YEAR] =
        {"{1} unlawful patches have no date on which they were found, and count in no year.",
            "{1} 个违法图斑未填发现日期，未计入任何年度。"},
    [TER_PATCHES_NO_VILLAGE] = {"{1} unlawful patches of the year name no village, and count in none.",
        "{1} 个本年度违法图斑未填村名，未计入任何村。"},
    [TER_PATCHES_INSIDE] = {"Inside {1}", "位于{1}内"},
    [TER_PATCHES_INSIDE_LEAD] = {"Open patches held against {1} zones in force: what lies inside, on the "
                                 "ellipsoid. A zone drawn around "
                                 "something by an assumed width is a lead, no ground for a measure.",
        "未销号图斑与 {1} 个生效区域叠加，面积为椭球面积。按假定宽度推定的区域仅供参考，不作执法依据。"},
    [TER_PATCHES_INSIDE_NONE] = {"No open patch lies in a zone in force.", "没有未销号图斑位于生效区域内。"},
    [TER_PATCHES_NUMBER] = {"Patch", "图斑号"},
    [TER_PATCHES_VILLAGE] = {"Village", "村（社区）"},
    [TER_PATCHES_STATUS] = {"Status", "状态"},
    [TER_PATCHES_FARMLAND] = {"Farmland", "占用耕地"},
    [TER_PATCHES_NEXT] = {"Next step", "下一步"},
    [TER_PATCHES_DUE] = {"Due", "期限"},
    [TER_PATCHES_DAYS] = {"Days left", "剩余天数"},
    [TER_PATCHES_FOUND] = {"New", "新增"},
    [TER_PATCHES_UNLAWFUL] = {"Unlawful", "违法"},
    [TER_PATCHES_CLOSED] = {"Closed", "销号"},
    [TER_PATCHES_OPEN] = {"Still open", "尚未销号"},
    [TER_PATCHES_LATE] = {"Overdue", "逾期"},
    [TER_PATCHES_CLEARED] = {"Cleared in the month", "月清"},
    [TER_PATCHES_RULE] = {"Threshold", "限值"},
    [TER_PATCHES_WHERE] = {"Place", "对象"},
    [TER_PATCHES_USED] = {"Used", "已用"},
    [TER_PATCHES_LIMIT] = {"Limit", "限值"},
    [TER_PATCHES_LEFT] = {"Left", "尚余"},
    [TER_PATCHES_OF_WHAT] = {"Out of", "分母"},
    [TER_PATCHES_STATE] = {"State", "结论"},
    [TER_PATCHES_CODES] = {"Patches counted", "计入图斑"},
    [TER_PATCHES_SOURCE] = {"Rule", "依据"},
    [TER_PATCHES_ZONE] = {"Zone", "区域"},
    [TER_PATCHES_BOUNDARY] = {"Boundary", "边界依据"},
    [TER_PATCHES_CLASS] = {"Project class", "项目类别"},
    [TER_PATCHES_AREA] = {"Area", "面积"},
    [TER_PATCHES_INSIDE_AREA] = {"Inside", "区内面积"},
    [TER_PATCHES_WHOLE_AREA] = {"the whole area", "全旗"},
    [TER_PATCHES_STATED] = {" (stated)", "（上报）"},
    [TER_PATCHES_UNKNOWN] = {"not known", "不明"},
    [TER_PATCHES_VISIT] = {"visit it", "实地核查"},
    [TER_PATCHES_BY] = {" by ", "，期限"},
    [TER_PATCHES_REACHED] = {"reached", "已达限值"},
    [TER_PATCHES_BELOW] = {"below", "未达"},
    [TER_PATCHES_UNSURE] = {"not all known", "数据不全"},
    [TER_PATCHES_NO_DATA] = {"no data", "无数据"},
    [TER_PATCHES_MAP_LATE] = {"open, with a deadline passed", "逾期图斑"},
    [TER_PATCHES_MAP_OPEN] = {"open", "未销号图斑"},
    [TER_PATCHES_POSITIONED] = {"{1} open patches are drawn, {2} are not",
        "未销号图斑中 {1} 个有图形，{2} 个没有"},
};

const char *ter_patches_say(enum ter_lang lang, enum ter_patches_word word)
{
    return words[word][lang];
}

char *ter_patches_fill(enum ter_lang lang, enum ter_patches_word word, const char *first, const char *second)
{
    return ter_words_fill(words[word][lang], (const char *const[]){first, second, NULL});
}

char *ter_patches_field(
    const struct ter_patches *patches, const struct ter_patch *patch, const char *field, enum ter_lang lang)
{
    const struct ter_field *found = ter_layer_field(patches->layer, field);
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, "");
    if (found)
        ter_field_print(found, patch->values[ter_layer_field_index(patches->layer, found)], lang, &text);
    return ter_buf_take(&text);
}

struct ter_figure ter_patches_farmland(const struct ter_patch *patch, enum ter_lang lang)
{
    struct ter_figure figure;
    if (patch->farmland == TER_FARMLAND_UNKNOWN)
        snprintf(figure.text, sizeof figure.text, "%s", words[TER_PATCHES_UNKNOWN][lang]);
    else
        snprintf(figure.text, sizeof figure.text, "%.2f%s", patch->farmland_mu,
            patch->farmland == TER_FARMLAND_STATED ? words[TER_PATCHES_STATED][lang] : "");
    return figure;
}

/* A clock whose first day nobody has entered does not run: that is said, or it would look as if all were in
 * time. */
static void say_unknown(
    const struct ter_patches *patches, const struct ter_due *due, enum ter_lang lang, struct ter_buf *out)
{
    const struct ter_field *from = &patches->layer->fields[due->rule->from];
    if (lang == TER_EN)
        ter_buf_printf(out, "enter \"%s\", from which the deadline \"%s\" runs", from->title.text[lang],
            due->rule->title.text[lang]);
    else
        ter_buf_printf(out, "填写%s（%s期限由此起算）", from->title.text[lang], due->rule->title.text[lang]);
}

char *ter_patch_next_words(
    const struct ter_patches *patches, const struct ter_patch *patch, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    const char *clause = lang == TER_EN ? "; " : "；";
    ter_buf_text(&out, patch->needs_visit ? words[TER_PATCHES_VISIT][lang] : "");
    for (size_t i = 0; i < patch->dues.count; i++) {
        const struct ter_due *due = &patch->dues.items[i];
        char day[TER_DAY_SIZE];
        if (!due->known)
            continue;
        ter_day_write(due->due, day);
        ter_buf_printf(&out, "%s%s%s%s", out.size ? clause : "", due->rule->title.text[lang],
            words[TER_PATCHES_BY][lang], day);
    }
    for (size_t i = 0; i < patch->dues.count; i++) {
        if (patch->dues.items[i].known)
            continue;
        ter_buf_text(&out, out.size ? clause : "");
        say_unknown(patches, &patch->dues.items[i], lang, &out);
    }
    return ter_buf_take(&out);
}
