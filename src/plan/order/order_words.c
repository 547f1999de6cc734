/* Owns the words of work orders, side by side in both languages. Knows nothing of how they are laid out. */
#include "order_words.h"

#include "base/text.h"

#include <string.h>

static const char *const headings[TER_ORDER_COLUMNS][2] = {
    [TER_ORDER_NUMBER] = {"No.", "序号"},
    [TER_ORDER_CODE] = {"Code", "编号"},
    [TER_ORDER_LOCATION] = {"Location", "具体位置"},
    [TER_ORDER_DEFECT] = {"Defect", "故障"},
    [TER_ORDER_BRING] = {"Bring", "携带"},
    [TER_ORDER_POSITION] = {"Position", "经纬度"},
    [TER_ORDER_RADIUS] = {"Within (m)", "误差(米)"},
    [TER_ORDER_ROUND] = {"Round", "轮次"},
    [TER_ORDER_RESULT] = {"Result", "结果"},
    [TER_ORDER_DATE] = {"Date", "日期"},
    [TER_ORDER_PARTS] = {"Parts used", "更换配件"},
    [TER_ORDER_COST] = {"Cost (yuan)", "费用(元)"},
    [TER_ORDER_UNIT] = {"Done by (unit)", "实施单位"},
    [TER_ORDER_REMARK] = {"Remark", "备注"},
    [TER_ORDER_SIGNATURE] = {"Signature", "签名"},
};

static const char *const words[TER_ORDER_WORDS][2] = {
    [TER_ORDER_W_TITLE] = {"Work order {1}", "维修工单 {1}"},
    [TER_ORDER_W_NUMBER] = {"Order number", "工单编号"},
    [TER_ORDER_W_REGISTER] = {"Register", "登记册"},
    [TER_ORDER_W_TOWNSHIP] = {"Township", "乡镇"},
    [TER_ORDER_W_NO_TOWNSHIP] = {"No township", "乡镇未定"},
    [TER_ORDER_W_ISSUED_ON] = {"Issued on", "签发日期"},
    [TER_ORDER_W_DOCUMENTS] = {"Source documents", "资料来源"},
    [TER_ORDER_W_POSITIONS] = {"Positions", "位置精度"},
    [TER_ORDER_W_SURE] = {"{1} of {2} have a position: half of them within {3} m, all within {4} m.",
        "{2} 处中 {1} 处有位置：一半误差在 {3} 米以内，全部在 {4} 米以内。"},
    [TER_ORDER_W_LOCATE] = {"{1} are known to the township only: locate them first, by the text.",
        "{1} 处仅知所在乡镇：请先按文字核实位置。"},
    [TER_ORDER_W_LOCATE_FIRST] = {"locate first", "先核实位置"},
    [TER_ORDER_W_HOW_TO] = {"How to fill in", "填写说明"},
    [TER_ORDER_W_HOW] =
        {"Fill in Result, Date, Parts used, Cost, Done by (a unit, no person) and Remark; rows "
         "without a result are not read.",
            "请填写结果、日期、更换配件、费用、实施单位（填单位，不填个人）和备注；没有结果的行不会读入。"},
    [TER_ORDER_W_SIGNATURE] = {"The signature is for the paper only: it is never read into the register.",
        "签名仅留在纸上，不会读入登记册。"},
    [TER_ORDER_W_MAP] = {"Map", "地图"},
    [TER_ORDER_W_MAP_LEGEND] =
        {"Numbers are those of the list. Filled: known within 100 m. Outlined: coarser, go "
         "by the text. Not drawn: to be located first.",
            "编号同列表。实心：误差在 100 米以内；空心：误差更大，以文字为准；需先核实位置的不在图上。"},
    [TER_ORDER_W_TOTALS] = {"Totals", "合计"},
    [TER_ORDER_W_BY_ROUND] = {"By round", "按轮次"},
    [TER_ORDER_W_BY_TOWNSHIP] = {"By township", "按乡镇"},
    [TER_ORDER_W_BY_YEAR] = {"By year", "按年份"},
    [TER_ORDER_W_NO_ROUND] = {"in no round", "未排轮次"},
    [TER_ORDER_W_YEAR] = {"Year", "年份"},
    [TER_ORDER_W_RECORDS] = {"Records", "记录数"},
    [TER_ORDER_W_ANSWERED] = {"With a result", "已填结果"},
    [TER_ORDER_W_COST_KNOWN] = {"Cost known", "费用已知"},
    [TER_ORDER_W_COST_UNKNOWN] = {"Cost unknown", "费用未知"},
    [TER_ORDER_W_COST_SUM] = {"Cost (yuan)", "费用(元)"},
    [TER_ORDER_W_TOTAL] = {"Total", "合计"},
    [TER_ORDER_W_PARTS] = {"Parts", "配件"},
    [TER_ORDER_W_PIECES] = {"Pieces", "数量"},
    [TER_ORDER_W_NO_PARTS] = {"None is recorded in the register yet.", "登记册中尚无配件记录。"},
    [TER_ORDER_W_GONE] = {"(no longer in the register)", "（登记册中已无此记录）"},
    [TER_ORDER_W_PICK] = {"Choose one of the results in the list.", "请从列表中选择结果。"},
    [TER_ORDER_W_WHEN] = {"A date from the day of issue to today.", "请填签发日至今天之间的日期。"},
    [TER_ORDER_W_HOW_MUCH] = {"A number of yuan, 0 or more; leave it empty where it is not known.",
        "请填金额（元），不小于 0；不知道则留空。"},
};

