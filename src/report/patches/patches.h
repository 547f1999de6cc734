/* The report of land-use patches as one page: what to act on, the month by township, thresholds, and what
 * lies inside zones. */
#ifndef TER_REPORT_PATCHES_H
#define TER_REPORT_PATCHES_H

#include "land/patches/patches_in.h"
#include "land/patches/thresholds.h"

#include <stdio.h>

/* All of it is borrowed. */
struct ter_patches_report {
    const struct ter_patches *patches;
    int year, month; /* that the figures are of */
    const struct ter_patch_month *months;
    size_t month_count;
    const size_t *pressing;
    size_t pressing_count;
    int within_days; /* what "soon" means */
    const struct ter_thresholds *thresholds;
    const struct ter_patches_inside *inside; /* NULL: not asked for */
    const char *inside_of;                   /* title of the zones' layer */
    enum ter_lang lang;
    const char *register_name;
    const struct ter_strings *documents, *scope, *warnings;
    const char *attribution; /* or NULL */
    /* The command lines that give the figures of each list. */
    const char *command_act, *command_months, *command_thresholds, *command_inside;
};

TER_CHECKED bool ter_patches_report_write(
    const struct ter_patches_report *report, FILE *out, struct ter_error *err);

/* What a patch must do next, in words: "file a case by 2023-09-25 (3 days late)"; the caller frees it. */
char *ter_patch_next_words(const struct ter_patches *patches, const struct ter_patch *patch,
    enum ter_lang lang) __attribute__((returns_nonnull));

#endif
