/* Derived zones. A width is laid off truly: every place is asked by a loop over the sources with geodesic
 * distances, and areas are held to formulas. Cutting neither loses nor makes land. A recipe that was stored
 * says the same when it is read again, and one that means nothing is refused. */
#include "analysis/area.h"
#include "base/crs.h"
#include "cli/row_test.h"
#include "import/geometry_check.h"
#include "import/wkt.h"
#include "land/area/ellipsoid.h"
#include "land/derive/derive.h"
#include "land/zones/boundary.h"
#include "registering.h"
#include "registry/gazetteer.h"
#include "registry/recipes.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- recipes as they are written ---- */

static void parse(const char *text, struct ter_recipe_term *ret_term, bool *ret_wide)
{
    struct ter_error err = {0};
    ck_assert_msg(ter_recipe_term_parse(text, ret_term, ret_wide, &err), "%s: %s", text, err.message);
}

START_TEST(a_term_is_read_as_it_is_written)
{
    static const struct {
        const char *text;
        enum ter_recipe_what what;
        const char *name, *township, *part;
        double buffer_m;
    } cases[] = {
        {"road:G110", TER_RECIPE_ROAD, "G110", NULL, NULL, 0},
        {" road:110国道@12.5 ", TER_RECIPE_ROAD, "110国道", NULL, NULL, 12.5},
        {"road:A@B", TER_RECIPE_ROAD, "A@B", NULL, NULL, 0},
        {"water:大黑河", TER_RECIPE_WATER, "大黑河", NULL, NULL, 0},
        {"village:毕克齐镇/兵州亥村", TER_RECIPE_VILLAGE, "兵州亥村", "毕克齐镇", NULL, 0},
        {"villages:毕克齐镇@200", TER_RECIPE_VILLAGES, "毕克齐镇", NULL, NULL, 200},
        {"place:伊利", TER_RECIPE_PLACE, "伊利", NULL, NULL, 0},
        {"county", TER_RECIPE_COUNTY, NULL, NULL, NULL, 0},
        {"land_use", TER_RECIPE_LAYER, "land_use", NULL, NULL, 0},
        {"land_use:L-0001@5", TER_RECIPE_LAYER, "land_use", NULL, "L-0001", 5},
        {"no/such.gpkg:forest", TER_RECIPE_FILE, "no/such.gpkg", NULL, "forest", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_recipe_term term;
        bool wide;
        parse(cases[i].text, &term, &wide);
        ck_assert_msg(term.what == cases[i].what, "%s", cases[i].text);
        ck_assert_pstr_eq(term.name, cases[i].name);
        ck_assert_pstr_eq(term.township, cases[i].township);
        ck_assert_pstr_eq(term.part, cases[i].part);
        ck_assert_double_eq(term.buffer_m, cases[i].buffer_m);
        ck_assert(wide == (cases[i].buffer_m > 0));
        ter_recipe_term_clear(&term);
    }
}
END_TEST

START_TEST(a_term_that_names_nothing_is_refused)
{
    static const char *const cases[] = {"", "road:", "road:@12", "village:毕克齐镇/", "land_use:", "layer:"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ter_recipe_term term = {0};
        struct ter_error err = {0};
        bool wide;
        bool read = ter_recipe_term_parse(cases[i], &term, &wide, &err);
        ck_assert_msg(!read || (term.name && *term.name), "\"%s\" was read", cases[i]);
        if (read)
            ter_recipe_term_clear(&term); /* "road:@12" is a road of that name */
        else
            ck_assert_int_eq(err.code, TER_USAGE);
    }
}
END_TEST

static void add_text(struct ter_recipe *recipe, enum ter_recipe_use use, const char *text)
{
    struct ter_recipe_term term;
    bool wide;
    parse(text, &term, &wide);
    term.use = use;
    ter_recipe_add(recipe, term);
}

START_TEST(a_stored_recipe_says_the_same_again)
{
    TER_AUTO_RECIPE struct ter_recipe recipe = {0}, again = {0};
    struct ter_error err = {0};
    add_text(&recipe, TER_RECIPE_ADD, "road:110国道@50");
    add_text(&recipe, TER_RECIPE_ADD, "village:毕克齐镇/兵州亥村@0.1");
    add_text(&recipe, TER_RECIPE_MINUS, "land_use");
    add_text(&recipe, TER_RECIPE_CLIP, "a/b.gpkg:forest");
    add_text(&recipe, TER_RECIPE_CLIP, "county");
    recipe.terms[2].where = ter_strdup("dlbm LIKE '03%' AND \"name\" <> '引'");
    TER_AUTO(ter_json_free) json_t *json = ter_recipe_json(&recipe);
    TER_AUTO_FREE char *text = ter_json_text(json);
    ck_assert_msg(ter_recipe_read(text, strlen(text), &again, &err), "%s", err.message);
    TER_AUTO(ter_json_free) json_t *second = ter_recipe_json(&again);
    TER_AUTO_FREE char *second_text = ter_json_text(second);
    ck_assert_str_eq(text, second_text);
    ck_assert_double_eq(ter_recipe_width_m(&again), 50);
    TER_AUTO_BUF struct ter_buf en = {0}, zh = {0};
    ter_recipe_describe(&again, TER_EN, &en);
    ter_recipe_describe(&again, TER_ZH, &zh);
    ck_assert_str_eq(en.data, "50 m round road 110国道, 0.1 m round village 毕克齐镇/兵州亥村; without layer "
                              "land_use (where dlbm LIKE "
                              "'03%' AND \"name\" <> '引'); inside file b.gpkg:forest, the whole area");
    ck_assert_str_eq(zh.data,
        "道路110国道外扩50米、村庄毕克齐镇兵州亥村外扩0.1米；扣除图层land_use(条件：dlbm LIKE '03%' AND "
        "\"name\" <> '引')；限于文件b.gpkg:forest、全域范围");
}
END_TEST

START_TEST(a_recipe_that_means_nothing_is_refused)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", "recipe"},
        {"[]", "is not an object"},
        {"{}", "version"},
        {"{\"version\":2,\"terms\":[]}", "newer terrier"},
        {"{\"version\":1}", "terms: is not a list"},
        {"{\"version\":1,\"terms\":[],\"more\":1}", "more: is unknown"},
        {"{\"version\":1,\"terms\":[]}", "nothing says what the zone is made of"},
        {"{\"version\":1,\"terms\":[1]}", "/terms/0: is not an object"},
        {"{\"version\":1,\"terms\":[{\"use\":\"ad\",\"what\":\"road\",\"name\":\"A\",\"buffer_m\":1}]}",
            "did you mean \"add\""},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"raod\",\"name\":\"A\",\"buffer_m\":1}]}",
            "did you mean \"road\""},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"road\",\"buffer_m\":1}]}",
            "name: is missing"},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"road\",\"name\":\"A\",\"buffer_m\":\"1\"}]}",
            "buffer_m: is not a number"},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"road\",\"name\":\"A\",\"buffer_m\":0}]}",
            "no width is made up"},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"road\",\"name\":\"A\",\"buffer_m\":-5}]}",
            "not between 0"},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"road\",\"name\":\"A\",\"buffer_m\":1e9}]}",
            "not between 0"},
        {"{\"version\":1,\"terms\":[{\"use\":\"minus\",\"what\":\"road\",\"name\":\"A\",\"buffer_m\":1}]}",
            "nothing says what the zone is made of"},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"road\",\"name\":\"A\",\"buffer_m\":1,"
         "\"where\":"
         "\"x=1\"}]}",
            "--where goes with"},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"layer\",\"name\":\"a\",\"part\":\"1\","
         "\"buffer_m\":"
         "1,\"where\":\"x=1\"}]}",
            "--where goes with"},
        {"{\"version\":1,\"terms\":[{\"use\":\"add\",\"what\":\"road\",\"name\":\"A\",\"buffer_m\":1,"
         "\"colour\":1}]}",
            "colour: is unknown"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_RECIPE struct ter_recipe recipe = {0};
        struct ter_error err = {0};
        ck_assert_msg(
            !ter_recipe_read(cases[i].text, strlen(cases[i].text), &recipe, &err), "%s", cases[i].text);
        ck_assert_msg(strstr(err.message, cases[i].expected), "%s: %s", cases[i].text, err.message);
    }
}
END_TEST

