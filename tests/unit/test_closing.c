/* What closes the gaps: the lazy greedy choice is that of the plain way, the proven one that of trying all;
 * places stand where the spacing says. */
#include "coverage/closing.h"
#include "coverage/siting.h"
#include "helpers.h"
#include "suites.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- chance, the same on every machine ---- */

static uint64_t chance_state;

static void chance_start(uint64_t seed)
{
    chance_state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
}

static double chance(double low, double high)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return low + (high - low) * ((double)(chance_state >> 11) / 9007199254740992.0);
}

/* ---- a problem with what it owns ---- */

struct trial {
    struct ter_cover_problem problem;
    struct ter_cover_pairs pairs;
    double *weights, *costs;
    uint8_t *already;
};

static void trial_free(struct trial *trial)
{
    ter_cover_pairs_free(&trial->pairs);
    free(trial->weights);
    free(trial->costs);
    free(trial->already);
}
#define AUTO_TRIAL __attribute__((cleanup(trial_free)))

static void trial_ready(struct trial *trial, size_t demands)
{
    trial->problem =
        (struct ter_cover_problem){trial->weights, demands, &trial->pairs, trial->costs, trial->already};
}

/* Demands and candidates in a square of 1000 m; some demands weigh nothing, some weigh the same. */
static void trial_random(struct trial *trial, size_t candidates, size_t demands, double radius_m)
{
    TER_AUTO_FREE struct ter_disc *discs = ter_alloc(candidates * sizeof *discs);
    TER_AUTO_FREE struct ter_xy *at = ter_alloc(demands * sizeof *at);
    trial->weights = ter_alloc(demands * sizeof *trial->weights);
    trial->already = ter_alloc(demands);
    for (size_t i = 0; i < demands; i++) {
        at[i] = (struct ter_xy){chance(0, 1000), chance(0, 1000)};
        trial->weights[i] = chance(0, 1) < 0.5 ? floor(chance(0, 3)) : chance(0, 10);
        trial->already[i] = chance(0, 1) < 0.2;
    }
    for (size_t i = 0; i < candidates; i++)
        discs[i] = (struct ter_disc){{chance(0, 1000), chance(0, 1000)}, chance(-0.1, 1) * radius_m};
    ter_cover_pairs_within(&trial->pairs, discs, candidates, at, demands);
    ck_assert_uint_eq(trial->pairs.candidate_count, candidates);
    for (size_t c = 0; c < candidates; c++) { /* who covers what, by a loop over all */
        size_t next = trial->pairs.first[c];
        for (size_t d = 0; d < demands; d++) {
            double x = at[d].x - discs[c].at.x, y = at[d].y - discs[c].at.y, r = discs[c].radius_m;
            if (r > 0 && x * x + y * y <= r * r)
                ck_assert(next < trial->pairs.first[c + 1] && trial->pairs.covers[next++] == d);
        }
        ck_assert_uint_eq(next, trial->pairs.first[c + 1]);
    }
    trial_ready(trial, demands);
}

static double gain_of(const struct trial *trial, const uint8_t *covered, size_t candidate)
{
    double gain = 0;
    for (size_t i = trial->pairs.first[candidate]; i < trial->pairs.first[candidate + 1]; i++)
        if (!covered[trial->pairs.covers[i]])
            gain += trial->weights[trial->pairs.covers[i]];
    return gain;
}

static void cover(const struct trial *trial, uint8_t *covered, size_t candidate)
{
    for (size_t i = trial->pairs.first[candidate]; i < trial->pairs.first[candidate + 1]; i++)
        covered[trial->pairs.covers[i]] = 1;
}

/* ---- greedy ---- */

