/* Owns the reading of a row's position: from two columns, from one, from WKT or from the file's own geometry.
 * What the numbers mean, axes.c decides; what becomes of them, position.c. */
#include "locate.h"

#include "base/crs.h"
#include "base/messages.h"
#include "base/text.h"
#include "cell.h"
#include "coordinates.h"
#include "wkt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ter_locator {
    const struct ter_columns *columns;
    struct ter_positioner *positioner;
    struct ter_buf wkb;
    bool swap;          /* of numbers without letters; the positioner does it */
    int64_t by_letters; /* positions whose letters say the other order than their columns */
    int64_t empty;      /* WKT without positions */
    int64_t angles;     /* positions in degrees, minutes, seconds, or with letters */
};

/* Two numbers of a row as they stand there. */
struct pair {
    struct ter_coordinate at[2];
    int column[2];
    bool given; /* false: blank cells */
};

static bool is_blank(struct ter_value value)
{
    return value.type == TER_VALUE_NULL ||
           (value.type == TER_VALUE_TEXT && value.text[strspn(value.text, " \t\r\n")] == '\0');
}

static bool read_cell(struct ter_value value, struct ter_coordinate *ret, struct ter_error *err)
{
    *ret = (struct ter_coordinate){.value = ter_value_number(value, NAN)};
    if (value.type != TER_VALUE_TEXT)
        return true;
    return ter_cell_number(value.text, &ret->value) || ter_coordinate_read(value.text, ret, err);
}

static bool read_two_columns(const struct ter_columns *columns, const struct ter_value *cells,
    struct pair *pair, int *ret_column, struct ter_error *err)
{
    const int of[2] = {columns->x, columns->y};
    bool blank[2] = {is_blank(cells[of[0]]), is_blank(cells[of[1]])};
    pair->given = !blank[0] || !blank[1];
    for (int i = 0; i < 2 && pair->given; i++) {
        *ret_column = pair->column[i] = of[i];
        if (blank[i])
            return ter_fail(err, TER_FAILED, "half a position; fill in both columns or neither");
        if (!read_cell(cells[of[i]], &pair->at[i], err))
            return false;
    }
    enum ter_axis a = pair->at[0].axis, b = pair->at[1].axis;
    if (pair->given && a != TER_AXIS_UNSAID && a == b)
        return ter_fail(err, TER_FAILED, "two %ss",
            a == TER_AXIS_LON ? ter_message("longitude") : ter_message("latitude"));
    return true;
}

static bool read_one_column(const struct ter_columns *columns, const struct ter_value *cells,
    struct pair *pair, int *ret_column, struct ter_error *err)
{
    struct ter_value cell = cells[columns->pair];
    *ret_column = pair->column[0] = pair->column[1] = columns->pair;
    pair->given = !is_blank(cell);
    if (!pair->given)
        return true;
    if (cell.type != TER_VALUE_TEXT)
        return ter_fail(err, TER_FAILED, "one number; a position has two, such as 111.1618,40.7277");
    return ter_coordinates_read(cell.text, pair->at, err);
}

static bool read_pair(const struct ter_columns *columns, const struct ter_value *cells, struct pair *pair,
    int *ret_column, struct ter_error *err)
{
    *pair = (struct pair){.column = {TER_NO_COLUMN, TER_NO_COLUMN}};
    return columns->pair == TER_NO_COLUMN ? read_two_columns(columns, cells, pair, ret_column, err)
                                          : read_one_column(columns, cells, pair, ret_column, err);
}

static bool has_letters(const struct pair *pair)
{
    return pair->at[0].axis != TER_AXIS_UNSAID || pair->at[1].axis != TER_AXIS_UNSAID;
}

/* Letters are part of the data, and stronger than columns and any decision for the file. */
static void order_by_letters(struct ter_locator *locator, struct pair *pair)
{
    bool north_first = pair->at[0].axis == TER_AXIS_LAT || pair->at[1].axis == TER_AXIS_LON;
    if (!has_letters(pair))
        return;
    locator->by_letters += north_first && locator->columns->pair == TER_NO_COLUMN;
    if (north_first != locator->swap) {
        struct ter_coordinate first = pair->at[0];
        int column = pair->column[0];
        pair->at[0] = pair->at[1];
        pair->at[1] = first;
        pair->column[0] = pair->column[1];
        pair->column[1] = column;
    }
}

