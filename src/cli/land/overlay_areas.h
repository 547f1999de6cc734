/* The areas that an overlay is made with: LAYER or FILE[:SRC_LAYER], cut into tiles. */
#ifndef TER_CLI_OVERLAY_AREAS_H
#define TER_CLI_OVERLAY_AREAS_H

#include "cli/cli.h"
#include "land/overlay/tiles.h"

struct ter_overlay_areas {
    const struct ter_layer *layer; /* NULL: a file */
    char *name;
    struct ter_strings codes; /* of area 0, 1, … */
    struct ter_tiles *tiles;
    bool every; /* also records for which others stand (layer: superseded) */
    bool keep_shapes;
    struct ter_buf wkb; /* of all areas, where they are kept */
    size_t *starts;     /* in wkb; one more than there are areas */
    size_t capacity;
    int64_t superseded;     /* records that were passed over because others stand for them */
    size_t broken, without; /* areas that are no polygons, and those without any shape: not among them */
};
void ter_overlay_areas_free(struct ter_overlay_areas *areas);
#define TER_AUTO_OVERLAY_AREAS __attribute__((cleanup(ter_overlay_areas_free)))

/* Read them all. With `available` only a layer's records that are in force. Fails on a layer without areas,
 * on what is neither a layer nor a file, and where there is no area at all. */
TER_CHECKED bool ter_overlay_areas_read(struct ter_registry *registry, const char *text, bool available,
    enum ter_lang lang, struct ter_overlay_areas *ret_areas, struct ter_strings *notes,
    struct ter_error *err);

struct ter_wkb ter_overlay_area_shape(const struct ter_overlay_areas *areas, size_t area);

#endif
