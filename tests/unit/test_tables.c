/* Tables: rows come out of CSVs and workbooks as people see them, whatever stands above and below them. */
#include "base/text.h"
#include "helpers.h"
#include "import/cell.h"
#include "import/columns.h"
#include "import/csv.h"
#include "import/csv_delimiter.h"
#include "import/dates.h"
#include "import/fill_down.h"
#include "import/heading_field.h"
#include "import/quantity.h"
#include "import/text_votes.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_layer *hydrant;
static struct ter_error error;

static void set_up(void)
{
    ter_test_dir_open();
    error = (struct ter_error){0};
    for (size_t i = 0; i < ter_layer_shipped_count() && !hydrant; i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        ck_assert_msg(ter_layer_parse(text, size, "layer", &hydrant, &error), "%s", error.message);
        if (strcmp(hydrant->name, "hydrant") == 0)
            break;
        ter_layer_free(hydrant);
        hydrant = NULL;
    }
}

static void tear_down(void)
{
    ter_layer_free(hydrant);
    hydrant = NULL;
    ter_test_dir_close();
}

static void assert_holds(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part), "\"%s\" does not hold \"%s\"", text, part);
}

static bool any_holds(const struct ter_strings *notes, const char *part)
{
    for (size_t i = 0; i < notes->count; i++)
        if (strstr(notes->items[i], part))
            return true;
    return false;
}

/* ---- CSV ---- */

/* Everything in a CSV as one text: cells between [ ], rows by line number. On failure `error` is set and what
 * was read before is lost. */
static bool read_csv(const char *bytes, size_t size, const char *encoding, size_t block, struct ter_buf *out,
    struct ter_strings *notes)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    struct ter_byte_source source = {.fd = -1, .memory = bytes, .memory_size = size, .block_size = block};
    ter_buf_clear(out);
    ter_buf_text(out, "");
    if (!ter_csv_open_bytes(source, &(struct ter_read_options){.encoding = encoding}, &reader, &error))
        return false;
    for (size_t i = 0; i < reader->info.column_count; i++)
        ter_buf_printf(out, "[%s]", reader->info.columns[i]);
    for (const struct ter_source_row *row;;) {
        if (!reader->next(reader, &row, &error))
            return false;
        if (!row)
            break;
        ter_buf_printf(out, " %lld:", (long long)row->number);
        for (size_t i = 0; i < reader->info.column_count; i++)
            ter_buf_printf(out, "[%s]", row->values[i].type == TER_VALUE_TEXT ? row->values[i].text : "");
    }
    for (size_t i = 0; notes && i < reader->notes.count; i++)
        ter_strings_add(notes, reader->notes.items[i]);
    return true;
}

struct text {
    const char *name, *bytes;
    size_t size;
    const char *encoding, *expect, *note; /* note NULL: none at all */
};
#define BYTES(text) (text), sizeof(text) - 1

static const struct text good[] = {
    {"plain", BYTES("a,b\n1,2\n3,4\n"), NULL, "[a][b] 2:[1][2] 3:[3][4]", NULL},
    {"no line end at the end", BYTES("a,b\n1,2"), NULL, "[a][b] 2:[1][2]", NULL},
    {"CRLF and a BOM",
        BYTES("\xef\xbb\xbf"
              "a,b\r\n1,2\r\n"),
        NULL, "[a][b] 2:[1][2]", NULL},
    {"CR alone", BYTES("a,b\r1,2\r3,4\r"), NULL, "[a][b] 2:[1][2] 3:[3][4]", NULL},
    {"quotes", BYTES("a,b\n\"x, \"\"y\"\"\",\"\"\n"), NULL, "[a][b] 2:[x, \"y\"][]", NULL},
    {"newlines in quotes count as lines", BYTES("a,b\n\"1\r\n2\n3\",x\n4,5\n"), NULL,
        "[a][b] 2:[1\r\n2\n3][x] 5:[4][5]", NULL},
    {"a quote inside a plain cell", BYTES("a,b\n5\" pipe,x\n"), NULL, "[a][b] 2:[5\" pipe][x]", NULL},
    {"blank headings are trimmed, blank rows left out",
        BYTES("\n a ,\xe3\x80\x80"
              "b\n\n1,2\n , \n3,4\n"),
        NULL, "[a][b] 4:[1][2] 6:[3][4]", NULL},
    {"blank cells behind the last heading", BYTES("a,b\n1,2,,\n"), NULL, "[a][b] 2:[1][2]", NULL},
    {"semicolons", BYTES("a;b,c;d\n1;2,5;3\n"), NULL, "[a][b,c][d] 2:[1][2,5][3]",
        "semicolon; --delimiter overrides"},
    {"tabs", BYTES("a\tb\n1\t2\n"), NULL, "[a][b] 2:[1][2]", "tab"},
    {"bars", BYTES("a|b\n1|2\n"), NULL, "[a][b] 2:[1][2]", "vertical bar"},
    {"a delimiter inside a quoted heading", BYTES("\"a;;;\",b\n1,2\n"), NULL, "[a;;;][b] 2:[1][2]", NULL},
    {"short rows", BYTES("a,b,c\n1\n4,5,6\n7,8\n"), NULL, "[a][b][c] 2:[1][][] 3:[4][5][6] 4:[7][8][]",
        "2 rows are shorter than the heading (the first in line 2)"},
    {"UTF-8", BYTES("序号,水源现状\n1,无水\n"), NULL, "[序号][水源现状] 2:[1][无水]", NULL},
    {"GBK", BYTES("\xd0\xf2\xba\xc5,\xcb\xae\xd4\xb4\n1,\xce\xde\xcb\xae\n"), NULL,
        "[序号][水源] 2:[1][无水]", "assumed encoding GB18030: not valid UTF-8; --encoding overrides"},
    {"GBK after a long ASCII part", BYTES("id,defect,remark_of_the_inspector\n1,x,y\n2,\xce\xde\xcb\xae,z\n"),
        NULL, "[id][defect][remark_of_the_inspector] 2:[1][x][y] 3:[2][无水][z]", "assumed encoding GB18030"},
    {"GB18030 of four bytes", BYTES("a,b\n\x81\x39\xef\x30,1\n"), "GB18030", "[a][b] 2:[㐁][1]", NULL},
    {"Big5 by name", BYTES("a,b\n\xb5\x4c\xa4\xf4,1\n"), "BIG5", "[a][b] 2:[無水][1]", NULL},
    {"UTF-16LE with a mark",
        BYTES("\xff\xfe"
              "a\0,\0\x34\x6c\n\0"
              "1\0,\0"
              "2\0\n\0"),
        NULL, "[a][水] 2:[1][2]", "encoding UTF-16LE"},
    {"UTF-16BE with a mark",
        BYTES("\xfe\xff\0a\0,\x6c\x34\0\n\0"
              "1\0,\0"
              "2\0\n"),
        NULL, "[a][水] 2:[1][2]", "encoding UTF-16BE"},
    {"UTF-16LE by name",
        BYTES("a\0,\0b\0\n\0"
              "1\0,\0"
              "2\0\n\0"),
        "UTF-16LE", "[a][b] 2:[1][2]", NULL},
    {"UTF-16LE without a mark",
        BYTES("a\0,\0\x34\x6c\n\0"
              "1\0,\0"
              "2\0\n\0"),
        NULL, "[a][水] 2:[1][2]", "assumed encoding UTF-16LE"},
    {"UTF-16BE without a mark",
        BYTES("\0a\0,\x6c\x34\0\n\0"
              "1\0,\0"
              "2\0\n"),
        NULL, "[a][水] 2:[1][2]", "assumed encoding UTF-16BE"},
};

