/* Owns the tests of work orders below the command line: which records stand on one and in which order, what
 * is kept of it, how parts are counted, how headings and cells are read, and that numbers on its map stay
 * apart. */
#include "registering.h"
#include "suites.h"

#include "base/drawing.h"
#include "plan/order/order_answer.h"
#include "plan/order/order_draft.h"
#include "plan/order/order_parts.h"
#include "plan/order/order_totals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- words and cells ---- */

START_TEST(headings_are_known_however_they_are_written)
{
    ck_assert_int_eq(ter_order_column_of("结果"), TER_ORDER_RESULT);
    ck_assert_int_eq(ter_order_column_of(" result "), TER_ORDER_RESULT);
    ck_assert_int_eq(ter_order_column_of("费用（元）"), TER_ORDER_COST);  /* full-width brackets */
    ck_assert_int_eq(ter_order_column_of("更换\n配件"), TER_ORDER_PARTS); /* broken into lines */
    ck_assert_int_eq(ter_order_column_of("DONE BY (UNIT)"), TER_ORDER_UNIT);
    ck_assert_int_eq(ter_order_column_of("结果是"), TER_ORDER_COLUMNS);
    ck_assert_int_eq(ter_order_column_of(""), TER_ORDER_COLUMNS);
    ck_assert(ter_order_is_number_label("工单 编号"));
    ck_assert(!ter_order_is_number_label("编号")); /* or each record's code would be an order's */
}
END_TEST

