/* Owns the tests of how a stranger's schema is read: what a definition makes, on what, and what it calls.
 * Whole files are tests/hostile/registry.py's. */
#include "registry/confine.h"
#include "registry/schema_text.h"
#include "registry/strangers.h"
#include "suites.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(test_heads)
{
    static const struct {
        const char *sql, *type, *name, *table;
    } heads[] = {
        {"CREATE TABLE \"a\"\"b\" (x)", "table", "a\"b", "a\"b"},
        {"CREATE TABLE 'q'(x)", "table", "q", "q"},
        {"CREATE VIRTUAL TABLE [v w] USING rtree(a, b, c)", "table", "v w", "v w"},
        {"CREATE UNIQUE INDEX i ON `t`(x)", "index", "i", "t"},
        {"CREATE VIEW v AS SELECT 1 -- ON x", "view", "v", "v"},
        {"CREATE TRIGGER g /* ON a */ AFTER UPDATE OF \"ON\" ON b BEGIN SELECT 1; END", "trigger", "g", "b"},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        TER_AUTO_HEAD struct ter_schema_head head = {0};
        ck_assert_msg(ter_schema_head_read(heads[i].sql, &head), "%s", heads[i].sql);
        ck_assert_str_eq(head.type, heads[i].type);
        ck_assert_str_eq(head.name, heads[i].name);
        ck_assert_str_eq(head.table, heads[i].table);
    }
    static const char *const none[] = {
        "", "CREATE", "CREATE TABLE", "DROP TABLE x", "CREATE INDEX i", "CREATE TRIGGER t BEGIN", "\"", "/*"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        TER_AUTO_HEAD struct ter_schema_head head = {0};
        ck_assert_msg(!ter_schema_head_read(none[i], &head), "%s", none[i]);
    }
}
END_TEST

START_TEST(test_calls)
{
    static const struct {
        const char *sql, *call; /* NULL: none */
    } texts[] = {
        {"CREATE TABLE t (a VARCHAR(20), b NUMERIC(10, 2), PRIMARY KEY (a), UNIQUE (a, b))", NULL},
        {"CREATE TABLE \"t\" (a TEXT DEFAULT 'f(x)', -- g(x)\n b CHECK (a IN (1, 2) AND (b > 0)))", NULL},
        {"CREATE TABLE t (a REFERENCES other (x), b AS (lower(a)))", NULL},
        {"CREATE TABLE t (a, b AS (hex(zeroblob(900000000))))", "zeroblob"},
        {"CREATE TABLE t (a DEFAULT (\"load_extension\"('x')))", "load_extension"},
        {"CREATE TABLE t (a CHECK (eval/**/('x')))", "eval"},
        {"CREATE INDEX i ON t (a, b) WHERE a IN ('x', 'y')", NULL},
        {"CREATE INDEX i ON t (BlobToFile(a, 'x'))", "BlobToFile"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        TER_AUTO_FREE char *call = ter_schema_call(texts[i].sql, ter_function_is_plain);
        ck_assert_pstr_eq(call, texts[i].call);
    }
}
END_TEST

START_TEST(test_tame_triggers)
{
#define TRIGGER "CREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW BEGIN "
    static const char *const tables[] = {"mine", NULL};
    static const struct {
        const char *sql;
        bool tame;
    } triggers[] = {
        {TRIGGER "SELECT lower(NEW.a) WHERE 1; END", true},
        {TRIGGER "UPDATE Mine SET a = 1; DELETE FROM \"mine\"; INSERT INTO mine VALUES (1); END", true},
        {TRIGGER "DELETE FROM source; END", false},
        {TRIGGER "SELECT 1; UPDATE OR IGNORE source SET a = 1; END", false},
        {TRIGGER "REPLACE INTO mine VALUES (1); END", false},
        {TRIGGER "WITH x AS (SELECT 1) DELETE FROM mine; END", false},
        {TRIGGER "SELECT eval('x'); END", false},
    };
    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++)
        ck_assert_msg(
            ter_schema_trigger_is_tame(triggers[i].sql, tables, ter_function_is_plain) == triggers[i].tame,
            "%s", triggers[i].sql);
}
END_TEST

Suite *suite_strangers(void)
{
    Suite *suite = suite_create("strangers");
    TCase *cases = tcase_create("schema text");
    tcase_add_test(cases, test_heads);
    tcase_add_test(cases, test_calls);
    tcase_add_test(cases, test_tame_triggers);
    suite_add_tcase(suite, cases);
    return suite;
}
