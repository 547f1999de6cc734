/* What SQLite does when there is no memory. */
#ifndef TER_REGISTRY_DATABASE_MEMORY_H
#define TER_REGISTRY_DATABASE_MEMORY_H

/* From now on it ends the program, as ter_alloc does; to be called before any file is opened. SpatiaLite and
 * PROJ ask SQLite for much and take its refusal for an empty answer: a check would report faults that are
 * none. */
void ter_database_catch_memory(void);

#endif
