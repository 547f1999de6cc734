/* Owns what long work shows on a terminal and how it is asked to stop. */
#include "progress.h"

#include "messages.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static bool silenced;
static volatile sig_atomic_t stop_wanted;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void ter_progress_silence(void)
{
    silenced = true;
}

void ter_progress_begin(struct ter_progress *progress, const char *label, int64_t total)
{
    *progress = (struct ter_progress){.label = ter_message(label), .total = total};
    progress->silent = silenced || !isatty(STDERR_FILENO);
    progress->started_ms = progress->drawn_ms = progress->silent ? 0 : now_ms();
}

static void draw(struct ter_progress *progress, int64_t done)
{
    enum { WIDTH = 30 };
    if (progress->total > 0) {
        int full = (int)(done >= progress->total ? WIDTH : done * WIDTH / progress->total);
        fprintf(stderr, "\r%s [%.*s%*s] %3d %%", progress->label, full, "##############################",
            WIDTH - full, "", (int)(done >= progress->total ? 100 : done * 100 / progress->total));
    } else {
        fprintf(stderr, "\r%s %lld", progress->label, (long long)done);
    }
    fflush(stderr);
    progress->shown = true;
}

void ter_progress_update(struct ter_progress *progress, int64_t done)
{
    enum { EVERY_CALLS = 256, FIRST_MS = 500, EVERY_MS = 100 };
    if (progress->silent || ++progress->calls % EVERY_CALLS)
        return;
    int64_t now = now_ms();
    if (now - progress->started_ms < FIRST_MS || now - progress->drawn_ms < EVERY_MS)
        return;
    progress->drawn_ms = now;
    draw(progress, done);
}

void ter_progress_end(struct ter_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}

static void on_signal(int number)
{
    (void)number;
    stop_wanted = 1;
}

void ter_interrupt_catch(void)
{
    /* Once: a second Ctrl-C ends the program the ordinary way, should the first not be noticed. */
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool ter_interrupted(void)
{
    return stop_wanted != 0;
}

bool ter_interrupt_check(struct ter_error *err)
{
    if (!stop_wanted)
        return true;
    return ter_fail(err, TER_INTERRUPTED, "interrupted; nothing was changed");
}
