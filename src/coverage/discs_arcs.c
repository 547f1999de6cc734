/* Owns the arcs of the outline: which pieces of each disc's edge no other disc covers. Knows nothing of
 * rings.
 *
 * Each circle is judged alone, in angles about its own centre, so both cores work on it without a word to
 * each other. Rounding may let two circles judge differently where three edges pass through a point; such
 * places are written down as meetings, and discs_rings.c takes what meets for one point. */
#include "discs_parts.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* Circles that touch within this part of their size do not cross: closer to touching, rounding would move the
 * crossing along the circle by more than the least arc. */
static const double touching = 1e-12;

static const double whole_turn = 2 * M_PI;

/* One end of what another disc covers of a circle, drawn in by the least arc: where what two discs cover
 * meets in a point, or nearly does, there is a gap, and it is found on each circle. gather_gaps gives it its
 * true size. */
struct event {
    double at_rad; /* 0 <= at < 2 pi */
    double drawn_in_rad;
    uint32_t other;
    bool enters;
};

enum { FIRST_CHECK = 16, MOST_GAPS = 8 };

/* What no disc covered when the circle was last looked at closely: only what reaches one of these matters. */
struct gap {
    struct ter_xy middle;
    double half_m; /* no point of it is farther from the middle */
};

/* What one circle's judgement needs; kept from circle to circle. */
struct circle {
    const struct ter_discs *all;
    uint32_t self;
    struct event *events;
    size_t count, capacity;
    size_t next_check; /* the number of events at which to look closely */
    struct gap gaps[MOST_GAPS];
    size_t gap_count;   /* 0: not known, or too many */
    size_t across_zero; /* how many of the discs cover the angle 0 and both its sides */
    uint64_t sectors;   /* those of 64 equal ones that some disc covers wholly */
    bool covered;
};

/* ---- what one disc covers of another's edge ---- */

static double turn(double angle_rad)
{
    angle_rad += angle_rad < 0 ? whole_turn : 0;
    return angle_rad >= whole_turn ? angle_rad - whole_turn : angle_rad;
}

/* The sectors that lie wholly between two angles; from > to goes across the zero. */
static uint64_t sectors_between(double from_rad, double to_rad)
{
    int from = (int)ceil(from_rad * (64 / whole_turn)), to = (int)floor(to_rad * (64 / whole_turn));
    uint64_t before_to = to >= 64 ? UINT64_MAX : (UINT64_C(1) << to) - 1;
    uint64_t before_from = from >= 64 ? UINT64_MAX : (UINT64_C(1) << from) - 1;
    if (from_rad > to_rad)
        return before_to | ~before_from;
    return from < to ? before_to & ~before_from : 0;
}

static void add_event(struct circle *circle, struct event event)
{
    circle->events = ter_grow(circle->events, &circle->capacity, circle->count + 1, sizeof *circle->events);
    circle->events[circle->count++] = event;
}

/* Half the angle that the disc `other` covers, by the half-angle formula with factored terms: each factor is
 * a sum of three lengths, and none loses digits before the circles touch. */
static double half_angle(double radius_m, double distance_m, double other_m)
{
    double outside = (other_m - (distance_m - radius_m)) * (other_m + (distance_m - radius_m));
    double inside = ((radius_m + distance_m) - other_m) * ((radius_m + distance_m) + other_m);
    return 2 * atan2(sqrt(fmax(outside, 0)), sqrt(fmax(inside, 0)));
}

static int by_angle(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->at_rad != y->at_rad)
        return x->at_rad < y->at_rad ? -1 : 1;
    if (x->enters != y->enters)
        return x->enters ? -1 : 1; /* what begins where another ends leaves no gap */
    return x->other < y->other ? -1 : x->other > y->other;
}

