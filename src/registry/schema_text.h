/* The SQL of a stranger's schema, read word by word. */
#ifndef TER_REGISTRY_SCHEMA_TEXT_H
#define TER_REGISTRY_SCHEMA_TEXT_H

#include "base/memory.h"

/* What the text itself says that it makes, whatever the columns beside it say. */
struct ter_schema_head {
    char *type;   /* "table", "index", "view" or "trigger" */
    char *name;   /* of what is made */
    char *table;  /* what an index or a trigger stands on; else the name again */
    char *module; /* of a virtual table; else NULL */
};

/* Read the beginning of a CREATE statement as SQLite stores it. Gives false where it is anything else. */
bool ter_schema_head_read(const char *sql, struct ter_schema_head *ret_head);
void ter_schema_head_free(struct ter_schema_head *head);
#define TER_AUTO_HEAD __attribute__((cleanup(ter_schema_head_free)))

/* The first function that the text of a table or index calls and `permits` does not allow; NULL: none. The
 * caller frees it. */
char *ter_schema_call(const char *sql, bool (*permits)(const char *name));

/* Whether a trigger can do no more than refuse, and write to one of the tables in the list, which NULL ends:
 * every statement of its body is a SELECT or writes there, and it calls only what `permits` allows. */
bool ter_schema_trigger_is_tame(
    const char *sql, const char *const *tables, bool (*permits)(const char *name));

#endif
