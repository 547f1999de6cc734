/* What tests of ways along roads share: small networks drawn in metres from a point in the Tumed plain. All
 * of these end the test with a message when something goes wrong. */
#ifndef TER_TESTS_ROADING_H
#define TER_TESTS_ROADING_H

#include "registering.h"

#include "registry/gazetteer.h"
#include "roads/road_graph.h"

enum { ROADING_EPSG = 32649 };

/* A line and its points in metres: x, y, x, y … */
struct way {
    struct ter_road road;
    double at[24];
    size_t numbers;
};
#define WAY(...)                                                                                             \
    (struct way)                                                                                             \
    {                                                                                                        \
        .road = {.class_ = (char *)(uintptr_t) "residential", .uncertainty_m = 8}, .at = {__VA_ARGS__},      \
        .numbers = sizeof((double[]){__VA_ARGS__}) / sizeof(double)                                          \
    }

/* Store the ways in a new register and read their graph; both last until roading_close. */
struct ter_road_graph *roading_network(const struct way *ways, size_t count);
#define NETWORK(...)                                                                                         \
    roading_network(                                                                                         \
        (const struct way[]){__VA_ARGS__}, sizeof((const struct way[]){__VA_ARGS__}) / sizeof(struct way))

/* Fixtures: a directory and a register of the test's own. */
void roading_open(void);
void roading_close(void);
struct ter_registry *roading_registry(void);

/* A place of the drawing in the graph's plane. */
struct ter_xy roading_plane(double x_m, double y_m);

#endif
