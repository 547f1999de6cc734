/* Owns the way along a road, from line to line. Knows nothing of names, texts or error radii.
 *
 * Dual carriageways are lines of their own: a walk stays on the one it began on, since at the end of a line
 * it goes on with the line that turns least, and never by more than 90 degrees. */
#include "route.h"

#include <math.h>

static const double touch_m = 2, gap_m = 100, gap_turn_deg = 30, widest_continuation_deg = 90;
static const double start_leg_m = 60, arm_m = 40, same_arm_deg = 30, turn_back_deg = 175,
                    point_m = 0.01; /* shorter steps have no direction */

/* Someone on the way along a line. */
struct walker {
    const struct ter_track *track;
    size_t line, next; /* the vertex ahead */
    bool forward;
    struct ter_xy at;
    double heading_deg;
    bool on_vertex; /* of the line that is walked, reached along it */
    size_t lines_walked;
};

static struct walker start_at(const struct ter_track *track, const struct ter_foot *foot, bool forward)
{
    double heading_deg = ter_track_heading_deg(track, foot);
    return (struct walker){.track = track,
        .line = foot->line,
        .next = forward ? foot->segment + 1 : foot->segment,
        .forward = forward,
        .at = foot->at,
        .heading_deg = forward ? heading_deg : fmod(heading_deg + 180, 360)};
}

/* A way on from the end of a line: how far it turns, and the gap before it. */
struct continuation {
    size_t line, vertex;
    bool forward;
    double turn_deg, gap_m;
};

/* What going on from a vertex in one direction would be like; false when it does not lead on. */
static bool judge(const struct walker *walker, size_t line, size_t vertex, bool forward, double apart_m,
    struct continuation *ret_way)
{
    const struct ter_track_line *other = &walker->track->lines[line];
    if (forward ? vertex + 1 >= other->count : vertex == 0)
        return false;
    struct ter_xy from = other->points[vertex], to = other->points[forward ? vertex + 1 : vertex - 1];
    double turn = ter_turn_deg(walker->heading_deg, ter_xy_azimuth_deg(from, to));
    if (apart_m > touch_m) {
        double aside = ter_turn_deg(walker->heading_deg, ter_xy_azimuth_deg(walker->at, from));
        if (aside > gap_turn_deg || turn > gap_turn_deg)
            return false;
    }
    *ret_way = (struct continuation){line, vertex, forward, turn, apart_m > touch_m ? apart_m : 0};
    return turn < widest_continuation_deg;
}

/* A line that touches comes before one beyond a gap, a straight one before one that turns. */
static bool better(const struct continuation *a, const struct continuation *b)
{
    if ((a->gap_m > 0) != (b->gap_m > 0))
        return b->gap_m > 0;
    return a->turn_deg + a->gap_m < b->turn_deg + b->gap_m;
}

/* The best way on where a line has ended. The vertices of other lines count, not only their ends: a line may
 * end on the side of another. */
static bool find_continuation(const struct walker *walker, struct continuation *ret_way)
{
    bool found = false;
    for (size_t i = 0; i < walker->track->count; i++) {
        const struct ter_track_line *line = &walker->track->lines[i];
        if (i == walker->line || !ter_track_near(walker->track, i, walker->at, gap_m))
            continue;
        for (size_t j = 0; j < line->count; j++) {
            struct ter_xy point = line->points[j];
            if (fabs(point.x - walker->at.x) > gap_m || fabs(point.y - walker->at.y) > gap_m)
                continue;
            double apart_m = ter_xy_distance_m(point, walker->at);
            bool end = j == 0 || j + 1 == line->count;
            if (apart_m > (end ? gap_m : touch_m))
                continue;
            for (int forward = 0; forward < 2; forward++) {
                struct continuation way;
                if (judge(walker, i, j, forward, apart_m, &way) && (!found || better(&way, ret_way))) {
                    *ret_way = way;
                    found = true;
                }
            }
        }
    }
    return found;
}

/* Go on from the end of a line; `left_m` loses the gap. False when the road ends, or goes round in a ring. */
static bool change_line(struct walker *walker, double *left_m)
{
    struct continuation way;
    if (++walker->lines_walked > walker->track->count || !find_continuation(walker, &way))
        return false;
    if (way.gap_m > *left_m) { /* inside the gap, straight ahead */
        walker->at = ter_xy_move(walker->at, walker->heading_deg, *left_m);
        *left_m = 0;
        return true;
    }
    *left_m -= way.gap_m;
    walker->on_vertex = false;
    walker->line = way.line;
    walker->forward = way.forward;
    walker->at = walker->track->lines[way.line].points[way.vertex];
    walker->next = way.forward ? way.vertex + 1 : way.vertex - 1;
    return true;
}

/* Some maps draw a street there and back on one line: where it turns on the spot, it ends. */
static bool turns_back(const struct walker *walker, struct ter_xy to)
{
    return walker->on_vertex && ter_xy_distance_m(walker->at, to) > point_m &&
           ter_turn_deg(walker->heading_deg, ter_xy_azimuth_deg(walker->at, to)) > turn_back_deg;
}

