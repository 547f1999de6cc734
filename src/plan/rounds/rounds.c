/* Owns the making of rounds: which stops go together, where they set out, what the answer rests on. Knows
 * nothing of how routes are searched, and of what the stops are. */
#include "rounds.h"

#include "plan/order/order_words.h"
#include "registry/find.h"
#include "roads/travel_matrix.h"
#include "route_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_A_MINUTE = 60, MOST_STOPS = 4000 };

struct run {
    const struct ter_rounds_request *request;
    struct ter_rounds *rounds;
    size_t round_capacity, left_capacity;
    size_t straight_places, straight_ways; /* in words to the user, once */
};

/* The stops of one kit, and the travel between all depots and them: depots first. */
struct group {
    const struct ter_round_kit *kit;
    size_t *stops;
    size_t count;
    struct ter_travel_matrix travel;
};

static bool zh(const struct run *run)
{
    return run->request->lang == TER_ZH;
}

static double setting(const struct run *run, enum ter_round_setting which)
{
    return run->request->rules->settings[which].value;
}

static double service_of(const struct run *run, size_t stop)
{
    const struct ter_round_stop *asked = &run->request->stops[stop];
    return isnan(asked->service_min) ? ter_round_rules_service(run->request->rules, asked->needs)->minutes
                                     : asked->service_min;
}

static bool is_coarse(const struct run *run, const struct ter_round_stop *stop)
{
    return !stop->placed || !(stop->uncertainty_m <= setting(run, TER_ROUND_LOCATE_ABOVE_M));
}

static struct ter_round *add_round(struct run *run)
{
    struct ter_rounds *rounds = run->rounds;
    rounds->items = ter_grow(rounds->items, &run->round_capacity, rounds->count + 1, sizeof *rounds->items);
    struct ter_round *round = &rounds->items[rounds->count++];
    *round = (struct ter_round){0};
    return round;
}

static void note_radius(const struct run *run, struct ter_round *round, size_t stop)
{
    const struct ter_round_stop *asked = &run->request->stops[stop];
    if (!asked->placed)
        return;
    round->coarse += asked->uncertainty_m > TER_REVIEW_ABOVE_M;
    round->farthest_off_m = fmax(round->farthest_off_m, asked->uncertainty_m);
}

/* ---- stops that are driven to ---- */

static size_t cell(const struct group *group, size_t from, size_t to)
{
    return from * group->travel.count + to;
}

static double minutes(const struct group *group, size_t from, size_t to)
{
    return group->travel.seconds[cell(group, from, to)] / SECONDS_A_MINUTE;
}

/* Lay out one round; `places` are rows of the group's travel. */
static void fill_round(
    struct run *run, const struct group *group, size_t depot, const size_t *places, size_t count)
{
    struct ter_round *round = add_round(run);
    size_t depots = run->request->depot_count, at = depot;
    double clock = setting(run, TER_ROUND_SETUP_MIN);
    round->depot = depot;
    round->kit = group->kit;
    round->calls = ter_alloc(count * sizeof *round->calls);
    round->call_count = count;
    for (size_t i = 0; i < count; i++) {
        struct ter_round_call *call = &round->calls[i];
        call->stop = group->stops[places[i] - depots];
        call->travel_min = minutes(group, at, places[i]);
        call->travel_m = group->travel.metres[cell(group, at, places[i])];
        call->service_min = service_of(run, call->stop);
        call->arrive_min = clock + call->travel_min;
        clock = call->arrive_min + call->service_min;
        round->travel_min += call->travel_min;
        round->travel_m += call->travel_m;
        round->service_min += call->service_min;
        at = places[i];
        note_radius(run, round, call->stop);
    }
    round->back_min = minutes(group, at, depot);
    round->back_m = group->travel.metres[cell(group, at, depot)];
    round->travel_min += round->back_min;
    round->travel_m += round->back_m;
    round->total_min = clock + round->back_min;
}

