/* Owns the walk over well-known binary. Knows nothing of what is made of it. */
#include "walk.h"

#include <math.h>
#include <string.h>

enum { DEEPEST = 8, POSITION_SIZE = 16 }; /* collections within collections */

struct state {
    const uint8_t *at, *end;
    const struct ter_walk *walk;
    void *user;
};

static bool take(struct state *state, void *ret_bytes, size_t size)
{
    if ((size_t)(state->end - state->at) < size)
        return false;
    memcpy(ret_bytes, state->at, size);
    state->at += size;
    return true;
}

struct ter_lonlat ter_walk_at(const uint8_t *positions, uint32_t index)
{
    struct ter_lonlat at;
    memcpy(&at.lon, positions + (size_t)index * POSITION_SIZE, sizeof at.lon);
    memcpy(&at.lat, positions + (size_t)index * POSITION_SIZE + sizeof at.lon, sizeof at.lat);
    return at;
}

double ter_walk_ring_area(const uint8_t *positions, uint32_t count)
{
    struct ter_lonlat origin = count ? ter_walk_at(positions, 0) : (struct ter_lonlat){0};
    double sum = 0;
    for (uint32_t i = 0; i + 1 < count; i++) {
        struct ter_lonlat a = ter_walk_at(positions, i), b = ter_walk_at(positions, i + 1);
        sum += (a.lon - origin.lon) * (b.lat - origin.lat) - (b.lon - origin.lon) * (a.lat - origin.lat);
    }
    return sum;
}

static bool walk_positions(struct state *state, enum ter_geometry_type owner, uint32_t index, uint32_t count)
{
    const uint8_t *positions = state->at;
    if ((size_t)(state->end - state->at) / POSITION_SIZE < count)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        struct ter_lonlat at = ter_walk_at(positions, i);
        if (!isfinite(at.lon) || !isfinite(at.lat))
            return false;
    }
    state->at += (size_t)count * POSITION_SIZE;
    state->walk->positions(state->user, owner, index, positions, count);
    return true;
}

static bool fits(enum ter_geometry_type parent, uint32_t type)
{
    static const enum ter_geometry_type members[] = {[TER_MULTIPOINT] = TER_POINT,
        [TER_MULTILINESTRING] = TER_LINESTRING,
        [TER_MULTIPOLYGON] = TER_POLYGON};
    if (parent == TER_MULTIPOINT || parent == TER_MULTILINESTRING || parent == TER_MULTIPOLYGON)
        return type == members[parent];
    return type >= TER_POINT && type <= TER_GEOMETRYCOLLECTION;
}

static bool walk_geometry(struct state *state, enum ter_geometry_type parent, uint32_t index, int depth);

static bool walk_members(struct state *state, enum ter_geometry_type type, int depth)
{
    uint32_t count, positions;
    if (type == TER_POINT)
        return walk_positions(state, type, 0, 1);
    if (!take(state, &count, sizeof count))
        return false;
    if (type == TER_LINESTRING)
        return walk_positions(state, type, 0, count);
    for (uint32_t i = 0; i < count; i++)
        if (type == TER_POLYGON
                ? !take(state, &positions, sizeof positions) || !walk_positions(state, type, i, positions)
                : !walk_geometry(state, type, i, depth + 1))
            return false;
    return true;
}

static bool walk_geometry(struct state *state, enum ter_geometry_type parent, uint32_t index, int depth)
{
    uint8_t order;
    uint32_t number;
    if (depth > DEEPEST || !take(state, &order, 1) || order != 1 || !take(state, &number, sizeof number) ||
        !fits(parent, number))
        return false;
    enum ter_geometry_type type = (enum ter_geometry_type)number;
    state->walk->begin(state->user, type, parent, index);
    if (!walk_members(state, type, depth))
        return false;
    state->walk->end(state->user, type, parent);
    return true;
}

bool ter_walk_wkb(struct ter_wkb wkb, const struct ter_walk *walk, void *user)
{
    struct state state = {wkb.data, wkb.data + wkb.size, walk, user};
    return wkb.data && walk_geometry(&state, TER_GEOMETRY_NONE, 0, 0);
}
