/* Owns what the map of a work order's sheet shows, and of which piece of land. Knows nothing of ink. */
#include "order_map.h"

#include "registry/find.h"

#include <math.h>
#include <string.h>

/* From positions to the sheet. */
struct view {
    struct ter_plane plane;
    struct ter_bbox box; /* what the sheet shows */
    double metres_a_mm;
    double width_mm, height_mm;
};

static struct ter_xy to_sheet(const struct view *view, struct ter_lonlat at)
{
    struct ter_xy metres = ter_plane_to(&view->plane, at);
    return (struct ter_xy){view->width_mm / 2 + metres.x / view->metres_a_mm,
        view->height_mm / 2 - metres.y / view->metres_a_mm};
}

/* The piece of land that holds all placed rows, with room round them; never less than some hundred metres. */
static bool find_view(const struct ter_order_sheet *sheet, struct view *view)
{
    static const double least_m = 600, room = 1.25;
    struct ter_bbox box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < sheet->count; i++) {
        const struct ter_order_row *row = &sheet->rows[i];
        if (row->locate_first)
            continue;
        box.west = fmin(box.west, row->at.lon);
        box.east = fmax(box.east, row->at.lon);
        box.south = fmin(box.south, row->at.lat);
        box.north = fmax(box.north, row->at.lat);
    }
    if (!(box.west <= box.east))
        return false;
    view->plane = ter_plane_at((struct ter_lonlat){(box.west + box.east) / 2, (box.south + box.north) / 2});
    double wide_m = fmax((box.east - box.west) * view->plane.x_m * room, least_m);
    double high_m = fmax((box.north - box.south) * view->plane.y_m * room, least_m);
    view->width_mm = TER_ORDER_MAP_WIDTH_MM;
    view->height_mm = TER_ORDER_MAP_HEIGHT_MM;
    view->metres_a_mm = fmax(wide_m / view->width_mm, high_m / view->height_mm);
    struct ter_lonlat low = ter_plane_from(&view->plane,
        (struct ter_xy){-view->width_mm / 2 * view->metres_a_mm, -view->height_mm / 2 * view->metres_a_mm});
    struct ter_lonlat high = ter_plane_from(&view->plane,
        (struct ter_xy){view->width_mm / 2 * view->metres_a_mm, view->height_mm / 2 * view->metres_a_mm});
    view->box = (struct ter_bbox){low.lon, low.lat, high.lon, high.lat};
    return true;
}

static void draw_points(struct ter_drawing *map, const struct view *view, enum ter_pen pen,
    const struct ter_lonlat *points, size_t count)
{
    struct ter_bbox box = ter_bbox_of(points, count);
    if (box.west > view->box.east || box.east < view->box.west || box.south > view->box.north ||
        box.north < view->box.south)
        return;
    TER_AUTO_FREE struct ter_xy *line = ter_alloc((count + 1) * sizeof *line);
    for (size_t i = 0; i < count; i++)
        line[i] = to_sheet(view, points[i]);
    ter_drawing_line(map, pen, line, count);
}

static enum ter_pen pen_of(const char *class)
{
    static const char *const main[] = {"motorway", "trunk", "primary", "secondary"};
    for (size_t i = 0; i < sizeof main / sizeof *main; i++)
        if (strncmp(class, main[i], strlen(main[i])) == 0)
            return TER_PEN_MAIN_ROAD;
    return TER_PEN_ROAD;
}

/* Only ways to drive: railways and water would read like roads where all is one colour. */
static void draw_roads(struct ter_drawing *map, const struct view *view, const struct ter_road_lines *roads)
{
    for (int pass = TER_PEN_ROAD; pass <= TER_PEN_MAIN_ROAD; pass++)
        for (size_t i = 0; i < roads->count; i++) {
            const struct ter_road_line *road = &roads->items[i];
            enum ter_pen pen = pen_of(roads->classes[road->class_]);
            if (pen == (enum ter_pen)pass && road->way == TER_ROAD)
                draw_points(map, view, pen, roads->points + road->first, road->count);
        }
}

static void draw_boundary(struct ter_drawing *map, const struct view *view, struct ter_wkb boundary)
{
    TER_AUTO_POINTS struct ter_points rings = {0};
    if (!boundary.data || !ter_wkb_points(boundary, &rings))
        return;
    size_t from = 0;
    for (size_t i = 0; i < rings.part_count; i++) {
        draw_points(map, view, TER_PEN_BOUNDARY, rings.items + from, rings.parts[i] - from);
        from = rings.parts[i];
    }
}

void ter_order_map_draw(
    struct ter_order_sheet *sheet, const struct ter_road_lines *roads, struct ter_wkb boundary)
{
    struct view view;
    struct ter_drawing *map = &sheet->map;
    if (!(sheet->has_map = find_view(sheet, &view)))
        return;
    map->width_mm = view.width_mm;
    map->height_mm = view.height_mm;
    draw_roads(map, &view, roads);
    draw_boundary(map, &view, boundary);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct ter_order_row *row = &sheet->rows[i];
        if (!row->locate_first)
            ter_drawing_dot(
                map, to_sheet(&view, row->at), (unsigned)i + 1, !(row->uncertainty_m <= TER_REVIEW_ABOVE_M));
    }
    ter_drawing_arrange(map);
    ter_drawing_scale(map, view.metres_a_mm);
}
