/* What a violation costs: each rule, each reason against it, each boundary case; the table of rates; animals.
 */
#include "helpers.h"
#include "land/zones/fines.h"
#include "registering.h"
#include "suites.h"

#include <math.h>
#include <string.h>

static struct ter_rates *rates(void)
{
    struct ter_rates *table = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_rates_shipped(&table, &err), "%s", err.message);
    return table;
}

/* A violation that is fined: inside a surveyed ban in force, with an order of the day after. */
struct scene {
    struct ter_registry *registry;
    struct ter_rates *rates;
    struct ter_zone zones[2];
    struct ter_undrawn undrawn;
    struct ter_zones at;
    struct ter_fine_paper papers[4];
    struct ter_fine_facts facts;
    struct ter_fine fine;
};

static void set_text(struct ter_zone *zone, const char *field, const char *text)
{
    size_t at = ter_layer_field_index(zone->layer, ter_layer_field(zone->layer, field));
    zone->values[at] = ter_value_text(text);
}

static void make_zone(struct scene *scene, struct ter_zone *zone, const char *kind, const char *boundary)
{
    zone->layer = register_layer(scene->registry, "grazing_ban");
    zone->values = ter_alloc(zone->layer->field_count * sizeof *zone->values);
    zone->contains = true;
    zone->boundary_m = 100;
    zone->margin_m = 20;
    set_text(zone, "code", "G-1");
    set_text(zone, "kind", kind);
    set_text(zone, "boundary", boundary);
}

static void begin(struct scene *scene)
{
    *scene = (struct scene){.registry = register_open(), .rates = rates()};
    make_zone(scene, &scene->zones[0], "front_slope", "surveyed");
    make_zone(scene, &scene->zones[1], "young_forest", "surveyed");
    scene->at.items = scene->zones;
    scene->at.count = 1;
    scene->undrawn.layer = scene->zones[0].layer;
    scene->undrawn.values = scene->zones[1].values;
    scene->at.undrawn = &scene->undrawn;
    scene->papers[0] = (struct ter_fine_paper){"E-2", "order", "2026-10-04", NULL, NULL, "N1"};
    scene->facts = (struct ter_fine_facts){.code = "E-1",
        .kind = "violation",
        .status = "recorded",
        .happened_on = "2026-10-03",
        .today = "2026-10-05",
        .sheep_units = 12,
        .capacity_units = NAN,
        .zones = &scene->at,
        .papers = scene->papers,
        .paper_count = 1};
}

static void end(struct scene *scene)
{
    ter_fine_free(&scene->fine);
    free(scene->zones[0].values);
    free(scene->zones[1].values);
    ter_rates_free(scene->rates);
    ter_registry_close(scene->registry);
}

static void expect(struct scene *scene, enum ter_fine_outcome outcome)
{
    struct ter_error err = {0};
    ter_fine_free(&scene->fine);
    ck_assert_msg(ter_fine_decide(scene->rates, &scene->facts, &scene->fine, &err), "%s", err.message);
    ck_assert_str_eq(ter_fine_outcome_name(scene->fine.outcome), ter_fine_outcome_name(outcome));
    ck_assert(scene->fine.because[TER_EN][0] && scene->fine.because[TER_ZH][0]);
    ck_assert_ptr_null(strchr(scene->fine.because[TER_EN], '{'));
    ck_assert_ptr_null(strchr(scene->fine.because[TER_ZH], '{'));
    ck_assert_int_eq(scene->fine.reckoning != NULL, outcome == TER_FINE_DUE);
}

START_TEST(inside_a_ban_it_is_120_a_unit)
{
    struct scene scene;
    begin(&scene);
    expect(&scene, TER_FINE_DUE);
    ck_assert_double_eq(scene.fine.amount_yuan, 1440);
    ck_assert_str_eq(scene.fine.rule->name, "grazing_in_ban");
    ck_assert_ptr_eq(scene.fine.paper, &scene.papers[0]);
    scene.facts.sheep_units = NAN;
    scene.facts.livestock = "7 goats"; /* 5.6 units */
    expect(&scene, TER_FINE_DUE);
    ck_assert_double_eq_tol(scene.fine.amount_yuan, 672, 1e-9);
    end(&scene);
}
END_TEST

