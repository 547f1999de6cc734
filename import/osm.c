/* Owns the reader for OpenStreetMap files: named places, and ways, with the headings of a gazetteer file.
 * Knows GDAL's ways with such files; what a tag means stands in osm_tags.c.
 *
 * GDAL assembles lines and polygons from nodes, whose index it keeps in a temporary file; the ids of nodes do
 * not come out, so lines meet where they share a coordinate. Its fast index wants nodes sorted by id: where
 * they are not, the file is read again with the slower one, past the things that were given out already. */
#include "osm_tags.h"

#include "base/messages.h"
#include "base/text.h"
#include "gdal_door.h"
#include "ogr_geometry.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SHAPES = TER_OSM_POLYGON + 1, STEPS = 1000000 };

static const char *const layer_names[SHAPES] = {"points", "lines", "multipolygons"};
static const char config_path[] = "/vsimem/terrier-osm/osmconf.ini";

/* Closed ways with one of these are areas; all others stay lines. */
static const char closed_keys[] =
    "aeroway,amenity,boundary,building,craft,healthcare,historic,landuse,leisure,man_made,military,natural,"
    "office,place,power,shop,sport,tourism,highway=platform,highway=services,highway=rest_area,"
    "public_transport=platform,public_transport=station,railway=platform,railway=station,waterway=riverbank,"
    "waterway=dock,waterway=dam";

enum column {
    WAY,
    NAME,
    ALT_NAMES,
    KIND,
    REF,
    CLASS,
    JUNCTION,
    ONEWAY,
    BRIDGE,
    TUNNEL,
    LAYER,
    LANES,
    EXTENT,
    ADMIN_LEVEL,
    ORIGIN,
    COLUMNS
};
static const char *const headings[COLUMNS] = {"way", "name", "alt_names", "kind", "ref", "class", "junction",
    "oneway", "bridge", "tunnel", "layer", "lanes", "extent_m", "admin_level", "source"};
static const char *const way_words[] = {[TER_OSM_IS_PLACE] = "place",
    [TER_OSM_IS_ROAD] = "road",
    [TER_OSM_IS_RAILWAY] = "railway",
    [TER_OSM_IS_WATERWAY] = "waterway"};

struct osm {
    struct ter_reader reader;
    char *path; /* as GDAL is to open it */
    GDALDatasetH dataset;
    OGRFeatureH feature; /* whose texts the row borrows */
    OGRLayerH layers[SHAPES];
    int fields[SHAPES][TER_OSM_KEY_COUNT];
    const char *tags[TER_OSM_KEY_COUNT]; /* of the feature */
    int64_t seen[SHAPES], skip[SHAPES];
    bool slow_index;
    int64_t left_out[TER_OSM_USES], relations, shapeless;
    struct ter_value values[COLUMNS];
    struct ter_buf alt_names, refs, wkb;
    struct ter_source_row row;
    char failure[512]; /* the first that GDAL reported; empty: none */
    int64_t warnings;
};

/* ---- GDAL's messages ---- */

static void CPL_STDCALL take_message(CPLErr kind, CPLErrorNum number, const char *message)
{
    (void)number;
    struct osm *osm = CPLGetErrorHandlerUserData();
    if (kind == CE_Warning)
        osm->warnings++;
    else if (kind >= CE_Failure && !*osm->failure)
        snprintf(osm->failure, sizeof osm->failure, "%s", message);
}

static void begin_listening(struct osm *osm)
{
    CPLPushErrorHandlerEx(take_message, osm);
}

/* False where GDAL reported a failure since the file was opened. */
static bool end_listening(struct osm *osm)
{
    CPLPopErrorHandler();
    return !*osm->failure;
}

/* GDAL names a place in its own source where a gzip stream breaks off. */
static const char *reason(const struct osm *osm)
{
    return strstr(osm->failure, "decompression failed") ? "its gzip stream is broken" : osm->failure;
}

/* ---- opening ---- */

