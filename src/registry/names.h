/* How names of places and roads are compared: one key for all spellings of a name. */
#ifndef TER_REGISTRY_NAMES_H
#define TER_REGISTRY_NAMES_H

#include "base/memory.h"

enum { TER_REF_SIZE = 8 };

/* Read a road number at the start of NFKC text, in any spelling: G110, g 110, 110国道, 国道110, 国道G110,
 * G110国道. Returns the bytes it takes, 0 when there is none; ret_ref gets its common form, "G110". */
size_t ter_names_ref(const char *text, char ret_ref[TER_REF_SIZE]);

/* Read a Chinese numeral at the start of the text: 四, 十二, 一百二十, 三百五 (350), 二〇 (20). Returns the
 * bytes it takes, 0 when there is none. */
size_t ter_names_numeral(const char *text, double *ret_value);

/* The form in which names of the gazetteer are compared: NFKC, case folded, without spaces between Chinese
 * characters, road numbers as G110, Chinese numerals as digits (金四路 becomes 金4路). The caller frees it.
 */
char *ter_gazetteer_key(const char *name) __attribute__((returns_nonnull));

#endif