static const struct {
    const char *need;
    const char *title[2];
} needs[] = {
    {"main", {"crew for the main, valve key", "管网抢修、阀门钥匙"}},
    {"pump", {"pump", "抽水泵"}},
    {"hydrant", {"new hydrant, tools", "新栓体、安装工具"}},
    {"valve", {"valve spanner, valve", "阀门扳手、阀门"}},
    {"digger", {"digger", "挖掘机"}},
    {"coupling", {"coupling", "栓口接扣"}},
};

const char *ter_order_heading(enum ter_order_column column, enum ter_lang lang)
{
    return headings[column][lang];
}

const char *ter_order_word(enum ter_order_word word, enum ter_lang lang)
{
    return words[word][lang];
}

char *ter_order_fill(enum ter_order_word word, enum ter_lang lang, const char *const *texts)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    size_t count = 0;
    while (texts[count])
        count++;
    ter_buf_text(&out, "");
    for (const char *at = words[word][lang]; *at;) {
        if (at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}') {
            size_t which = (size_t)(at[1] - '1');
            ter_buf_text(&out, which < count ? texts[which] : "");
            at += strlen("{1}");
        } else {
            ter_buf_add(&out, at++, 1);
        }
    }
    return ter_buf_take(&out);
}

/* Programs for tables break headings into lines, and people write brackets in either width. */
static char *key_of(const char *text)
{
    char *key = ter_text_key(text), *end = key;
    for (const char *at = key; *at; at++)
        if (*at != ' ')
            *end++ = *at;
    *end = '\0';
    return key;
}

static bool same(const char *key, const char *word)
{
    TER_AUTO_FREE char *other = key_of(word);
    return strcmp(key, other) == 0;
}

enum ter_order_column ter_order_column_of(const char *heading)
{
    TER_AUTO_FREE char *key = key_of(heading);
    for (int column = 0; column < TER_ORDER_COLUMNS; column++)
        for (int lang = TER_EN; lang <= TER_ZH; lang++)
            if (same(key, headings[column][lang]))
                return (enum ter_order_column)column;
    return TER_ORDER_COLUMNS;
}

bool ter_order_is_number_label(const char *cell)
{
    TER_AUTO_FREE char *key = key_of(cell);
    return same(key, words[TER_ORDER_W_NUMBER][TER_EN]) || same(key, words[TER_ORDER_W_NUMBER][TER_ZH]);
}

const char *ter_order_need(const char *need, enum ter_lang lang)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (strcmp(needs[i].need, need) == 0)
            return needs[i].title[lang];
    return need;
}