static void add_gap(struct circle *circle, size_t event, bool *ret_known)
{
    const struct ter_disc *self = &circle->all->discs[circle->self];
    const struct event *from = &circle->events[event], *to = &circle->events[(event + 1) % circle->count];
    double sweep = to->at_rad - from->at_rad + (event + 1 == circle->count ? whole_turn : 0);
    double middle = from->at_rad + sweep / 2, r = self->radius_m;
    *ret_known &= circle->gap_count < MOST_GAPS;
    if (*ret_known)
        circle->gaps[circle->gap_count++] =
            (struct gap){{self->at.x + r * cos(middle), self->at.y + r * sin(middle)}, r * sweep / 2};
}

/* The sectors see only what one disc covers alone. Now and then it is worth knowing it exactly: from time to
 * time, each time after twice as many discs, so that all sorting costs no more than the last one. */
static bool is_covered(struct circle *circle)
{
    size_t depth = circle->across_zero, gaps = 0;
    bool known = true;
    if (circle->count < circle->next_check)
        return circle->sectors == UINT64_MAX;
    circle->next_check *= 2;
    circle->gap_count = 0;
    qsort(circle->events, circle->count, sizeof *circle->events, by_angle);
    for (size_t i = 0; i < circle->count; i++) {
        depth += circle->events[i].enters ? 1 : (size_t)-1;
        if (depth)
            continue;
        gaps++;
        add_gap(circle, i, &known);
    }
    if (!known)
        circle->gap_count = 0;
    return !gaps;
}

/* Whether any of many discs, whose centres lie in a frame and whose radii are at most radius_m, may reach a
 * gap. What comes so near to a gap that rounding could tell it otherwise does. */
static bool may_matter(const struct circle *circle, const struct ter_frame *centres, double radius_m)
{
    double slack_m = 10 * ter_arc_least_rad * (radius_m + circle->all->discs[circle->self].radius_m);
    for (size_t i = 0; i < circle->gap_count; i++) {
        double reach_m = radius_m + circle->gaps[i].half_m + slack_m;
        if (ter_frame_distance2(centres, circle->gaps[i].middle) <= reach_m * reach_m)
            return true;
    }
    return !circle->gap_count;
}

/* Take another disc into account; false when the circle is covered and no further disc can matter. */
static bool visit(void *user, uint32_t number)
{
    struct circle *circle = user;
    const struct ter_disc *self = &circle->all->discs[circle->self], *other = &circle->all->discs[number];
    if (number == circle->self)
        return true;
    double x = other->at.x - self->at.x, y = other->at.y - self->at.y;
    double distance_m = sqrt(x * x + y * y), both_m = self->radius_m + other->radius_m;
    double slack_m = touching * both_m;
    if (distance_m >= both_m - slack_m)
        return true;
    if (distance_m <= fabs(self->radius_m - other->radius_m) + slack_m) {
        bool inside =
            self->radius_m < other->radius_m || (self->radius_m == other->radius_m && number < circle->self);
        circle->covered = inside;
        return !inside;
    }
    if (!may_matter(circle, &(struct ter_frame){other->at, other->at}, other->radius_m))
        return true;
    double direction = atan2(y, x), half = half_angle(self->radius_m, distance_m, other->radius_m);
    double drawn_in = fmin(ter_arc_least_rad, half / 2);
    double from = turn(direction - half + drawn_in), to = turn(direction + half - drawn_in);
    add_event(circle, (struct event){from, drawn_in, number, true});
    add_event(circle, (struct event){to, drawn_in, number, false});
    circle->across_zero += from > to;
    circle->sectors |= sectors_between(from, to);
    circle->covered = is_covered(circle);
    return !circle->covered;
}

/* What lies wholly inside a disc cannot reach its edge: a large one does not look at thousands of small ones.
 * And what reaches no gap closes none: of thousands along a street, each with a sliver of the outline, few
 * are looked at. */
static bool reaches_edge(void *user, const struct ter_frame_group *group)
{
    const struct circle *circle = user;
    const struct ter_disc *self = &circle->all->discs[circle->self];
    double x = fmax(self->at.x - group->all.low.x, group->all.high.x - self->at.x);
    double y = fmax(self->at.y - group->all.low.y, group->all.high.y - self->at.y);
    return x * x + y * y >= self->radius_m * self->radius_m &&
           may_matter(circle, &group->middles, group->reach_m);
}

