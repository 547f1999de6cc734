/* What stands on a work order in both languages: its headings, by which a filled-in sheet is read again. */
#ifndef TER_PLAN_ORDER_WORDS_H
#define TER_PLAN_ORDER_WORDS_H

#include "layer/layer.h"

/* The columns of a sheet, from the left. */
enum ter_order_column {
    TER_ORDER_NUMBER,
    TER_ORDER_CODE,
    TER_ORDER_LOCATION,
    TER_ORDER_DEFECT,
    TER_ORDER_BRING,
    TER_ORDER_POSITION,
    TER_ORDER_RADIUS,
    TER_ORDER_ROUND,
    TER_ORDER_RESULT, /* from here on to be filled in */
    TER_ORDER_DATE,
    TER_ORDER_PARTS,
    TER_ORDER_COST,
    TER_ORDER_UNIT,
    TER_ORDER_REMARK,
    TER_ORDER_SIGNATURE, /* on paper only: never read */
    TER_ORDER_COLUMNS,
};

enum ter_order_word {
    TER_ORDER_W_TITLE, /* {1}: the order's number */
    TER_ORDER_W_NUMBER,
    TER_ORDER_W_REGISTER,
    TER_ORDER_W_TOWNSHIP,
    TER_ORDER_W_NO_TOWNSHIP,
    TER_ORDER_W_ISSUED_ON,
    TER_ORDER_W_DOCUMENTS,
    TER_ORDER_W_POSITIONS,
    TER_ORDER_W_SURE,   /* {1}: how many, {2}: of how many, {3}: half lie within, {4}: the worst */
    TER_ORDER_W_LOCATE, /* {1}: how many */
    TER_ORDER_W_LOCATE_FIRST,
    TER_ORDER_W_HOW,
    TER_ORDER_W_HOW_TO,
    TER_ORDER_W_SIGNATURE,
    TER_ORDER_W_MAP,
    TER_ORDER_W_MAP_LEGEND,
    TER_ORDER_W_TOTALS,
    TER_ORDER_W_BY_ROUND,
    TER_ORDER_W_BY_TOWNSHIP,
    TER_ORDER_W_BY_YEAR,
    TER_ORDER_W_NO_ROUND,
    TER_ORDER_W_YEAR,
    TER_ORDER_W_RECORDS,
    TER_ORDER_W_ANSWERED,
    TER_ORDER_W_COST_KNOWN,
    TER_ORDER_W_COST_UNKNOWN,
    TER_ORDER_W_COST_SUM,
    TER_ORDER_W_TOTAL,
    TER_ORDER_W_PARTS,
    TER_ORDER_W_PIECES,
    TER_ORDER_W_NO_PARTS,
    TER_ORDER_W_GONE,
    TER_ORDER_W_PICK,
    TER_ORDER_W_WHEN,
    TER_ORDER_W_HOW_MUCH,
    TER_ORDER_WORDS,
};

const char *ter_order_heading(enum ter_order_column column, enum ter_lang lang);
const char *ter_order_word(enum ter_order_word word, enum ter_lang lang);

/* The word with {1} … {9} replaced by these texts, ended by NULL. The caller frees it. */
char *ter_order_fill(enum ter_order_word word, enum ter_lang lang, const char *const *texts)
    __attribute__((returns_nonnull));

/* The column that a heading means, in either language, however it is broken into lines; TER_ORDER_COLUMNS:
 * none. */
enum ter_order_column ter_order_column_of(const char *heading);

/* Say whether a cell is the label beside which the order's number stands. */
bool ter_order_is_number_label(const char *cell);

/* What a mend needs ("digger"), in words for the crew; the need itself where it has none. */
const char *ter_order_need(const char *need, enum ter_lang lang);

#endif