START_TEST(test_csv_reads)
{
    const struct text *text = &good[_i];
    static const size_t blocks[] = {0, 8, 9, 13, 31};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        TER_AUTO_BUF struct ter_buf out = {0};
        TER_AUTO_STRINGS struct ter_strings notes = {0};
        ck_assert_msg(read_csv(text->bytes, text->size, text->encoding, blocks[i], &out, &notes),
            "%s (%zu): %s", text->name, blocks[i], error.message);
        ck_assert_msg(strcmp(out.data, text->expect) == 0, "%s (%zu): %s", text->name, blocks[i], out.data);
        ck_assert_msg(text->note ? any_holds(&notes, text->note) : notes.count == 0, "%s: note %s",
            text->name, notes.count ? notes.items[0] : "missing");
    }
}
END_TEST

static const struct text bad[] = {
    {"more cells than headings", BYTES("a,b\n1,2\n\"x\ny\",2\n1,2,3\n"), NULL,
        "line 5: 3 cells under 2 headings", NULL},
    {"a title above the headings", BYTES("List\na,b\n"), NULL, "let the headings be the first line", NULL},
    {"open quote", BYTES("a,b\n1,2\n3,\"4\n5,6\n"), NULL,
        "line 3, column 2: the quote opened here is never closed", NULL},
    {"text behind a quote", BYTES("a,b\n\"1\"x,2\n"), NULL, "line 2, column 1: text follows a closing quote",
        NULL},
    {"NUL", BYTES("a,b\n1,2\n3,\0004\n"), NULL, "line 3: NUL byte", NULL},
    {"NULs that are no UTF-16", BYTES("a,b\n1,\0\0\0,2\n"), NULL, "--encoding UTF-16LE", NULL},
    {"same heading twice", BYTES("a,b, a\n1,2,3\n"), NULL, "columns 1 and 3 have the same heading \"a\"",
        NULL},
    {"no headings", BYTES(" , \n ,\n"), NULL, "no headings", NULL},
    {"only line ends", BYTES("\r\n\n\r"), NULL, "the file has no text", NULL},
    {"UTF-8 that breaks", BYTES("序号乡镇名称水源现状,b\n1,2\n3,\xce\n"), NULL,
        "line 3: byte 40 is not valid UTF-8, though the text before it is", NULL},
    {"UTF-8 asked for", BYTES("a,b\n\xce\xde,2\n"), "UTF-8", "line 2: byte 5 is not valid UTF-8;", NULL},
    {"an overlong form", BYTES("a,b\n\xc0\xaf,2\n"), "UTF-8", "line 2: byte 5", NULL},
    {"a surrogate", BYTES("a,b\n\xed\xa0\x80,2\n"), "UTF-8", "line 2: byte 5", NULL},
    {"neither UTF-8 nor GB18030", BYTES("a,b\n\xff\xff,2\n"), NULL, "line 2: byte 5 is neither", NULL},
    {"a cut GBK character", BYTES("a,b\n1,\xce\xde\xcb"), "GBK", "byte 9 is not valid GBK", NULL},
    {"unknown encoding", BYTES("a,b\n"), "GBX", "the encoding \"GBX\" is not known", NULL},
};

START_TEST(test_csv_refuses)
{
    const struct text *text = &bad[_i];
    TER_AUTO_BUF struct ter_buf out = {0};
    for (size_t block = 0; block <= 8; block += 8) {
        error = (struct ter_error){0};
        ck_assert_msg(!read_csv(text->bytes, text->size, text->encoding, block, &out, NULL),
            "%s was read: %s", text->name, out.data);
        ck_assert_msg(strstr(error.message, text->expect), "%s (%zu): %s", text->name, block, error.message);
    }
}
END_TEST