/* ---- what comes of them ---- */

static void put_u32(struct ter_buf *out, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        uint8_t byte = (uint8_t)(value >> 8 * i);
        ter_buf_add(out, &byte, 1);
    }
}

static void put_positions(struct ter_buf *out, const struct ter_lonlat *points, size_t count)
{
    put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        uint8_t point[TER_WKB_POINT_SIZE];
        ter_wkb_from_point(points[i], point);
        ter_buf_add(out, point + 5, 16);
    }
}

static void line_wkb(const struct ter_lonlat *points, size_t count, struct ter_buf *out)
{
    ter_buf_add(out, "\1", 1);
    put_u32(out, TER_LINESTRING);
    put_positions(out, points, count);
}

static void box_wkb(struct ter_bbox box, struct ter_buf *out)
{
    const struct ter_lonlat ring[] = {{box.west, box.south}, {box.east, box.south}, {box.east, box.north},
        {box.west, box.north}, {box.west, box.south}};
    ter_buf_add(out, "\1", 1);
    put_u32(out, TER_POLYGON);
    put_u32(out, 1);
    put_positions(out, ring, 5);
}

static struct ter_wkb wkb_of(const struct ter_buf *buf)
{
    return (struct ter_wkb){(const uint8_t *)buf->data, buf->size};
}

enum { EPSG = 4490 };

/* Two roads that cross, a bent river, a village and a field between them, some 10 km across. */
static const struct ter_lonlat road_a[] = {{111.0, 40.60}, {111.05, 40.62}, {111.12, 40.61}};
static const struct ter_lonlat road_b[] = {{111.05, 40.57}, {111.055, 40.66}};
static const struct ter_lonlat river[] = {{111.01, 40.65}, {111.04, 40.63}, {111.07, 40.65}, {111.10, 40.60}};
static const struct ter_lonlat village = {111.08, 40.63};
static const struct ter_bbox field = {111.03, 40.60, 111.06, 40.63};

enum { VILLAGE_M = 800 };

