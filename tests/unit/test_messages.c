/* Owns the tests of messages in two languages: the catalogue that is built in, and who speaks by it. */
#include "base/json.h"
#include "base/messages.h"
#include "cli/cli.h"
#include "helpers.h"
#include "registry/peek.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

static void in_english(void)
{
    ter_messages_in_chinese(false);
}

START_TEST(a_message_is_english_until_chinese_is_asked_for)
{
    const char *english = "the disk is full";
    ck_assert_str_eq(ter_message(english), english);
    ter_messages_in_chinese(true);
    ck_assert_str_eq(ter_message(english), "磁盘已满");
    ter_messages_in_chinese(false);
    ck_assert_str_eq(ter_message(english), english);
}
END_TEST

START_TEST(an_unknown_message_stays_english)
{
    ter_messages_in_chinese(true);
    ck_assert_str_eq(ter_message("nobody says this"), "nobody says this");
}
END_TEST

START_TEST(errors_are_told_in_chinese_with_their_context)
{
    struct ter_error err = {0};
    ter_messages_in_chinese(true);
    ck_assert(!ter_fail(&err, TER_USAGE, "--%s \"%s\" is unknown; did you mean \"%s\"?", "lang", "zg", "zh"));
    ck_assert(!ter_wrap(&err, "find %s", "hydrant"));
    ck_assert_str_eq(err.message, "查询 hydrant：--lang \"zg\" 未知；是不是 \"zh\"？");
}
END_TEST

/* Chinese puts what was counted before the count: the arguments are named by their places. */
START_TEST(arguments_may_change_places)
{
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    ter_messages_in_chinese(true);
    ter_note(&notes, "%lld texts cut to %d bytes in %s", 3LL, 254, "road");
    ter_note(
        &notes, "%lld position%s more than %g km from %s: taken as they are", 2LL, "s lie", 50.0, "甲地");
    ck_assert_str_eq(notes.items[0], "road 中 3 个文本截短到 254 字节");
    ck_assert_str_eq(notes.items[1], "2 个位置距甲地超过 50 公里：按原样采用");
}
END_TEST

START_TEST(notes_may_be_long)
{
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    TER_AUTO_FREE char *long_text = ter_alloc(100001);
    memset(long_text, 'x', 100000);
    ter_note(&notes, "new field %s", long_text);
    ck_assert_uint_eq(strlen(notes.items[0]), strlen("new field ") + 100000);
}
END_TEST

/* The language of a mistake that is made before a register is open. */
static bool speaks_chinese(int argc, char *const *argv)
{
    struct ter_args args = {0};
    struct ter_error err = {0};
    bool read = ter_args_parse(argc, argv, &args, &err);
    ter_args_free(&args);
    ck_assert(!read);
    return strstr(err.message, "未知") != NULL;
}

START_TEST(before_a_register_is_open_the_environment_says_the_language)
{
    char *const plain[] = {"terrier", "find", "hydrant", "--sort"};
    char *const english[] = {"terrier", "find", "hydrant", "--lang", "en", "--sort"};
    char *const chinese[] = {"terrier", "find", "hydrant", "--lang=zh", "--sort"};
    unsetenv("TERRIER_DB");
    unsetenv("LC_MESSAGES");
    setenv("LC_ALL", "", 1);
    setenv("LANG", "zh_CN.UTF-8", 1);
    ck_assert(speaks_chinese(4, plain));
    ck_assert(!speaks_chinese(6, english));
    setenv("LC_MESSAGES", "en_GB.UTF-8", 1);
    ck_assert(!speaks_chinese(4, plain));
    setenv("LC_ALL", "zh_TW", 1);
    ck_assert(speaks_chinese(4, plain));
    setenv("LC_ALL", "C.UTF-8", 1);
    ck_assert(!speaks_chinese(4, plain));
    ck_assert(speaks_chinese(5, chinese));
}
END_TEST

START_TEST(what_is_no_register_speaks_as_the_others)
{
    ck_assert_int_eq(ter_registry_peek_lang("/dev/null", TER_ZH), TER_ZH);
    ck_assert_int_eq(ter_registry_peek_lang("no/such?file%#", TER_EN), TER_EN);
}
END_TEST

Suite *suite_messages(void)
{
    Suite *suite = suite_create("messages");
    TCase *tests = tcase_create("messages");
    tcase_add_checked_fixture(tests, NULL, in_english);
    tcase_add_test(tests, a_message_is_english_until_chinese_is_asked_for);
    tcase_add_test(tests, an_unknown_message_stays_english);
    tcase_add_test(tests, errors_are_told_in_chinese_with_their_context);
    tcase_add_test(tests, arguments_may_change_places);
    tcase_add_test(tests, notes_may_be_long);
    tcase_add_test(tests, before_a_register_is_open_the_environment_says_the_language);
    tcase_add_test(tests, what_is_no_register_speaks_as_the_others);
    suite_add_tcase(suite, tests);
    return suite;
}