START_TEST(test_csv_bounds_a_cell)
{
    static const char heads[][12] = {"a,b\n1,", "a,b\n1,\""};
    for (int i = 0; i < 2; i++) {
        TER_AUTO_BUF struct ter_buf text = {0}, out = {0};
        ter_buf_text(&text, heads[i]);
        for (int n = 0; n < (1 << 20) / 16 + 1; n++)
            ter_buf_text(&text, "0123456789abcdef");
        ck_assert(!read_csv(text.data, text.size, NULL, 0, &out, NULL));
        assert_holds(error.message, "line 2, column 2: the cell is over 1 MiB");
    }
}
END_TEST

/* ---- headings under titles ---- */

/* Everything that a file gives to an import into the hydrants: rows that are no records in ( ). */
static bool read_list(
    const char *path, struct ter_read_options options, struct ter_buf *out, struct ter_strings *notes)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    TER_AUTO(ter_headings_free)
    struct ter_headings *known = ter_columns_known(hydrant, &(struct ter_map_options){0});
    options.known = known;
    ter_buf_clear(out);
    ter_buf_text(out, "");
    if (!ter_reader_open(path, &options, &reader, &error))
        return false;
    for (size_t i = 0; i < reader->info.column_count; i++)
        ter_buf_printf(out, "[%s]", reader->info.columns[i]);
    for (const struct ter_source_row *row;;) {
        if (!reader->next(reader, &row, &error))
            return false;
        if (!row)
            break;
        ter_buf_printf(out, " %lld:", (long long)row->number);
        for (size_t i = 0; i < reader->info.column_count && !row->no_record; i++) {
            ter_buf_text(out, "[");
            ter_value_print(row->values[i], out);
            ter_buf_text(out, "]");
        }
        if (row->no_record)
            ter_buf_printf(out, "(%s)", row->no_record);
    }
    for (size_t i = 0; i < reader->notes.count; i++)
        ter_strings_add(notes, reader->notes.items[i]);
    return true;
}

struct list {
    const char *name, *text;
    struct ter_read_options options;
    const char *expect, *note; /* note NULL: none at all */
};

static const struct list lists[] = {
    {"nothing above", "编号,水源现状\nA,无水\n", {0}, "[编号][水源现状] 2:[A][无水]", NULL},
    {"a title", "任务清单\n编号,水源现状\nA,无水\n", {0}, "[编号][水源现状] 3:[A][无水]",
        "headings in line 2; line 1 above is skipped; --header-row overrides"},
    {"a title as Excel writes it", "任务清单,,\n,,2023年3月\n\n编号,水源现状,备注\nA,无水,\n", {0},
        "[编号][水源现状][备注] 5:[A][无水][]", "headings in line 4; lines 1-2 above are skipped"},
    {"a title with another delimiter in it", "清单,a,b,c\n编号\t水源现状\nA\t无水\n", {0},
        "[编号][水源现状] 3:[A][无水]", "the delimiter is a tab; --delimiter overrides"},
    {"a title of several lines in quotes", "\"清单\n2023\"\n编号;水源现状\nA;无水\n", {0},
        "[编号][水源现状] 4:[A][无水]", "headings in line 3"},
    {"two rows of headings", "编号,坐标,,备注\n,经度,纬度,\nA,111,40,b\n", {0},
        "[编号][经度][纬度][备注] 3:[A][111][40][b]", "headings in lines 1-2"},
    {"two rows that make one heading", "编号,计划完成,检查\n,日期,日期\nA,x,y\n", {0},
        "[编号][计划完成日期][检查日期] 3:[A][x][y]", "headings in lines 1-2"},
    {"values that are also headings", "清单\n编号,备注,水源现状\nA,x,y\n", {0},
        "[编号][备注][水源现状] 3:[A][x][y]", "headings in line 2"},
    {"a value that is also a heading", "编号,备注\n经度,道路\n", {0}, "[编号][备注] 2:[经度][道路]", NULL},
    {"unknown headings over values that are", "甲,乙,丙\n1,备注,3\n", {0}, "[甲][乙][丙] 2:[1][备注][3]",
        NULL},
    {"the row is given", "编号,水源现状\n编号,备注\nA,b\n", {.header_row = 2}, "[编号][备注] 3:[A][b]", NULL},
    {"a row far down is given",
        "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\nt\nu\n编号,备注\nA,b\n", {.header_row = 22},
        "[编号][备注] 23:[A][b]", NULL},
    {"the delimiter is given", "编号^水源现状,备注\nA^b,c\n", {.delimiter = '^'},
        "[编号][水源现状,备注] 2:[A][b,c]", NULL},
    {"totals and notes",
        "编号,备注,道路,位置\nA,b,,\n合　计,2,,\n注：以现场为准,,,\n填表人：,甲,审核人：,\n"
        "以上各处均已核实。,,,\n编号,备注,道路,位置\nTotal: 1,,,\nB,合计,,\n注水口,,,\n",
        {0},
        "[编号][备注][道路][位置] 2:[A][b][][] 3:(a total, not a record) 4:(a note beside the table, not a "
        "record) "
        "5:(a note beside the table, not a record) 6:(a sentence alone in its row, not a record) "
        "7:(the headings again, not a record) 8:(a total, not a record) 9:[B][合计][][] 10:[注水口][][][]",
        NULL},
    {"totals without a name in front",
        "编号,乡镇,位置,备注\nA,甲,乙,共3处\n,,,共3处\n,其中：察素齐镇,3处,\n,察素齐镇,小计,3\n,共计：十二个,"
        ",\n"
        ",丙,共建路,共3处\n,,103省道,共3处\n,,,共用\n3,,,共3处\n",
        {0},
        "[编号][乡镇][位置][备注] 2:[A][甲][乙][共3处] 3:(a total, not a record) 4:(a total, not a record) "
        "5:(a total, not a record) 6:(a total, not a record) 7:[][丙][共建路][共3处] 8:[][][103省道][共3处] "
        "9:[][][][共用] 10:[3][][][共3处]",
        "blank cells of column \"乡镇\" under others: 3"},
    {"units in brackets, and without", "清单\n编号,静压（kPa）,管径(DN),经度(°),纬度(°)\nA,350,100,111,40\n",
        {0}, "[编号][静压（kPa）][管径(DN)][经度(°)][纬度(°)] 3:[A][350][100][111][40]",
        "headings in line 2"},
    {"blanks are left", "编号,乡镇\nA,甲\nB,\nC,乙\n", {0}, "[编号][乡镇] 2:[A][甲] 3:[B][] 4:[C][乙]",
        "blank cells of column \"乡镇\" under others: 1; if they stand for the value above, --fill-down"},
    {"no merged cells: values repeat", "编号,乡镇\nA,甲\nB,甲\nC,\n", {0},
        "[编号][乡镇] 2:[A][甲] 3:[B][甲] 4:[C][]", NULL},
    {"blanks are filled on request", "编号,乡镇,备注\nA,,x\nB,甲,\nC, ,\n合计,,\nD,乙,\n",
        {.fill_down = true},
        "[编号][乡镇][备注] 2:[A][][x] 3:[B][甲][] 4:[C][甲][] 5:(a total, not a record) 6:[D][乙][]",
        "blank cells of column \"乡镇\" take the value above them: 1"},
};

