/* Owns the tests of limits on what comes from outside, and of what the fuzz harnesses found: a count that a
 * library believes, brackets in brackets, a line without an end. */
#include "registering.h"
#include "suites.h"

#include "base/json.h"
#include "base/read_line.h"
#include "base/text.h"
#include "import/cell.h"
#include "registry/blob.h"
#include "registry/find.h"

#include <stdlib.h>
#include <string.h>

/* ---- geometries that lie in a registry ---- */

enum { HEAD = 39, COUNT = 43, LINE_OF_TWO = 80 };

/* A line of two positions, as SpatiaLite writes it. */
static void line_blob(struct ter_buf *ret_blob)
{
    const struct ter_lonlat points[] = {{1, 2}, {3, 4}};
    ter_blob_from_line(points, 2, 4490, ret_blob);
    ck_assert_uint_eq(ret_blob->size, LINE_OF_TWO);
}

static void expect_damaged(const struct ter_buf *blob)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    TER_AUTO_POINTS struct ter_points points = {0};
    struct ter_error err = {0};
    ck_assert(!ter_blob_to_wkb(blob->data, blob->size, &wkb, &err));
    ck_assert_str_eq(err.message, "a geometry in the registry is damaged; terrier log shows its history");
    ck_assert(!ter_blob_to_line(blob->data, blob->size, &points, &err));
}

START_TEST(counts_in_a_blob_are_not_believed)
{
    static const char *const counts[] = {"\x00\x00\x00\x10", "\xff\xff\xff\xff", "\x03\x00\x00\x00",
        "\x01\x00\x00\x00", "\x02\x00\x00\x80"}; /* the first is 2^28, times 16 nothing in 32 bits */
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        TER_AUTO_BUF struct ter_buf blob = {0};
        line_blob(&blob);
        memcpy(blob.data + COUNT, counts[i], 4);
        expect_damaged(&blob);
    }
}
END_TEST

START_TEST(a_blob_stands_between_its_marks)
{
    static const size_t marks[] = {0, HEAD - 1, LINE_OF_TWO - 1};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        TER_AUTO_BUF struct ter_buf blob = {0};
        line_blob(&blob);
        blob.data[marks[i]] = 0x33;
        expect_damaged(&blob);
    }
}
END_TEST

START_TEST(every_cut_of_a_blob_is_damaged)
{
    TER_AUTO_BUF struct ter_buf blob = {0}, wkb = {0};
    struct ter_error err = {0};
    line_blob(&blob);
    ck_assert_msg(ter_blob_to_wkb(blob.data, blob.size, &wkb, &err), "%s", err.message);
    while (blob.size) {
        blob.size--;
        expect_damaged(&blob);
    }
}
END_TEST

START_TEST(a_line_has_a_position)
{
    TER_AUTO_BUF struct ter_buf blob = {0};
    TER_AUTO_POINTS struct ter_points points = {0};
    struct ter_error err = {0};
    line_blob(&blob);
    memset(blob.data + COUNT, 0, 4);
    blob.data[COUNT + 4] = (char)0xfe;
    blob.size = COUNT + 5;
    ck_assert(!ter_blob_to_line(blob.data, blob.size, &points, &err));
    ck_assert_str_eq(err.message, "the geometry is no line");
}
END_TEST