static void add_line(struct ter_sources *sources, size_t term, const struct ter_lonlat *points, size_t count)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    line_wkb(points, count, &wkb);
    ter_sources_add(sources, term, "line", wkb_of(&wkb), 0, 10);
}

static void add_village(struct ter_sources *sources, size_t term)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    ter_wkb_from_point(village, point);
    ter_sources_add(sources, term, "village", (struct ter_wkb){point, sizeof point}, VILLAGE_M, 1800);
}

static void add_field(struct ter_sources *sources, size_t term)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    box_wkb(field, &wkb);
    ter_sources_add(sources, term, "field", wkb_of(&wkb), 0, 0);
}

static double build(
    const struct ter_recipe *recipe, const struct ter_sources *sources, struct ter_buf *ret_wkb)
{
    TER_AUTO_DERIVED struct ter_derived derived = {0};
    struct ter_error err = {0};
    ck_assert_msg(ter_derive_build(EPSG, recipe, sources, &derived, &err), "%s", err.message);
    ck_assert_int_eq(ter_wkb_type(wkb_of(&derived.wkb)), TER_MULTIPOLYGON);
    TER_AUTO(ter_validator_close) struct ter_validator *validator = ter_validator_open();
    TER_AUTO_FREE char *fault = NULL;
    struct ter_lonlat at;
    ck_assert_msg(ter_validator_check(validator, wkb_of(&derived.wkb), &fault, &at), "%s", fault);
    if (ret_wkb) {
        ter_buf_clear(ret_wkb);
        ter_buf_add(ret_wkb, derived.wkb.data, derived.wkb.size);
    }
    return derived.area_m2;
}

START_TEST(areas_are_those_of_the_formulas)
{
    static const double widths_m[] = {1, 12, 50, 1000, 20000};
    for (size_t i = 0; i < sizeof widths_m / sizeof *widths_m; i++) {
        TER_AUTO_RECIPE struct ter_recipe recipe = {0};
        TER_AUTO_SOURCES struct ter_sources line = {0}, point = {0};
        double w = widths_m[i], length_m = ter_distance_m(road_b[0], road_b[1]);
        TER_AUTO_FREE char *text = ter_format("road:a@%g", w);
        add_text(&recipe, TER_RECIPE_ADD, text);
        add_line(&line, 0, road_b, 2);
        uint8_t wkb[TER_WKB_POINT_SIZE];
        ter_wkb_from_point(village, wkb);
        ter_sources_add(&point, 0, "p", (struct ter_wkb){wkb, sizeof wkb}, 0, 0);
        double strip_m2 = 2 * w * length_m + M_PI * w * w, disc_m2 = M_PI * w * w;
        /* a polygon inside the circle: at most 0.1 m of the radius is lost, and 3 % where it is 1 m */
        double lost = fmin(0.03, 2 * 0.1 / w) + 1e-4;
        double found_m2 = build(&recipe, &line, NULL);
        ck_assert_msg(found_m2 < strip_m2 * 1.0002 && found_m2 > strip_m2 - lost * disc_m2 - 1e-4 * strip_m2,
            "strip of %g m: %.3f m2, by formula %.3f", w, found_m2, strip_m2);
        found_m2 = build(&recipe, &point, NULL);
        ck_assert_msg(found_m2 < disc_m2 * 1.0002 && found_m2 > disc_m2 * (1 - lost),
            "disc of %g m: %.3f, %.3f", w, found_m2, disc_m2);
    }
}
END_TEST

/* How far a place is inside (positive) the widened line. */
static double inside_m(struct ter_lonlat at, const struct ter_lonlat *points, size_t count, double width_m)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    line_wkb(points, count, &wkb);
    return width_m - ter_boundary_distance_m(at, wkb_of(&wkb));
}

static double inside_box_m(struct ter_lonlat at, struct ter_bbox box)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    box_wkb(box, &wkb);
    double edge_m = ter_boundary_distance_m(at, wkb_of(&wkb));
    return ter_bbox_contains(box, at) ? edge_m : -edge_m;
}