START_TEST(parts_are_counted_as_crews_write_them)
{
    static const struct {
        const char *written, *counted;
    } cases[] = {
        {"阀芯2个、密封圈", "阀芯 ×2, 密封圈"},
        {"阀芯x2，阀芯 ×1", "阀芯 ×3"},
        {"DN100阀门", "DN100阀门"}, /* its number is its name */
        {"弯头100", "弯头100"},
        {"水管3.5米;水管 1.5 米", "水管 (米) ×5"},
        {"gasket 2 pcs, bolt*8", "gasket ×2, bolt ×8"},
        {"２个", "2个"}, /* nothing but a number of nothing */
        {" , 、", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_order_parts parts = {0};
        ter_order_parts_add(&parts, cases[i].written);
        TER_AUTO_FREE char *text = ter_order_parts_text(&parts);
        ck_assert_str_eq(text, cases[i].counted);
        ter_order_parts_free(&parts);
    }
}
END_TEST

/* ---- the register ---- */

static struct ter_registry *registry;
static const struct ter_layer *hydrants;

static void open_with_hydrants(void)
{
    struct load load = {.fields = "code|township|status|defect|@"};
    ter_test_dir_open();
    registry = register_open();
    hydrants = register_layer(registry, "hydrant");
    LOAD(registry, &load, "A1|甲镇|out_of_service|seized|111.10 40.70", "B1|乙镇|out_of_service|covered|",
        "B2|乙镇|under_repair|covered|111.11 40.70", "C1||out_of_service||", "D1|甲镇|in_service||",
        "D2|乙镇|planned||", "D3|乙镇|retired||");
}

static void close_all(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static struct ter_order *draft(void)
{
    const char *statuses[TER_MAX_FIELDS];
    struct ter_filter filter = {.statuses = statuses};
    struct ter_order *order = ter_alloc(sizeof *order);
    struct ter_error err = {0};
    filter.status_count = ter_order_broken(hydrants, statuses, TER_MAX_FIELDS);
    ck_assert_msg(ter_order_draft_found(registry, hydrants, &filter, order, &err), "%s", err.message);
    ter_order_draft_group(order);
    order->layer = ter_strdup("hydrant");
    order->request = ter_strdup("{}");
    strcpy(order->issued_on, "2023-06-01");
    return order;
}

START_TEST(broken_is_what_a_mend_ends)
{
    const char *statuses[TER_MAX_FIELDS];
    ck_assert_uint_eq(ter_order_broken(hydrants, statuses, TER_MAX_FIELDS), 2);
    ck_assert_str_eq(statuses[0], "out_of_service"); /* not planned: it was never in service */
    ck_assert_str_eq(statuses[1], "under_repair");
    ck_assert_uint_eq(ter_order_broken(register_layer(registry, "township"), statuses, TER_MAX_FIELDS), 0);
}
END_TEST

/* A sheet a township: the largest first, records without one last. */
START_TEST(records_of_a_township_stand_together)
{
    TER_AUTO(ter_order_free) struct ter_order *order = draft();
    static const char *const codes[] = {"B1", "B2", "A1", "C1"};
    ck_assert_uint_eq(order->count, sizeof codes / sizeof *codes);
    for (size_t i = 0; i < order->count; i++)
        ck_assert_str_eq(order->items[i].code, codes[i]);
    ck_assert_ptr_null(order->items[3].township);
    order->items[0].round = 2;
    order->items[1].round = 1;
    ter_order_draft_group(order);
    ck_assert_str_eq(order->items[0].code, "B2"); /* within a township by round */
    order->items[0].round = 0;
    ter_order_draft_group(order);
    ck_assert_str_eq(order->items[0].code, "B1"); /* in none: last */
}
END_TEST

static void begin(void)
{
    struct ter_write_context context = {.tool = "test"};
    struct ter_error err = {0};
    ck_assert_msg(ter_registry_begin(registry, &context, &err), "%s", err.message);
}

static char *add_order(struct ter_order *order)
{
    struct ter_error err = {0};
    char *number;
    begin();
    ck_assert_msg(ter_order_add(registry, order, &number, &err), "%s", err.message);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    return number;
}

START_TEST(numbers_follow_one_another_by_year)
{
    TER_AUTO(ter_order_free) struct ter_order *order = draft();
    struct ter_error err = {0};
    char *refused;
    TER_AUTO_FREE char *first = add_order(order), *second = add_order(order);
    ck_assert_str_eq(first, "WO-2023-001");
    ck_assert_str_eq(second, "WO-2023-002");
    strcpy(order->issued_on, "2024-01-02");
    TER_AUTO_FREE char *other_year = add_order(order);
    ck_assert_str_eq(other_year, "WO-2024-001");
    order->number = ter_strdup(first);
    begin();
    ck_assert(!ter_order_add(registry, order, &refused, &err));
    ck_assert_ptr_nonnull(strstr(err.message, first));
    ter_registry_rollback(registry);
}
END_TEST

/* What the paper knows of a record is its newest entry then: a bulk import is one entry for a range of ids.
 */
START_TEST(the_paper_knows_the_record_as_it_was)
{
    TER_AUTO(ter_order_free) struct ter_order *order = draft(), *kept = NULL;
    struct ter_error err = {0};
    register_sql(registry, "UPDATE hydrant SET remark = 'x' WHERE code = 'B2'");
    TER_AUTO_FREE char *number = add_order(order);
    register_sql(registry, "UPDATE hydrant SET remark = 'y' WHERE code = 'B2'");
    ck_assert_msg(ter_order_read(registry, number, &kept, &err), "%s", err.message);
    ck_assert_uint_eq(kept->count, 4);
    ck_assert_int_eq(
        ter_order_item(kept, "B1")->history_id, register_int(registry, "SELECT min(id) FROM history"));
    ck_assert_int_eq(
        ter_order_item(kept, "B2")->history_id, register_int(registry, "SELECT max(id) - 1 FROM history"));
    ck_assert_ptr_null(ter_order_item(kept, "D1"));
    TER_AUTO(ter_order_free) struct ter_order *none = NULL;
    ck_assert(!ter_order_read(registry, "WO-2023-01", &none, &err));
    ck_assert_int_eq(err.code, TER_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, number)); /* did you mean */
}
END_TEST

static void answer(const struct ter_order *order, const char *code, const char *day, const char *cost)
{
    struct ter_error err = {0};
    TER_AUTO_FREE char *sql =
        ter_format("INSERT INTO event (about_layer, about_code, kind, happened_on, result, "
                   "cost_yuan, parts, document_no) VALUES ('hydrant', '%s', 'repair', "
                   "'%s', 'mended', %s, '阀芯2个', '%s')",
            code, day, cost, order->number);
    register_sql(registry, sql);
    begin();
    TER_AUTO_FREE char *event =
        ter_format("E-%07lld", (long long)register_int(registry, "SELECT max(id) FROM event"));
    ck_assert_msg(ter_order_answer(registry, order, code, "{}", event, true, &err), "%s", err.message);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
}

/* An unknown cost is counted as unknown and never as 0; a withdrawn event counts for nothing, and its record
 * is open again. */
START_TEST(totals_are_those_of_the_events_that_stand)
{
    TER_AUTO(ter_order_free) struct ter_order *drafted = draft(), *order = NULL, *after = NULL;
    TER_AUTO_ORDER_TOTALS struct ter_order_totals by_township = {0}, by_year = {0};
    struct ter_error err = {0};
    TER_AUTO_FREE char *number = add_order(drafted);
    ck_assert_msg(ter_order_read(registry, number, &order, &err), "%s", err.message);
    answer(order, "B1", "2023-07-01", "100.5");
    answer(order, "B2", "2024-01-05", "NULL");
    answer(order, "A1", "2023-07-02", "7");
    register_sql(registry, "UPDATE event SET status = 'withdrawn' WHERE about_code = 'A1'");
    ck_assert_msg(ter_order_totals_add(registry, order, TER_ORDER_BY_TOWNSHIP, &by_township, &err) &&
                      ter_order_totals_add(registry, order, TER_ORDER_BY_YEAR, &by_year, &err),
        "%s", err.message);
    const struct ter_order_total *b = &by_township.items[0], *a = &by_township.items[1];
    ck_assert_str_eq(b->township, "乙镇");
    ck_assert_uint_eq(b->records, 2);
    ck_assert_uint_eq(b->cost_known, 1);
    ck_assert_uint_eq(b->cost_unknown, 1);
    ck_assert_double_eq(b->cost_yuan, 100.5);
    ck_assert_uint_eq(a->answered, 0);
    ck_assert_uint_eq(by_year.count, 2);
    ck_assert_int_eq(by_year.items[1].year, 2024);
    ck_assert_double_eq(by_township.parts.items[0].count, 4);
    ck_assert_msg(ter_order_read(registry, number, &after, &err), "%s", err.message);
    ck_assert_uint_eq(after->answered, 2);
    ck_assert_ptr_null(ter_order_item(after, "A1")->answer);
}
END_TEST

static void expect_fault(const char *result, const char *date, const char *cost, enum ter_order_column column)
{
    const struct ter_layer *events = register_layer(registry, "event");
    struct ter_order_results results;
    struct ter_order_answer read;
    struct ter_order_fault fault = {0};
    struct ter_error err = {0};
    struct ter_order_filled row = {
        {[TER_ORDER_RESULT] = result, [TER_ORDER_DATE] = date, [TER_ORDER_COST] = cost}};
    ck_assert_msg(ter_order_results(hydrants, events, &results, &err), "%s", err.message);
    bool good = ter_order_answer_read(events, &results, &row, "2023-06-01", "2023-12-31", &read, &fault);
    ck_assert_msg(good == (column == TER_ORDER_COLUMNS), "%s %s %s", result, date, cost);
    ck_assert_msg(good || fault.column == column, "%s: column %d", fault.reason, fault.column);
    ter_order_fault_free(&fault);
}

START_TEST(cells_are_read_or_refused_by_column)
{
    expect_fault("已修复", "2023/06/01", "12.5", TER_ORDER_COLUMNS); /* the day of issue itself is good */
    expect_fault("Mended", "2023年12月31日", NULL, TER_ORDER_COLUMNS);
    expect_fault(
        "in_order", "2023-07-01", NULL, TER_ORDER_RESULT); /* an inspection's result, not a repair's */
    expect_fault("好了", "2023-07-01", NULL, TER_ORDER_RESULT);
    expect_fault("mended", NULL, NULL, TER_ORDER_DATE);
    expect_fault("mended", "2023-05-31", NULL, TER_ORDER_DATE);
    expect_fault("mended", "2024-01-01", NULL, TER_ORDER_DATE);
    expect_fault("mended", "2023-02-30", NULL, TER_ORDER_DATE);
    expect_fault("mended", "2023-07-01", "-3", TER_ORDER_COST);
    expect_fault("mended", "2023-07-01", "1e999", TER_ORDER_COST);
}
END_TEST

/* ---- the map ---- */

START_TEST(numbers_on_the_map_stay_apart_and_on_the_sheet)
{
    enum { DOTS = 60 };
    TER_AUTO_DRAWING struct ter_drawing map = {.width_mm = 100, .height_mm = 60};
    for (unsigned i = 0; i < DOTS; i++) /* all at two places, one of them a corner */
        ter_drawing_dot(&map, i % 2 ? (struct ter_xy){50, 30} : (struct ter_xy){0, 0}, i + 1, true);
    ter_drawing_arrange(&map);
    for (size_t i = 0; i < DOTS; i++) {
        double radius_mm = ter_drawing_badge_mm(map.dots[i].number);
        ck_assert(map.dots[i].label.x >= radius_mm && map.dots[i].label.x <= 100 - radius_mm);
        ck_assert(map.dots[i].label.y >= radius_mm && map.dots[i].label.y <= 60 - radius_mm);
        for (size_t j = 0; j < i; j++)
            ck_assert(ter_xy_distance_m(map.dots[i].label, map.dots[j].label) >=
                      radius_mm + ter_drawing_badge_mm(map.dots[j].number));
    }
}
END_TEST

START_TEST(lines_end_at_the_edge_of_the_sheet)
{
    TER_AUTO_DRAWING struct ter_drawing map = {.width_mm = 100, .height_mm = 60};
    const struct ter_xy through[] = {{-50, 30}, {50, 30}, {50, -30}, {80, -30}, {80, 30}, {150, 30}};
    const struct ter_xy beside[] = {{-50, -1}, {150, -1}};
    ter_drawing_line(&map, TER_PEN_ROAD, through, sizeof through / sizeof *through);
    ter_drawing_line(&map, TER_PEN_ROAD, beside, sizeof beside / sizeof *beside);
    ck_assert_uint_eq(map.line_count, 2); /* it leaves the sheet and comes back */
    for (size_t i = 0; i < map.point_count; i++)
        ck_assert(
            map.points[i].x >= 0 && map.points[i].x <= 100 && map.points[i].y >= 0 && map.points[i].y <= 60);
    ck_assert_double_eq(map.points[0].x, 0);
    ck_assert_double_eq(map.points[map.point_count - 1].x, 100);
    ter_drawing_scale(&map, 37);
    ck_assert_str_eq(map.scale_text, "500 m");
    ck_assert_double_eq_tol(map.scale_mm, 500.0 / 37, 1e-9);
}
END_TEST

Suite *suite_orders(void)
{
    Suite *suite = suite_create("orders");
    TER_TEST_CASE(
        suite, "words", headings_are_known_however_they_are_written, parts_are_counted_as_crews_write_them);
    TER_TEST_CASE(
        suite, "map", numbers_on_the_map_stay_apart_and_on_the_sheet, lines_end_at_the_edge_of_the_sheet);
    TCase *kept = tcase_create("register");
    tcase_add_checked_fixture(kept, open_with_hydrants, close_all);
    tcase_add_test(kept, broken_is_what_a_mend_ends);
    tcase_add_test(kept, records_of_a_township_stand_together);
    tcase_add_test(kept, numbers_follow_one_another_by_year);
    tcase_add_test(kept, the_paper_knows_the_record_as_it_was);
    tcase_add_test(kept, totals_are_those_of_the_events_that_stand);
    tcase_add_test(kept, cells_are_read_or_refused_by_column);
    suite_add_tcase(suite, kept);
    return suite;
}