/* Heights and measures are left out: our own readers know two dimensions. */
START_TEST(a_point_with_a_height_is_read_flat)
{
    static const char blob[] = "\x00\x81\x8a\x11\x00\x00\x02\x00\x00\x00\x00\x00\x00\xf0\x3f"
                               "\x00\x00\x00\x00\x00\x00\x00\x40\x00\x00\x00\x00\x00\x00\x08\x40\xfe";
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_error err = {0};
    struct ter_lonlat point;
    ck_assert_msg(ter_blob_to_wkb(blob, sizeof blob - 1, &wkb, &err), "%s", err.message);
    ck_assert(ter_wkb_to_point((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &point));
    ck_assert(point.lon == 1 && point.lat == 2);
}
END_TEST

/* ---- texts ---- */

START_TEST(brackets_are_nested_so_deep)
{
    for (size_t depth = TER_JSON_DEEPEST; depth <= TER_JSON_DEEPEST + 1; depth++) {
        TER_AUTO_BUF struct ter_buf text = {0};
        TER_AUTO(ter_json_free) json_t *json = NULL;
        struct ter_error err = {0};
        for (size_t i = 0; i < depth; i++)
            ter_buf_text(&text, "[\n");
        ter_buf_text(&text, "\"[[\\\"[\"");
        for (size_t i = 0; i < depth; i++)
            ter_buf_text(&text, "]");
        bool read = ter_json_parse(text.data, text.size, "a.json", &json, &err);
        ck_assert_msg(read == (depth == TER_JSON_DEEPEST), "%zu: %s", depth, err.message);
        if (!read)
            ck_assert_str_eq(
                err.message, "a.json: line 65: brackets are nested more than 64 deep; is one never closed?");
    }
}
END_TEST

START_TEST(a_line_is_so_long)
{
    TER_AUTO_BUF struct ter_buf text = {0}, line = {0};
    struct ter_error err = {0};
    bool more = false;
    ter_buf_text(&text, "one\nt\\o\n");
    for (size_t i = 0; i < TER_LONGEST_LINE / 4; i++)
        ter_buf_text(&text, "abcd");
    FILE *file = fopen(ter_test_write("lines", text.data, text.size), "re");
    ck_assert_ptr_nonnull(file);
    ck_assert(ter_read_line(file, &line, &more, &err) && more);
    ck_assert_str_eq(line.data, "one\n");
    ck_assert(ter_read_line(file, &line, &more, &err) && more && line.size == 4);
    ck_assert(ter_read_line(file, &line, &more, &err) && more && line.size == TER_LONGEST_LINE);
    ck_assert(ter_read_line(file, &line, &more, &err) && !more);
    fclose(file);
    ter_buf_text(&text, "e\n");
    file = fopen(ter_test_write("lines", text.data + 8, text.size - 8), "re");
    ck_assert_ptr_nonnull(file);
    ck_assert(!ter_read_line(file, &line, &more, &err));
    ck_assert_str_eq(err.message, "is over 1 MiB long; is it a text file, with a line for each thing?");
    fclose(file);
}
END_TEST

START_TEST(an_expression_is_so_long)
{
    struct ter_registry *registry = register_open();
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    TER_AUTO_BUF struct ter_buf where = {0};
    ter_buf_text(&where, "1 --");
    while (where.size < 4096)
        ter_buf_text(&where, "x");
    for (size_t i = 0; i < 2; i++) {
        const struct ter_filter filter = {.where = where.data};
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
        struct ter_error err = {0};
        bool read = ter_find_open(registry, layer, &filter, &cursor, &err);
        ck_assert_msg(read == (i == 0), "%zu: %s", i, err.message);
        if (!read)
            ck_assert_msg(strncmp(err.message, "--where is 4097 bytes long (at most 4096); ", 43) == 0, "%s",
                err.message);
        ter_buf_text(&where, "x");
    }
    ter_registry_close(registry);
}
END_TEST

/* ---- cells ---- */

static bool read_cell(const char *name, const char *text, struct ter_value *ret_value,
    struct ter_strings *notes, struct ter_error *err)
{
    struct ter_registry *registry = register_open();
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    const struct ter_field *field = ter_layer_field(layer, name);
    struct ter_binding binding;
    ck_assert_ptr_nonnull(field);
    ter_binding_init(&binding, layer, ter_layer_field_index(layer, field), 0);
    binding.notes = notes;
    binding.heading = "h";
    bool read = ter_cell_read(&binding, ter_value_text(text), ret_value, err);
    ter_binding_clear(&binding);
    ter_registry_close(registry);
    return read;
}

START_TEST(a_whole_number_stays_what_was_written)
{
    struct ter_value value;
    struct ter_error err = {0};
    ck_assert(!read_cell("source_row", "200,200,540,200,200,541", &value, NULL, &err));
    ck_assert_msg(strstr(err.message, "is too great for source_row"), "%s", err.message);
    ck_assert(read_cell("source_row", "200,200,540", &value, NULL, &err));
    ck_assert(value.type == TER_VALUE_INT && value.integer == 200200540);
}
END_TEST

START_TEST(a_note_is_one_line)
{
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_value value;
    struct ter_error err = {0};
    ck_assert_msg(read_cell("diameter_mm", "10\n\r cm", &value, &notes, &err), "%s", err.message);
    ck_assert_uint_eq(notes.count, 1);
    ck_assert_ptr_null(strpbrk(notes.items[0], "\r\n"));
}
END_TEST

START_TEST(a_text_is_so_long)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    struct ter_value value;
    struct ter_error err = {0};
    while (text.size < 1 << 20)
        ter_buf_text(&text, "0123456789abcdef");
    ck_assert_msg(read_cell("location_text", text.data, &value, NULL, &err), "%s", err.message);
    ter_buf_text(&text, "x");
    ck_assert(!read_cell("location_text", text.data, &value, NULL, &err));
    ck_assert_str_eq(err.message, "the text is over 1 MiB long, and a cell holds at most that; shorten it");
}
END_TEST

Suite *suite_limits(void)
{
    Suite *suite = suite_create("limits");
    TER_TEST_CASE(suite, "blobs", counts_in_a_blob_are_not_believed, a_blob_stands_between_its_marks,
        every_cut_of_a_blob_is_damaged, a_line_has_a_position, a_point_with_a_height_is_read_flat);
    TER_TEST_CASE(suite, "texts", brackets_are_nested_so_deep, a_line_is_so_long, an_expression_is_so_long);
    TER_TEST_CASE(
        suite, "cells", a_whole_number_stays_what_was_written, a_note_is_one_line, a_text_is_so_long);
    return suite;
}
