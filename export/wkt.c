/* Owns the writing of well-known text. */
#include "wkt.h"

#include "base/text.h"
#include "walk.h"

#include <ctype.h>

static void begin_geometry(
    void *user, enum ter_geometry_type type, enum ter_geometry_type parent, uint32_t index)
{
    struct ter_buf *out = user;
    ter_buf_text(out, index ? "," : "");
    if (parent == TER_GEOMETRY_NONE || parent == TER_GEOMETRYCOLLECTION)
        for (const char *p = ter_geometry_name(type); *p; p++)
            ter_buf_add(out, (char[]){(char)toupper((unsigned char)*p)}, 1);
    if (type != TER_LINESTRING)
        ter_buf_text(out, "(");
}

static void add_positions(
    void *user, enum ter_geometry_type owner, uint32_t index, const uint8_t *positions, uint32_t count)
{
    struct ter_buf *out = user;
    bool brackets = owner != TER_POINT;
    ter_buf_text(out, !brackets ? "" : index ? ",(" : "(");
    for (uint32_t i = 0; i < count; i++) {
        struct ter_lonlat at = ter_walk_at(positions, i);
        char number[TER_NUMBER_SIZE];
        ter_buf_text(out, i ? "," : "");
        ter_buf_add(out, number, ter_text_number(at.lon, number));
        ter_buf_text(out, " ");
        ter_buf_add(out, number, ter_text_number(at.lat, number));
    }
    ter_buf_text(out, brackets ? ")" : "");
}

static void end_geometry(void *user, enum ter_geometry_type type, enum ter_geometry_type parent)
{
    (void)parent;
    if (type != TER_LINESTRING)
        ter_buf_text(user, ")");
}

bool ter_wkt_write(struct ter_buf *out, struct ter_wkb wkb)
{
    static const struct ter_walk walk = {begin_geometry, add_positions, end_geometry};
    size_t before = out->size;
    if (ter_walk_wkb(wkb, &walk, out))
        return true;
    if (out->data)
        out->data[out->size = before] = '\0';
    return false;
}
