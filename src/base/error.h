/* How every function that can fail says so: a code, and one line for the user.
 *
 * The error is the last parameter. It is untouched on success. Who fails first writes the message;
 * each caller who knows more (the file, the row, the column) wraps its context in front of it.
 * Library code never prints: the command line reports the finished line once. */
#ifndef TER_BASE_ERROR_H
#define TER_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

enum ter_code {
    TER_OK = 0,
    TER_FAILED,      /* the work could not be done; nothing was changed */
    TER_USAGE,       /* the request itself was wrong */
    TER_NOT_FOUND,   /* a named thing does not exist */
    TER_BUSY,        /* another program holds the write lock; worth trying again */
    TER_INTERRUPTED, /* SIGINT or SIGTERM arrived */
};

enum { TER_MESSAGE_MAX = 1024 };

struct ter_error {
    enum ter_code code;
    char message[TER_MESSAGE_MAX]; /* UTF-8, one line, no final newline; longer texts are cut between
                                      characters */
};

#define TER_CHECKED __attribute__((warn_unused_result))
#define TER_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/* Set the error and return false, so that `return ter_fail(err, TER_FAILED, "…")` reads as one step. */
bool ter_fail(struct ter_error *err, enum ter_code code, const char *format, ...) TER_PRINTF(3, 4);

/* Put context in front of a message that is already there ("context: message") and return false. */
bool ter_wrap(struct ter_error *err, const char *format, ...) TER_PRINTF(2, 3);

#ifdef __clang_analyzer__ /* it sees declarations only, and would follow paths on which a failure is none */
#define ter_fail(...)                                                                                        \
    __extension__({                                                                                          \
        (void)(ter_fail)(__VA_ARGS__);                                                                       \
        bool never = false;                                                                                  \
        never;                                                                                               \
    })
#define ter_wrap(...)                                                                                        \
    __extension__({                                                                                          \
        (void)(ter_wrap)(__VA_ARGS__);                                                                       \
        bool never = false;                                                                                  \
        never;                                                                                               \
    })
#endif

#endif