START_TEST(every_place_is_inside_as_a_loop_says)
{
    enum { PLACES = 1200 };
    const double rounding_m = 0.25; /* the chord, and 2 cm for long edges */
    TER_AUTO_RECIPE struct ter_recipe recipe = {0};
    TER_AUTO_SOURCES struct ter_sources sources = {0};
    TER_AUTO_BUF struct ter_buf zone = {0};
    add_text(&recipe, TER_RECIPE_ADD, "road:a@300");
    add_text(&recipe, TER_RECIPE_ADD, "water:r@500");
    add_text(&recipe, TER_RECIPE_ADD, "village:v@200");
    add_text(&recipe, TER_RECIPE_MINUS, "road:b@150");
    add_text(&recipe, TER_RECIPE_CLIP, "land_use@1000");
    add_line(&sources, 0, road_a, 3);
    add_line(&sources, 1, river, 4);
    add_village(&sources, 2);
    add_line(&sources, 3, road_b, 2);
    add_field(&sources, 4);
    build(&recipe, &sources, &zone);
    struct ter_error err = {0};
    TER_AUTO(ter_area_close) struct ter_area *area = NULL;
    ck_assert_msg(ter_area_open(wkb_of(&zone), &area, &err), "%s", err.message);
    size_t inside = 0, judged = 0;
    uint64_t chance = 9;
    for (int i = 0; i < PLACES; i++) {
        struct ter_lonlat at = {
            111.0 + 0.12 * register_random(&chance), 40.57 + 0.09 * register_random(&chance)};
        double added = fmax(inside_m(at, road_a, 3, 300), inside_m(at, river, 4, 500));
        added = fmax(added, VILLAGE_M + 200 - ter_distance_m(at, village));
        double kept = fmin(added, -inside_m(at, road_b, 2, 150));
        kept = fmin(kept, 1000 + inside_box_m(at, field));
        if (fabs(kept) < rounding_m)
            continue;
        uint8_t point[TER_WKB_POINT_SIZE];
        ter_wkb_from_point(at, point);
        bool found = ter_area_meets(area, (struct ter_wkb){point, sizeof point});
        ck_assert_msg(found == (kept > 0), "%.7f,%.7f: %s, by a loop %.3f m inside", at.lon, at.lat,
            found ? "inside" : "outside", kept);
        inside += found;
        judged++;
    }
    ck_assert_uint_gt(judged, PLACES * 9 / 10);
    ck_assert_uint_gt(inside, PLACES / 40);
    ck_assert_uint_lt(inside, PLACES / 2);
}
END_TEST

START_TEST(cutting_neither_loses_nor_makes_land)
{
    TER_AUTO_RECIPE struct ter_recipe whole = {0}, minus = {0}, clip = {0}, other = {0};
    TER_AUTO_SOURCES struct ter_sources roads = {0}, both = {0}, only_field = {0};
    static const char *const adds[] = {"road:a@300", "road:b@120"};
    for (size_t i = 0; i < 2; i++) {
        add_text(&whole, TER_RECIPE_ADD, adds[i]);
        add_text(&minus, TER_RECIPE_ADD, adds[i]);
        add_text(&clip, TER_RECIPE_ADD, adds[i]);
    }
    add_text(&minus, TER_RECIPE_MINUS, "land_use");
    add_text(&clip, TER_RECIPE_CLIP, "land_use");
    add_text(&other, TER_RECIPE_ADD, "land_use");
    add_line(&roads, 0, road_a, 3);
    add_line(&roads, 1, road_b, 2);
    add_line(&both, 0, road_a, 3);
    add_line(&both, 1, road_b, 2);
    add_field(&both, 2);
    add_field(&only_field, 0);
    double whole_m2 = build(&whole, &roads, NULL);
    double outside_m2 = build(&minus, &both, NULL), inside_m2 = build(&clip, &both, NULL);
    ck_assert_double_eq_tol(outside_m2 + inside_m2, whole_m2, 1e-6 * whole_m2);
    ck_assert_double_gt(inside_m2, 0);
    ck_assert_double_lt(inside_m2, build(&other, &only_field, NULL));
    /* the union is never more than the sum, and where they cross it is less */
    double sum_m2 = 0;
    for (size_t i = 0; i < 2; i++) {
        TER_AUTO_RECIPE struct ter_recipe one = {0};
        TER_AUTO_SOURCES struct ter_sources line = {0};
        add_text(&one, TER_RECIPE_ADD, adds[i]);
        add_line(&line, 0, i ? road_b : road_a, i ? 2 : 3);
        sum_m2 += build(&one, &line, NULL);
    }
    ck_assert_double_lt(whole_m2, sum_m2);
    ck_assert_double_gt(whole_m2, sum_m2 / 2);
}
END_TEST

START_TEST(the_same_sources_give_the_same_bytes)
{
    TER_AUTO_RECIPE struct ter_recipe recipe = {0};
    TER_AUTO_SOURCES struct ter_sources forth = {0}, back = {0};
    TER_AUTO_BUF struct ter_buf a = {0}, b = {0};
    add_text(&recipe, TER_RECIPE_ADD, "road:a@75");
    add_line(&forth, 0, road_a, 3);
    add_line(&forth, 0, road_b, 2);
    add_line(&back, 0, road_a, 3);
    add_line(&back, 0, road_b, 2);
    build(&recipe, &forth, &a);
    build(&recipe, &back, &b);
    ck_assert_uint_eq(a.size, b.size);
    ck_assert_mem_eq(a.data, b.data, a.size);
}
END_TEST

