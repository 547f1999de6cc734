/* A hidden folder beside a file or folder that is being made, so that what was made in it can be renamed to
 * its place. Whatever ends the program, nothing of it stays for good: ter_beside_close removes it, running
 * out of memory does, and after a kill the next program that makes something in the same place, since the
 * lock on the folder ended with its maker. */
#ifndef TER_BASE_BESIDE_H
#define TER_BASE_BESIDE_H

#include "memory.h"

#include <stdbool.h>

struct ter_beside;

/* In it wait a user's own former files while new ones take their places: a hidden folder with something in
 * this one is left alone until ter_beside_supersede. */
#define TER_BESIDE_KEPT "old"

/* NULL, with errno set, where there can be no such folder. */
struct ter_beside *ter_beside_open(const char *target);
/* Removes those of the dead, where it may turn out that there is nothing to make: a program that was killed
 * when its target was in place left one. */
void ter_beside_tidy(const char *target);

const char *ter_beside_folder(const struct ter_beside *beside);

/* `name` in the folder; the caller frees it. */
char *ter_beside_path(const struct ter_beside *beside, const char *name);

/* Rename what was made in the folder to a target that may not be there yet; false, with errno set, where it
 * is (EEXIST) or the renaming fails. */
bool ter_beside_place_new(const char *made, const char *target);

/* The target is in its place: what this maker and dead ones of the same had kept is of no more use. */
void ter_beside_supersede(const struct ter_beside *beside);

/* Removes the folder and all in it, unless something is still kept there. */
void ter_beside_close(struct ter_beside *beside);
TER_DEFINE_AUTO(struct ter_beside, ter_beside_close)

#endif