START_TEST(test_headings_are_found)
{
    const struct list *list = &lists[_i];
    TER_AUTO_BUF struct ter_buf out = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    ck_assert_msg(read_list(ter_test_write_text("list.csv", list->text), list->options, &out, &notes),
        "%s: %s", list->name, error.message);
    ck_assert_msg(strcmp(out.data, list->expect) == 0, "%s: %s", list->name, out.data);
    ck_assert_msg(list->note ? any_holds(&notes, list->note) : notes.count == 0, "%s: note %s", list->name,
        notes.count ? notes.items[0] : "missing");
}
END_TEST

START_TEST(test_headings_are_not_found)
{
    static const struct {
        const char *text;
        struct ter_read_options options;
        const char *expect;
    } cases[] = {
        {"编号,备注\nA,b\n", {.header_row = 3}, "--header-row 3: no row with text starts in line 3"},
        {"编号,\"a\nb\"\nA,b\n", {.header_row = 2}, "no row with text starts in line 2"},
        {"清单\n编号,备注,编号\nA,b,c\n", {0}, "columns 1 and 3 have the same heading \"编号\""},
        {"编号,备注\nA,b,c\n", {0}, "line 2: 3 cells under 2 headings"},
        {"清单\n编号,备注\nA,b,c\n", {0}, "line 3: 3 cells under 2 headings"},
        {"编号,备注\nA,\"b\n", {0}, "line 2, column 2: the quote opened here is never closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_BUF struct ter_buf out = {0};
        TER_AUTO_STRINGS struct ter_strings notes = {0};
        const char *path = ter_test_write_text("list.csv", cases[i].text);
        ck_assert_msg(!read_list(path, cases[i].options, &out, &notes), "case %zu: %s", i, out.data);
        assert_holds(error.message, cases[i].expect);
    }
}
END_TEST

/* As many columns as nobody has: refused, and not only after a minute. */
START_TEST(test_too_many_columns)
{
    TER_AUTO_BUF struct ter_buf text = {0}, out = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    for (int i = 0; i < 10000; i++)
        ter_buf_printf(&text, "%s列%d", i ? "," : "", i);
    ter_buf_text(&text, "\n");
    ck_assert(
        !read_list(ter_test_write_text("wide.csv", text.data), (struct ter_read_options){0}, &out, &notes));
    assert_holds(error.message, "more than 4096 columns");
    ck_assert(ter_csv_find_delimiter("a\tb\n", NULL) == '\t');
    char delimiter;
    ck_assert(ter_csv_read_delimiter("tab", &delimiter, &error) && delimiter == '\t');
    ck_assert(ter_csv_read_delimiter("\\t", &delimiter, &error) && delimiter == '\t');
    ck_assert(ter_csv_read_delimiter(":", &delimiter, &error) && delimiter == ':');
    static const char *const none[] = {"", "\"", "ab", "，", "\n"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(!ter_csv_read_delimiter(none[i], &delimiter, &error), "%s", none[i]);
}
END_TEST

/* ---- workbooks ---- */

static char *table_path(const char *name)
{
    return ter_format("%s/tests/data/tables/%s", TERRIER_SOURCE_DIR, name);
}

/* A list of the gazette as an office keeps it: the same rows as in the CSV, without its title and notes. */
static void assert_same_rows(const char *workbook, const char *csv, int expect)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    TER_AUTO(ter_reader_close) struct ter_reader *plain = NULL;
    TER_AUTO(ter_headings_free)
    struct ter_headings *known = ter_columns_known(hydrant, &(struct ter_map_options){0});
    TER_AUTO_FREE char *path = table_path(workbook);
    struct ter_read_options options = {.known = known};
    ck_assert_msg(ter_reader_open(path, &options, &reader, &error), "%s", error.message);
    ck_assert(ter_reader_open(ter_test_example(csv), &options, &plain, &error));
    ck_assert_uint_eq(reader->info.column_count, plain->info.column_count);
    for (int i = 0; i < expect; i++) {
        const struct ter_source_row *row, *same;
        ck_assert(reader->next(reader, &row, &error) && row && plain->next(plain, &same, &error) && same);
        ck_assert_int_eq(row->number, i + 5);
        ck_assert_ptr_null(row->no_record);
        for (size_t j = 0; j < plain->info.column_count; j++)
            ck_assert_msg(ter_value_equal(row->values[j], same->values[j]), "%s, row %lld, column %zu: %s",
                workbook, (long long)row->number, j, row->values[j].type ? row->values[j].text : "blank");
    }
    const struct ter_source_row *row;
    while (reader->next(reader, &row, &error) && row)
        ck_assert_ptr_nonnull(row->no_record);
    ck_assert(plain->next(plain, &row, &error) && !row);
}

START_TEST(test_office_lists)
{
    assert_same_rows("broken-hydrants.xlsx", "broken-hydrants.csv", 82);
    assert_same_rows("broken-hydrants.ods", "broken-hydrants.csv", 82);
    assert_same_rows("new-hydrants.xlsx", "new-hydrants.csv", 24);
}
END_TEST

START_TEST(test_sheets)
{
    TER_AUTO_FREE char *path = table_path("broken-hydrants.xlsx");
    TER_AUTO_BUF struct ter_buf out = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0}, none = {0};
    ck_assert_msg(read_list(path, (struct ter_read_options){0}, &out, &notes), "%s", error.message);
    ck_assert(any_holds(&notes, "sheet \"清单 & 附表\" is read; --from NAME takes another: 封面, 说明"));
    ck_assert(any_holds(&notes, "headings in row 4; rows 1-2 above are skipped"));
    ck_assert(any_holds(&notes, "merged cells of column \"乡镇名称\" take the value above them: 79"));
    assert_holds(out.data, " 87:(a total, not a record) 88:(a note");
    ck_assert(read_list(path, (struct ter_read_options){.from = "说明"}, &out, &none));
    ck_assert_str_eq(out.data, "[见附件]");
    ck_assert_uint_eq(none.count, 0);
    static const struct {
        struct ter_read_options options;
        const char *file, *expect;
    } cases[] = {
        {{.from = "封面"}, "broken-hydrants.xlsx", "sheet \"封面\" is empty"},
        {{.from = "清单附表"}, "broken-hydrants.xlsx", "the file has no sheet \"清单附表\""},
        {{.header_row = 3}, "broken-hydrants.xlsx", "no row with text starts in row 3"},
        {{.delimiter = ','}, "broken-hydrants.xlsx", "--delimiter"},
        {{0}, "empty.xlsx", "no sheet with text"},
        {{0}, "from-1904.xlsx", "counts its dates from 1904"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_FREE char *file = table_path(cases[i].file);
        ck_assert_msg(!read_list(file, cases[i].options, &out, &none), "case %zu: %s", i, out.data);
        assert_holds(error.message, cases[i].expect);
    }
}
END_TEST

/* Numbers stay as they were typed, and a cell's own format decides what is a date. */
START_TEST(test_workbook_cells)
{
    TER_AUTO_FREE char *path = table_path("cells.xlsx");
    TER_AUTO_BUF struct ter_buf out = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    ck_assert_msg(read_list(path, (struct ter_read_options){0}, &out, &notes), "%s", error.message);
    assert_holds(out.data,
        "[编号][管径][压力][检查日期][经度][纬度][备注] 4:[001][100][0.3MPa][2023/03/15][111.16][40.73]");
    assert_holds(out.data, " 5:[2][DN150][300kPa][2023/03/15][111.161][40.731][b] 6:[12]");
    assert_holds(out.data, " 7:[0.10][1,200毫米][][20230705]");
    ck_assert(any_holds(&notes, "headings in rows 2-3; row 1 above is skipped"));
    ck_assert(any_holds(&notes, "merged cells of column \"备注\" left empty: 1"));
}
END_TEST

/* The old format says nothing of merged cells: what may be one is told, and filled on request. */
START_TEST(test_old_workbook)
{
    TER_AUTO_FREE char *path = table_path("old.xls");
    TER_AUTO_BUF struct ter_buf out = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0}, filled = {0};
    ck_assert_msg(read_list(path, (struct ter_read_options){0}, &out, &notes), "%s", error.message);
    ck_assert_str_eq(out.data, "[编号][管径][乡镇] 4:[001][100][察素齐镇] 5:[2][100.5][]");
    ck_assert(any_holds(&notes, "headings in row 3; row 1 above is skipped"));
    ck_assert(any_holds(&notes, "blank cells of column \"乡镇\" under others: 1"));
    ck_assert(read_list(path, (struct ter_read_options){.fill_down = true}, &out, &filled));
    assert_holds(out.data, " 5:[2][100.5][察素齐镇]");
}
END_TEST

