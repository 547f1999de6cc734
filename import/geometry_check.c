/* Owns what a line or polygon must be to be stored, and what of it may be put right. Knows nothing of
 * coordinate systems: positions are degrees.
 *
 * First each ring is made what every reader expects: closed, no position twice in a row, the outer ring
 * first. None of that changes the shape. What then is still invalid is drawn anew from its lines, and kept if
 * the area that it describes is the same; a bow-tie, whose halves count against each other, does not pass. */
#include "geometry_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ring {
    size_t start, count;
    double area_deg2; /* positive: counter-clockwise */
};

struct ter_geometry_checker {
    struct ter_validator *validator; /* opened for the first polygon */
    struct ter_geometry_mended mended;
    struct ter_geometry_mending last; /* of the geometry in hand */
    bool permits;                     /* mending may change an area */
    char *fault;                      /* GEOS's word, where it has no other */
    struct ter_buf out, rebuilt, before;
    struct ter_lonlat *store; /* cleaned rings of the polygon in hand */
    size_t stored, store_capacity;
    struct ring *rings;
    size_t ring_count, ring_capacity;
};

/* Where the source is being read, and what remains of the positions. */
struct walk {
    const uint8_t *at;
    const struct ter_points *points;
    size_t part;
};

static uint32_t take_u32(struct walk *walk)
{
    const uint8_t *b = walk->at;
    walk->at += 4;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static void put_u32(struct ter_buf *out, uint32_t value)
{
    const uint8_t bytes[4] = {
        (uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    ter_buf_add(out, bytes, sizeof bytes);
}

static void put_header(struct ter_buf *out, enum ter_geometry_type type)
{
    static const uint8_t little_endian = 1;
    ter_buf_add(out, &little_endian, 1);
    put_u32(out, (uint32_t)type);
}

static void put_position(struct ter_buf *out, struct ter_lonlat position)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    ter_wkb_from_point(position, point);
    ter_buf_add(out, point + 5, 16);
}

static const struct ter_lonlat *next_part(struct walk *walk, size_t *ret_count)
{
    size_t start = walk->part ? walk->points->parts[walk->part - 1] : 0;
    *ret_count = walk->points->parts[walk->part++] - start;
    walk->at += *ret_count * 16;
    return walk->points->items + start;
}

static bool same(struct ter_lonlat a, struct ter_lonlat b)
{
    return a.lon == b.lon && a.lat == b.lat;
}

/* Where something is mended: the first place of a geometry counts. */
static void mark(struct ter_geometry_checker *checker, struct ter_lonlat at)
{
    if (isnan(checker->last.at.lon))
        checker->last.at = at;
}

/* Put a part into the store without its repetitions. */
static struct ring store_part(
    struct ter_geometry_checker *checker, const struct ter_lonlat *items, size_t count)
{
    struct ring ring = {.start = checker->stored};
    checker->store = ter_grow(
        checker->store, &checker->store_capacity, checker->stored + count + 1, sizeof *checker->store);
    for (size_t i = 0; i < count; i++)
        if (ring.count && same(items[i], checker->store[ring.start + ring.count - 1])) {
            checker->mended.doubled++;
            mark(checker, items[i]);
        } else {
            checker->store[ring.start + ring.count++] = items[i];
        }
    checker->stored += ring.count;
    return ring;
}

/* Planar, relative to the first position so that nothing is lost to cancellation. */
static double ring_area(const struct ter_lonlat *items, size_t count)
{
    double twice = 0;
    for (size_t i = 1; i + 1 < count; i++) {
        double ax = items[i].lon - items[0].lon, ay = items[i].lat - items[0].lat;
        double bx = items[i + 1].lon - items[0].lon, by = items[i + 1].lat - items[0].lat;
        twice += ax * by - bx * ay;
    }
    return twice / 2;
}

static void take_ring(struct ter_geometry_checker *checker, struct walk *walk)
{
    size_t count;
    const struct ter_lonlat *items = next_part(walk, &count);
    struct ring ring = store_part(checker, items, count);
    struct ter_lonlat *stored = checker->store + ring.start;
    if (ring.count && !same(stored[0], stored[ring.count - 1])) {
        stored[ring.count++] = stored[0]; /* store_part left room */
        checker->stored++;
        checker->mended.closed++;
        mark(checker, stored[0]);
    }
    ring.area_deg2 = ring_area(stored, ring.count);
    checker->rings =
        ter_grow(checker->rings, &checker->ring_capacity, checker->ring_count + 1, sizeof *checker->rings);
    checker->rings[checker->ring_count++] = ring;
}

/* The outer ring encloses the most. A figure of eight may add up to nothing: it stays where it is. */
static void outer_first(struct ter_geometry_checker *checker)
{
    size_t largest = 0;
    for (size_t i = 1; i < checker->ring_count; i++)
        if (fabs(checker->rings[i].area_deg2) > fabs(checker->rings[largest].area_deg2))
            largest = i;
    if (!largest || fabs(checker->rings[0].area_deg2) == 0)
        return;
    struct ring outer = checker->rings[largest];
    memmove(checker->rings + 1, checker->rings, largest * sizeof outer);
    checker->rings[0] = outer;
    checker->mended.reordered++;
    mark(checker, checker->store[outer.start]);
}

static void put_ring(struct ter_geometry_checker *checker, const struct ring *ring, bool outer)
{
    bool backwards = outer ? ring->area_deg2 < 0 : ring->area_deg2 > 0;
    put_u32(&checker->out, (uint32_t)ring->count);
    for (size_t i = 0; i < ring->count; i++)
        put_position(&checker->out, checker->store[ring->start + (backwards ? ring->count - 1 - i : i)]);
}

/* Three positions apart and not all on a line to and fro. A ring of four may be an eight without area: GEOS
 * names its fault. */
static bool is_flat(const struct ter_geometry_checker *checker, const struct ring *ring)
{
    const struct ter_lonlat *items = checker->store + ring->start;
    for (size_t i = 1; i + 1 < ring->count; i++) {
        double ax = items[1].lon - items[0].lon, ay = items[1].lat - items[0].lat;
        double bx = items[i].lon - items[0].lon, by = items[i].lat - items[0].lat;
        if (ax * by != bx * ay)
            return false;
    }
    return true;
}

static void drop_flat_holes(struct ter_geometry_checker *checker)
{
    size_t kept = 1;
    for (size_t i = 1; i < checker->ring_count; i++)
        if (is_flat(checker, &checker->rings[i])) {
            checker->mended.flat++;
            if (checker->rings[i].count)
                mark(checker, checker->store[checker->rings[i].start]);
        } else {
            checker->rings[kept++] = checker->rings[i];
        }
    checker->ring_count = kept;
}

static bool take_polygon(struct ter_geometry_checker *checker, struct walk *walk, struct ter_error *err)
{
    checker->stored = checker->ring_count = 0;
    for (uint32_t count = take_u32(walk); count; count--) {
        walk->at += 4;
        take_ring(checker, walk);
    }
    if (!checker->ring_count)
        return ter_fail(err, TER_FAILED, "a polygon without rings");
    outer_first(checker);
    if (is_flat(checker, &checker->rings[0]))
        return ter_fail(err, TER_FAILED, "a ring of %zu position%s encloses no area at %.7f,%.7f",
            checker->rings[0].count, checker->rings[0].count == 1 ? "" : "s",
            checker->rings[0].count ? checker->store[checker->rings[0].start].lon : 0,
            checker->rings[0].count ? checker->store[checker->rings[0].start].lat : 0);
    drop_flat_holes(checker);
    put_u32(&checker->out, (uint32_t)checker->ring_count);
    for (size_t i = 0; i < checker->ring_count; i++)
        put_ring(checker, &checker->rings[i], i == 0);
    return true;
}

static bool take_line(struct ter_geometry_checker *checker, struct walk *walk, struct ter_error *err)
{
    size_t count;
    checker->stored = 0;
    walk->at += 4;
    const struct ter_lonlat *items = next_part(walk, &count);
    struct ring line = store_part(checker, items, count);
    if (line.count < 2)
        return ter_fail(err, TER_FAILED, "a line of %zu different positions has no length", line.count);
    put_u32(&checker->out, (uint32_t)line.count);
    for (size_t i = 0; i < line.count; i++)
        put_position(&checker->out, checker->store[line.start + i]);
    return true;
}

static bool take_geometry(struct ter_geometry_checker *checker, struct walk *walk, struct ter_error *err)
{
    walk->at++;
    enum ter_geometry_type type = (enum ter_geometry_type)take_u32(walk);
    put_header(&checker->out, type);
    size_t count;
    if (type == TER_POINT) {
        put_position(&checker->out, *next_part(walk, &count));
        return true;
    }
    if (type == TER_LINESTRING)
        return take_line(checker, walk, err);
    if (type == TER_POLYGON)
        return take_polygon(checker, walk, err);
    uint32_t parts = take_u32(walk);
    put_u32(&checker->out, parts);
    for (uint32_t i = 0; i < parts; i++) {
        if (walk->at[1] != (uint8_t)(type - 3))
            return ter_fail(err, TER_FAILED, "part %u is not of the type that the whole claims", i + 1);
        if (!take_geometry(checker, walk, err))
            return parts > 1 ? ter_wrap(err, "part %u", i + 1) : false;
    }
    return true;
}

static const char *plain_fault(const char *geos)
{
    static const struct {
        const char *geos, *plain;
    } faults[] = {
        {"Self-intersection", "the boundary crosses itself"},
        {"Ring Self-intersection", "a ring touches itself"},
        {"Hole lies outside shell", "a hole lies outside its ring"},
        {"Holes are nested", "a hole lies in another"},
        {"Nested shells", "a part lies in another"},
        {"Interior is disconnected", "holes cut the area in two"},
        {"Duplicate Rings", "a ring is there twice"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strcmp(geos, faults[i].geos) == 0)
            return faults[i].plain;
    return geos;
}

/* What the rings say that they enclose: each polygon's outer ring without its holes, in square metres at
 * that latitude, near enough to tell whether two drawings are the same. */
static double described_area_m2(struct ter_wkb wkb, double lat)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    double area_deg2 = 0;
    if (!ter_wkb_points(wkb, &points) || !points.count)
        return 0;
    struct walk walk = {wkb.data + 5, &points, 0};
    uint32_t polygons = ter_wkb_type(wkb) == TER_POLYGON ? 1 : take_u32(&walk);
    for (; polygons; polygons--) {
        walk.at += ter_wkb_type(wkb) == TER_POLYGON ? 0 : 5;
        uint32_t rings = take_u32(&walk);
        for (uint32_t i = 0; i < rings; i++) {
            size_t count;
            walk.at += 4;
            const struct ter_lonlat *items = next_part(&walk, &count);
            area_deg2 += (i ? -1 : 1) * fabs(ring_area(items, count));
        }
    }
    const double degree_m = 111195;
    return area_deg2 * degree_m * degree_m * cos(lat * M_PI / 180);
}

/* Two drawings are the same when their areas differ by less than land statistics count, 0.01 m2, or by a
 * millionth. */
static double change_m2(struct ter_wkb before, const struct ter_buf *after, double lat, bool *ret_same)
{
    struct ter_wkb wkb = {(const uint8_t *)after->data, after->size};
    double before_m2 = described_area_m2(before, lat), change = fabs(before_m2 - described_area_m2(wkb, lat));
    *ret_same = change <= fmax(0.01, 1e-6 * before_m2);
    return change;
}

/* Keep what is said of a drawing made anew. */
static void keep_fault(
    struct ter_geometry_checker *checker, char *fault, struct ter_lonlat at, struct ter_wkb before)
{
    free(checker->fault);
    checker->fault = fault;
    ter_buf_clear(&checker->before);
    ter_buf_add(&checker->before, before.data, before.size);
    checker->last.fault = plain_fault(fault);
    checker->last.at = at;
    checker->last.before = (struct ter_wkb){(const uint8_t *)checker->before.data, checker->before.size};
}

static bool fail_mending(const char *fault, struct ter_lonlat at, double change, struct ter_error *err)
{
    return ter_fail(err, TER_FAILED,
        "%s at %.7f,%.7f; mending it would change its area by %.4g %s: redraw it there, or import with "
        "--mend",
        plain_fault(fault), at.lon, at.lat, change < 1e5 ? change : change / 1e6,
        change < 1e5 ? "m2" : "km2");
}

static bool mend_polygon(struct ter_geometry_checker *checker, struct ter_wkb *wkb, struct ter_error *err)
{
    TER_AUTO_FREE char *fault = NULL;
    struct ter_lonlat at;
    if (!checker->validator)
        checker->validator = ter_validator_open();
    if (ter_validator_check(checker->validator, *wkb, &fault, &at))
        return true;
    struct ter_buf *made = &checker->rebuilt;
    bool same = false, any = ter_validator_rebuild(checker->validator, *wkb, made);
    double change = any ? change_m2(*wkb, made, at.lat, &same) : described_area_m2(*wkb, at.lat);
    if (!same && (!checker->permits || !ter_validator_join(checker->validator, *wkb, made)))
        return fail_mending(fault, at, change, err);
    if (same)
        checker->mended.rebuilt++;
    else
        checker->mended.changed++;
    keep_fault(checker, fault, at, *wkb);
    fault = NULL;
    *wkb = (struct ter_wkb){(const uint8_t *)made->data, made->size};
    return true;
}

/* A rebuilt drawing has rings of GEOS's own order: through the same cleaning again. */
static bool clean_again(struct ter_geometry_checker *checker, enum ter_geometry_type type,
    struct ter_wkb *wkb, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    struct ter_wkb source = *wkb;
    if (type == TER_POLYGON) {
        struct walk count = {source.data + 5, NULL, 0};
        if (take_u32(&count) != 1)
            return ter_fail(err, TER_FAILED, "the polygon falls into several parts");
        source.data += 9;
        source.size -= 9;
    }
    if (!ter_wkb_points(source, &points))
        return ter_fail(err, TER_FAILED, "the geometry is damaged");
    ter_buf_clear(&checker->out);
    struct walk walk = {source.data, &points, 0};
    if (!take_geometry(checker, &walk, err))
        return false;
    *wkb = (struct ter_wkb){(const uint8_t *)checker->out.data, checker->out.size};
    return true;
}

static struct ter_geometry_mended since(
    const struct ter_geometry_mended *now, const struct ter_geometry_mended *before)
{
    return (struct ter_geometry_mended){
        .closed = now->closed - before->closed,
        .doubled = now->doubled - before->doubled,
        .reordered = now->reordered - before->reordered,
        .flat = now->flat - before->flat,
        .rebuilt = now->rebuilt - before->rebuilt,
        .changed = now->changed - before->changed,
    };
}

struct ter_geometry_checker *ter_geometry_checker_open(void)
{
    return ter_alloc(sizeof(struct ter_geometry_checker));
}

void ter_geometry_checker_close(struct ter_geometry_checker *checker)
{
    if (!checker)
        return;
    ter_validator_close(checker->validator);
    ter_buf_free(&checker->out);
    ter_buf_free(&checker->rebuilt);
    ter_buf_free(&checker->before);
    free(checker->fault);
    free(checker->store);
    free(checker->rings);
    free(checker);
}

bool ter_geometry_check(struct ter_geometry_checker *checker, struct ter_wkb wkb,
    const struct ter_points *points, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    enum ter_geometry_type type = ter_wkb_type(wkb);
    struct walk walk = {wkb.data, points, 0};
    struct ter_geometry_mended before = checker->mended;
    checker->last = (struct ter_geometry_mending){.at = {(double)NAN, (double)NAN}};
    ter_buf_clear(&checker->out);
    bool good = take_geometry(checker, &walk, err);
    struct ter_wkb clean = {(const uint8_t *)checker->out.data, checker->out.size}, judged = clean;
    if (good && (type == TER_POLYGON || type == TER_MULTIPOLYGON))
        good = mend_polygon(checker, &judged, err) &&
               (judged.data == clean.data || clean_again(checker, type, &judged, err));
    if (!good)
        checker->mended = before; /* what is refused was not mended */
    else
        *ret_wkb = judged;
    checker->last.counts = since(&checker->mended, &before);
    return good;
}

const struct ter_geometry_mending *ter_geometry_checker_last(const struct ter_geometry_checker *checker)
{
    return isnan(checker->last.at.lon) ? NULL : &checker->last;
}

void ter_geometry_checker_permit(struct ter_geometry_checker *checker)
{
    checker->permits = true;
}

const struct ter_geometry_mended *ter_geometry_checker_mended(const struct ter_geometry_checker *checker)
{
    return &checker->mended;
}
