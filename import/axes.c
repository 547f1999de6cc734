/* Owns the decision what a file's numbers are: system and order, from the first of them, what the user and
 * the file say, and where the register is. Knows nothing of columns and rows.
 *
 * Nothing is guessed from the look of numbers alone. A zone is taken only when it is the one whose positions
 * fall where the register is; an order only when the other one is impossible, or is said to be assumed. */
#include "axes.h"

#include "base/crs.h"
#include "base/messages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of what is tried, only so many; a file's first rows are alike. */
enum { TRIED = 200 };

/* Records lie in and round the register's area. Two zones of 3 degrees are 250 km apart. */
static const double neighbourhood_m = 50000;

/* How many of a sample fit as the file has them, how many the other way round, and how many both ways. */
struct fit {
    size_t straight, swapped, both, tried;
};

static bool most(size_t part, size_t whole)
{
    return whole > 0 && part * 10 >= whole * 9;
}

static bool hardly(size_t part, size_t whole)
{
    return part * 10 < whole;
}

struct ter_bbox ter_bbox_grow(struct ter_bbox box, double margin_m)
{
    double dlat = margin_m / 110574, farthest = fmax(fabs(box.south), fabs(box.north));
    double dlon = farthest > 89 ? 360 : dlat / cos(farthest * M_PI / 180);
    return (struct ter_bbox){box.west - dlon, box.south - dlat, box.east + dlon, box.north + dlat};
}

bool ter_axes_area(int epsg, struct ter_bbox *ret_area, bool *ret_geographic, struct ter_error *err)
{
    struct ter_error metres = {0};
    struct ter_bbox area;
    if (!ter_crs_area(epsg, &area, err))
        return false;
    *ret_geographic = ter_crs_check_geographic(epsg, NULL, &metres);
    if (!*ret_geographic) {
        double width = fmin(6, area.east - area.west);
        area = (struct ter_bbox){area.west - width, area.south - 1, area.east + width, area.north + 1};
    }
    *ret_area = area;
    return true;
}

bool ter_axis_order_parse(const char *text, enum ter_axis_order *ret_order, struct ter_error *err)
{
    bool xy = strcmp(text, "xy") == 0;
    if (!xy && strcmp(text, "yx") != 0)
        return ter_fail(err, TER_USAGE,
            "--axes \"%s\": write xy (east or longitude first) or yx (north or latitude first)", text);
    *ret_order = xy ? TER_ORDER_XY : TER_ORDER_YX;
    return true;
}

static bool falls_into(const struct ter_transform *transform, double x, double y, struct ter_bbox box)
{
    struct ter_error outside = {0};
    return isfinite(x) && isfinite(y) && ter_transform_apply(transform, &x, &y, 1, &outside) &&
           ter_bbox_contains(box, (struct ter_lonlat){x, y});
}

static struct fit try_orders(
    const struct ter_axes_question *question, const struct ter_transform *transform, struct ter_bbox box)
{
    struct fit fit = {0};
    for (size_t i = 0; i < question->count && i < TRIED; i++, fit.tried++) {
        struct ter_xy at = question->sample[i];
        bool straight = falls_into(transform, at.x, at.y, box),
             swapped = falls_into(transform, at.y, at.x, box);
        fit.straight += straight;
        fit.swapped += swapped;
        fit.both += straight && swapped;
    }
    return fit;
}

/* The numbers of a fit speak for one order: 0 neither, 1 as the file has them, -1 swapped. What headings or
 * the format say stands unless it is impossible. */
static int verdict(const struct fit *fit, bool stated)
{
    if (most(fit->swapped, fit->tried) && hardly(fit->straight, fit->tried))
        return -1;
    if (stated)
        return fit->straight > 0;
    return fit->straight == fit->swapped ? 0 : fit->straight > fit->swapped ? 1 : -1;
}

/* Neither order is the likelier one: each position fits both, or some fit only the one and as many only the
 * other. */
static void note_assumed(const struct fit *fit, const char *first, const char *second, const char *other,
    struct ter_strings *notes)
{
    size_t one = fit->straight - fit->both, two = fit->swapped - fit->both;
    if (one && two)
        ter_note(notes,
            "the positions are not all in one order: of the first %zu, %zu fit only with %s first and %zu "
            "only "
            "with %s first; %s is taken to come first in all of them; --axes %s overrides",
            fit->tried, one, first, two, second, first, other);
    else
        ter_note(notes, "the positions fit in both orders; %s is taken to come first; --axes %s overrides",
            first, other);
}

static void note_order(const struct ter_axes_question *question, const struct fit *fit, bool geographic,
    bool swap, bool assumed, struct ter_strings *notes)
{
    static const char *const axes[2][2] = {
        {TER_MESSAGE("east"), TER_MESSAGE("north")}, {TER_MESSAGE("longitude"), TER_MESSAGE("latitude")}};
    const char *first = ter_message(axes[geographic][swap]), *second = ter_message(axes[geographic][!swap]);
    const char *other = swap ? "xy" : "yx";
    if (assumed)
        note_assumed(fit, first, second, other, notes);
    else if (question->order_stated && swap)
        ter_note(notes,
            "x and y are swapped in this file: the first number (%.10g) is taken as "
            "%s; --axes %s overrides",
            question->sample[0].x, first, other);
    else if (!question->order_stated)
        ter_note(notes, "of each pair the first number is taken as %s; --axes %s overrides", first, other);
}