START_TEST(what_cannot_be_a_zone_is_refused)
{
    struct ter_error err = {0};
    TER_AUTO_DERIVED struct ter_derived derived = {0};
    { /* a line, and nobody says how wide */
        TER_AUTO_RECIPE struct ter_recipe recipe = {0};
        TER_AUTO_SOURCES struct ter_sources sources = {0};
        add_text(&recipe, TER_RECIPE_ADD, "duty_area");
        add_line(&sources, 0, road_a, 3);
        ck_assert(!ter_derive_build(EPSG, &recipe, &sources, &derived, &err));
        ck_assert_msg(err.code == TER_USAGE && strstr(err.message, "no width is made up"), "%s", err.message);
    }
    { /* all of it is taken away */
        TER_AUTO_RECIPE struct ter_recipe recipe = {0};
        TER_AUTO_SOURCES struct ter_sources sources = {0};
        add_text(&recipe, TER_RECIPE_ADD, "road:a@10");
        add_text(&recipe, TER_RECIPE_MINUS, "road:a@11");
        add_line(&sources, 0, road_a, 3);
        add_line(&sources, 1, road_a, 3);
        ck_assert(!ter_derive_build(EPSG, &recipe, &sources, &derived, &err));
        ck_assert_msg(strstr(err.message, "nothing is left"), "%s", err.message);
    }
    { /* it lies elsewhere than what it is clipped to */
        static const struct ter_lonlat elsewhere[] = {{112, 40}, {112.1, 40}};
        TER_AUTO_RECIPE struct ter_recipe recipe = {0};
        TER_AUTO_SOURCES struct ter_sources sources = {0};
        add_text(&recipe, TER_RECIPE_ADD, "road:a@10");
        add_text(&recipe, TER_RECIPE_CLIP, "land_use:L-0001");
        add_line(&sources, 0, elsewhere, 2);
        add_field(&sources, 1);
        ck_assert(!ter_derive_build(EPSG, &recipe, &sources, &derived, &err));
        ck_assert_msg(strstr(err.message, "outside of land_use:L-0001"), "%s", err.message);
    }
}
END_TEST

START_TEST(the_edge_is_as_unsure_as_its_worst_source)
{
    TER_AUTO_RECIPE struct ter_recipe recipe = {0};
    TER_AUTO_SOURCES struct ter_sources sources = {0};
    TER_AUTO_DERIVED struct ter_derived derived = {0}, more = {0};
    struct ter_error err = {0};
    add_text(&recipe, TER_RECIPE_ADD, "road:a@50");
    add_line(&sources, 0, road_a, 3);
    ck_assert(ter_derive_build(EPSG, &recipe, &sources, &derived, &err));
    ck_assert_double_eq(derived.uncertainty_m, 60); /* the line's 10 m and the width */
    ck_assert_int_eq(derived.metric_epsg, 4546);
    add_text(&recipe, TER_RECIPE_ADD, "village:v@100");
    add_village(&sources, 1);
    ck_assert(ter_derive_build(EPSG, &recipe, &sources, &more, &err));
    ck_assert_double_eq(more.uncertainty_m, 1900);
}
END_TEST

/* ---- what changed ---- */

START_TEST(changes_of_a_shape_add_up)
{
    TER_AUTO_BUF struct ter_buf before = {0}, after = {0};
    TER_AUTO_SHAPE_CHANGES struct ter_shape_changes changes = {0}, none = {0};
    struct ter_error err = {0};
    box_wkb((struct ter_bbox){111, 40, 111.02, 40.02}, &before);
    box_wkb((struct ter_bbox){111.01, 40, 111.025, 40.02}, &after);
    ck_assert_msg(
        ter_shapes_compare(EPSG, wkb_of(&before), wkb_of(&after), &changes, &err), "%s", err.message);
    ck_assert_double_eq_tol(changes.before_m2 + changes.added_m2 - changes.removed_m2, changes.after_m2, 1);
    ck_assert_double_eq_tol(changes.added_m2, changes.removed_m2 / 2, 1);
    ck_assert(ter_shapes_compare(EPSG, wkb_of(&before), wkb_of(&before), &none, &err));
    ck_assert_uint_eq(none.added.size, 0);
    ck_assert_uint_eq(none.removed.size, 0);
}
END_TEST

START_TEST(sources_that_come_go_and_move_are_named)
{
    TER_AUTO_RECIPE struct ter_recipe recipe = {0};
    TER_AUTO_SOURCES struct ter_sources before = {0}, after = {0};
    TER_AUTO_SOURCE_CHANGES struct ter_source_changes changes = {0}, none = {0};
    struct ter_error err = {0};
    add_text(&recipe, TER_RECIPE_ADD, "road:G110@50");
    add_text(&recipe, TER_RECIPE_MINUS, "land_use");
    add_line(&before, 0, road_a, 3);
    add_line(&before, 0, road_a, 3); /* twice the same */
    add_village(&before, 0);
    add_field(&before, 1);
    add_line(&after, 0, road_a, 3);
    add_line(&after, 0, road_b, 2);
    add_line(&after, 0, river, 4);
    add_field(&after, 1);
    TER_AUTO(ter_json_free) json_t *json = ter_sources_json(&before);
    TER_AUTO_FREE char *text = ter_json_text(json);
    ck_assert(ter_sources_compare(&recipe, text, strlen(text), &after, &changes, &err));
    ck_assert_uint_eq(changes.changed.count, 1);
    ck_assert_str_eq(changes.changed.items[0], "road:G110 line");
    ck_assert_uint_eq(changes.appeared.count, 1);
    ck_assert_str_eq(changes.appeared.items[0], "road:G110 line");
    ck_assert_uint_eq(changes.vanished.count, 1);
    ck_assert_str_eq(changes.vanished.items[0], "road:G110 village");
    ck_assert(ter_sources_compare(&recipe, text, strlen(text), &before, &none, &err));
    ck_assert_uint_eq(none.changed.count + none.appeared.count + none.vanished.count, 0);
    ck_assert(!ter_sources_compare(&recipe, "[[7,\"a\",\"b\"]]", 13, &before, &none, &err));
    ck_assert(!ter_sources_compare(&recipe, "[1]", 3, &before, &none, &err));
}
END_TEST

