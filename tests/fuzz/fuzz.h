/* The one function of a fuzz harness, called by libFuzzer or by replay.c. */
#ifndef TER_TESTS_FUZZ_H
#define TER_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Hand the bytes to the parser. The bytes are in memory of exactly their size, so that ASan sees a byte too
 * far. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A harness's own assertion: a macro, so that the trace names its line. */
#define NEED(holds) ((holds) ? (void)0 : abort())

#endif
