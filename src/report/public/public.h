/* What of a layer everybody may see: the records that are published, with their public fields and nothing
 * else. What is not public never enters these structures, so no output can show it. */
#ifndef TER_REPORT_PUBLIC_H
#define TER_REPORT_PUBLIC_H

#include "registry/find.h"

#include <stdio.h>

struct ter_public_record {
    struct ter_value *values; /* one for each field of `shown`; owned */
    struct ter_buf wkb;
    size_t style; /* index in the domain of `shown`'s style field; its count where there is none */
    bool draft;
};

struct ter_public {
    struct ter_layer shown; /* the layer with its public fields alone, without an internal id */
    struct ter_field *fields;
    size_t *from;                   /* where each stands in the register's layer */
    const struct ter_field *styled; /* of `fields`, with a domain; NULL: one colour for all */
    struct ter_public_record *records;
    size_t count, capacity;
    size_t undrawn;   /* records without a boundary or position: in the list, not on the map */
    size_t held_back; /* drafts that were not asked for */
    enum ter_lang lang;
};

/* Read the records of a layer that may be published on the date: those whose status is available or on its
 * way, within their dates. What is in its first status, a draft, only with `drafts`; what is over never.
 * Fails with TER_USAGE on a layer that no file marks as public. */
TER_CHECKED bool ter_public_read(struct ter_registry *registry, const struct ter_layer *layer,
    const char *date, bool drafts, enum ter_lang lang, struct ter_public *ret_public, struct ter_error *err);
void ter_public_free(struct ter_public *shown);

/* Borrowed. */
struct ter_public_page {
    const char *title; /* NULL: of the layers */
    const char *register_name, *date, *attribution;
    enum ter_lang lang;
    const struct ter_public *layers;
    size_t count;
};
TER_CHECKED bool ter_public_page_write(const struct ter_public_page *page, FILE *out, struct ter_error *err);

#endif
