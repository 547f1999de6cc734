/* Events as a table for people: what happened when to what, and whatever else was noted in one column. */
#ifndef TER_CLI_EVENT_TABLE_H
#define TER_CLI_EVENT_TABLE_H

#include "cli/table.h"
#include "layer/layer.h"

struct ter_event_table {
    const struct ter_layer *layer;
    enum ter_lang lang;
    bool before_split; /* what is added now is about the record that the one asked for was split from */
    struct ter_table table;
};

void ter_event_table_begin(struct ter_event_table *table, const struct ter_layer *layer, enum ter_lang lang);
void ter_event_table_add(struct ter_event_table *table, const struct ter_record *record);

/* Print it, and unless `quiet` a line with the count. */
void ter_event_table_print(struct ter_event_table *table, bool quiet, FILE *out);
void ter_event_table_free(struct ter_event_table *table);
#define TER_AUTO_EVENT_TABLE __attribute__((cleanup(ter_event_table_free)))

#endif
