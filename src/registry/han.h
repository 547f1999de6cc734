/* What is known of single Chinese characters: simplified form, sound, and what they are mistaken for. */
#ifndef TER_REGISTRY_HAN_H
#define TER_REGISTRY_HAN_H

#include <stdbool.h>
#include <stdint.h>

/* Whether a code point is a Chinese character. */
bool ter_han_is(uint32_t codepoint);

/* The simplified form of a traditional character; any other character is returned as it is. */
uint32_t ter_han_simplified(uint32_t codepoint);

/* A number for the Mandarin syllable of a simplified character, tones aside; 0: unknown. */
unsigned ter_han_sound(uint32_t codepoint);

/* A number for the characters that are written alike; 0: there are none. */
unsigned ter_han_shape(uint32_t codepoint);

/* Digits, numerals, and characters that tell one of several apart (东 西 上 下 前 后 大 小 新 旧 …): never
 * taken one for another. */
bool ter_han_distinguishes(uint32_t codepoint);

#endif