/* Whatever part of a workbook is missing or damaged: one line, and no row that is not there. */
START_TEST(test_damaged_workbooks)
{
    TER_AUTO_FREE char *path = table_path("cells.xlsx");
    TER_AUTO_BUF struct ter_buf out = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    size_t size;
    TER_AUTO_FREE char *bytes = ter_test_read(path, &size);
    for (size_t keep = 1; keep < size; keep += size / 7) {
        const char *cut = ter_test_write("cut.xlsx", bytes, keep);
        ck_assert_msg(
            !read_list(cut, (struct ter_read_options){0}, &out, &notes), "%zu bytes: %s", keep, out.data);
        ck_assert(*error.message && !strchr(error.message, '\n'));
    }
    for (size_t at = 40; at < size; at += 97) { /* a byte of each part */
        TER_AUTO_FREE char *copy = ter_memdup(bytes, size);
        copy[at] ^= 0x55;
        error = (struct ter_error){0};
        if (!read_list(ter_test_write("bad.xlsx", copy, size), (struct ter_read_options){0}, &out, &notes))
            ck_assert(*error.message && !strchr(error.message, '\n'));
    }
    ck_assert(
        !read_list(ter_test_write_text("text.xlsx", "a,b\n"), (struct ter_read_options){0}, &out, &notes));
    assert_holds(error.message, "is no workbook of this kind: it is protected by a password");
    ck_assert(
        !read_list(ter_test_write_text("text.xls", "<html>"), (struct ter_read_options){0}, &out, &notes));
    assert_holds(error.message, "is no workbook that can be read");
}
END_TEST