/* Walk to the next vertex, or as far as `left_m` allows. False at the end of the road. */
static bool step(struct walker *walker, double *left_m)
{
    const struct ter_track_line *line = &walker->track->lines[walker->line];
    /* past either end: next wraps below zero */
    if (walker->next >= line->count || turns_back(walker, line->points[walker->next]))
        return change_line(walker, left_m);
    struct ter_xy to = line->points[walker->next];
    double length_m = ter_xy_distance_m(walker->at, to);
    if (length_m > point_m)
        walker->heading_deg = ter_xy_azimuth_deg(walker->at, to);
    if (length_m > *left_m) {
        walker->at = ter_xy_move(walker->at, walker->heading_deg, *left_m);
        *left_m = 0;
        return true;
    }
    *left_m -= length_m;
    walker->at = to;
    walker->on_vertex = true;
    walker->next += walker->forward ? 1 : (size_t)-1;
    return true;
}

/* Returns what is left of the distance. */
static double walk(struct walker *walker, double distance_m)
{
    while (distance_m > 0 && step(walker, &distance_m))
        ;
    return distance_m;
}

/* ---- from a place ---- */

/* One branch, judged by the direction it sets out in and by where it leads. */
static bool try_branch(const struct ter_track *track, const struct ter_foot *foot, bool forward,
    double azimuth_deg, double widest_turn_deg, double distance_m, struct ter_arrival *ret_arrival)
{
    struct walker walker = start_at(track, foot, forward);
    double first_m = fmin(distance_m, start_leg_m);
    double left_m = walk(&walker, first_m);
    struct ter_xy first = walker.at;
    if (left_m <= 0)
        left_m = walk(&walker, distance_m - first_m);
    else
        left_m += distance_m - first_m;
    if (ter_xy_distance_m(foot->at, walker.at) <= distance_m / 20)
        return false; /* the road ends here, or comes back */
    double start_turn = ter_turn_deg(azimuth_deg, ter_xy_azimuth_deg(foot->at, first));
    double whole_turn = ter_turn_deg(azimuth_deg, ter_xy_azimuth_deg(foot->at, walker.at));
    *ret_arrival = (struct ter_arrival){walker.at, walker.heading_deg, left_m, (start_turn + whole_turn) / 2};
    return fmin(start_turn, whole_turn) <= widest_turn_deg;
}

bool ter_track_walk(const struct ter_track *track, struct ter_xy from, double reach_m, double azimuth_deg,
    double widest_turn_deg, double distance_m, struct ter_arrival *ret_arrival)
{
    double best = INFINITY;
    for (size_t i = 0; i < track->count; i++) {
        if (!ter_track_near(track, i, from, reach_m + touch_m))
            continue;
        struct ter_foot foot = ter_track_foot_on(track, i, from);
        for (int forward = 0; forward < 2 && foot.distance_m <= reach_m + touch_m; forward++) {
            struct ter_arrival arrival;
            if (!try_branch(track, &foot, forward, azimuth_deg, widest_turn_deg, distance_m, &arrival))
                continue;
            double score = arrival.turn_deg + widest_turn_deg * arrival.short_m / distance_m;
            if (score >= best)
                continue;
            best = score;
            *ret_arrival = arrival;
        }
    }
    return isfinite(best);
}

/* ---- arms ---- */

static size_t add_arm(
    double azimuths[TER_MOST_ARMS], double weights[TER_MOST_ARMS], size_t count, double azimuth)
{
    for (size_t i = 0; i < count; i++)
        if (ter_turn_deg(azimuths[i], azimuth) <= same_arm_deg) { /* the mean of an arm's carriageways */
            azimuths[i] += remainder(azimuth - azimuths[i], 360) / ++weights[i];
            return count;
        }
    if (count == TER_MOST_ARMS)
        return count;
    azimuths[count] = azimuth;
    weights[count] = 1;
    return count + 1;
}

size_t ter_track_arms(
    const struct ter_track *track, struct ter_xy centre, double radius_m, double ret_azimuths[TER_MOST_ARMS])
{
    double weights[TER_MOST_ARMS];
    size_t count = 0;
    for (size_t i = 0; i < track->count; i++) {
        if (!ter_track_near(track, i, centre, radius_m + touch_m))
            continue;
        struct ter_foot foot = ter_track_foot_on(track, i, centre);
        for (int forward = 0; forward < 2 && foot.distance_m <= radius_m + touch_m; forward++) {
            struct walker walker = start_at(track, &foot, forward);
            double left_m = walk(&walker, radius_m);
            struct ter_xy edge = walker.at;
            left_m += walk(&walker, arm_m);
            if (left_m < arm_m / 2 && ter_xy_distance_m(edge, walker.at) > 1 &&
                ter_xy_distance_m(centre, walker.at) > radius_m / 2)
                count = add_arm(ret_azimuths, weights, count, ter_xy_azimuth_deg(edge, walker.at));
        }
    }
    return count;
}