/* ---- the arcs of one circle ---- */

/* What the discs of one stretch of the work have given. */
struct harvest {
    struct ter_arc *arcs;
    size_t arc_count, arc_capacity;
    struct ter_meeting *meetings;
    size_t meeting_count, meeting_capacity;
};

static uint64_t crossing_of(const struct circle *circle, const struct event *event)
{
    return event->enters ? ter_crossing(event->other, circle->self)
                         : ter_crossing(circle->self, event->other);
}

/* Write down the events that follow (step 1) or precede (step -1) one more closely than rounding can tell. */
static void note_meetings(const struct circle *circle, struct harvest *harvest, size_t at, size_t step)
{
    for (size_t i = 1; i < circle->count; i++) {
        const struct event *event = &circle->events[at];
        const struct event *next = &circle->events[(at + step) % circle->count];
        double away = fabs(next->at_rad - event->at_rad);
        if (fmin(away, whole_turn - away) > 3 * ter_arc_least_rad) /* ends of both kinds are drawn in */
            return;
        harvest->meetings = ter_grow(harvest->meetings, &harvest->meeting_capacity,
            harvest->meeting_count + 1, sizeof *harvest->meetings);
        harvest->meetings[harvest->meeting_count++] =
            (struct ter_meeting){crossing_of(circle, event), crossing_of(circle, next)};
        at = (at + step) % circle->count;
    }
}

static void add_arc(struct harvest *harvest, struct ter_arc arc)
{
    harvest->arcs =
        ter_grow(harvest->arcs, &harvest->arc_capacity, harvest->arc_count + 1, sizeof *harvest->arcs);
    harvest->arcs[harvest->arc_count++] = arc;
}

/* Walk round the circle and count by how many discs it is covered. */
static void gather_gaps(struct circle *circle, struct harvest *harvest)
{
    size_t depth = circle->across_zero, count = circle->count;
    qsort(circle->events, count, sizeof *circle->events, by_angle);
    for (size_t i = 0; i < count; i++) {
        const struct event *event = &circle->events[i], *next = &circle->events[(i + 1) % count];
        depth += event->enters ? 1 : (size_t)-1;
        if (depth)
            continue;
        double sweep = next->at_rad - event->at_rad + (i + 1 == count ? whole_turn : 0);
        sweep = fmax(sweep - event->drawn_in_rad - next->drawn_in_rad, 0);
        double from = event->at_rad + event->drawn_in_rad;
        add_arc(harvest, (struct ter_arc){circle->self, event->other, next->other, from, sweep});
        note_meetings(circle, harvest, i, count - 1);
        note_meetings(circle, harvest, (i + 1) % count, 1);
    }
}

static void judge(struct circle *circle, struct harvest *harvest, uint32_t number)
{
    const struct ter_disc *self = &circle->all->discs[number];
    circle->self = number;
    circle->count = circle->across_zero = circle->gap_count = 0;
    circle->next_check = FIRST_CHECK;
    circle->sectors = 0;
    circle->covered = false;
    ter_frame_tree_walk(circle->all->tree, &(struct ter_frame_walk){ter_frame_round(self->at, self->radius_m),
                                               self->at, reaches_edge, visit, circle});
    if (circle->covered)
        return;
    if (!circle->count)
        add_arc(harvest, (struct ter_arc){number, number, number, 0, whole_turn});
    else
        gather_gaps(circle, harvest);
}

/* ---- all circles, by as many threads as there are cores ---- */

enum { STRETCH = 1024, MOST_THREADS = 16 };

struct work {
    const struct ter_discs *discs;
    const uint32_t *order;
    struct harvest *harvests; /* one a stretch: what comes out does not depend on who did it */
    size_t stretches;
    atomic_size_t next;
};

static void *labour(void *user)
{
    struct work *work = user;
    struct circle circle = {.all = work->discs};
    for (size_t i; (i = atomic_fetch_add(&work->next, 1)) < work->stretches;) {
        size_t end = (i + 1) * STRETCH < work->discs->count ? (i + 1) * STRETCH : work->discs->count;
        for (size_t j = i * STRETCH; j < end; j++)
            judge(&circle, &work->harvests[i], work->order[j]);
    }
    free(circle.events);
    return NULL;
}