static void leave_out(struct run *run, size_t stop, double way_min)
{
    struct ter_rounds *rounds = run->rounds;
    double work = service_of(run, stop), setup = setting(run, TER_ROUND_SETUP_MIN);
    rounds->left = ter_grow(rounds->left, &run->left_capacity, rounds->left_count + 1, sizeof *rounds->left);
    struct ter_round_left *left = &rounds->left[rounds->left_count++];
    left->stop = stop;
    left->reason = ter_format(zh(run) ? "现场作业 %.0f 分钟，准备 %.0f 分钟，往返路程 %.0f 分钟，合计 %.0f "
                                        "分钟，超过一个工作日的 %.0f 分钟"
                                      : "%.0f min of work, %.0f min to set out, %.0f min there and back: "
                                        "%.0f min, more than a day of %.0f min",
        work, setup, way_min, work + setup + way_min, run->request->day_min);
}

/* The places of one depot as a problem of their own. */
static bool plan_depot(struct run *run, const struct group *group, size_t depot, const size_t *places,
    size_t count, struct ter_error *err)
{
    TER_AUTO_ROUTES struct ter_routes routes = {0};
    TER_AUTO_FREE double *travel = ter_alloc((count + 1) * (count + 1) * sizeof *travel);
    TER_AUTO_FREE double *service = ter_alloc((count + 1) * sizeof *service);
    for (size_t i = 0; i <= count; i++) {
        size_t from = i ? places[i - 1] : depot;
        for (size_t k = 0; k <= count; k++)
            travel[i * (count + 1) + k] = minutes(group, from, k ? places[k - 1] : depot);
        service[i] = i ? service_of(run, group->stops[from - run->request->depot_count]) : 0;
    }
    struct ter_route_problem problem = {count, travel, service, setting(run, TER_ROUND_SETUP_MIN),
        run->request->day_min, ter_route_shakes(count)};
    for (size_t i = 1; i <= count; i++)
        if (!ter_route_fits_alone(&problem, i))
            leave_out(run, group->stops[places[i - 1] - run->request->depot_count],
                travel[i] + travel[i * (count + 1)]);
    if (!ter_route_plan(&problem, &routes, err))
        return false;
    TER_AUTO_FREE size_t *route = ter_alloc((count + 1) * sizeof *route);
    for (size_t i = 0, first = 0; i < routes.count; first = routes.ends[i++]) {
        for (size_t k = first; k < routes.ends[i]; k++)
            route[k - first] = places[routes.stops[k] - 1];
        fill_round(run, group, depot, route, routes.ends[i] - first);
    }
    return true;
}

/* The depot from and to which the way is shortest; of equal ones the first. */
static size_t nearest_depot(const struct run *run, const struct group *group, size_t place)
{
    size_t best = 0;
    double least = (double)INFINITY;
    for (size_t depot = 0; depot < run->request->depot_count; depot++) {
        double way = minutes(group, depot, place) + minutes(group, place, depot);
        if (way < least) {
            least = way;
            best = depot;
        }
    }
    return best;
}

static bool measure(struct run *run, struct group *group, struct ter_error *err)
{
    const struct ter_rounds_request *request = run->request;
    size_t depots = request->depot_count, count = depots + group->count;
    TER_AUTO_FREE struct ter_lonlat *places = ter_alloc((count + 1) * sizeof *places);
    for (size_t i = 0; i < depots; i++)
        places[i] = request->depots[i].at;
    for (size_t i = 0; i < group->count; i++)
        places[depots + i] = request->stops[group->stops[i]].at;
    if (!ter_travel_matrix_make(request->ground->graph, request->ground->speeds, request->ground->epsg,
            places, count, setting(run, TER_ROUND_SPEED_SHARE), &group->travel, err))
        return false;
    run->straight_places += group->travel.straight_places;
    run->straight_ways += group->travel.straight_ways;
    return true;
}

static bool plan_group(struct run *run, struct group *group, struct ter_error *err)
{
    size_t depots = run->request->depot_count;
    if (group->count > MOST_STOPS)
        return ter_fail(err, TER_FAILED,
            "%zu stops of one kind are more than rounds are made for at once (%d): choose a township or "
            "fewer "
            "records",
            group->count, MOST_STOPS);
    if (!depots)
        return ter_fail(err, TER_USAGE, "no place to set out from is known: give one, --depot LON,LAT");
    if (!measure(run, group, err))
        return false;
    TER_AUTO_FREE size_t *depot_of = ter_alloc((group->count + 1) * sizeof *depot_of);
    TER_AUTO_FREE size_t *places = ter_alloc((group->count + 1) * sizeof *places);
    for (size_t i = 0; i < group->count; i++)
        depot_of[i] = nearest_depot(run, group, depots + i);
    for (size_t depot = 0; depot < depots; depot++) {
        size_t count = 0;
        for (size_t i = 0; i < group->count; i++)
            if (depot_of[i] == depot)
                places[count++] = depots + i;
        if (count && !plan_depot(run, group, depot, places, count, err))
            return false;
    }
    return true;
}

