/* Progress of long work on a terminal, and the wish to stop. */
#ifndef TER_BASE_PROGRESS_H
#define TER_BASE_PROGRESS_H

#include "error.h"

#include <stdint.h>

/* A bar on standard error that appears after half a second, on a terminal only. */
struct ter_progress {
    const char *label;
    int64_t total; /* 0: unknown; a count is shown instead of a bar */
    bool shown;
    bool silent;
    unsigned calls;
    int64_t started_ms;
    int64_t drawn_ms;
};

void ter_progress_begin(struct ter_progress *progress, const char *label, int64_t total);

/* Show `done` (in the unit of the total); cheap enough to be called for every row. */
void ter_progress_update(struct ter_progress *progress, int64_t done);

/* Wipe the line. Harmless when begin was never called. */
void ter_progress_end(struct ter_progress *progress);

/* Never draw anything from now on (--quiet). */
void ter_progress_silence(void);

/* Let SIGINT and SIGTERM ask the program to stop: the work in hand is undone and the program ends with 1. */
void ter_interrupt_catch(void);
bool ter_interrupted(void);

/* Fail with TER_INTERRUPTED if a stop was asked for. Call it once a row in long loops. */
TER_CHECKED bool ter_interrupt_check(struct ter_error *err);

#endif
