/* An overlay's sums by a field. */
#ifndef TER_CLI_OVERLAY_GROUPS_H
#define TER_CLI_OVERLAY_GROUPS_H

#include "land/overlay/overlay.h"
#include "land_rows.h"

extern const struct ter_land_sheet ter_overlay_groups_sheet;

struct ter_overlay_groups;
TER_CHECKED bool ter_overlay_groups_open(const struct ter_layer *layer, const char *field, enum ter_lang lang,
    struct ter_overlay_groups **ret_groups, struct ter_error *err);
void ter_overlay_groups_close(struct ter_overlay_groups *groups);
TER_DEFINE_AUTO(struct ter_overlay_groups, ter_overlay_groups_close)

size_t ter_overlay_groups_field(const struct ter_overlay_groups *groups); /* its index in the layer */
void ter_overlay_groups_add(
    struct ter_overlay_groups *groups, struct ter_value value, const struct ter_overlay_parts *parts);

/* One row a value, in the order in which the values came up; codes only with land inside. */
TER_CHECKED bool ter_overlay_groups_write(
    const struct ter_overlay_groups *groups, struct ter_land_rows *rows, struct ter_error *err);

#endif