static void share_out(struct work *work)
{
    pthread_t threads[MOST_THREADS];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = cores < 1 ? 1 : cores > MOST_THREADS ? MOST_THREADS : (size_t)cores, started = 0;
    wanted = wanted < work->stretches ? wanted : work->stretches;
    while (started + 1 < wanted && pthread_create(&threads[started], NULL, labour, work) == 0)
        started++;
    labour(work); /* also where no thread could be had */
    while (started)
        pthread_join(threads[--started], NULL);
}

static void bring_in(struct ter_discs *discs, struct harvest *harvest)
{
    size_t arcs = discs->arc_count + harvest->arc_count;
    size_t meetings = discs->meeting_count + harvest->meeting_count;
    discs->arcs = ter_grow(discs->arcs, &discs->arc_capacity, arcs, sizeof *discs->arcs);
    discs->meetings = ter_grow(discs->meetings, &discs->meeting_capacity, meetings, sizeof *discs->meetings);
    for (size_t i = 0; i < harvest->arc_count; i++)
        discs->arcs[discs->arc_count++] = harvest->arcs[i];
    for (size_t i = 0; i < harvest->meeting_count; i++)
        discs->meetings[discs->meeting_count++] = harvest->meetings[i];
    free(harvest->arcs);
    free(harvest->meetings);
}

void ter_discs_find_arcs(struct ter_discs *discs)
{
    struct work work = {.discs = discs,
        .order = ter_frame_tree_order(discs->tree),
        .stretches = (discs->count + STRETCH - 1) / STRETCH};
    TER_AUTO_FREE struct harvest *harvests = ter_alloc(work.stretches * sizeof *harvests);
    work.harvests = harvests;
    share_out(&work);
    for (size_t i = 0; i < work.stretches; i++)
        bring_in(discs, &harvests[i]);
}

/* ---- measures of an arc ---- */

struct ter_xy ter_arc_at(const struct ter_discs *discs, const struct ter_arc *arc, double turned_rad)
{
    const struct ter_disc *disc = &discs->discs[arc->disc];
    double angle = arc->from_rad + turned_rad;
    return (struct ter_xy){
        disc->at.x + disc->radius_m * cos(angle), disc->at.y + disc->radius_m * sin(angle)};
}

struct ter_frame ter_arc_frame(const struct ter_discs *discs, const struct ter_arc *arc)
{
    const struct ter_disc *disc = &discs->discs[arc->disc];
    struct ter_xy from = ter_arc_at(discs, arc, 0), to = ter_arc_at(discs, arc, arc->sweep_rad);
    struct ter_frame box = ter_frame_join((struct ter_frame){from, from}, (struct ter_frame){to, to});
    double end = arc->from_rad + arc->sweep_rad;
    int first = (int)ceil(arc->from_rad / (M_PI / 2)), last = (int)floor(end / (M_PI / 2));
    for (int quarter = first; quarter <= last; quarter++) { /* the outermost points that it passes */
        static const struct ter_xy outermost[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
        struct ter_xy to_it = outermost[quarter % 4];
        struct ter_xy at = {disc->at.x + disc->radius_m * to_it.x, disc->at.y + disc->radius_m * to_it.y};
        box = ter_frame_join(box, (struct ter_frame){at, at});
    }
    return box;
}

double ter_arc_area_m2(const struct ter_discs *discs, const struct ter_arc *arc, double from_turned_rad,
    double to_turned_rad, struct ter_xy origin)
{
    const struct ter_disc *disc = &discs->discs[arc->disc];
    double from = arc->from_rad + from_turned_rad, to = arc->from_rad + to_turned_rad, r = disc->radius_m;
    double x = disc->at.x - origin.x, y = disc->at.y - origin.y;
    return r / 2 *
           (r * (to_turned_rad - from_turned_rad) + x * (sin(to) - sin(from)) - y * (cos(to) - cos(from)));
}
