/* Owns the reader for GeoNames' main table (allCountries.txt, CN.txt): places with the headings of a
 * gazetteer file, line by line. Knows nothing of what becomes of them.
 *
 * The table has 19 columns between tabs, no quotes and no headings. */
#include "geonames.h"

#include "base/messages.h"
#include "base/read_line.h"
#include "base/text.h"
#include "geonames_codes.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum cell {
    ID,
    CELL_NAME,
    ASCII_NAME,
    ALTERNATE_NAMES,
    LATITUDE,
    LONGITUDE,
    FEATURE_CLASS,
    FEATURE_CODE,
    COUNTRY,
    POPULATION = 14,
    CELLS = 19
};
enum column { NAME, ALT_NAMES, KIND, LON, LAT, UNCERTAINTY, EXTENT, ORIGIN, COLUMNS };
static const char *const headings[COLUMNS] = {
    "name", "alt_names", "kind", "lon", "lat", "uncertainty_m", "extent_m", "source"};

struct geonames {
    struct ter_reader reader;
    FILE *file;
    struct ter_buf line;
    char *cells[CELLS + 1];
    size_t cell_count;
    char *name;
    struct ter_buf alt_names;
    struct ter_value values[COLUMNS];
    struct ter_source_row row;
    int64_t pointless, unnamed;
};

/* Cut the line at its tabs, in place; counts all cells but keeps the first CELLS + 1. */
static void split(struct geonames *geonames)
{
    char *at = geonames->line.data;
    at[strcspn(at, "\r\n")] = '\0';
    geonames->cell_count = 0;
    while (at) {
        char *tab = strchr(at, '\t');
        if (geonames->cell_count <= CELLS)
            geonames->cells[geonames->cell_count] = at;
        geonames->cell_count++;
        if (tab)
            *tab++ = '\0';
        at = tab;
    }
}

static bool is_digits(const char *text)
{
    size_t length = strspn(text, "0123456789");
    return length && !text[length];
}

static bool is_country(const char *text)
{
    return isupper((unsigned char)text[0]) && isupper((unsigned char)text[1]) && !text[2];
}

enum table { NO_TABLE, MAIN_TABLE, POSTAL_CODES, ALTERNATE };

static enum table table_of(const struct geonames *geonames)
{
    char *const *cells = geonames->cells;
    double number;
    if (geonames->cell_count == CELLS && is_digits(cells[ID]))
        return MAIN_TABLE;
    if (geonames->cell_count == 12 && is_country(cells[0]) && ter_text_double(cells[9], &number))
        return POSTAL_CODES;
    if (geonames->cell_count >= 4 && geonames->cell_count <= 10 && is_digits(cells[0]) &&
        is_digits(cells[1]) && strlen(cells[2]) <= 7 && !is_digits(cells[2]) && geonames->cell_count != 5)
        return ALTERNATE;
    return NO_TABLE;
}

static bool check_table(const struct geonames *geonames, struct ter_error *err)
{
    static const char wanted[] = "wanted is the main table, such as CN.txt or allCountries.txt";
    switch (table_of(geonames)) {
    case MAIN_TABLE:
        return true;
    case POSTAL_CODES:
        return ter_fail(
            err, TER_FAILED, "is GeoNames' table of postal codes, which names no places; %s", wanted);
    case ALTERNATE:
        return ter_fail(
            err, TER_FAILED, "is GeoNames' table of alternate names, without positions; %s", wanted);
    default:
        return ter_fail(err, TER_FAILED,
            "line %lld: %zu columns; GeoNames' main table has 19 between tabs, the first a number",
            (long long)geonames->row.number, geonames->cell_count);
    }
}

/* *ret_more is false at the end of the file. */
static bool read_line(struct geonames *geonames, bool *ret_more, struct ter_error *err)
{
    if (!ter_read_line(geonames->file, &geonames->line, ret_more, err))
        return ter_wrap(err, "line %lld", (long long)geonames->row.number + 1);
    if (!*ret_more)
        return true;
    geonames->row.number++;
    geonames->row.done += (int64_t)geonames->line.size;
    size_t bad;
    if (!ter_text_valid(geonames->line.data, geonames->line.size, &bad))
        return ter_fail(err, TER_FAILED, "line %lld: byte %zu is not valid UTF-8, which GeoNames' files are",
            (long long)geonames->row.number, bad + 1);
    split(geonames);
    return true;
}

static bool is_han(const char *name, size_t length)
{
    uint32_t character;
    size_t at = 0;
    while (at < length) {
        at += ter_text_next(name + at, &character);
        if (character < 0x3400 || character > 0x9fff)
            return false;
    }
    return length > 0;
}

/* The table calls Chinese places by their romanisation. The first of the other names in Chinese characters is
 * what texts say; NULL where there is none. The caller frees it. */
static char *chinese_name(const struct geonames *geonames)
{
    static const char *const countries[] = {"CN", "TW", "HK", "MO"};
    bool chinese = false;
    for (size_t i = 0; i < COUNT(countries); i++)
        chinese = chinese || strcmp(geonames->cells[COUNTRY], countries[i]) == 0;
    for (const char *at = geonames->cells[ALTERNATE_NAMES]; chinese && *at;) {
        size_t length = strcspn(at, ",");
        if (is_han(at, length))
            return ter_strndup(at, length);
        at += length + (at[length] == ',');
    }
    return NULL;
}

static void add_name(struct geonames *geonames, const char *name)
{
    if (*name && strcmp(name, geonames->name) != 0)
        ter_buf_printf(&geonames->alt_names, "%s%s", geonames->alt_names.size ? ";" : "", name);
}