static bool place_pair(struct ter_locator *locator, struct pair *pair, struct ter_wkb *ret_wkb,
    int *ret_column, struct ter_error *err)
{
    bool angle = pair->at[0].angle || pair->at[1].angle;
    if (angle && !ter_positioner_geographic(locator->positioner)) {
        *ret_column = pair->column[pair->at[0].angle ? 0 : 1];
        return ter_fail(err, TER_FAILED, "degrees, in a file whose coordinate system is in metres");
    }
    locator->angles += angle;
    order_by_letters(locator, pair);
    double x = pair->at[0].value, y = pair->at[1].value;
    double lon = locator->swap ? y : x, lat = locator->swap ? x : y;
    bool latitude_is_wrong = fabs(lon) <= 180 && fabs(lat) > 90;
    *ret_column = pair->column[latitude_is_wrong != locator->swap ? 1 : 0];
    return ter_position_from_pair(locator->positioner, x, y, ret_wkb, err);
}

/* The geometry of a row that has one: of its own, or as WKT. */
static bool read_geometry(const struct ter_columns *columns, const struct ter_source_row *row,
    struct ter_buf *buffer, struct ter_wkb *ret_wkb, int *ret_column, struct ter_error *err)
{
    *ret_wkb = row->geometry;
    if (columns->wkt == TER_NO_COLUMN)
        return true;
    struct ter_value cell = row->values[columns->wkt];
    *ret_column = columns->wkt;
    *ret_wkb = (struct ter_wkb){0};
    if (is_blank(cell))
        return true;
    if (cell.type != TER_VALUE_TEXT)
        return ter_fail(err, TER_FAILED, "not a geometry; write it as POINT (111.16 40.73)");
    if (!ter_wkt_read(cell.text, buffer, err))
        return false;
    if (buffer->size)
        *ret_wkb = (struct ter_wkb){(const uint8_t *)buffer->data, buffer->size};
    return true;
}

static bool has_pair(const struct ter_columns *columns)
{
    return columns->x != TER_NO_COLUMN || columns->pair != TER_NO_COLUMN;
}

bool ter_locator_read(struct ter_locator *locator, const struct ter_source_row *row, struct ter_wkb *ret_wkb,
    int *ret_column, struct ter_error *err)
{
    const struct ter_columns *columns = locator->columns;
    struct ter_wkb wkb = {0}, placed = {0};
    struct pair pair;
    *ret_column = TER_NO_COLUMN;
    if (has_pair(columns)) {
        if (!read_pair(columns, row->values, &pair, ret_column, err) ||
            (pair.given && !place_pair(locator, &pair, &placed, ret_column, err)))
            return false;
    } else if (!read_geometry(columns, row, &locator->wkb, &wkb, ret_column, err) ||
               (wkb.data && !ter_position_from_wkb(locator->positioner, wkb, &placed, err))) {
        return false;
    }
    locator->empty += columns->wkt != TER_NO_COLUMN && !wkb.data && !is_blank(row->values[columns->wkt]);
    *ret_wkb = placed;
    return true;
}

/* What decides is positions without letters; a row that cannot be read says nothing. */
static void sample_row(const struct ter_columns *columns, const struct ter_source_row *row,
    struct ter_buf *buffer, struct ter_xy *sample, size_t *count)
{
    struct ter_error unreadable = {0};
    struct pair pair;
    struct ter_wkb wkb = {0};
    int column;
    if (has_pair(columns)) {
        if (read_pair(columns, row->values, &pair, &column, &unreadable) && pair.given && !has_letters(&pair))
            sample[(*count)++] = (struct ter_xy){pair.at[0].value, pair.at[1].value};
        return;
    }
    TER_AUTO_POINTS struct ter_points points = {0};
    if (read_geometry(columns, row, buffer, &wkb, &column, &unreadable) && wkb.data &&
        ter_wkb_points(wkb, &points) && points.count && isfinite(points.items[0].lon))
        sample[(*count)++] = (struct ter_xy){points.items[0].lon, points.items[0].lat};
}

