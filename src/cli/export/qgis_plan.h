/* What a QGIS project of a register holds. */
#ifndef TER_CLI_QGIS_PLAN_H
#define TER_CLI_QGIS_PLAN_H

#include "export/qgis_project.h"
#include "registry/map_tables.h"

/* Put a project together that will stand in `path`, opened through `provider`, in words of `lang`. End it
 * with ter_qgis_project_free, also after a failure. */
TER_CHECKED bool ter_qgis_plan(struct ter_registry *registry, const char *path,
    enum ter_qgis_provider provider, enum ter_lang lang, struct ter_qgis_project *ret_project,
    struct ter_error *err);

/* For src/cli/qgis_*.c only: a project being put together, from what the register has. */
struct ter_qgis_draft {
    struct ter_registry *registry;
    const struct ter_map_tables *tables;
    enum ter_qgis_provider provider;
    struct ter_qgis_project *project;
};

/* The id in the project of a layer's table; freed by the caller. */
char *ter_qgis_layer_id(const struct ter_layer *layer) __attribute__((returns_nonnull));

/* Its parts, in this order. */
TER_CHECKED bool ter_qgis_plan_layers(struct ter_qgis_draft *draft, struct ter_error *err);
TER_CHECKED bool ter_qgis_plan_places(struct ter_qgis_draft *draft, struct ter_error *err);
TER_CHECKED bool ter_qgis_plan_sheet(struct ter_qgis_draft *draft, struct ter_error *err);

#endif