/* Each choice is the first of the best of all, measured afresh. */
static void expect_plain_greedy(
    const struct trial *trial, const struct ter_cover_choice *choices, size_t count)
{
    TER_AUTO_FREE uint8_t *covered = ter_memdup(trial->already, trial->problem.demand_count);
    for (size_t i = 0; i <= count; i++) {
        size_t best = 0;
        double best_merit = 0;
        for (size_t c = 0; c < trial->pairs.candidate_count; c++) {
            double merit = gain_of(trial, covered, c) / (trial->costs ? trial->costs[c] : 1);
            if (merit > best_merit) {
                best_merit = merit;
                best = c;
            }
        }
        if (i == count) { /* it ended where nothing adds any more */
            ck_assert(best_merit == 0);
            return;
        }
        ck_assert_uint_eq(choices[i].candidate, best);
        ck_assert(choices[i].gain == gain_of(trial, covered, best));
        cover(trial, covered, best);
        double covered_weight = 0;
        for (size_t d = 0; d < trial->problem.demand_count; d++)
            covered_weight += covered[d] ? trial->weights[d] : 0;
        ck_assert(fabs(choices[i].covered_after - covered_weight) <= 1e-9 * (1 + covered_weight));
    }
}

START_TEST(greedy_is_the_plain_way_done_lazily)
{
    chance_start(1);
    for (int round = 0; round < 60; round++) {
        AUTO_TRIAL struct trial trial = {0};
        size_t candidates = (size_t)chance(1, 60);
        trial_random(&trial, candidates, (size_t)chance(1, 300), 300);
        if (round % 3 == 0) {
            trial.costs = ter_alloc(candidates * sizeof *trial.costs);
            for (size_t i = 0; i < candidates; i++)
                trial.costs[i] = floor(chance(1, 4));
            trial.problem.costs = trial.costs;
        }
        TER_AUTO_FREE struct ter_cover_choice *choices = NULL;
        size_t count = 0;
        struct ter_error err = {0};
        ck_assert_msg(
            ter_closing_greedy(&trial.problem, SIZE_MAX, 1, &choices, &count, &err), "%s", err.message);
        expect_plain_greedy(&trial, choices, count);
        TER_AUTO_FREE struct ter_cover_choice *few = NULL;
        size_t few_count = 0;
        ck_assert(ter_closing_greedy(&trial.problem, 3, 1, &few, &few_count, &err));
        ck_assert_uint_eq(few_count, count < 3 ? count : 3);
        if (few_count)
            ck_assert_mem_eq(few, choices, few_count * sizeof *few);
    }
}
END_TEST

START_TEST(greedy_stops_at_the_share_asked_for)
{
    AUTO_TRIAL struct trial trial = {0};
    trial.weights = ter_alloc(4 * sizeof *trial.weights);
    for (uint32_t i = 0; i < 4; i++) {
        trial.weights[i] = 4 - i;
        ter_cover_pairs_add(&trial.pairs, &i, 1);
    }
    trial_ready(&trial, 4);
    static const struct {
        double share;
        size_t count;
    } cases[] = {{0, 0}, {0.4, 1}, {0.41, 2}, {0.7, 2}, {0.9, 3}, {1, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_FREE struct ter_cover_choice *choices = NULL;
        size_t count = 0;
        struct ter_error err = {0};
        ck_assert(ter_closing_greedy(&trial.problem, SIZE_MAX, cases[i].share, &choices, &count, &err));
        ck_assert_uint_eq(count, cases[i].count);
    }
}
END_TEST

START_TEST(greedy_of_nothing_is_nothing)
{
    struct ter_cover_pairs none = {0};
    TER_AUTO_COVER_PAIRS struct ter_cover_pairs idle = {0};
    ter_cover_pairs_add(&idle, NULL, 0);
    ter_cover_pairs_add(&idle, (uint32_t[]){0, 1}, 2);
    double weightless[] = {0, 0}, weights[] = {1, 2};
    uint8_t all[] = {1, 1};
    const struct ter_cover_problem problems[] = {{NULL, 0, &none, NULL, NULL},
        {weights, 2, &none, NULL, NULL}, {weightless, 2, &idle, NULL, NULL}, {weights, 2, &idle, NULL, all}};
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
        TER_AUTO_FREE struct ter_cover_choice *choices = NULL;
        size_t count = 7;
        struct ter_error err = {0};
        ck_assert_msg(ter_closing_greedy(&problems[i], 5, 1, &choices, &count, &err), "%s", err.message);
        ck_assert_uint_eq(count, 0);
    }
}
END_TEST

