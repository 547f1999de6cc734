/* Owns how an error radius is drawn: a translucent circle in true metres under the markers, where it says
 * something at the map's scale; where it is larger than the map can show, a dotted ring says that much.
 *
 * It is a marker whose size follows the map's scale. A geometry made by an expression would be truer still
 * where several records stand on one point (the circle of each goes round its place in the ring instead), but
 * QGIS 3.22 makes one for every record there, drawn or not, and takes minutes for 100,000. */
#include "qml_parts.h"

/* Radius on the map, in mm. Below the least the marker itself covers it; above the most it would cover the
 * map and hide more than it tells. */
static const double least_mm = 2.5, most_mm = 40;

/* Farther out nobody reads where exactly a point stands. */
enum { RINGS_BELOW_SCALE = 100000 };

/* The radius on the map, in m. Without a scale, as in a legend, it is NULL, and nothing is drawn. Names stand
 * without marks, which XML would write as six letters each. */
#define ON_MAP_M "uncertainty_m/@map_scale"

/* A map's scale is not what it seems where the map is in degrees or in Web Mercator. In degrees QGIS takes a
 * degree of longitude at the map's middle for 1/180 of the great circle between two points there that are 180
 * degrees apart, over the pole (QgsScaleCalculator, kept so through its versions): for 1 - latitude / 90 of a
 * degree of latitude. A degree of longitude is cos(latitude) of one, within 0.7 % on the ellipsoid. Web
 * Mercator's scale is true at the equator only; its symbols come with their place on the map, so that $y is
 * the northing, and cosh(northing / radius) is 1 / cos(latitude). */
#define DEGREE "1-abs(y(@map_extent_center))/90"
#define STRETCH_OF_MERCATOR "if(@map_crs='EPSG:3857',(exp($y/6378137)+exp(-$y/6378137))/2,1)"

/* The circle's width and height on the map, in mm. */
#define EXTENT_MM(degree) "2000*" ON_MAP_M "*if(@map_units='degrees'," degree "," STRETCH_OF_MERCATOR ")"
#define WIDTH_MM EXTENT_MM("(" DEGREE ")/cos(radians($y))")
#define HEIGHT_MM EXTENT_MM(DEGREE)

/* The larger a circle, the fainter its filling: where many lie over each other they add up to a density and
 * not to a solid patch, and from a size on only the line is left. 255 is opaque. The filling is grey, since
 * colours that add up would look like those of another status.
 *
 * Each property that an expression decides costs 0.05 ms for a record: QGIS prepares a displaced symbol anew
 * for each. So there are as few as will do. */
#define FILLING "color_rgba(60,60,60,if(" ON_MAP_M "<=0.015,min(45,0.0007/(" ON_MAP_M ")^2),0))"
enum { LINE_OPACITY = 30 };

/* Drawn beneath all that the layer has drawn so far: QGIS draws stacked symbols record by record, and the
 * circle of the next must not lie over the marker of the last. 1 is QPainter's DestinationOver. */
static void write_beneath(struct ter_qml_pen *pen)
{
    ter_qml_begin(pen, "effect", "type", "drawSource", NULL);
    ter_qml_begin(pen, "Option", "type", "Map", NULL);
    ter_qml_option(pen, "QString", "blend_mode", "1");
    ter_qml_end(pen);
    ter_qml_end(pen);
}

/* A selected record shows none: QGIS would fill it without any opacity. The stated size is small, since QGIS
 * takes the room that stacked symbols need from it. */
static void draw_circle(struct ter_qml_pen *pen, struct ter_qml_look look)
{
    TER_AUTO_FREE char *shown =
        ter_format("coalesce(" ON_MAP_M ">=%.10g AND " ON_MAP_M "<=%.10g AND NOT is_selected(),false)",
            least_mm / 1000, most_mm / 1000);
    char line[TER_QML_RGBA_SIZE];
    ter_qml_begin_symbol_layer(pen, "EllipseMarker", "0",
        (const struct ter_qml_property[]){{"symbol_name", "circle"}, {"color", "0,0,0,0"},
            {"outline_color", ter_qml_rgba(look.color, LINE_OPACITY, line)}, {"outline_width", "0.2"},
            {"symbol_width", "1"}, {"symbol_height", "1"}, {NULL, NULL}},
        (const struct ter_qml_property[]){{"enabled", shown}, {"width", WIDTH_MM}, {"height", HEIGHT_MM},
            {"fillColor", FILLING}, {NULL, NULL}});
    write_beneath(pen);
    ter_qml_end(pen);
}

/* Without a size of its own: a legend, which has no scale, shows no ring, and QGIS takes no more room for
 * stacked symbols. */
static void draw_ring(struct ter_qml_pen *pen)
{
    TER_AUTO_FREE char *size =
        ter_format("if(@map_scale<=%d AND " ON_MAP_M ">%.10g AND NOT is_selected(),4.6,0)", RINGS_BELOW_SCALE,
            most_mm / 1000);
    ter_qml_symbol_layer(pen, "SimpleMarker",
        (const struct ter_qml_property[]){{"name", "circle"}, {"color", "0,0,0,0"},
            {"outline_color", "60,60,60,150"}, {"outline_style", "dot"}, {"outline_width", "0.2"},
            {"size", "1"}, {NULL, NULL}},
        (const struct ter_qml_property[]){{"size", size}, {NULL, NULL}});
}

void ter_qml_circle(struct ter_qml_pen *pen, struct ter_qml_look look)
{
    draw_circle(pen, look);
    draw_ring(pen);
}