/* Its name, and the others, which the table separates with commas. */
static void gather_names(struct geonames *geonames)
{
    const char *name = geonames->cells[CELL_NAME], *ascii = geonames->cells[ASCII_NAME];
    char *chinese = chinese_name(geonames), *rest = geonames->cells[ALTERNATE_NAMES];
    free(geonames->name);
    geonames->name = chinese ? chinese : ter_strdup(name);
    ter_buf_clear(&geonames->alt_names);
    add_name(geonames, name);
    if (strcmp(ascii, name) != 0)
        add_name(geonames, ascii);
    for (char *part = strsep(&rest, ","); part; part = strsep(&rest, ","))
        if (strcmp(part, name) != 0 && strcmp(part, ascii) != 0)
            add_name(geonames, part);
}

static bool fill_row(struct geonames *geonames, const struct ter_geonames_thing *thing, struct ter_error *err)
{
    static const enum cell cells[] = {LONGITUDE, LATITUDE};
    static const enum column columns[] = {LON, LAT};
    struct ter_value *values = geonames->values;
    for (size_t i = 0; i < 2; i++) {
        double degrees;
        if (!ter_text_double(geonames->cells[cells[i]], &degrees))
            return ter_fail(err, TER_FAILED, "line %lld, column %s: \"%s\" is not a number",
                (long long)geonames->row.number, headings[columns[i]], geonames->cells[cells[i]]);
        values[columns[i]] = ter_value_real(degrees);
    }
    gather_names(geonames);
    values[NAME] = ter_value_text(geonames->name);
    values[ALT_NAMES] =
        geonames->alt_names.size ? ter_value_text(geonames->alt_names.data) : (struct ter_value){0};
    values[KIND] = ter_value_text(thing->kind);
    values[UNCERTAINTY] = ter_value_real(thing->uncertainty_m);
    values[EXTENT] = ter_value_real(thing->extent_m);
    values[ORIGIN] = ter_value_text("GeoNames");
    return true;
}

static void note_left_out(struct geonames *geonames)
{
    if (geonames->pointless)
        ter_note(&geonames->reader.notes,
            "left out, countries, former places, roads and streams, of which a point says too little: %lld",
            (long long)geonames->pointless);
    if (geonames->unnamed)
        ter_note(&geonames->reader.notes, "left out, without a name: %lld", (long long)geonames->unnamed);
}

static bool judge(const struct geonames *geonames, struct ter_geonames_thing *ret_thing)
{
    double people;
    if (!ter_text_double(geonames->cells[POPULATION], &people))
        people = 0;
    return ter_geonames_judge(
        geonames->cells[FEATURE_CLASS], geonames->cells[FEATURE_CODE], people, ret_thing);
}

static bool geonames_next(
    struct ter_reader *reader, const struct ter_source_row **ret_row, struct ter_error *err)
{
    struct geonames *geonames = (struct geonames *)reader;
    *ret_row = NULL;
    for (bool more;;) {
        if (!read_line(geonames, &more, err))
            return false;
        if (!more) {
            note_left_out(geonames);
            return true;
        }
        if (geonames->cell_count == 1 && !*geonames->cells[0])
            continue;
        if (!check_table(geonames, err))
            return false;
        struct ter_geonames_thing thing;
        bool named = *geonames->cells[CELL_NAME] != '\0', known = judge(geonames, &thing);
        geonames->unnamed += !named;
        geonames->pointless += named && !known;
        if (!named || !known)
            continue;
        *ret_row = &geonames->row;
        return fill_row(geonames, &thing, err);
    }
}

static void geonames_close(struct ter_reader *reader)
{
    struct geonames *geonames = (struct geonames *)reader;
    if (geonames->file)
        fclose(geonames->file); /* only read from: nothing can be lost */
    ter_buf_free(&geonames->line);
    free(geonames->name);
    ter_buf_free(&geonames->alt_names);
    ter_strings_free(&reader->notes);
    free(geonames);
}

static bool geonames_open(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    if (options->from || options->encoding)
        return ter_fail(err, TER_USAGE, "GeoNames' files are UTF-8 and have no layers; leave out %s",
            options->from ? "--from" : "--encoding");
    struct geonames *geonames = ter_alloc(sizeof *geonames);
    struct stat status;
    geonames->reader =
        (struct ter_reader){.kind = &ter_reader_geonames, .next = geonames_next, .close = geonames_close};
    geonames->file = fopen(path, "re");
    int64_t size = geonames->file && fstat(fileno(geonames->file), &status) == 0 ? status.st_size : 0;
    geonames->reader.info = (struct ter_source_info){headings, COLUMNS, TER_GEOMETRY_NONE, 4326, size};
    geonames->row.values = geonames->values;
    TER_AUTO(ter_reader_close) struct ter_reader *reader = &geonames->reader;
    if (!geonames->file)
        return ter_fail(err, TER_FAILED, "cannot be opened: %s", strerror(errno));
    *ret_reader = reader;
    reader = NULL;
    return true;
}

static const char *const extensions[] = {NULL}; /* others write .txt too */
const struct ter_reader_kind ter_reader_geonames = {"GeoNames", extensions, geonames_open};

bool ter_geonames_recognise(const char *path)
{
    struct geonames first = {.file = fopen(path, "re")};
    struct ter_error ignored = {0};
    bool more = false, known = first.file && read_line(&first, &more, &ignored) && more;
    known = known && table_of(&first) != NO_TABLE;
    if (first.file)
        fclose(first.file);
    ter_buf_free(&first.line);
    return known;
}