START_TEST(greedy_refuses_what_cannot_be_weighed)
{
    TER_AUTO_COVER_PAIRS struct ter_cover_pairs pairs = {0};
    ter_cover_pairs_add(&pairs, (uint32_t[]){0, 1}, 2);
    double good[] = {1, 2}, nan_weight[] = {1, NAN}, below[] = {-1, 1}, endless[] = {1, INFINITY},
           free_cost[] = {0};
    double nan_cost[] = {NAN};
    const struct {
        struct ter_cover_problem problem;
        double share;
        const char *says;
    } bad[] = {{{nan_weight, 2, &pairs, NULL, NULL}, 1, "weight of demand 2"},
        {{below, 2, &pairs, NULL, NULL}, 1, "weight of demand 1"},
        {{endless, 2, &pairs, NULL, NULL}, 1, "weight of demand 2"},
        {{good, 2, &pairs, free_cost, NULL}, 1, "cost of candidate 1"},
        {{good, 2, &pairs, nan_cost, NULL}, 1, "cost of candidate 1"},
        {{good, 1, &pairs, NULL, NULL}, 1, "demand 1 of 1"}, {{good, 2, &pairs, NULL, NULL}, NAN, "share"},
        {{good, 2, &pairs, NULL, NULL}, 1.5, "share"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        TER_AUTO_FREE struct ter_cover_choice *choices = NULL;
        size_t count = 7;
        struct ter_error err = {0};
        ck_assert(!ter_closing_greedy(&bad[i].problem, 5, bad[i].share, &choices, &count, &err));
        ck_assert_msg(strstr(err.message, bad[i].says), "%s", err.message);
        ck_assert_ptr_null(choices);
        ck_assert_uint_eq(count, 7);
    }
}
END_TEST

/* ---- the proven choice ---- */

/* Whether the program was built with CBC; where not, the refusal says what to do. */
static bool prove(const struct trial *trial, size_t most, struct ter_cover_optimum *ret_optimum)
{
    struct ter_error err = {0};
    if (ter_closing_optimum(&trial->problem, most, 60, ret_optimum, &err))
        return true;
    ck_assert_msg(strstr(err.message, "coinor-libcbc-dev"), "%s", err.message);
    return false;
}

/* The best of all choices of at most `most`. */
static double best_of_all(const struct trial *trial, size_t most)
{
    size_t candidates = trial->pairs.candidate_count, demands = trial->problem.demand_count;
    TER_AUTO_FREE uint8_t *covered = ter_alloc(demands);
    double best = 0;
    for (unsigned set = 0; set < 1u << candidates; set++) {
        if ((size_t)__builtin_popcount(set) > most)
            continue;
        double value = 0;
        memset(covered, 0, demands);
        for (size_t c = 0; c < candidates; c++)
            if (set >> c & 1)
                cover(trial, covered, c);
        for (size_t d = 0; d < demands; d++)
            value += covered[d] && !trial->already[d] ? trial->weights[d] : 0;
        best = fmax(best, value);
    }
    return best;
}

START_TEST(optimum_is_the_best_of_all)
{
    chance_start(2);
    bool greedy_failed = false;
    for (int round = 0; round < 30; round++) {
        AUTO_TRIAL struct trial trial = {0};
        TER_AUTO_COVER_OPTIMUM struct ter_cover_optimum optimum = {0};
        size_t most = (size_t)chance(2, 6);
        trial_random(&trial, (size_t)chance(1, 14), (size_t)chance(1, 90), 500);
        if (!prove(&trial, most, &optimum))
            return;
        double best = best_of_all(&trial, most);
        ck_assert(optimum.proved);
        ck_assert_msg(fabs(optimum.value - best) <= 1e-9 * (1 + best), "%.12g, but %.12g is possible",
            optimum.value, best);
        ck_assert(optimum.count <= most && optimum.bound >= optimum.value);
        ck_assert(optimum.greedy <= optimum.value && optimum.greedy >= (1 - exp(-1)) * best);
        ck_assert(fabs(optimum.gap - (best > 0 ? 1 - optimum.greedy / best : 0)) <= 1e-9);
        greedy_failed |= optimum.gap > 1e-6;
        TER_AUTO_FREE uint8_t *covered = ter_memdup(trial.already, trial.problem.demand_count);
        double value = 0;
        for (size_t i = 0; i < optimum.count; i++) {
            double gain = gain_of(&trial, covered, optimum.candidates[i]);
            ck_assert(gain > 0); /* nobody is proposed for nothing */
            value += gain;
            cover(&trial, covered, optimum.candidates[i]);
        }
        ck_assert(fabs(value - optimum.value) <= 1e-9 * (1 + value));
    }
    ck_assert(greedy_failed); /* else the proof would have had nothing to do */
}
END_TEST

/* CBC and the libraries below it write to standard output unless told otherwise; that is where JSON goes. */
START_TEST(optimum_says_nothing)
{
    AUTO_TRIAL struct trial trial = {0};
    TER_AUTO_COVER_OPTIMUM struct ter_cover_optimum optimum = {0};
    chance_start(4);
    trial_random(&trial, 60, 400, 200);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO), file = open(ter_test_path("said"), O_RDWR | O_CREAT, 0600);
    ck_assert(kept >= 0 && file >= 0);
    dup2(file, STDOUT_FILENO);
    bool proved = prove(&trial, 8, &optimum);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    close(file);
    size_t size = 1;
    TER_AUTO_FREE char *said = ter_test_read(ter_test_path("said"), &size);
    ck_assert_msg(size == 0 || !proved, "%s", said);
}
END_TEST

