/* Owns the walk over SpatiaLite's blob that asks only whether its counts fit its bytes: libspatialite 5.0
 * multiplies them in 32 bits, so that a crafted count reads beyond the end. Knows nothing of positions. */
#include "blob_check.h"

enum { HEAD_SIZE = 39, START = 0x00, BOX_END = 0x7c, ENTITY = 0x69, END = 0xfe };
enum { POINT = 1, LINE = 2, POLYGON = 3, MULTIPOINT = 4, COLLECTION = 7 };
enum { BIG_TINY = 0x80, LITTLE_TINY = 0x81, TINY_HEAD = 7 };
enum { DIMENSIONS = 4, CLASSES_A_DIMENSION = 1000, COMPRESSED = 1000000 };

struct walk {
    const uint8_t *at, *end;
    bool little;
};

/* What a position takes, by its dimensions: XY, XYZ, XYM, XYZM. Of a compressed line the first and the last
 * are whole, and those between take less. */
static const uint8_t whole_size[DIMENSIONS] = {16, 24, 24, 32}, packed_size[DIMENSIONS] = {8, 12, 16, 20};

static bool take_bytes(struct walk *walk, uint64_t count)
{
    if ((uint64_t)(walk->end - walk->at) < count)
        return false;
    walk->at += count;
    return true;
}

static bool take_u32(struct walk *walk, uint32_t *ret_value)
{
    const uint8_t *b = walk->at;
    if (!take_bytes(walk, 4))
        return false;
    *ret_value = walk->little
                     ? (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24
                     : (uint32_t)b[3] | (uint32_t)b[2] << 8 | (uint32_t)b[1] << 16 | (uint32_t)b[0] << 24;
    return true;
}

static bool take_positions(struct walk *walk, uint32_t dimensions, bool compressed)
{
    uint32_t count;
    if (!take_u32(walk, &count))
        return false;
    if (!compressed)
        return take_bytes(walk, (uint64_t)count * whole_size[dimensions]);
    return count >= 2 && take_bytes(walk, 2 * (uint64_t)whole_size[dimensions] +
                                              (uint64_t)(count - 2) * packed_size[dimensions]);
}

static bool take_rings(struct walk *walk, uint32_t dimensions, bool compressed)
{
    uint32_t count;
    bool whole = take_u32(walk, &count);
    while (whole && count--)
        whole = take_positions(walk, dimensions, compressed);
    return whole;
}

/* A point, line or polygon of this class. */
static bool take_simple(struct walk *walk, uint32_t class)
{
    bool compressed = class >= COMPRESSED;
    if (compressed)
        class -= COMPRESSED;
    uint32_t dimensions = class / CLASSES_A_DIMENSION;
    if (dimensions >= DIMENSIONS)
        return false;
    switch (class % CLASSES_A_DIMENSION) {
    case POINT:
        return !compressed && take_bytes(walk, whole_size[dimensions]);
    case LINE:
        return take_positions(walk, dimensions, compressed);
    case POLYGON:
        return take_rings(walk, dimensions, compressed);
    default:
        return false;
    }
}

/* Parts are simple: a collection has none in it. */
static bool take_parts(struct walk *walk)
{
    uint32_t count, class;
    bool whole = take_u32(walk, &count);
    while (whole && count--)
        whole = walk->at < walk->end && *walk->at++ == ENTITY && take_u32(walk, &class) &&
                take_simple(walk, class);
    return whole;
}

static bool is_tiny_point(const uint8_t *blob, size_t size)
{
    uint8_t dimensions = blob[TINY_HEAD - 1]; /* from 1 */
    return dimensions >= 1 && dimensions <= DIMENSIONS && size == TINY_HEAD + whole_size[dimensions - 1] + 1u;
}

bool ter_blob_is_whole(const uint8_t *blob, size_t size)
{
    if (size <= TINY_HEAD || blob[0] != START || blob[size - 1] != END)
        return false;
    if (blob[1] == BIG_TINY || blob[1] == LITTLE_TINY)
        return is_tiny_point(blob, size);
    if (size <= HEAD_SIZE || blob[1] > 1 || blob[HEAD_SIZE - 1] != BOX_END)
        return false;
    struct walk walk = {blob + HEAD_SIZE, blob + size - 1, blob[1] == 1};
    uint32_t class;
    if (!take_u32(&walk, &class))
        return false;
    uint32_t plain = class % CLASSES_A_DIMENSION;
    bool is_multi = plain >= MULTIPOINT && plain <= COLLECTION && class < DIMENSIONS * CLASSES_A_DIMENSION;
    return (is_multi ? take_parts(&walk) : take_simple(&walk, class)) && walk.at == walk.end;
}