/* ---- what a name stands for ---- */

static struct ter_registry *gazetteer_open(void)
{
    struct ter_registry *registry = register_open();
    struct ter_error err = {0};
    struct ter_write_context context = {.tool = "test"};
    int64_t source;
    char main_road[] = "110国道", ref[] = "G110", river_name[] = "大黑河", twin[] = "东村", a[] = "甲镇",
         b[] = "乙镇", kind[] = "village", county[] = "county", whole[] = "旗", reservoir[] = "reservoir",
         water[] = "海流水库", coarse[] = "粗村";
    struct ter_lonlat line[] = {{111.0, 40.60}, {111.05, 40.62}};
    const struct ter_road roads[] = {
        {.name = main_road, .ref = ref, .points = line, .point_count = 2, .uncertainty_m = 15},
        {.name = river_name, .points = line, .point_count = 2, .uncertainty_m = 25, .way = TER_WATERWAY},
    };
    const struct ter_place places[] = {
        {.name = twin, .kind = kind, .township = a, .at = {111, 40.6}, .uncertainty_m = 100, .extent_m = 300},
        {.name = twin,
            .kind = kind,
            .township = b,
            .at = {111.2, 40.6},
            .uncertainty_m = 100,
            .extent_m = 300},
        {.name = coarse,
            .kind = kind,
            .township = b,
            .at = {111.2, 40.6},
            .uncertainty_m = 9000,
            .by_area = true},
        {.name = water, .kind = reservoir, .at = {111.1, 40.6}, .uncertainty_m = 200, .extent_m = 500},
        {.name = whole, .kind = county, .at = {111.1, 40.6}, .uncertainty_m = 500, .extent_m = 40000},
    };
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert(ter_gazetteer_replace(registry, "test", NULL, NULL, NULL, &source, &err));
    for (size_t i = 0; i < sizeof roads / sizeof *roads; i++)
        ck_assert_msg(ter_gazetteer_add_road(registry, source, &roads[i], &err), "%s", err.message);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        ck_assert_msg(ter_gazetteer_add_place(registry, source, &places[i], &err), "%s", err.message);
    ck_assert(ter_gazetteer_finish(registry, source, &err));
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    return registry;
}

/* How many sources a term has; -1 with the error where it has none. */
static int find_one(struct ter_registry *registry, const char *text, struct ter_sources *ret_sources,
    struct ter_strings *notes, struct ter_error *err)
{
    TER_AUTO_RECIPE struct ter_recipe recipe = {0};
    const struct ter_derive_request request = {.registry = registry, .recipe = &recipe};
    add_text(&recipe, TER_RECIPE_ADD, text);
    return ter_derive_find(&request, ret_sources, notes, err) ? (int)ret_sources->count : -1;
}

START_TEST(names_stand_for_what_the_gazetteer_has)
{
    static const struct {
        const char *text;
        int count;
        const char *key, *fault; /* of the first source; part of the error */
        double radius_m;
    } cases[] = {
        {"road:110国道@5", 1, "110国道", NULL, 15},
        {"road:G110@5", 1, "110国道", NULL, 15},
        {"road:国道110@5", 1, "110国道", NULL, 15},
        {"water:大黑河@5", 1, "大黑河", NULL, 25},
        {"water:海流水库@5", 1, "海流水库", NULL, 700},
        {"village:甲镇/东村@5", 1, "甲镇/东村", NULL, 400},
        {"village:甲/东村@5", 1, "甲镇/东村", NULL, 400},
        {"villages:乙镇@5", 1, "乙镇/东村", NULL, 400},
        {"place:海流水库@5", 1, "海流水库", NULL, 700},
        {"county", 1, "旗", NULL, 40500},
        {"road:大黑河@5", -1, NULL, "no road", 0},
        {"water:110国道@5", -1, NULL, "no river", 0},
        {"road:111国道@5", -1, NULL, "no road \"111国道\"", 0},
        {"village:东村@5", -1, NULL, "甲镇/东村, 乙镇/东村", 0},
        {"village:丙镇/东村@5", -1, NULL, "only elsewhere", 0},
        {"village:海流水库@5", -1, NULL, "no village; place:", 0},
        {"village:粗村@5", -1, NULL, "position is not known", 0},
        {"villages:乙乡@5", -1, NULL, "did you mean \"乙镇\"", 0},
        {"hydrnt@5", -1, NULL, "did you mean", 0},
        {"grazing_ban@5", -1, NULL, "has no", 0},
        {"grazing_ban:GB-9999@5", -1, NULL, "GB-9999", 0},
        {"target@5", -1, NULL, "has no geometry", 0},
    };
    TER_AUTO(ter_registry_close) struct ter_registry *registry = gazetteer_open();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_SOURCES struct ter_sources sources = {0};
        TER_AUTO_STRINGS struct ter_strings notes = {0};
        struct ter_error err = {0};
        int count = find_one(registry, cases[i].text, &sources, &notes, &err);
        ck_assert_msg(count == cases[i].count, "%s: %d, %s", cases[i].text, count, err.message);
        if (count < 0) {
            ck_assert_msg(strstr(err.message, cases[i].fault), "%s: %s", cases[i].text, err.message);
            continue;
        }
        ck_assert_str_eq(sources.items[0].key, cases[i].key);
        ck_assert_double_eq(sources.items[0].radius_m, cases[i].radius_m);
    }
}
END_TEST

