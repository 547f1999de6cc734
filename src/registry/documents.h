/* The documents that a layer's records came from. */
#ifndef TER_REGISTRY_DOCUMENTS_H
#define TER_REGISTRY_DOCUMENTS_H

#include "base/map.h"
#include "registry.h"

/* Append their names, each once (also where another layer's are in the list already), the one that was
 * imported first in front, with the day of its last import: "土左政办发〔2023〕53号 附件3 (2023-11-02)". */
TER_CHECKED bool ter_registry_documents(struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_strings *documents, struct ter_error *err);

/* The same of those documents alone that the records with these codes came from. */
TER_CHECKED bool ter_registry_documents_of(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_strings *codes, struct ter_strings *documents, struct ter_error *err);

/* The day (base/day.h) on which each source was imported first, by its id, in the machine's own time zone. */
TER_CHECKED bool ter_registry_source_days(
    struct ter_registry *registry, struct ter_map *days, struct ter_error *err);

#endif