/* No zone but a drawn, official one in force carries a fine, and no place too near to its edge. */
START_TEST(what_zones_do_not_carry)
{
    struct scene scene;
    begin(&scene);
    struct ter_zone *zone = &scene.zones[0];
    static const char *const weak[] = {"buffer", "derived", "sketched", "not_drawn", NULL};
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++) {
        set_text(zone, "boundary", weak[i]);
        expect(&scene, TER_FINE_DERIVED);
        zone->call = TER_CALL_TOO_CLOSE;
        expect(&scene, TER_FINE_DERIVED);
        zone->call = TER_CALL_INSIDE;
    }
    set_text(zone, "boundary", "official_map");
    expect(&scene, TER_FINE_DUE);
    for (int force = TER_FORCE_SEASON_UNKNOWN; force < TER_FORCE_COUNT; force++) {
        zone->force = (enum ter_force)force;
        expect(&scene, TER_FINE_NOT_IN_FORCE);
    }
    zone->force = TER_FORCE_YES;
    zone->call = TER_CALL_TOO_CLOSE;
    expect(&scene, TER_FINE_TOO_CLOSE);
    zone->call = TER_CALL_OUTSIDE;
    expect(&scene, TER_FINE_OUTSIDE);
    scene.at.undrawn_count = 1;
    expect(&scene, TER_FINE_NOT_DRAWN);
    scene.facts.zones = NULL;
    expect(&scene, TER_FINE_NO_POSITION);
    end(&scene);
}
END_TEST

/* A second zone that carries the fine decides, in either order. */
START_TEST(the_best_zone_decides)
{
    struct scene scene;
    begin(&scene);
    scene.at.count = 2;
    for (size_t i = 0; i < 2; i++) {
        set_text(&scene.zones[i], "boundary", "buffer");
        set_text(&scene.zones[1 - i], "boundary", "surveyed");
        expect(&scene, TER_FINE_DUE);
        ck_assert_ptr_eq(scene.fine.zone, &scene.zones[1 - i]);
    }
    end(&scene);
}
END_TEST

/* In the reserve, or perhaps in it, nothing of ours is due, whatever other bans hold the place. */
START_TEST(in_the_reserve_others_punish)
{
    struct scene scene;
    begin(&scene);
    scene.at.count = 2;
    set_text(&scene.zones[1], "kind", "nature_reserve");
    expect(&scene, TER_FINE_RESERVE);
    ck_assert(!scene.fine.rule->has_yuan);
    scene.zones[1].force = TER_FORCE_COMING;
    expect(&scene, TER_FINE_RESERVE);
    scene.zones[1].call = TER_CALL_TOO_CLOSE;
    expect(&scene, TER_FINE_RESERVE_TOO_CLOSE);
    scene.zones[1].call = TER_CALL_OUTSIDE;
    expect(&scene, TER_FINE_DUE);
    scene.at.count = 1;
    scene.at.undrawn_count = 1; /* its values are the reserve's */
    expect(&scene, TER_FINE_RESERVE_NOT_DRAWN);
    scene.facts.outside_reserve = true;
    expect(&scene, TER_FINE_DUE);
    end(&scene);
}
END_TEST

START_TEST(papers_come_first)
{
    struct scene scene;
    begin(&scene);
    scene.papers[0].document_no = NULL;
    expect(&scene, TER_FINE_ORDER_UNNUMBERED);
    scene.papers[0].document_no = "N1";
    scene.papers[0].on = "2026-10-02"; /* before the violation */
    expect(&scene, TER_FINE_NO_ORDER);
    scene.papers[0].on = "2026-10-03"; /* on the same day */
    expect(&scene, TER_FINE_DUE);
    scene.papers[0].on = "2026-10-06"; /* after the decision */
    expect(&scene, TER_FINE_NO_ORDER);
    scene.papers[0].on = "2026-10-05";
    expect(&scene, TER_FINE_DUE);
    scene.papers[1] = (struct ter_fine_paper){"E-3", "penalty", "2026-10-05", NULL, NULL, "P1"};
    scene.facts.paper_count = 2;
    expect(&scene, TER_FINE_ALREADY);
    scene.facts.paper_count = 0;
    expect(&scene, TER_FINE_NO_ORDER);
    scene.facts.status = "withdrawn";
    expect(&scene, TER_FINE_WITHDRAWN);
    scene.facts.kind = "patrol";
    expect(&scene, TER_FINE_NOT_A_VIOLATION);
    end(&scene);
}
END_TEST