START_TEST(a_circle_for_the_county_is_said)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = gazetteer_open();
    TER_AUTO_SOURCES struct ter_sources circle = {0}, townships = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0}, more = {0};
    struct ter_error err = {0};
    ck_assert_int_eq(find_one(registry, "county", &circle, &notes, &err), 1);
    ck_assert_uint_eq(notes.count, 1);
    ck_assert(strstr(notes.items[0], "only a circle of 40000 m"));
    register_sql(registry,
        "INSERT INTO township (code, name, geom) VALUES ('1', '甲镇', "
        "GeomFromText('MULTIPOLYGON(((111 40,111.1 40,111.1 40.1,111 40)))', 4490)), ('2', '乙镇', NULL)");
    ck_assert_int_eq(find_one(registry, "county", &townships, &more, &err), 1);
    ck_assert_str_eq(townships.items[0].key, "1");
    ck_assert_uint_eq(more.count, 1);
    ck_assert(strstr(more.items[0], "1 townships have no boundary"));
}
END_TEST

START_TEST(every_run_of_a_recipe_is_kept)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    const struct ter_layer *layer = register_layer(registry, "grazing_ban");
    struct ter_write_context context = {.tool = "test"};
    struct ter_error err = {0};
    struct ter_recipe_run *runs = NULL;
    size_t count = 0;
    char one[TER_SHA256_HEX_SIZE], two[TER_SHA256_HEX_SIZE];
    ter_sha256_bytes("1", 1, one);
    ter_sha256_bytes("2", 1, two);
    register_sql(registry, "INSERT INTO grazing_ban (code, kind) VALUES ('GB-0001', 'young_forest')");
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert(ter_recipe_keep(registry, layer, "GB-0001", "{\"a\":1}", "[]", one, &err));
    ck_assert(ter_recipe_keep(registry, layer, "GB-0001", "{\"a\":2}", "[]", two, &err));
    ck_assert(ter_recipe_keep(registry, layer, "GB-0001", "{\"a\":3}", "[1]", one, &err));
    ck_assert(ter_recipe_keep(registry, layer, "GB-0002", "{}", "[]", one, &err));
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    ck_assert(ter_recipe_runs(registry, layer, "GB-0001", &runs, &count, &err));
    ck_assert_uint_eq(count, 2);
    for (size_t i = 0; i < count; i++) {
        bool first = strcmp(runs[i].shape_sha256, one) == 0;
        ck_assert_str_eq(runs[i].recipe, first ? "{\"a\":3}" : "{\"a\":2}");
        ck_assert(runs[i].exists);
    }
    ter_recipe_runs_free(runs, count);
    ck_assert(ter_recipe_runs(registry, layer, NULL, &runs, &count, &err));
    ck_assert_uint_eq(count, 3);
    ck_assert(!runs[2].exists);
    ter_recipe_runs_free(runs, count);
    ck_assert(ter_recipe_runs(registry, register_layer(registry, "land_use"), NULL, &runs, &count, &err));
    ck_assert_uint_eq(count, 0);
    ter_recipe_runs_free(runs, count);
}
END_TEST

/* ---- polygons of others ---- */