static void add_layer(struct ter_buf *config, const char *layer)
{
    ter_buf_printf(config, "[%s]\nosm_id=yes\nother_tags=no\nattributes=", layer);
    for (size_t i = 0; i < TER_OSM_KEY_COUNT; i++)
        ter_buf_printf(config, "%s%s", i ? "," : "", ter_osm_keys[i]);
    ter_buf_text(config, "\n");
}

/* GDAL makes fields only of the keys that its configuration names. */
static bool write_config(struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf config = {0};
    ter_buf_printf(&config, "closed_ways_are_polygons=%s\nattribute_name_laundering=no\n", closed_keys);
    for (size_t i = 0; i < SHAPES; i++)
        add_layer(&config, layer_names[i]);
    ter_buf_text(&config, "[multilinestrings]\nother_tags=no\n[other_relations]\nother_tags=no\n");
    VSILFILE *file = VSIFOpenL(config_path, "wb");
    bool written = file && VSIFWriteL(config.data, 1, config.size, file) == config.size;
    if (file && VSIFCloseL(file) != 0)
        written = false;
    return written || ter_fail(err, TER_FAILED, "GDAL's configuration cannot be written to memory");
}

/* Temporary files belong into the folder for such, not beside the user's files. */
static void prepare_gdal(void)
{
    const char *folder = getenv("TMPDIR");
    GDALAllRegister();
    if (!CPLGetConfigOption("CPL_TMPDIR", NULL))
        CPLSetConfigOption("CPL_TMPDIR", folder && *folder ? folder : "/tmp");
    CPLSetConfigOption("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO");
}

static bool find_layers(struct osm *osm, struct ter_error *err)
{
    for (size_t shape = 0; shape < SHAPES; shape++) {
        OGRLayerH layer = osm->layers[shape] = GDALDatasetGetLayerByName(osm->dataset, layer_names[shape]);
        if (!layer)
            return ter_fail(err, TER_FAILED, "GDAL gives no layer %s of it", layer_names[shape]);
        OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
        for (size_t i = 0; i < TER_OSM_KEY_COUNT; i++)
            osm->fields[shape][i] = OGR_FD_GetFieldIndex(definition, ter_osm_keys[i]);
    }
    return true;
}

static bool open_dataset(struct osm *osm, struct ter_error *err)
{
    static const char *const drivers[] = {"OSM", NULL};
    TER_AUTO_FREE char *config = ter_format("CONFIG_FILE=%s", config_path);
    const char *index = osm->slow_index ? "USE_CUSTOM_INDEXING=NO" : "USE_CUSTOM_INDEXING=YES";
    const char *const options[] = {config, index, NULL};
    *osm->failure = '\0';
    begin_listening(osm);
    if (osm->dataset)
        GDALClose(osm->dataset);
    osm->dataset = GDALOpenEx(
        osm->path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, options, NULL);
    bool found = osm->dataset && find_layers(osm, err);
    end_listening(osm);
    if (osm->dataset)
        return found;
    return ter_fail(err, TER_FAILED,
        "is no OpenStreetMap file that can be read (.osm, .osm.gz or .osm.pbf)%s%s",
        *osm->failure ? ": " : "", reason(osm));
}

static bool ends_with(const char *path, const char *ending)
{
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcasecmp(path + length - tail, ending) == 0;
}

static void osm_close(struct ter_reader *reader)
{
    struct osm *osm = (struct osm *)reader;
    begin_listening(osm);
    OGR_F_Destroy(osm->feature);
    if (osm->dataset)
        GDALClose(osm->dataset); /* opened for reading: nothing can be lost */
    VSIUnlink(config_path);
    end_listening(osm);
    ter_buf_free(&osm->alt_names);
    ter_buf_free(&osm->refs);
    ter_buf_free(&osm->wkb);
    ter_strings_free(&reader->notes);
    free(osm->path);
    free(osm);
}

/* ---- reading ---- */

/* Names are compared with one another: a tag made of very many would take hours. */
enum { LONGEST_TAG = 4096 };