static bool check_datum(const struct ter_map_options *options, int stated_epsg, struct ter_error *err)
{
    struct ter_error metres = {0};
    if (!options->datum_name)
        return true;
    if (options->epsg)
        return ter_fail(err, TER_USAGE,
            "--datum %s is a coordinate system in itself, of longitude and latitude; leave out --crs",
            options->datum_name);
    if (stated_epsg && !ter_crs_check_geographic(stated_epsg, NULL, &metres))
        return ter_fail(err, TER_USAGE, "--datum %s: the file says EPSG:%d, whose positions are in metres",
            options->datum_name, stated_epsg);
    return true;
}

static bool decide(struct ter_locator *locator, const struct ter_source_info *info,
    const struct ter_map_options *options, struct ter_strings *notes, struct ter_axes *ret_axes,
    struct ter_error *err)
{
    const struct ter_columns *columns = locator->columns;
    TER_AUTO_FREE struct ter_xy *sample = ter_alloc((options->sample_count + 1) * sizeof *sample);
    struct ter_axes_question question = {.sample = sample,
        .order_stated = columns->pair == TER_NO_COLUMN,
        .order = options->axes,
        .asked_epsg = options->epsg,
        .stated_epsg = columns->use_geometry ? info->epsg : 0,
        .storage_epsg = options->storage_epsg,
        .area = options->area};
    if (!check_datum(options, question.stated_epsg, err))
        return false;
    if (options->datum_name) {
        question.stated_epsg = 0;
        question.asked_epsg = options->datum == TER_CGCS2000 ? 4490 : 4326;
        ter_note(notes, "positions are taken as %s%s", options->datum_name,
            ter_datum_uncertainty_m(options->datum) > 0
                ? ter_message(" and converted; what that may be off by, 1 m, is added to their radius")
                : "");
    }
    for (size_t i = 0; i < options->sample_count; i++)
        sample_row(columns, &options->sample[i], &locator->wkb, sample, &question.count);
    return ter_axes_decide(&question, ret_axes, notes, err);
}

bool ter_locator_open(const struct ter_layer *layer, const struct ter_source_info *info,
    const struct ter_columns *columns, const struct ter_map_options *options, struct ter_strings *notes,
    struct ter_locator **ret_locator, struct ter_error *err)
{
    TER_AUTO(ter_locator_close) struct ter_locator *locator = ter_alloc(sizeof *locator);
    struct ter_axes axes;
    locator->columns = columns;
    if (!decide(locator, info, options, notes, &axes, err))
        return false;
    locator->swap = axes.swap;
    struct ter_positions positions = {
        axes.epsg, options->storage_epsg, axes.swap, options->datum, options->area, options->mend};
    if (!ter_positioner_open(layer, &positions, &locator->positioner, err))
        return false;
    *ret_locator = locator;
    locator = NULL;
    return true;
}

void ter_locator_close(struct ter_locator *locator)
{
    if (!locator)
        return;
    ter_positioner_close(locator->positioner);
    ter_buf_free(&locator->wkb);
    free(locator);
}

double ter_locator_shift_uncertainty_m(const struct ter_locator *locator)
{
    return ter_position_shift_uncertainty_m(locator->positioner);
}

const struct ter_geometry_mending *ter_locator_mending(const struct ter_locator *locator)
{
    return ter_positioner_mending(locator->positioner);
}

void ter_locator_note(const struct ter_locator *locator, struct ter_strings *notes)
{
    if (locator->angles)
        ter_note(notes, "%lld position%s written in degrees with minutes, signs or letters",
            (long long)locator->angles, locator->angles == 1 ? " is" : "s are");
    if (locator->empty)
        ter_note(notes, "%lld geometr%s empty: %s no position", (long long)locator->empty,
            locator->empty == 1 ? "y is" : "ies are",
            locator->empty == 1 ? "its record has" : "their records have");
    if (locator->by_letters)
        ter_note(notes, "%lld position%s longitude and latitude in each other's column, as %s letters say",
            (long long)locator->by_letters, locator->by_letters == 1 ? " has" : "s have",
            locator->by_letters == 1 ? "its" : "their");
    ter_positioner_note(locator->positioner, notes);
}