/* ---- cells ---- */

START_TEST(test_dates_without_separators)
{
    static const struct {
        const char *text, *expect; /* NULL: no date */
    } cases[] = {{"20230705", "2023-07-05"}, {"２０２３０７０５", "2023-07-05"}, {" 20240229 ", "2024-02-29"},
        {"20230229", NULL}, {"20231301", NULL}, {"45000", "2023-03-15"}, {"45000.75", "2023-03-15"},
        {"18264", "1950-01-01"}, {"73050", "2099-12-31"}, {"73051", NULL}, {"18263", NULL}, {"2023", NULL},
        {"60", NULL}, {"450000", NULL}, {"-45000", NULL}, {"45e3", NULL}, {"36526", "2000-01-01"},
        {"36585", "2000-02-29"}, {"", NULL}, {"45000x", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char date[TER_DATE_SIZE] = "";
        enum ter_date_reading reading = ter_date_read(ter_value_text(cases[i].text), date);
        ck_assert_msg((reading != TER_DATE_NONE) == (cases[i].expect != NULL), "%s", cases[i].text);
        if (cases[i].expect)
            ck_assert_str_eq(date, cases[i].expect);
    }
    char date[TER_DATE_SIZE];
    ck_assert_int_eq(ter_date_read(ter_value_real(45000.5), date), TER_DATE_SERIAL);
    ck_assert_int_eq(ter_date_read(ter_value_int(20230705), date), TER_DATE_COMPACT);
    ck_assert_int_eq(ter_date_read(ter_value_real(NAN), date), TER_DATE_NONE);
}
END_TEST

START_TEST(test_quantities)
{
    static char mm[] = "diameter_mm", mpa[] = "static_mpa", lps[] = "flow_lps", people[] = "people",
                m2[] = "area_m2", mu[] = "stated_area_mu", percent[] = "slope_percent";
    static const struct {
        char *field;
        const char *text;
        enum ter_quantity_reading reading;
        double expect;
    } cases[] = {
        {mm, "100mm", TER_QUANTITY_UNIT, 100},
        {mm, "DN100", TER_QUANTITY_UNIT, 100},
        {mm, "dn 150", TER_QUANTITY_UNIT, 150},
        {mm, "Φ１００", TER_QUANTITY_UNIT, 100},
        {mm, "100 毫米", TER_QUANTITY_UNIT, 100},
        {mm, "1,200mm", TER_QUANTITY_UNIT, 1200},
        {mm, "10cm", TER_QUANTITY_CONVERTED, 100},
        {mm, "0.1米", TER_QUANTITY_CONVERTED, 100},
        {mpa, "0.35MPa", TER_QUANTITY_UNIT, 0.35},
        {mpa, "350 kPa", TER_QUANTITY_CONVERTED, 0.35},
        {mpa, "3kg/cm²", TER_QUANTITY_CONVERTED, 0.2941995},
        {lps, "15L/s", TER_QUANTITY_UNIT, 15},
        {lps, "36m³/h", TER_QUANTITY_CONVERTED, 10},
        {lps, "900L/min", TER_QUANTITY_CONVERTED, 15},
        {lps, "900 升/分钟", TER_QUANTITY_CONVERTED, 15},
        {people, "1,234", TER_QUANTITY_GROUPED, 1234},
        {people, "-1,234,567.5", TER_QUANTITY_GROUPED, -1234567.5},
        {people, "12人", TER_QUANTITY_UNIT, 12},
        {m2, "2公顷", TER_QUANTITY_CONVERTED, 20000},
        {mu, "3.5亩", TER_QUANTITY_UNIT, 3.5},
        {percent, "12%", TER_QUANTITY_UNIT, 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_field field = {.name = cases[i].field, .type = TER_FIELD_REAL};
        double number = NAN;
        ck_assert_msg(
            ter_quantity_read(&field, cases[i].text, &number) == cases[i].reading, "%s", cases[i].text);
        ck_assert_msg(number == cases[i].expect, "%s read as %.17g", cases[i].text, number);
    }
    static const struct {
        char *field;
        const char *text;
    } none[] = {{mm, "100-150"}, {mm, "约100"}, {mm, "100左右"}, {mm, ">100"}, {mm, "100MPa"}, {mm, "DN"},
        {mm, "mm"}, {mm, "100 200"}, {mm, "1,5"}, {mm, "12,34,567"}, {mm, "1,2345"}, {mm, "1,234,56"},
        {mm, "1234,567"}, {mm, "100,150mm×2"}, {mm, "100*2"}, {mm, "一百"}, {people, "50%"},
        {people, "DN100"}, {people, "5mm"}, {mpa, "3公斤"}, {mm, ""}, {mm, "."}, {mm, "-"}, {mm, ",123"}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct ter_field field = {.name = none[i].field, .type = TER_FIELD_REAL};
        double number;
        ck_assert_msg(
            ter_quantity_read(&field, none[i].text, &number) == TER_QUANTITY_NONE, "\"%s\"", none[i].text);
    }
}
END_TEST

/* A heading's unit, in brackets of either width, is told from other words in brackets. */
START_TEST(test_units_in_headings)
{
    static const struct {
        const char *heading, *plain, *unit;
    } cases[] = {{"静压(MPa)", "静压", "mpa"}, {"静压 （ＭＰａ）", "静压", "mpa"},
        {"流量(m³/h)", "流量", "m3/h"}, {"街道(路段)", "街道(路段)", NULL}, {"静压", "静压", NULL},
        {"(MPa)", "(mpa)", NULL}, {"静压()", "静压()", NULL}, {"静压(MPa", "静压(mpa", NULL}, {"", "", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *unit;
        TER_AUTO_FREE char *plain = ter_quantity_heading(cases[i].heading, &unit);
        ck_assert_str_eq(plain, cases[i].plain);
        ck_assert_msg(
            cases[i].unit ? unit && strcmp(unit, cases[i].unit) == 0 : !unit, "%s", cases[i].heading);
    }
    static const struct {
        const char *heading, *field; /* NULL: none */
    } fields[] = {{"静压", "pressure_mpa"}, {"静压(kPa)", "pressure_mpa"}, {"水压（兆帕）", "pressure_mpa"},
        {"管径(cm)", "diameter_mm"}, {"流量(L/min)", "flow_lps"}, {"静压(mm)", NULL}, {"流量(亩)", NULL},
        {"", NULL}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct ter_field *field = ter_heading_field(hydrant, fields[i].heading);
        ck_assert_msg(fields[i].field ? field && strcmp(field->name, fields[i].field) == 0 : !field, "%s",
            fields[i].heading);
    }
}
END_TEST

/* A bare number is in its heading's unit; one with a unit of its own is not. */
START_TEST(test_a_headings_unit_converts)
{
    static const struct {
        struct ter_value cell;
        double expect;
    } cases[] = {{{.type = TER_VALUE_TEXT, .text = "350", .size = 3}, 0.35},
        {{.type = TER_VALUE_INT, .integer = 350}, 0.35}, {{.type = TER_VALUE_REAL, .real = 350.5}, 0.3505},
        {{.type = TER_VALUE_TEXT, .text = "１，２００", .size = 15}, 1.2},
        {{.type = TER_VALUE_TEXT, .text = "0.3MPa", .size = 6}, 0.3},
        {{.type = TER_VALUE_TEXT, .text = "350 kPa", .size = 7}, 0.35}};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_binding binding;
    struct ter_value value;
    ter_binding_init(
        &binding, hydrant, ter_layer_field_index(hydrant, ter_layer_field(hydrant, "pressure_mpa")), 0);
    binding.notes = &notes;
    ter_binding_take_heading(&binding, "静压(kPa)");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(ter_cell_read(&binding, cases[i].cell, &value, &error), "%zu: %s", i, error.message);
        ck_assert_double_eq_tol(ter_value_number(value, NAN), cases[i].expect, 1e-12);
    }
    ck_assert(any_holds(&notes, "column \"静压(kPa)\": 350kpa is read as 0.35"));
    ck_assert(!ter_cell_read(&binding, ter_value_int(9000), &value, &error));
    assert_holds(error.message, "9 is above 4, the most for pressure_mpa");
    ck_assert(!ter_cell_read(&binding, ter_value_text("约350"), &value, &error));
    ck_assert(ter_cell_read(&binding, ter_value_text(""), &value, &error) && value.type == TER_VALUE_NULL);
    ter_binding_clear(&binding);
}
END_TEST

/* How a text was read is said once a column; a failed formula is no value. */
START_TEST(test_readings_are_said)
{
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_binding binding;
    struct ter_value value;
    size_t index = ter_layer_field_index(hydrant, ter_layer_field(hydrant, "inspected_on"));
    ter_binding_init(&binding, hydrant, index, 0);
    binding.notes = &notes;
    binding.heading = "检查日期";
    for (int i = 0; i < 3; i++) {
        ck_assert(ter_cell_read(&binding, ter_value_text("45000"), &value, &error));
        ck_assert_str_eq(value.text, "2023-03-15");
        ck_assert(ter_cell_read(&binding, ter_value_int(20230705), &value, &error));
        ck_assert_str_eq(value.text, "2023-07-05");
    }
    ck_assert_uint_eq(notes.count, 2);
    ck_assert_str_eq(
        notes.items[0], "column \"检查日期\": 45000 is read as 2023-03-15, a day number of Excel");
    ck_assert(!ter_cell_read(&binding, ter_value_text("#REF!"), &value, &error));
    assert_holds(error.message, "the formula in this cell failed");
    ck_assert(!ter_cell_read(&binding, ter_value_text("05/07/2023"), &value, &error));
    assert_holds(error.message, "is not a date; write it as 2023-03-05");
    ter_binding_clear(&binding);
}
END_TEST

/* Merged cells fill the rows they cover, no more; the number of rows behind a name goes only where it fits.
 */
START_TEST(test_fill_down)
{
    static const struct ter_merge merges[] = {{0, 2, 4}, {0, 6, 7}, {2, 2, 3}};
    static const bool marked[] = {true, false, false};
    static const char *const columns[] = {"乡镇", "甲", "备注"};
    static const char *const texts[][3] = {{"A (3个)", "x", "m"}, {NULL, NULL, NULL}, {NULL, "x", "n"},
        {NULL, "x", NULL}, {"B（3处）", "x", NULL}, {NULL, "x", NULL}, {NULL, "x", NULL}};
    static const char *const expect[] = {"A", "A", "A", "", "B（3处）", "B（3处）", ""};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_fill fill;
    ter_fill_begin(&fill, 3, marked);
    fill.merges = merges;
    fill.merge_count = 3;
    for (int i = 0; i < 7; i++) {
        struct ter_value values[3];
        TER_AUTO_BUF struct ter_buf text = {0};
        for (int j = 0; j < 3; j++)
            values[j] = ter_value_text(texts[i][j]);
        ter_fill_row(&fill, i + 2, values);
        ter_buf_text(&text, "");
        ter_value_print(values[0], &text);
        ck_assert_msg(strcmp(text.data, expect[i]) == 0, "row %d: %s", i + 2, text.data);
    }
    ter_fill_notes(&fill, columns, &notes);
    ck_assert(any_holds(&notes, "merged cells of column \"乡镇\" take the value above them: 3"));
    ck_assert(any_holds(&notes, "blank cells of column \"乡镇\" under others: 2"));
    ck_assert(any_holds(&notes, "merged cells of column \"备注\" left empty: 1"));
    ck_assert(any_holds(&notes, "numbers behind values of column \"乡镇\" that count their merged rows, left "
                                "out: 1, such as in \"A (3个)\""));
    ter_fill_free(&fill);
}
END_TEST

/* Texts without a stated encoding are judged together. */
struct votes_case {
    const char *texts[4], *says;
    bool utf8;
};

static const struct votes_case votes_cases[] = {
    {{"abc", "12"}, NULL, true},
    {{"\xce\xb4\xd6\xaa"}, "as UTF-8 \"未知\" would be \"δ֪\"", false},
    {{"\xce\xb4\xd6\xaa", "\xce\xde\xcb\xae"}, "not valid UTF-8", false}, /* 无水 */
    {{"未知", "\xce\xb4\xd6\xaa"}, "assumed encoding UTF-8", true},
    {{"未知", "无水", "\xce\xde\xcb\xae"}, "assumed encoding UTF-8", true}, /* one is damaged */
    {{"Müller", "Gampriner Äcker"}, "assumed encoding UTF-8", true},
    {{"Αθήνα"}, "assumed encoding UTF-8", true},
    {{"пива"}, "assumed encoding UTF-8", true}, /* each letter is a character of GBK, and all are Cyrillic */
    {{"无压\xe6\xb0"}, "assumed encoding UTF-8", true}, /* cut by a narrow column */
    {{"\xce\xde\xcb\xae\xce"}, "not valid UTF-8", false},
};

START_TEST(test_texts_vote_on_their_encoding)
{
    const struct votes_case *one = &votes_cases[_i];
    TER_AUTO_TEXT_VOTES struct ter_text_votes votes = {0};
    for (size_t i = 0; i < 4 && one->texts[i]; i++)
        ter_text_vote(&votes, one->texts[i]);
    TER_AUTO_FREE char *words = ter_text_votes_words(&votes);
    ck_assert_int_eq(ter_text_votes_utf8(&votes), one->utf8);
    ck_assert_msg(one->says ? words && strstr(words, one->says) : !words, "%s", words ? words : "nothing");
}
END_TEST

START_TEST(test_a_cut_character_is_found)
{
    ck_assert_uint_eq(ter_text_before_cut("无压"), 6);
    ck_assert_uint_eq(ter_text_before_cut("无压\xe6\xb0"), 6);
    ck_assert_uint_eq(ter_text_before_cut("a\xe6"), 1);
    ck_assert_uint_eq(ter_text_before_cut("a\xe6z"), 3); /* broken, not cut */
    ck_assert_uint_eq(ter_text_before_cut("\xb0"), 1);   /* no character begins so */
    ck_assert_uint_eq(ter_text_before_cut(""), 0);
}
END_TEST

Suite *suite_tables(void)
{
    Suite *suite = suite_create("tables");
    TCase *tcase = tcase_create("tables");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, test_csv_reads, 0, sizeof good / sizeof *good);
    tcase_add_loop_test(tcase, test_csv_refuses, 0, sizeof bad / sizeof *bad);
    tcase_add_test(tcase, test_csv_bounds_a_cell);
    tcase_add_loop_test(tcase, test_headings_are_found, 0, sizeof lists / sizeof *lists);
    tcase_add_test(tcase, test_headings_are_not_found);
    tcase_add_test(tcase, test_too_many_columns);
    tcase_add_test(tcase, test_office_lists);
    tcase_add_loop_test(
        tcase, test_texts_vote_on_their_encoding, 0, sizeof votes_cases / sizeof *votes_cases);
    tcase_add_test(tcase, test_a_cut_character_is_found);
    tcase_add_test(tcase, test_sheets);
    tcase_add_test(tcase, test_workbook_cells);
    tcase_add_test(tcase, test_old_workbook);
    tcase_add_test(tcase, test_damaged_workbooks);
    tcase_add_test(tcase, test_dates_without_separators);
    tcase_add_test(tcase, test_quantities);
    tcase_add_test(tcase, test_units_in_headings);
    tcase_add_test(tcase, test_a_headings_unit_converts);
    tcase_add_test(tcase, test_readings_are_said);
    tcase_add_test(tcase, test_fill_down);
    suite_add_tcase(suite, tcase);
    return suite;
}