START_TEST(optimum_of_nothing_and_too_much)
{
    struct ter_error err = {0};
    AUTO_TRIAL struct trial trial = {0};
    TER_AUTO_COVER_OPTIMUM struct ter_cover_optimum optimum = {0};
    chance_start(6);
    trial_random(&trial, 5, 20, 400);
    ck_assert(!ter_closing_optimum(&trial.problem, 2, 0, &optimum, &err));
    ck_assert(!ter_closing_optimum(&trial.problem, 2, NAN, &optimum, &err));
    memset(trial.already, 1, 20);
    if (prove(&trial, 2, &optimum)) {
        ck_assert_uint_eq(optimum.count, 0);
        ck_assert(optimum.value == 0 && optimum.gap == 0 && optimum.proved);
    }
    TER_AUTO_COVER_PAIRS struct ter_cover_pairs none = {0}, many = {0};
    trial.problem.pairs = &none;
    ter_cover_optimum_free(&optimum);
    if (prove(&trial, 2, &optimum))
        ck_assert_uint_eq(optimum.count, 0);
    for (int i = 0; i <= TER_OPTIMUM_MOST_CANDIDATES; i++)
        ter_cover_pairs_add(&many, NULL, 0);
    trial.problem.pairs = &many;
    ck_assert(!ter_closing_optimum(&trial.problem, 2, 1, &optimum, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "2001"));
    trial.problem.pairs = &trial.pairs;
    trial.weights[3] = NAN;
    ck_assert(!ter_closing_optimum(&trial.problem, 2, 1, &optimum, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "demand 4"));
}
END_TEST

/* As many as are taken. A moment's time must give a sound answer, too, if not a proven one. */
START_TEST(optimum_of_two_thousand_candidates)
{
    for (int hurried = 0; hurried <= 1; hurried++) {
        AUTO_TRIAL struct trial trial = {0};
        TER_AUTO_COVER_OPTIMUM struct ter_cover_optimum optimum = {0};
        struct ter_error err = {0};
        chance_start(9);
        trial_random(&trial, TER_OPTIMUM_MOST_CANDIDATES, 3000, 60);
        if (!ter_closing_optimum(&trial.problem, 25, hurried ? 0.001 : 100, &optimum, &err)) {
            ck_assert_msg(strstr(err.message, "coinor-libcbc-dev"), "%s", err.message);
            return;
        }
        ck_assert(optimum.count <= 25 && (hurried || optimum.proved));
        ck_assert(optimum.greedy > 0 && optimum.value >= optimum.greedy && optimum.bound >= optimum.value);
        ck_assert(optimum.gap >= 0 && optimum.gap <= exp(-1));
    }
}
END_TEST

