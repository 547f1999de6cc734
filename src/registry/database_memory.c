/* Owns what SQLite does when there is no memory. Knows no database. */
#include "database_memory.h"

#include "base/memory.h"

#include <sqlite3.h>

static sqlite3_mem_methods usual; /* SQLite's own */

static void *allocate(int size)
{
    void *memory = usual.xMalloc(size);
    if (!memory)
        ter_memory_fail();
    return memory;
}

static void *reallocate(void *old, int size)
{
    void *memory = usual.xRealloc(old, size);
    if (!memory)
        ter_memory_fail();
    return memory;
}

void ter_database_catch_memory(void)
{
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual) != SQLITE_OK || !usual.xMalloc)
        return;
    sqlite3_mem_methods ours = usual;
    ours.xMalloc = allocate;
    ours.xRealloc = reallocate;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
}