static bool read_tags(struct osm *osm, enum ter_osm_shape shape, struct ter_error *err)
{
    for (size_t i = 0; i < TER_OSM_KEY_COUNT; i++) {
        int field = osm->fields[shape][i];
        osm->tags[i] = NULL;
        if (field < 0 || !OGR_F_IsFieldSetAndNotNull(osm->feature, field))
            continue;
        const char *text = OGR_F_GetFieldAsString(osm->feature, field);
        if (!ter_text_valid(text, strlen(text), NULL))
            return ter_fail(err, TER_FAILED, "thing %lld: its tag %s is not valid UTF-8",
                (long long)osm->row.number, ter_osm_keys[i]);
        if (strlen(text) > LONGEST_TAG)
            return ter_fail(err, TER_FAILED,
                "thing %lld: its tag %s is over %d bytes long, and OpenStreetMap's have at most 255 "
                "characters",
                (long long)osm->row.number, ter_osm_keys[i], LONGEST_TAG);
        osm->tags[i] = *text ? text : NULL;
    }
    return true;
}

/* An area that was drawn as one way has the way's id, one of several the relation's. */
static int64_t id_of(OGRFeatureH feature)
{
    static const char *const ids[] = {"osm_id", "osm_way_id"};
    for (size_t i = 0; i < 2; i++) {
        int field = OGR_F_GetFieldIndex(feature, ids[i]);
        if (field >= 0 && OGR_F_IsFieldSetAndNotNull(feature, field))
            return OGR_F_GetFieldAsInteger64(feature, field);
    }
    return OGR_F_GetFID(feature);
}

static void fill_row(struct osm *osm, const struct ter_osm_thing *thing, enum ter_osm_shape shape)
{
    struct ter_value *values = osm->values;
    bool place = thing->use == TER_OSM_IS_PLACE;
    ter_osm_other_names(osm->tags, &osm->alt_names);
    ter_osm_refs(osm->tags, &osm->refs);
    for (size_t i = 0; i < COLUMNS; i++)
        values[i] = (struct ter_value){0};
    values[WAY] = ter_value_text(way_words[thing->use]);
    values[NAME] = ter_value_text(ter_osm_name(osm->tags));
    if (osm->alt_names.size)
        values[ALT_NAMES] = ter_value_text(osm->alt_names.data);
    if (osm->refs.size && !place)
        values[REF] = ter_value_text(osm->refs.data);
    values[place ? KIND : CLASS] = ter_value_text(thing->kind);
    if (thing->ring)
        values[JUNCTION] = ter_value_text("roundabout");
    values[ONEWAY] = ter_value_int(thing->oneway);
    values[BRIDGE] = ter_value_int(thing->bridge);
    values[TUNNEL] = ter_value_int(thing->tunnel);
    values[LAYER] = ter_value_int(thing->layer);
    values[LANES] = ter_value_int(thing->lanes);
    if (place && shape == TER_OSM_POINT)
        values[EXTENT] = ter_value_real(thing->extent_m);
    if (thing->admin_level)
        values[ADMIN_LEVEL] = ter_value_int(thing->admin_level);
    values[ORIGIN] = ter_value_text("OpenStreetMap");
}

/* Take the feature as the next row; *ret_taken is false where it is left out. */
static bool take(struct osm *osm, OGRLayerH layer, bool *ret_taken, struct ter_error *err)
{
    size_t shape = 0;
    *ret_taken = false;
    while (shape < SHAPES && osm->layers[shape] != layer)
        shape++;
    if (shape == SHAPES) {
        osm->relations++;
        return true;
    }
    if (osm->skip[shape]) {
        osm->skip[shape]--;
        return true;
    }
    osm->seen[shape]++;
    osm->row.number = id_of(osm->feature);
    if (!read_tags(osm, (enum ter_osm_shape)shape, err))
        return false;
    struct ter_osm_thing thing = ter_osm_judge(osm->tags, (enum ter_osm_shape)shape);
    if (thing.use >= TER_OSM_NAMELESS) {
        osm->left_out[thing.use]++;
        return true;
    }
    OGRGeometryH geometry = OGR_F_GetGeometryRef(osm->feature);
    if (geometry && !ter_ogr_to_wkb(geometry, &osm->wkb, err))
        return ter_wrap(err, "thing %lld", (long long)osm->row.number);
    if (!geometry || !osm->wkb.size) {
        osm->shapeless++;
        return true;
    }
    fill_row(osm, &thing, (enum ter_osm_shape)shape);
    osm->row.geometry = (struct ter_wkb){(const uint8_t *)osm->wkb.data, osm->wkb.size};
    *ret_taken = true;
    return true;
}

