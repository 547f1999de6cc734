/* The area that --clip FILE names: what lies outside it stays out of the gazetteer. */
#ifndef TER_CLI_GAZETTEER_CLIP_H
#define TER_CLI_GAZETTEER_CLIP_H

#include "cli/cli.h"

struct ter_clip;

/* Read the polygons of --clip into the register's coordinate system; *ret_clip is NULL without the option.
 * Fails on a file without polygons. */
TER_CHECKED bool ter_clip_open(
    const struct ter_args *args, int storage_epsg, struct ter_clip **ret_clip, struct ter_error *err);
void ter_clip_close(struct ter_clip *clip);
TER_DEFINE_AUTO(struct ter_clip, ter_clip_close)

/* Whether a geometry has something in common with the area; true for NULL. */
bool ter_clip_meets(const struct ter_clip *clip, struct ter_wkb geometry);

#endif