static bool find_order(const struct ter_axes_question *question, int epsg, bool *ret_swap,
    struct ter_strings *notes, struct ter_error *err)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    struct ter_bbox area;
    bool geographic;
    *ret_swap = question->order == TER_ORDER_YX;
    if (question->order != TER_ORDER_UNSAID || !question->count)
        return true;
    if (!ter_axes_area(epsg, &area, &geographic, err) || !ter_transform_open(epsg, 4326, &transform, err))
        return false;
    struct fit fit = try_orders(question, transform, area);
    int said = verdict(&fit, question->order_stated);
    bool doubtful = fit.straight && fit.swapped;
    if (question->area.of && (said == 0 || doubtful)) {
        struct fit near = try_orders(question, transform, ter_bbox_grow(question->area.box, neighbourhood_m));
        int here = verdict(&near, question->order_stated);
        if (here != 0 && near.straight != near.swapped)
            said = here;
    }
    *ret_swap = said < 0;
    bool assumed = said == 0 && fit.straight > 0 && !question->order_stated;
    note_order(question, &fit, geographic, *ret_swap, assumed, notes);
    return true;
}

static bool looks_projected(const struct ter_axes_question *question)
{
    size_t large = 0, tried = 0;
    for (; tried < question->count && tried < TRIED; tried++)
        large += fabs(question->sample[tried].x) > 360 || fabs(question->sample[tried].y) > 360;
    return tried > 0 && large * 2 >= tried;
}

/* A grid whose easting begins with a zone number, or not; all of one family have the same formulas, turned to
 * the zone's central meridian. */
static const struct family {
    int model;        /* EPSG code of one of them … */
    double model_deg; /* … and its central meridian */
    int first_epsg;   /* of the first zone */
    int first_zone, zones;
    double first_deg, step_deg; /* central meridians */
    bool zoned;                 /* the zone's number stands before the easting */
    bool chinese;
    const char *name;
} families[] = {
    {4546, 111, 4513, 25, 21, 75, 3, true, true, "CGCS2000 3-degree Gauss-Kruger zone"},
    {4546, 111, 4491, 13, 11, 75, 6, true, true, "CGCS2000 6-degree Gauss-Kruger zone"},
    {4546, 111, 4534, 25, 21, 75, 3, false, true, "CGCS2000 3-degree Gauss-Kruger, central meridian"},
    {32649, 111, 32601, 1, 60, -177, 6, false, false, "WGS 84 UTM zone"},
};

struct candidate {
    const struct family *family;
    int zone;
    bool swap;
};

static int epsg_of(const struct candidate *candidate)
{
    return candidate->family->first_epsg + candidate->zone - candidate->family->first_zone;
}

static double meridian_of(const struct candidate *candidate)
{
    const struct family *family = candidate->family;
    return family->first_deg + family->step_deg * (candidate->zone - family->first_zone);
}

static void describe(const struct candidate *candidate, struct ter_buf *out)
{
    if (candidate->family->zoned || !candidate->family->chinese)
        ter_buf_printf(out, "%s %d (EPSG:%d)", candidate->family->name, candidate->zone, epsg_of(candidate));
    else
        ter_buf_printf(
            out, "%s %g (EPSG:%d)", candidate->family->name, meridian_of(candidate), epsg_of(candidate));
}

/* Could these be numbers of that zone? An easting stands within 400 km of its false origin. */
static bool has_shape(const struct candidate *candidate, struct ter_xy at, double *ret_easting)
{
    double x = candidate->swap ? at.y : at.x, y = candidate->swap ? at.x : at.y;
    *ret_easting = candidate->family->zoned ? x - candidate->zone * 1e6 : x;
    return *ret_easting > 1e5 && *ret_easting < 9e5 && y > 0 && y < 6.5e6;
}

static size_t count_shape(const struct ter_axes_question *question, const struct candidate *candidate)
{
    size_t fits = 0;
    double easting;
    for (size_t i = 0; i < question->count && i < TRIED; i++)
        fits += has_shape(candidate, question->sample[i], &easting);
    return fits;
}

static size_t count_here(const struct ter_axes_question *question, const struct candidate *candidate,
    const struct ter_transform *model)
{
    struct ter_bbox here = ter_bbox_grow(question->area.box, neighbourhood_m);
    double turn = meridian_of(candidate) - candidate->family->model_deg;
    here.west -= turn;
    here.east -= turn;
    size_t fits = 0;
    double easting;
    for (size_t i = 0; i < question->count && i < TRIED; i++) {
        struct ter_xy at = question->sample[i];
        fits += has_shape(candidate, at, &easting) &&
                falls_into(model, easting, candidate->swap ? at.x : at.y, here);
    }
    return fits;
}

/* What the numbers look like, and which of that falls where the register is. */
struct findings {
    struct candidate alike, here;
    size_t alike_count, here_count;
    struct ter_buf list; /* those here, or those alike where none is here */
};

