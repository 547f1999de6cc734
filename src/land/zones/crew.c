/* Owns a crew of threads and the order of their jobs. Knows nothing of what is done. */
#include "crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 16, MOST_JOBS = 4 * MOST_THREADS };

struct ter_crew {
    struct ter_crew_craft craft;
    pthread_t threads[MOST_THREADS];
    size_t thread_count;
    void *own_tool; /* of the caller's thread, where there is no other */
    pthread_mutex_t lock;
    pthread_cond_t put_in, finished;
    struct {
        void *job;
        bool done;
    } ring[MOST_JOBS];
    size_t room;                /* how many jobs are kept in hand */
    size_t first, begun, count; /* running numbers: the oldest, the next to begin, one past the last */
    bool closing;
};

static void *run(void *user)
{
    struct ter_crew *crew = user;
    void *tool = crew->craft.new_tool ? crew->craft.new_tool(crew->craft.shared) : NULL;
    pthread_mutex_lock(&crew->lock);
    for (;;) {
        while (crew->begun == crew->count && !crew->closing)
            pthread_cond_wait(&crew->put_in, &crew->lock);
        if (crew->begun == crew->count)
            break;
        size_t at = crew->begun++ % MOST_JOBS;
        pthread_mutex_unlock(&crew->lock);
        crew->craft.work(crew->craft.shared, tool, crew->ring[at].job);
        pthread_mutex_lock(&crew->lock);
        crew->ring[at].done = true;
        pthread_cond_signal(&crew->finished);
    }
    pthread_mutex_unlock(&crew->lock);
    if (crew->craft.free_tool)
        crew->craft.free_tool(tool);
    return NULL;
}

struct ter_crew *ter_crew_open(const struct ter_crew_craft *craft)
{
    struct ter_crew *crew = ter_alloc(sizeof *crew);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = cores < 1 ? 1 : cores > MOST_THREADS ? MOST_THREADS : (size_t)cores;
    crew->craft = *craft;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->put_in, NULL);
    pthread_cond_init(&crew->finished, NULL);
    crew->room = 4 * wanted;
    while (crew->thread_count < wanted &&
           pthread_create(&crew->threads[crew->thread_count], NULL, run, crew) == 0)
        crew->thread_count++;
    if (!crew->thread_count && craft->new_tool)
        crew->own_tool = craft->new_tool(craft->shared);
    return crew;
}

void ter_crew_close(struct ter_crew *crew)
{
    if (!crew)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->closing = true;
    pthread_cond_broadcast(&crew->put_in);
    pthread_mutex_unlock(&crew->lock);
    for (size_t i = 0; i < crew->thread_count; i++)
        pthread_join(crew->threads[i], NULL);
    if (!crew->thread_count && crew->craft.free_tool)
        crew->craft.free_tool(crew->own_tool);
    pthread_cond_destroy(&crew->finished);
    pthread_cond_destroy(&crew->put_in);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
}

bool ter_crew_has_room(const struct ter_crew *crew)
{
    return crew->count - crew->first < crew->room; /* only the caller's thread changes these two */
}

bool ter_crew_is_idle(const struct ter_crew *crew)
{
    return crew->count == crew->first;
}

void ter_crew_put(struct ter_crew *crew, void *job)
{
    if (!crew->thread_count)
        crew->craft.work(crew->craft.shared, crew->own_tool, job);
    pthread_mutex_lock(&crew->lock);
    crew->ring[crew->count % MOST_JOBS].job = job;
    crew->ring[crew->count % MOST_JOBS].done = !crew->thread_count;
    crew->count++;
    pthread_cond_signal(&crew->put_in);
    pthread_mutex_unlock(&crew->lock);
}

void *ter_crew_take(struct ter_crew *crew)
{
    if (crew->first == crew->count)
        return NULL;
    pthread_mutex_lock(&crew->lock);
    while (!crew->ring[crew->first % MOST_JOBS].done)
        pthread_cond_wait(&crew->finished, &crew->lock);
    void *job = crew->ring[crew->first++ % MOST_JOBS].job;
    pthread_mutex_unlock(&crew->lock);
    return job;
}
