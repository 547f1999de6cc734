/* The file that a report goes to: which form its name asks for, and whether it may be replaced. */
#ifndef TER_CLI_REPORT_TARGET_H
#define TER_CLI_REPORT_TARGET_H

#include "cli.h"

#include "export/staging.h"

enum ter_report_form { TER_REPORT_HTML, TER_REPORT_JSON, TER_REPORT_CSV, TER_REPORT_XLSX };

/* Initialisers for a command's option table. */
#define TER_REPORT_OPTIONS                                                                                   \
    {"out", "FILE", "write it to a file: .html (a page to read and to print), .json, .csv or .xlsx", false}, \
    {                                                                                                        \
        "overwrite", NULL, "replace the file also where it is none of terrier's reports", false              \
    }

struct ter_report_target {
    char *path;
    enum ter_report_form form;
};

/* Read --out, `otherwise` where it is not given (NULL: the answer goes to the terminal, and the path is
 * NULL). Fails on an ending that stands for no form, on --overwrite without a file, and on a file that is
 * there already and no page of terrier's, unless --overwrite permits it. */
TER_CHECKED bool ter_report_target_read(const struct ter_args *args, const char *otherwise,
    struct ter_report_target *ret_target, struct ter_error *err);
void ter_report_target_free(struct ter_report_target *target);
#define TER_AUTO_REPORT_TARGET __attribute__((cleanup(ter_report_target_free)))

/* Let `write` fill a new file, which takes the old one's place once it is whole. */
TER_CHECKED bool ter_report_target_fill(const struct ter_report_target *target,
    bool (*write)(void *user, FILE *out, struct ter_error *err), void *user, struct ter_error *err);

/* Say where the report is. */
void ter_report_target_say(const struct ter_args *args, const struct ter_report_target *target);

/* The command line that gives the same figures: `command` with the words and options that were given, without
 * those that say where the result goes. The caller frees it. */
char *ter_report_command(const struct ter_args *args, const char *command) __attribute__((returns_nonnull));

/* The same with the day in it that the answer is of (base/day.h), so that tomorrow it still gives these
 * figures; a day that --on gives is kept. */
char *ter_report_command_on(const struct ter_args *args, const char *command, int day)
    __attribute__((returns_nonnull));

#endif