static void count_note(struct ter_buf *note, int64_t count, const char *what)
{
    if (count)
        ter_buf_printf(note, "%s%lld %s", note->size ? ", " : "", (long long)count, what);
}

static void note_left_out(struct osm *osm)
{
    TER_AUTO_BUF struct ter_buf note = {0};
    count_note(&note, osm->left_out[TER_OSM_NAMELESS], ter_message("without a name or number"));
    count_note(&note, osm->left_out[TER_OSM_GONE], ter_message("planned or no longer there"));
    count_note(&note, osm->left_out[TER_OSM_UNHELPFUL],
        ter_message("that nobody locates by (borders, power lines …)"));
    count_note(&note, osm->relations,
        ter_message("relations (routes and the like: their ways stand for themselves)"));
    count_note(&note, osm->shapeless, ter_message("without a shape"));
    if (note.size)
        ter_note(&osm->reader.notes, "left out: %s", note.data);
    if (osm->warnings)
        ter_note(
            &osm->reader.notes, "GDAL had %lld doubts about the file's shapes", (long long)osm->warnings);
}

/* Begin again with the index that needs no order. */
static bool read_again(struct osm *osm, struct ter_error *err)
{
    osm->slow_index = true;
    memcpy(osm->skip, osm->seen, sizeof osm->skip);
    osm->relations = 0;
    return open_dataset(osm, err);
}

static bool osm_next(struct ter_reader *reader, const struct ter_source_row **ret_row, struct ter_error *err)
{
    struct osm *osm = (struct osm *)reader;
    for (bool taken = false; !taken;) {
        OGRLayerH layer = NULL;
        double progress = 0;
        begin_listening(osm);
        OGR_F_Destroy(osm->feature);
        osm->feature = GDALDatasetGetNextFeature(osm->dataset, &layer, &progress, NULL, NULL);
        bool sound = end_listening(osm);
        if (!sound && !osm->slow_index && strstr(osm->failure, "OSM_USE_CUSTOM_INDEXING")) {
            OGR_F_Destroy(osm->feature);
            osm->feature = NULL;
            if (!read_again(osm, err))
                return false;
            continue;
        }
        if (!sound) /* at the end of what could be read, an error looks like the end of the file */
            return ter_fail(err, TER_FAILED, "is cut off or damaged: %s", reason(osm));
        if (!osm->feature) {
            note_left_out(osm);
            *ret_row = NULL;
            return true;
        }
        if (!take(osm, layer, &taken, err))
            return false;
        osm->row.done = (int64_t)(progress * STEPS);
    }
    *ret_row = &osm->row;
    return true;
}

bool ter_osm_open_reader(const char *path, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    if (options->from || options->encoding)
        return ter_fail(err, TER_USAGE,
            "an OpenStreetMap file is UTF-8 and has no layers to choose; leave out %s",
            options->from ? "--from" : "--encoding");
    if (ends_with(path, ".bz2"))
        return ter_fail(err, TER_USAGE,
            "is packed with bzip2, which cannot be read in place; unpack it: bunzip2 -k %s", path);
    prepare_gdal();
    struct osm *osm = ter_alloc(sizeof *osm);
    osm->reader = (struct ter_reader){.kind = &ter_reader_osm, .next = osm_next, .close = osm_close};
    osm->reader.info = (struct ter_source_info){headings, COLUMNS, TER_GEOMETRYCOLLECTION, 4326, STEPS};
    osm->row.values = osm->values;
    osm->path = ter_format("%s%s", ends_with(path, ".gz") ? "/vsigzip/" : "", path);
    TER_AUTO(ter_reader_close) struct ter_reader *reader = &osm->reader;
    if (!write_config(err) || !open_dataset(osm, err))
        return false;
    *ret_reader = reader;
    reader = NULL;
    return true;
}