START_TEST(numbers_must_agree)
{
    struct scene scene;
    begin(&scene);
    struct ter_zone *zone = &scene.zones[0];
    size_t yuan = ter_layer_field_index(zone->layer, ter_layer_field(zone->layer, "yuan_per_unit"));
    zone->values[yuan] = ter_value_real(30);
    expect(&scene, TER_FINE_RATES_DIFFER);
    zone->values[yuan] = ter_value_int(120);
    expect(&scene, TER_FINE_DUE);
    scene.facts.livestock = "12 sheep + 1 cow";
    expect(&scene, TER_FINE_ANIMALS_DIFFER);
    scene.facts.livestock = "7 sheep + 1 cow";
    expect(&scene, TER_FINE_DUE);
    scene.facts.livestock = NULL;
    scene.facts.sheep_units = 0;
    expect(&scene, TER_FINE_NO_ANIMALS);
    scene.facts.sheep_units = NAN;
    expect(&scene, TER_FINE_NO_ANIMALS);
    scene.facts.livestock = "three sheep";
    struct ter_error err = {0};
    ck_assert(!ter_fine_decide(scene.rates, &scene.facts, &scene.fine, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "three sheep"));
    end(&scene);
}
END_TEST

/* Over the capacity: 100 a unit over it, and only when the limit has lapsed and nobody corrected anything. */
START_TEST(over_the_capacity_only_after_the_limit)
{
    struct scene scene;
    begin(&scene);
    scene.facts.offence = "over_capacity";
    scene.facts.today = "2026-11-01";
    scene.facts.sheep_units = 180;
    expect(&scene, TER_FINE_NO_CAPACITY);
    scene.facts.capacity_units = 180;
    expect(&scene, TER_FINE_WITHIN_CAPACITY);
    scene.facts.capacity_units = 150;
    expect(&scene, TER_FINE_NO_LIMIT);
    scene.papers[0].due_on = "2026-11-01";
    expect(&scene, TER_FINE_NOT_LAPSED); /* its last day */
    scene.papers[0].due_on = "2026-10-31";
    expect(&scene, TER_FINE_NOT_INSPECTED);
    scene.papers[1] = (struct ter_fine_paper){"E-3", "inspection", "2026-10-31", NULL, "not_corrected", NULL};
    scene.facts.paper_count = 2;
    expect(&scene, TER_FINE_NOT_INSPECTED); /* within the limit it proves nothing */
    scene.papers[1].on = "2026-11-01";
    expect(&scene, TER_FINE_DUE);
    ck_assert_double_eq(scene.fine.units, 30);
    ck_assert_double_eq(scene.fine.amount_yuan, 3000);
    scene.papers[2] = (struct ter_fine_paper){"E-4", "inspection", "2026-11-01", NULL, "corrected", NULL};
    scene.facts.paper_count = 3;
    expect(&scene, TER_FINE_CORRECTED);
    scene.papers[2].on = "2026-10-20"; /* corrected once, and not kept to */
    expect(&scene, TER_FINE_DUE);
    scene.facts.herd_in_reserve = "yes";
    expect(&scene, TER_FINE_RESERVE);
    scene.facts.herd_in_reserve = "no";
    scene.facts.zones = NULL;
    expect(&scene, TER_FINE_DUE);
    scene.facts.herd_in_reserve = NULL;
    expect(&scene, TER_FINE_NO_POSITION);
    scene.facts.offence = "other";
    expect(&scene, TER_FINE_OTHER_OFFENCE);
    end(&scene);
}
END_TEST

