/* Owns what offices write under a table, and between its pages. Knows nothing of layers: it goes by the first
 * words of a row, and by rows that hold nothing but a count. What it names is refused with its reason, never
 * left out in silence. */
#include "footer.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST_WORD = 48, NOTE_WIDTH = 3 };

/* Blanks inside are ignored: "合  计". */
static const char *const totals[] = {"合计", "总计", "小计", "共计", "累计", "total", "sum"};

/* With a colon behind them, of either width. */
static const char *const notes[] = {"注", "备注", "附注", "说明", "填表说明", "注释", "填表人", "填报人",
    "制表人", "制表", "审核人", "审核", "复核人", "负责人", "主管领导", "单位负责人", "填报单位", "填表单位",
    "制表单位", "报送单位", "填报日期", "填表日期", "制表日期", "填报时间", "填表时间", "制表时间", "联系人",
    "联系电话", "资料来源", "数据来源", "note", "notes", "source", "prepared by", "checked by", "date"};

static bool has_text(struct ter_value value)
{
    return value.type == TER_VALUE_TEXT && value.size;
}

static size_t blank_length(const char *text)
{
    return *text == ' ' || *text == '\t' || *text == '\n' || *text == '\r' ? 1
           : strncmp(text, "\xe3\x80\x80", 3) == 0                         ? 3
           : strncmp(text, "\xc2\xa0", 2) == 0                             ? 2
                                                                           : 0;
}

/* The first bytes of a text, without blanks. */
static void squeeze(const char *text, char ret_word[LONGEST_WORD])
{
    size_t size = 0;
    while (*text && size + 1 < LONGEST_WORD) {
        size_t blank = blank_length(text);
        if (blank)
            text += blank;
        else
            ret_word[size++] = *text++;
    }
    ret_word[size] = '\0';
}

/* Whether `word` begins with `start`, whose own blanks are ignored, too; what follows is in *ret_rest. */
static bool begins(const char *word, const char *start, const char **ret_rest)
{
    for (; *start; start++) {
        if (*start == ' ')
            continue;
        char letter = *word >= 'A' && *word <= 'Z' ? (char)(*word + 'a' - 'A') : *word;
        if (letter != *start)
            return false;
        word++;
    }
    *ret_rest = word;
    return true;
}

static bool is_colon(const char *text)
{
    return *text == ':' || strncmp(text, "：", strlen("：")) == 0;
}

static bool is_total(const char *word)
{
    const char *rest;
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (begins(word, totals[i], &rest) && (!*rest || is_colon(rest)))
            return true;
    return false;
}

static bool is_note(const char *word)
{
    const char *rest;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        if (!begins(word, notes[i], &rest))
            continue;
        rest += strspn(rest, "0123456789"); /* 注1： */
        if (is_colon(rest))
            return true;
    }
    return false;
}

/* A number as lists write it, with at most one word behind it: 3, 12个, 三处. */
static bool is_count(const char *text)
{
    static const char *const numerals[] = {
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "两", "零"};
    enum { NUMERALS = sizeof numerals / sizeof *numerals, LONGEST_NOUN = 3 /* bytes: 处, 个, 座 … */ };
    size_t digits = strspn(text, "0123456789.,");
    for (size_t i = 0; i < NUMERALS; i++)
        if (strncmp(text + digits, numerals[i], strlen(numerals[i])) == 0) {
            digits += strlen(numerals[i]);
            i = SIZE_MAX; /* from the first again */
        }
    return digits && strlen(text + digits) <= LONGEST_NOUN;
}

/* "共3处", "合计：12个". */
static bool counts_all(const char *word)
{
    static const char *const openings[] = {"共计", "共有", "共", "合计", "总计", "小计", "累计"};
    const char *rest;
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (begins(word, openings[i], &rest)) {
            rest += is_colon(rest) ? (*rest == ':' ? 1 : strlen("：")) : 0;
            if (is_count(rest))
                return true;
        }
    return begins(word, "其中", &rest); /* a part of the total above */
}

/* A word that stands for nothing else, wherever in the row it is. */
static bool is_chinese_total(const char *word)
{
    return (unsigned char)*word >= 0x80 && is_total(word);
}

/* A row that says how many there are and names no thing: nothing but counts beside the word, or one name,
 * what is counted, where the word is 合计 or its like and the first cell, a record's number or name, is
 * blank. */
static bool is_subtotal(const struct ter_value *values, size_t count)
{
    size_t words = 0, others = 0;
    bool named = false; /* a total's word alone in its cell */
    char word[LONGEST_WORD];
    for (size_t i = 0; i < count && others < 2; i++) {
        if (!has_text(values[i]))
            continue;
        squeeze(values[i].text, word);
        bool total = is_chinese_total(word);
        named = named || total;
        if (total || counts_all(word))
            words++;
        else
            others += *word && !is_count(word);
    }
    return words && others <= (named && values[0].type == TER_VALUE_NULL ? 1 : 0);
}

/* A sentence in the first column and nothing else. */
static bool is_sentence(const struct ter_value *values, size_t count)
{
    if (count < NOTE_WIDTH || !has_text(values[0]) || !strstr(values[0].text, "。"))
        return false;
    for (size_t i = 1; i < count; i++)
        if (values[i].type != TER_VALUE_NULL)
            return false;
    return true;
}

/* A list of several pages repeats its headings on each. */
static bool is_heading(const struct ter_value *values, const char *const *columns, size_t count)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++) {
        if (values[i].type == TER_VALUE_NULL)
            continue;
        if (!has_text(values[i]) || strcmp(values[i].text, columns[i]) != 0)
            return false;
        same++;
    }
    return same > 1;
}

const char *ter_footer_reason(const struct ter_value *values, const char *const *columns, size_t column_count)
{
    static const char total[] = "a total, not a record";
    char word[LONGEST_WORD];
    size_t first = 0;
    while (first < column_count && values[first].type == TER_VALUE_NULL)
        first++;
    if (first == column_count)
        return NULL;
    if (!has_text(values[first]))
        return first && is_subtotal(values, column_count) ? total : NULL;
    unsigned char letter = (unsigned char)values[first].text[0];
    if (letter >= '0' && letter <= '9') /* as nearly every row begins */
        return first && is_subtotal(values, column_count) ? total : NULL;
    squeeze(values[first].text, word);
    return is_total(word) || is_subtotal(values, column_count) ? total
           : is_note(word)                                     ? "a note beside the table, not a record"
           : is_sentence(values, column_count)                 ? "a sentence alone in its row, not a record"
           : is_heading(values, columns, column_count)         ? "the headings again, not a record"
                                                               : NULL;
}