static bool plan_kit(struct run *run, const struct ter_round_kit *kit, struct ter_error *err)
{
    const struct ter_rounds_request *request = run->request;
    TER_AUTO_FREE size_t *stops = ter_alloc((request->stop_count + 1) * sizeof *stops);
    struct group group = {.kit = kit, .stops = stops};
    for (size_t i = 0; i < request->stop_count; i++)
        if (!is_coarse(run, &request->stops[i]) &&
            ter_round_rules_kit(request->rules, request->stops[i].needs) == kit)
            stops[group.count++] = i;
    if (!group.count)
        return true;
    run->rounds->routed_stops += group.count;
    bool done = plan_group(run, &group, err);
    ter_travel_matrix_free(&group.travel);
    return done;
}

/* ---- stops to be located first ---- */

static bool same_township(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct ter_round *list_of(struct run *run, size_t first, const char *township)
{
    struct ter_rounds *rounds = run->rounds;
    for (size_t i = first; i < rounds->count; i++)
        if (same_township(rounds->items[i].township, township))
            return &rounds->items[i];
    struct ter_round *round = add_round(run);
    round->depot = SIZE_MAX;
    round->to_locate = true;
    round->township = township;
    round->calls = ter_alloc((run->request->stop_count + 1) * sizeof *round->calls);
    round->travel_min = round->travel_m = round->back_min = round->back_m = round->total_min = (double)NAN;
    return round;
}

static int by_township(const void *left, const void *right)
{
    const struct ter_round *a = left, *b = right;
    if (!a->township || !b->township)
        return !a->township - !b->township;
    return strcmp(a->township, b->township);
}

static void list_coarse(struct run *run)
{
    size_t first = run->rounds->count;
    for (size_t i = 0; i < run->request->stop_count; i++) {
        const struct ter_round_stop *stop = &run->request->stops[i];
        if (!is_coarse(run, stop))
            continue;
        struct ter_round *round = list_of(run, first, stop->township);
        double service_min = service_of(run, i);
        round->calls[round->call_count++] =
            (struct ter_round_call){i, (double)NAN, (double)NAN, (double)NAN, service_min};
        round->service_min += service_min;
        run->rounds->to_locate_stops++;
        note_radius(run, round, i);
    }
    if (run->rounds->count > first)
        qsort(
            &run->rounds->items[first], run->rounds->count - first, sizeof *run->rounds->items, by_township);
}

/* ---- all together ---- */

static void sum_up(struct run *run)
{
    struct ter_rounds *rounds = run->rounds;
    size_t crews = run->request->crews, made = 0;
    for (size_t i = 0; i < rounds->count; i++) {
        struct ter_round *round = &rounds->items[i];
        if (round->to_locate)
            continue;
        rounds->travel_min += round->travel_min;
        rounds->travel_m += round->travel_m;
        rounds->service_min += round->service_min;
        rounds->total_min += round->total_min;
        round->day = crews ? made / crews + 1 : 0;
        round->crew = crews ? made % crews + 1 : 0;
        made++;
    }
    rounds->routed_stops -= rounds->left_count;
}

static void note_travel(struct run *run)
{
    const struct ter_round_ground *ground = run->request->ground;
    struct ter_strings *notes = &run->rounds->notes;
    double detour = ground->speeds->settings[TER_SPEED_DETOUR].value;
    double share = setting(run, TER_ROUND_SPEED_SHARE);
    if (!ground->graph || !ground->graph->edge_count)
        ter_strings_printf(notes,
            zh(run) ? "无路网：路程按直线距离乘 %g 估算，车速 %.0f 公里/小时"
                    : "no roads in the gazetteer: ways are straight lines times %g, driven at %.0f km/h",
            detour, ground->speeds->settings[TER_SPEED_STRAIGHT_KM_H].value * share);
    else if (run->straight_places)
        ter_strings_printf(notes,
            zh(run) ? "%zu 处离道路超过 %g 米：往返路程按直线距离乘 %g 估算"
                    : "%zu places farther than %g m from any road: their ways are straight lines times %g",
            run->straight_places, ground->speeds->settings[TER_SPEED_OFF_ROAD_M].value, detour);
    if (run->straight_ways)
        ter_strings_printf(notes,
            zh(run) ? "%zu 段路程在路网上不连通：按直线距离乘 %g 估算"
                    : "%zu ways between places that no road joins: straight lines times %g",
            run->straight_ways, detour);
    ter_strings_printf(notes,
        zh(run) ? "车速取消防车行驶速度（速度表）的 %.0f%%：%s"
                : "crews drive at %.0f %% of a fire engine's speeds: %s",
        100 * share, run->request->rules->settings[TER_ROUND_SPEED_SHARE].source.text[run->request->lang]);
}

/* The minutes of work that were not given with the stops, each need once. */
static void note_service(struct run *run)
{
    const struct ter_rounds_request *request = run->request;
    TER_AUTO_BUF struct ter_buf text = {0};
    for (size_t i = 0; i < request->rules->service_count; i++) {
        const struct ter_round_service *service = &request->rules->services[i];
        bool used = false;
        for (size_t k = 0; k < request->stop_count && !used; k++)
            used = isnan(request->stops[k].service_min) &&
                   ter_round_rules_service(request->rules, request->stops[k].needs) == service;
        if (used)
            ter_buf_printf(&text, "%s%s %g (%s)", text.size ? (zh(run) ? "；" : "; ") : "",
                strcmp(service->needs, "*") != 0 ? ter_order_need(service->needs, request->lang)
                                                 : (zh(run) ? "其他" : "other"),
                service->minutes, service->source.text[request->lang]);
    }
    if (text.size)
        ter_strings_printf(
            &run->rounds->notes, zh(run) ? "每处作业分钟数：%s" : "minutes of work at a stop: %s", text.data);
    ter_strings_printf(&run->rounds->notes,
        zh(run)
            ? "每趟出发准备 %g 分钟（%s）；一个工作日 %g 分钟，含准备、往返与作业"
            : "setting out takes %g min a round (%s); a day is %g min, setting out, travel and work included",
        setting(run, TER_ROUND_SETUP_MIN),
        request->rules->settings[TER_ROUND_SETUP_MIN].source.text[request->lang], request->day_min);
}

static void note_coarse(struct run *run)
{
    if (run->rounds->to_locate_stops)
        ter_strings_printf(&run->rounds->notes,
            zh(run) ? "%zu 处位置误差超过 %g 米或无位置：须先核实位置，按乡镇列出，不排路线"
                    : "%zu stops are known to no better than %g m, or have no position: to be located first, "
                      "listed "
                      "by township and not routed",
            run->rounds->to_locate_stops, setting(run, TER_ROUND_LOCATE_ABOVE_M));
}

bool ter_rounds_make(
    const struct ter_rounds_request *request, struct ter_rounds **ret_rounds, struct ter_error *err)
{
    TER_AUTO(ter_rounds_free) struct ter_rounds *rounds = ter_alloc(sizeof *rounds);
    struct run run = {.request = request, .rounds = rounds};
    if (!(request->day_min > 0))
        return ter_fail(err, TER_USAGE, "a crew's day must be longer than 0 minutes");
    for (size_t i = 0; i < request->rules->kit_count; i++)
        if (!plan_kit(&run, &request->rules->kits[i], err))
            return ter_wrap(err, "rounds");
    list_coarse(&run);
    sum_up(&run);
    note_travel(&run);
    note_service(&run);
    note_coarse(&run);
    *ret_rounds = rounds;
    rounds = NULL;
    return true;
}

void ter_rounds_free(struct ter_rounds *rounds)
{
    for (size_t i = 0; rounds && i < rounds->count; i++)
        free(rounds->items[i].calls);
    for (size_t i = 0; rounds && i < rounds->left_count; i++)
        free(rounds->left[i].reason);
    if (rounds) {
        free(rounds->items);
        free(rounds->left);
        ter_strings_free(&rounds->notes);
    }
    free(rounds);
}