/* ---- places ---- */

START_TEST(places_keep_to_the_spacing)
{
    struct ter_xy straight[] = {{0, 0}, {200, 0}, {360, 0}}, bent[] = {{0, 1000}, {0, 1100}, {90, 1100}},
                  brief[] = {{500, 0}, {500, 50}}, point[] = {{900, 900}};
    struct ter_siting_line lines[] = {{straight, 3}, {bent, 3}, {brief, 2}, {point, 1}, {NULL, 0}};
    TER_AUTO_SITES struct ter_sites sites = {0};
    struct ter_error err = {0};
    ck_assert(ter_siting_places(lines, 5, (struct ter_siting_rule){120, 0}, NULL, 0, &sites, &err));
    static const struct ter_site expected[] = {{{0, 0}, 0, 0, TER_SITE_END},
        {{120, 0}, 0, 120, TER_SITE_BETWEEN}, {{240, 0}, 0, 240, TER_SITE_BETWEEN},
        {{360, 0}, 0, 360, TER_SITE_END}, {{0, 1000}, 1, 0, TER_SITE_END},
        {{0, 1095}, 1, 95, TER_SITE_BETWEEN}, {{90, 1100}, 1, 190, TER_SITE_END},
        {{500, 25}, 2, 25, TER_SITE_MIDDLE}, {{900, 900}, 3, 0, TER_SITE_MIDDLE}};
    ck_assert_uint_eq(sites.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < sites.count; i++) {
        ck_assert(ter_xy_distance_m(sites.items[i].at, expected[i].at) < 1e-9);
        ck_assert(sites.items[i].line == expected[i].line && sites.items[i].why == expected[i].why);
        ck_assert(fabs(sites.items[i].along_m - expected[i].along_m) < 1e-9);
    }
}
END_TEST

/* Against a loop over all pairs, across the cells' borders and below zero. */
START_TEST(places_keep_away_from_what_stands)
{
    enum { LINES = 200, STANDING = 100 };
    TER_AUTO_FREE struct ter_xy(*points)[2] = ter_alloc(LINES * sizeof *points);
    struct ter_siting_line lines[LINES];
    struct ter_xy standing[STANDING];
    chance_start(8);
    for (int i = 0; i < LINES; i++) {
        points[i][0] = (struct ter_xy){chance(-2000, 2000), chance(-2000, 2000)};
        points[i][1] =
            (struct ter_xy){points[i][0].x + chance(-900, 900), points[i][0].y + chance(-900, 900)};
        lines[i] = (struct ter_siting_line){points[i], 2};
    }
    for (int i = 0; i < STANDING; i++)
        standing[i] = (struct ter_xy){chance(-2000, 2000), chance(-2000, 2000)};
    TER_AUTO_SITES struct ter_sites all = {0}, sites = {0};
    struct ter_error err = {0};
    ck_assert(ter_siting_places(lines, LINES, (struct ter_siting_rule){120, 0}, NULL, 0, &all, &err));
    ck_assert(
        ter_siting_places(lines, LINES, (struct ter_siting_rule){120, 80}, standing, STANDING, &sites, &err));
    size_t kept = 0;
    for (size_t i = 0; i < all.count; i++) {
        bool near = false;
        for (int j = 0; j < STANDING; j++)
            near |= ter_xy_distance_m(all.items[i].at, standing[j]) < 80;
        for (size_t j = 0; j < kept; j++)
            near |= ter_xy_distance_m(all.items[i].at, sites.items[j].at) < 80;
        if (near)
            continue;
        ck_assert(kept < sites.count && ter_xy_distance_m(sites.items[kept].at, all.items[i].at) == 0);
        kept++;
    }
    ck_assert_uint_eq(kept, sites.count);
}
END_TEST

