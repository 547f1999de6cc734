/* A crew of threads that works through jobs and gives them back in the order in which they came. */
#ifndef TER_LAND_CREW_H
#define TER_LAND_CREW_H

#include "base/memory.h"

struct ter_crew;

/* What each thread does. `work` must touch nothing but the job, its own `tool`, and what nobody changes. */
struct ter_crew_craft {
    void *(*new_tool)(const void *shared); /* one a thread: GEOS contexts, scratch memory; NULL: none */
    void (*free_tool)(void *tool);
    void (*work)(const void *shared, void *tool, void *job);
    const void *shared;
};

/* One thread a processor. Where none can be started the caller's own does the work. */
struct ter_crew *ter_crew_open(const struct ter_crew_craft *craft) __attribute__((returns_nonnull));
void ter_crew_close(struct ter_crew *crew); /* jobs in hand are finished, and lost */
TER_DEFINE_AUTO(struct ter_crew, ter_crew_close)

/* Whether another job may be put in: so many are kept in hand that no thread waits. */
bool ter_crew_has_room(const struct ter_crew *crew);
bool ter_crew_is_idle(const struct ter_crew *crew);  /* no job is in hand */
void ter_crew_put(struct ter_crew *crew, void *job); /* only where there is room */

/* The oldest job, finished; waits for it. NULL where none is in hand. */
void *ter_crew_take(struct ter_crew *crew);

#endif