START_TEST(what_was_mended_is_told)
{
    static const struct {
        const char *wkt;
        bool permit, stored;
        const char *fault;                 /* NULL: not drawn anew */
        struct ter_geometry_mended counts; /* of this one */
        double lon, lat;                   /* where; NaN: nothing was mended */
        double before, after;              /* areas in hundredths of a square degree */
    } cases[] = {
        {"POLYGON ((0 0,1 0,1 1,0 1,0 0))", false, true, NULL, {0}, NAN, NAN, 100, 100},
        {"POLYGON ((0 0,0 1,1 1,1 0,0 0))", false, true, NULL, {0}, NAN, NAN, 100, 100},
        {"POLYGON ((0 0,1 0,1 0,1 1,0 1))", false, true, NULL, {.closed = 1, .doubled = 1}, 1, 0, 100, 100},
        {"POLYGON ((0 0,1 0,1 1,0 1,0 0),(.25 .25,.5 .5,.75 .75,.25 .25))", false, true, NULL, {.flat = 1},
            .25, .25, 100, 100},
        {"POLYGON ((0 0,1 1,1 0,0 1,0 0))", false, false, NULL, {0}, NAN, NAN, 0, 0},
        {"MULTIPOLYGON (((0 0,1 1,1 0,0 1,0 0)))", true, true, "the boundary crosses itself", {.changed = 1},
            .5, .5, 0, 50},
        {"MULTIPOLYGON (((0 0,1 0,1 1,0 1,0 0)),((.5 0,1.5 0,1.5 1,.5 1,.5 0)))", true, true,
            "the boundary crosses itself", {.changed = 1}, 1, 0, 200, 150},
        {"POLYGON ((0 0,1 0,1 1,.5 1,.75 .5,.25 .5,.5 1,0 1,0 0))", false, true, "a ring touches itself",
            {.rebuilt = 1}, .5, 1, 87.5, 87.5},
    };
    struct ter_ellipsoid sphere;
    ter_ellipsoid_make(
        18000 / M_PI, 0, &sphere); /* a degree is 100 m: a square of one is 10,000 m2, nearly */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_BUF struct ter_buf wkb = {0};
        TER_AUTO_POINTS struct ter_points points = {0};
        struct ter_error err = {0};
        struct ter_wkb mended;
        ck_assert_msg(ter_wkt_read(cases[i].wkt, &wkb, &err), "%s", err.message);
        ck_assert(ter_wkb_points(wkb_of(&wkb), &points));
        struct ter_geometry_checker *checker = ter_geometry_checker_open();
        if (cases[i].permit)
            ter_geometry_checker_permit(checker);
        bool stored = ter_geometry_check(checker, wkb_of(&wkb), &points, &mended, &err);
        ck_assert_msg(stored == cases[i].stored, "%s: %s", cases[i].wkt, err.message);
        const struct ter_geometry_mending *last = ter_geometry_checker_last(checker);
        ck_assert_msg((last != NULL) == !isnan(cases[i].lon), "%s", cases[i].wkt);
        if (last) {
            double before_m2 = 0, after_m2 = 0;
            ck_assert_pstr_eq(last->fault, cases[i].fault);
            ck_assert_mem_eq(&last->counts, &cases[i].counts, sizeof last->counts);
            ck_assert_double_eq(last->at.lon, cases[i].lon);
            ck_assert_double_eq(last->at.lat, cases[i].lat);
            ck_assert(ter_ellipsoid_area_m2(&sphere, mended, &after_m2));
            ck_assert_double_eq_tol(after_m2 / 100, cases[i].after, 0.02);
            ck_assert((last->before.data != NULL) == (last->fault != NULL));
            if (last->before.data) {
                ck_assert(ter_ellipsoid_area_m2(&sphere, last->before, &before_m2));
                ck_assert_double_eq_tol(before_m2 / 100, cases[i].before, 0.02);
            }
        }
        ter_geometry_checker_close(checker);
    }
}
END_TEST

START_TEST(rows_of_a_file_are_chosen_by_their_columns)
{
    static const struct {
        const char *text;
        bool holds; /* of the row 0301, 12.5, 甲村, nothing */
    } cases[] = {
        {"DLBM=0301", true},
        {"dlbm=03*", true},
        {"DLBM=04*,03*", true},
        {"DLBM=04*", false},
        {"DLBM!=04*", true},
        {"DLBM!=03*", false},
        {"area>=12.5", true},
        {"area>12.5", false},
        {"area<12.5", false},
        {"area<=12.5", true},
        {"village=甲村 and area<20", true},
        {"village=甲村 and area>20", false},
        {"owner=x", false},
        {"owner!=x", true},
        {"owner<1", false},
        {"owner=", false},
        {"village>1", false},
    };
    static const char *const bad[] = {"", "DLBM", "=3", "area>many", "DLMB=1", "DLBM=1 and ", "nothing=1"};
    static const char *const columns[] = {"DLBM", "area", "village", "owner"};
    const struct ter_source_info info = {.columns = columns, .column_count = 4};
    const struct ter_value values[] = {
        ter_value_text("0301"), ter_value_real(12.5), ter_value_text("甲村"), {0}};
    const struct ter_source_row row = {.values = values};
    struct ter_error err = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO(ter_row_test_close) struct ter_row_test *test = NULL;
        ck_assert_msg(
            ter_row_test_open(cases[i].text, &info, &test, &err), "%s: %s", cases[i].text, err.message);
        ck_assert_msg(ter_row_test_holds(test, &row) == cases[i].holds, "%s", cases[i].text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        TER_AUTO(ter_row_test_close) struct ter_row_test *test = NULL;
        ck_assert_msg(!ter_row_test_open(bad[i], &info, &test, &err), "%s", bad[i]);
        ck_assert_int_eq(err.code, TER_USAGE);
    }
}
END_TEST

Suite *suite_derive(void)
{
    Suite *suite = suite_create("derive");
    TER_TEST_CASE(suite, "recipes", a_term_is_read_as_it_is_written, a_term_that_names_nothing_is_refused,
        a_stored_recipe_says_the_same_again, a_recipe_that_means_nothing_is_refused);
    TER_TEST_CASE(suite, "zones", areas_are_those_of_the_formulas, every_place_is_inside_as_a_loop_says,
        cutting_neither_loses_nor_makes_land, the_same_sources_give_the_same_bytes,
        what_cannot_be_a_zone_is_refused, the_edge_is_as_unsure_as_its_worst_source);
    TER_TEST_CASE(suite, "changes", changes_of_a_shape_add_up, sources_that_come_go_and_move_are_named);
    TER_TEST_CASE(suite, "names", names_stand_for_what_the_gazetteer_has, a_circle_for_the_county_is_said,
        every_run_of_a_recipe_is_kept);
    TER_TEST_CASE(suite, "files", what_was_mended_is_told, rows_of_a_file_are_chosen_by_their_columns);
    return suite;
}