START_TEST(fill_brings_chosen_places_to_the_spacing)
{
    struct ter_xy street[] = {{0, 0}, {1000, 0}}, other[] = {{0, 500}, {1000, 500}};
    struct ter_siting_line lines[] = {{street, 2}, {other, 2}};
    TER_AUTO_SITES struct ter_sites sites = {0};
    static const struct ter_site chosen[] = {{{900, 0}, 0, 900, TER_SITE_BETWEEN},
        {{0, 500}, 1, 0, TER_SITE_END}, {{100, 0}, 0, 100, TER_SITE_BETWEEN},
        {{460, 0}, 0, 460, TER_SITE_BETWEEN}};
    for (size_t i = 0; i < 4; i++) {
        sites.items = ter_grow(sites.items, &sites.capacity, sites.count + 1, sizeof *sites.items);
        sites.items[sites.count++] = chosen[i];
    }
    struct ter_error err = {0};
    ck_assert(ter_siting_fill(lines, 2, (struct ter_siting_rule){120, 0}, &sites, &err));
    static const double along_m[] = {100, 220, 340, 460, 570, 680, 790, 900, 0};
    ck_assert_uint_eq(sites.count, sizeof along_m / sizeof *along_m);
    for (size_t i = 0; i < sites.count; i++)
        ck_assert(fabs(sites.items[i].along_m - along_m[i]) < 1e-9);
    sites.items[0].line = 2;
    ck_assert(!ter_siting_fill(lines, 2, (struct ter_siting_rule){120, 0}, &sites, &err));
}
END_TEST

START_TEST(units_are_the_line_in_pieces)
{
    struct ter_xy line[] = {{0, 0}, {35, 0}, {35, 0}, {35, 8}, {35, 28}};
    struct ter_siting_line lines[] = {{line, 5}, {line, 1}};
    TER_AUTO_SITING_UNITS struct ter_siting_units units = {0};
    struct ter_error err = {0};
    ck_assert(ter_siting_units(lines, 2, 10, &units, &err));
    double sum_m = 0;
    for (size_t i = 0; i < units.count; i++) {
        ck_assert(units.items[i].length_m <= 10 && units.items[i].line == 0);
        sum_m += units.items[i].length_m;
    }
    ck_assert_uint_eq(units.count, 4 + 1 + 2);
    ck_assert(fabs(sum_m - 63) < 1e-9);
    ck_assert(units.items[0].at.x == 4.375 && units.items[6].at.y == 23);
}
END_TEST

START_TEST(siting_refuses_what_is_no_rule)
{
    struct ter_xy good[] = {{0, 0}, {9, 0}}, bad[] = {{0, 0}, {NAN, 0}};
    struct ter_siting_line lines[] = {{good, 2}}, broken[] = {{good, 2}, {bad, 2}};
    static const struct ter_siting_rule rules[] = {
        {0, 0}, {-1, 0}, {NAN, 0}, {INFINITY, 0}, {120, 120}, {120, -1}, {120, NAN}};
    TER_AUTO_SITES struct ter_sites sites = {0};
    TER_AUTO_SITING_UNITS struct ter_siting_units units = {0};
    struct ter_error err = {0};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        ck_assert(!ter_siting_places(lines, 1, rules[i], NULL, 0, &sites, &err));
    ck_assert(!ter_siting_places(broken, 2, (struct ter_siting_rule){120, 0}, NULL, 0, &sites, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "line 2"));
    ck_assert(!ter_siting_units(broken, 2, 10, &units, &err));
    ck_assert(!ter_siting_units(lines, 1, 0, &units, &err));
    ck_assert(!ter_siting_units(lines, 1, NAN, &units, &err));
}
END_TEST

Suite *suite_closing(void)
{
    Suite *suite = suite_create("closing");
    TER_TEST_CASE(suite, "greedy", greedy_is_the_plain_way_done_lazily, greedy_stops_at_the_share_asked_for,
        greedy_of_nothing_is_nothing, greedy_refuses_what_cannot_be_weighed);
    TER_TEST_CASE(suite, "optimum", optimum_is_the_best_of_all, optimum_says_nothing,
        optimum_of_nothing_and_too_much, optimum_of_two_thousand_candidates);
    TER_TEST_CASE(suite, "siting", places_keep_to_the_spacing, places_keep_away_from_what_stands,
        fill_brings_chosen_places_to_the_spacing, units_are_the_line_in_pieces,
        siting_refuses_what_is_no_rule);
    return suite;
}
