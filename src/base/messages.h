/* What the program says, in the language that was asked for.
 *
 * Messages stand in the code in English. messages/zh.json gives each its Chinese, by the English format
 * itself; a message that is not in it stays English. `./dev lint` holds the file to the code: none missing,
 * none left over, the same conversions in the same order. */
#ifndef TER_BASE_MESSAGES_H
#define TER_BASE_MESSAGES_H

#include "memory.h"

#include <stdbool.h>

/* For the whole process, until said otherwise; at first English. */
void ter_messages_in_chinese(bool chinese);

/* The same where it takes work to know: `is_chinese` is asked with the first message, and not where there is
 * none before the language is told. `about` must live until then. */
void ter_messages_ask(bool (*is_chinese)(const char *about), const char *about);

/* Marks a message in a table; it is translated where it is said. */
#define TER_MESSAGE(english) english

/* The format in the language asked for; it lives as long as the program. `%.0s` in a translation swallows an
 * argument that only English needs, such as a plural's s. */
const char *ter_message(const char *english) __attribute__((format_arg(1)));

/* Add a message to what is to be told beside the result. */
void ter_note(struct ter_strings *notes, const char *format, ...) TER_PRINTF(2, 3);

#endif
