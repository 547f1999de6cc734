/* Owns what rounds drive on and how long a day is, as people give it. Knows nothing of stops. */
#include "base/crs.h"
#include "base/text.h"
#include "registry/known_area.h"
#include "rounds.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTES_AN_HOUR = 60, HOURS_A_DAY = 24 };

bool ter_round_ground_open(
    struct ter_registry *registry, struct ter_round_ground *ret_ground, struct ter_error *err)
{
    struct ter_round_ground ground = {.epsg = ter_registry_epsg(registry)};
    struct ter_bbox box;
    const char *of = NULL;
    int working;
    if (!ter_speeds_shipped(&ground.speeds, err) || !ter_registry_known_area(registry, &box, &of, err))
        goto failed;
    if (of && (!ter_crs_metric(ground.epsg, box, &working, err) ||
                  !ter_road_graph_read(registry, working, &ground.graph, err)))
        goto failed;
    *ret_ground = ground;
    return true;
failed:
    ter_round_ground_close(&ground);
    return ter_wrap(err, "rounds");
}

void ter_round_ground_close(struct ter_round_ground *ground)
{
    ter_road_graph_close(ground->graph);
    ter_speeds_free(ground->speeds);
    *ground = (struct ter_round_ground){0};
}

/* What may stand behind a number. */
static const struct {
    const char *text;
    double minutes;
} units[] = {
    {"h", MINUTES_AN_HOUR},
    {"小时", MINUTES_AN_HOUR},
    {"min", 1},
    {"分钟", 1},
};

bool ter_crew_day_read(const char *text, double *ret_minutes, struct ter_error *err)
{
    char *end;
    errno = 0;
    double number = strtod(text, &end);
    double minutes = number * MINUTES_AN_HOUR;
    bool known = end != text && !errno && !*end;
    if (known && number > HOURS_A_DAY)
        return ter_fail(err, TER_USAGE,
            "\"%s\" would be hours, and a day has 24: say %smin, or the hours as in 8 or 7.5h", text, text);
    for (size_t i = 0; i < sizeof units / sizeof *units && end != text && !known; i++)
        if (strcmp(end, units[i].text) == 0) {
            minutes = number * units[i].minutes;
            known = true;
        }
    if (!known || !(minutes > 0 && minutes <= HOURS_A_DAY * MINUTES_AN_HOUR))
        return ter_fail(
            err, TER_USAGE, "\"%s\" is not a day's length: hours as in 8 or 7.5h, or 450min", text);
    *ret_minutes = minutes;
    return true;
}
