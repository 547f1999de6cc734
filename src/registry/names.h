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

/* The form in which names of the gazetteer are compared: NFKC, case folded, simplified characters, no spaces
 * between Chinese characters, road numbers as G110, Chinese numerals as digits (金四路 becomes 金4路). The
 * caller frees it. */
char *ter_gazetteer_key(const char *name) __attribute__((returns_nonnull));

/* Ways are also found by a word for their class: 铁路, 高速, 河. The word for a class of OpenStreetMap's, as
 * a key; NULL where there is none. `way` is an enum ter_way. */
const char *ter_names_word_for_class(int way, const char *class_);

/* The one key for all words of a class (铁道 and 火车道 are 铁路); any other key is returned as it is. */
const char *ter_names_class_word(const char *key) __attribute__((returns_nonnull));

/* The i-th of the words under which classes are stored; NULL behind the last. */
const char *ter_names_class_word_at(size_t i);

/* Whether a key is the word for a class of ways, and no name. */
bool ter_names_is_class_word(const char *key);

#endif
