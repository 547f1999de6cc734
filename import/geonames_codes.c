/* Owns the meaning of GeoNames' feature codes, as tables. Knows nothing of files.
 *
 * GeoNames says nothing of how good a coordinate is. Most of those outside towns came from maps and lists by
 * whole minutes of arc: half a minute's diagonal is 1.3 km, and seats stand for whole areas. The radii here
 * say so. */
#include "geonames_codes.h"

#include <stddef.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What a code means; the first that fits counts, and a code that ends with '*' fits all that begin so. A NULL
 * kind is left out. */
struct meaning {
    char class_;
    const char *code, *kind;
    double extent_m;
};
static const struct meaning meanings[] = {
    {'A', "ADM1", "area", 200000},
    {'A', "ADM2", "area", 80000},
    {'A', "ADM3", "area", 30000},
    {'A', "ADM4", "town", 8000},
    {'A', "ADM5", "village", 1500},
    {'A', "ADMD", "area", 20000},
    {'A', "LTER", "area", 20000},
    {'A', "ZN*", "area", 20000},
    {'A', "*", NULL, 0}, /* countries, and what once was */
    {'P', "PPLC", "city", 10000},
    {'P', "PPLA", "city", 10000},
    {'P', "PPLA2", "city", 6000},
    {'P', "PPLCH", NULL, 0},
    {'P', "PPLH", NULL, 0},
    {'P', "PPLQ", NULL, 0},
    {'P', "PPLW", NULL, 0},
    {'P', "PPLX", "neighbourhood", 500},
    {'P', "PPLF", "farm", 300},
    {'P', "PPLL", "locality", 500},
    {'P', "*", "village", 800},
    {'S', "SCH*", "school", 100},
    {'S', "UNIV", "university", 400},
    {'S', "HSP*", "hospital", 150},
    {'S', "CLIN", "clinic", 50},
    {'S', "RSTN", "station", 150},
    {'S', "RSTP", "station", 100},
    {'S', "BUSTN", "bus_station", 100},
    {'S', "AIRP", "aerodrome", 1500},
    {'S', "AIRF", "aerodrome", 1000},
    {'S', "BDG", "bridge", 100},
    {'S', "DAM", "dam", 300},
    {'S', "MKT", "marketplace", 100},
    {'S', "PO", "post_office", 20},
    {'S', "PP", "police", 30},
    {'S', "BANK", "bank", 20},
    {'S', "HTL", "hotel", 50},
    {'S', "TMPL", "temple", 100},
    {'S', "MSQE", "mosque", 50},
    {'S', "CH", "church", 50},
    {'S', "MUS", "museum", 80},
    {'S', "FCL", "facility", 100},
    {'S', "PS*", "power_station", 300},
    {'S', "MN*", "mine", 500},
    {'S', "FRM*", "farm", 300},
    {'S', "*", "poi", 100},
    {'L', "PRK", "park", 500},
    {'L', "INDS", "industrial", 1000},
    {'L', "*", "area", 2000},
    {'H', "LK*", "water", 1000},
    {'H', "RSV*", "reservoir", 1000},
    {'H', "SPNG*", "spring", 50},
    {'H', "WLL*", "well", 50},
    {'H', "*", NULL, 0}, /* streams: a point somewhere on a long line */
    {'R', "*", NULL, 0}, /* roads: the same */
    {'T', "*", "mountain", 1000},
    {'V', "*", "forest", 1000},
};

/* Metres that a coordinate of a class may be off. */
static const struct {
    char class_;
    double uncertainty_m;
} uncertainties[] = {
    {'A', 5000}, {'P', 1500}, {'S', 1000}, {'L', 2000}, {'H', 1500}, {'T', 1500}, {'V', 2000}};

/* A populated place grows with its people. */
static const struct {
    double people, extent_m;
} sizes[] = {{1000000, 15000}, {200000, 8000}, {50000, 4000}, {10000, 2000}, {0, 0}};

static bool fits(const char *pattern, const char *code)
{
    size_t length = strcspn(pattern, "*");
    return pattern[length] ? strncmp(pattern, code, length) == 0 : strcmp(pattern, code) == 0;
}

static const struct meaning *find_meaning(const char *class_, const char *code)
{
    for (size_t i = 0; i < COUNT(meanings); i++)
        if (class_[0] == meanings[i].class_ && fits(meanings[i].code, code))
            return meanings[i].kind ? &meanings[i] : NULL;
    return NULL;
}

static double size_m(double people)
{
    size_t size = 0;
    while (size + 1 < COUNT(sizes) && !(people >= sizes[size].people))
        size++;
    return sizes[size].extent_m;
}

static double uncertainty_of(char class_)
{
    size_t i = 0;
    while (i + 1 < COUNT(uncertainties) && uncertainties[i].class_ != class_)
        i++;
    return uncertainties[i].uncertainty_m;
}

bool ter_geonames_judge(
    const char *class_, const char *code, double people, struct ter_geonames_thing *ret_thing)
{
    const struct meaning *meaning = find_meaning(class_, code);
    if (!meaning)
        return false;
    double grown_m = meaning->class_ == 'P' ? size_m(people) : 0;
    *ret_thing = (struct ter_geonames_thing){
        .kind = meaning->kind,
        .extent_m = grown_m > meaning->extent_m ? grown_m : meaning->extent_m,
        .uncertainty_m = uncertainty_of(meaning->class_),
    };
    return true;
}
