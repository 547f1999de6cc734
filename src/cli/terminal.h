/* Standard output and notes as people see them. */
#ifndef TER_CLI_TERMINAL_H
#define TER_CLI_TERMINAL_H

#include "base/error.h"

/* Where standard output is a terminal, let nothing through that would speak to it: values of a register are
 * whatever somebody wrote. Call it once, before anything is printed. */
void ter_terminal_guard(void);

/* Write one line to standard error, tamed in the same way wherever it goes. */
void ter_terminal_note(const char *format, ...) TER_PRINTF(1, 2);

#endif