static void findings_free(struct findings *findings)
{
    ter_buf_free(&findings->list);
}

static void take_candidate(const struct ter_axes_question *question, const struct candidate *candidate,
    const struct ter_transform *model, struct findings *findings)
{
    size_t half = (question->count < TRIED ? question->count : TRIED) / 2;
    if (count_shape(question, candidate) <= half)
        return;
    findings->alike = candidate->family->zoned || !findings->alike_count ? *candidate : findings->alike;
    findings->alike_count++;
    if (!question->area.of || count_here(question, candidate, model) <= half)
        return;
    findings->here = *candidate;
    if (findings->here_count++)
        ter_buf_text(&findings->list, ", ");
    describe(candidate, &findings->list);
}

static bool try_family(const struct ter_axes_question *question, const struct family *family,
    struct findings *findings, struct ter_error *err)
{
    TER_AUTO(ter_transform_close) struct ter_transform *model = NULL;
    if (!ter_transform_open(family->model, 4326, &model, err))
        return false;
    for (int swap = 0; swap < 2; swap++) {
        if (question->order == (swap ? TER_ORDER_XY : TER_ORDER_YX))
            continue;
        for (int zone = family->first_zone; zone < family->first_zone + family->zones; zone++)
            take_candidate(question, &(struct candidate){family, zone, swap}, model, findings);
    }
    return true;
}

static bool refuse(
    const struct ter_axes_question *question, const struct findings *findings, struct ter_error *err)
{
    struct ter_xy at = question->sample[0];
    TER_AUTO_BUF struct ter_buf like = {0};
    if (findings->here_count > 1)
        return ter_fail(err, TER_USAGE,
            "positions such as %.10g, %.10g are metres of an unnamed system; these fall where the register "
            "is: "
            "%s; choose one with --crs",
            at.x, at.y, findings->list.data);
    if (!findings->alike_count)
        return ter_fail(err, TER_USAGE,
            "positions such as %.10g, %.10g are metres of a projected system, not degrees; name it with "
            "--crs",
            at.x, at.y);
    describe(&findings->alike, &like);
    if (!findings->alike.family->zoned)
        return ter_fail(err, TER_USAGE,
            "positions such as %.10g, %.10g look like Gauss-Kruger or UTM metres without a zone number%s%s; "
            "name the system with --crs, such as EPSG:4546 for CGCS2000 with central meridian 111",
            at.x, at.y,
            question->area.of ? ter_message(", and no zone brings them near ")
                              : ter_message("; where the register is, is not known yet"),
            question->area.of ? question->area.of : "");
    return ter_fail(err, TER_USAGE,
        "positions such as %.10g, %.10g look like %s%s; %s%s; name the system with --crs, such as EPSG:%d",
        at.x, at.y, like.data, findings->alike.swap ? ter_message(", north first") : "",
        question->area.of ? ter_message("they would lie far from ")
                          : ter_message("where the register is, is not known yet"),
        question->area.of ? question->area.of : "", epsg_of(&findings->alike));
}

/* A projected system without a name. */
static bool find_grid(const struct ter_axes_question *question, struct ter_axes *ret_axes,
    struct ter_strings *notes, struct ter_error *err)
{
    __attribute__((cleanup(findings_free))) struct findings findings = {0};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if ((families[i].chinese || question->storage_epsg != 4490) &&
            !try_family(question, &families[i], &findings, err))
            return false;
    if (findings.here_count != 1)
        return refuse(question, &findings, err);
    const struct candidate *found = &findings.here;
    struct ter_xy at = question->sample[0];
    ter_note(notes,
        "took positions such as east %.10g, north %.10g as %s, the only system that puts them near %s%s; "
        "--crs overrides",
        found->swap ? at.y : at.x, found->swap ? at.x : at.y, findings.list.data, question->area.of,
        found->swap ? ter_message("; the first number is north") : "");
    *ret_axes = (struct ter_axes){epsg_of(found), found->swap};
    return true;
}

static void note_system(const struct ter_axes_question *question, int epsg, struct ter_strings *notes)
{
    if (!question->asked_epsg && !question->stated_epsg)
        ter_note(notes, "positions are taken as EPSG:%d, the register's own; --crs overrides", epsg);
    else if (question->asked_epsg && question->stated_epsg && question->stated_epsg != question->asked_epsg)
        ter_note(notes, "the file says EPSG:%d; --crs EPSG:%d is used instead", question->stated_epsg, epsg);
}

bool ter_axes_decide(const struct ter_axes_question *question, struct ter_axes *ret_axes,
    struct ter_strings *notes, struct ter_error *err)
{
    int epsg = question->asked_epsg ? question->asked_epsg : question->stated_epsg;
    if (!epsg && looks_projected(question))
        return find_grid(question, ret_axes, notes, err);
    struct ter_axes axes = {epsg ? epsg : question->storage_epsg, false};
    note_system(question, axes.epsg, notes);
    if (!find_order(question, axes.epsg, &axes.swap, notes, err))
        return false;
    *ret_axes = axes;
    return true;
}