START_TEST(animals_are_read_in_both_languages)
{
    struct ter_rates *table = rates();
    static const struct {
        const char *text;
        double units; /* below 0: refused */
    } cases[] = {
        {"12 sheep + 3 cattle", 27},
        {"羊12只、牛3头", 27},
        {"12只羊，3头牛", 27},
        {"１２ sheep", 12},
        {"10 goats;1 camel", 15},
        {"山羊10只和马2匹", 20},
        {"40", 40},
        {"40羊单位", 40},
        {"40个羊单位", 40},
        {"12 sheep 3 cattle", 27},
        {"2.5 units", 2.5},
        {"", -1},
        {"   ", -1},
        {"sheep", -1},
        {"12 sheep +", -1},
        {"0 sheep", -1},
        {"1.2.3 sheep", -1},
        {"12 dragons", -1},
        {"sheep 12 cattle", -1},
        {"9999999999 sheep", -1},
        {"-3 sheep", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_error err = {0};
        double units = -1;
        bool good = ter_rates_animals(table, cases[i].text, &units, &err);
        ck_assert_msg(good == (cases[i].units >= 0), "\"%s\": %s", cases[i].text, err.message);
        ck_assert_double_eq_tol(units, cases[i].units, 1e-9);
    }
    TER_AUTO_BUF struct ter_buf words = {0};
    ter_rates_animals_explain(table, "羊12只、牛3头", &words);
    ck_assert_str_eq(words.data, "12 × 1 + 3 × 5 = 27");
    ter_rates_free(table);
}
END_TEST

/* A user's table replaces whole lists; what it says wrong is named by its place. */
START_TEST(rates_are_data)
{
    static const struct {
        const char *json, *fault; /* NULL: good */
    } cases[] = {
        {"{\"version\":1}", NULL},
        {"{\"version\":2}", "/version"},
        {"{\"version\":1,\"animals\":[]}", "/animals"},
        {"{\"version\":1,\"animals\":{}}", "/animals"},
        {"{\"version\":1,\"animals\":[{\"name\":\"yak\"}]}", "/animals/0"},
        {"{\"version\":1,\"prices\":[]}", "prices"},
        {"{\"version\":1,\"quotas\":[{\"level\":\"village\",\"period\":\"week\",\"patrols\":-1,\"source\":{"
         "\"en\":\"x\",\"zh\":\"x\"}}]}",
            "/quotas/0/patrols"},
        {"[]", ""},
        {"{", "line 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_rates *table = NULL;
        struct ter_error err = {0};
        bool good = ter_rates_parse(cases[i].json, strlen(cases[i].json), "own.json", &table, &err);
        ck_assert_msg(good == !cases[i].fault, "%s: %s", cases[i].json, err.message);
        if (cases[i].fault) {
            ck_assert_ptr_nonnull(strstr(err.message, cases[i].fault));
            ck_assert_ptr_nonnull(strstr(err.message, "own.json"));
        }
        ter_rates_free(table);
    }
    struct ter_rates *table = rates();
    ck_assert_str_eq(ter_rates_rule(table, "grazing_in_ban", "nature_reserve")->name, "in_reserve");
    ck_assert_str_eq(ter_rates_rule(table, "grazing_in_ban", "waterside")->name, "grazing_in_ban");
    ck_assert_str_eq(ter_rates_rule(table, "grazing_in_ban", NULL)->name, "grazing_in_ban");
    ck_assert_ptr_null(ter_rates_rule(table, "arson", NULL));
    ck_assert(ter_rates_is_reserve(table, "nature_reserve") && !ter_rates_is_reserve(table, "waterside"));
    for (size_t i = 0; i < table->rule_count; i++) /* no rule without a source */
        ck_assert(table->rules[i].source.text[TER_EN][0] && table->rules[i].state == 'v');
    ter_rates_free(table);
}
END_TEST

Suite *suite_fines(void)
{
    Suite *suite = suite_create("fines");
    TER_TEST_CASE(suite, "decisions", inside_a_ban_it_is_120_a_unit, what_zones_do_not_carry,
        the_best_zone_decides, in_the_reserve_others_punish, papers_come_first, numbers_must_agree,
        over_the_capacity_only_after_the_limit);
    TER_TEST_CASE(suite, "rates", animals_are_read_in_both_languages, rates_are_data);
    return suite;
}
