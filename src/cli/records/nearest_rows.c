/* Owns the rows of `nearest`: a layer like others, so that it prints and exports as they do. Knows nothing of
 * how the nearest is found. */
#include "nearest_rows.h"

#include "cli/output.h"
#include "export/writer.h"

#include <math.h>
#include <stdlib.h>

enum column {
    ID,
    FOR_CODE,
    RANK,
    CODE,
    WAY_M,
    OFF_ROAD_M,
    DISTANCE_M,
    UNCERTAINTY_M,
    FOR_UNCERTAINTY_M,
    REMARK,
    COLUMNS
};

static const struct ter_field fields[COLUMNS] = {
    [ID] = {"id", TER_FIELD_INTEGER, {{"row", "序号"}}, .shp = "ID"},
    [FOR_CODE] = {"for_code", TER_FIELD_TEXT, {{"for", "对象"}}, .shp = "FOR_CODE"},
    [RANK] = {"rank", TER_FIELD_INTEGER, {{"rank", "次序"}}, .shp = "RANK"},
    [CODE] = {"code", TER_FIELD_TEXT, {{"nearest", "最近的记录"}}, .shp = "CODE"},
    [WAY_M] = {"way_m", TER_FIELD_REAL, {{"way (m)", "沿路距离(米)"}}, .shp = "WAY_M"},
    [OFF_ROAD_M] = {"off_road_m", TER_FIELD_REAL, {{"of it off the road (m)", "其中路外(米)"}},
        .shp = "OFF_M"},
    [DISTANCE_M] = {"distance_m", TER_FIELD_REAL, {{"distance (m)", "距离(米)"}}, .shp = "DIST_M"},
    [UNCERTAINTY_M] = {"uncertainty_m", TER_FIELD_REAL, {{"its uncertainty (m)", "其误差半径(米)"}},
        .shp = "UNCERT_M"},
    [FOR_UNCERTAINTY_M] = {"for_uncertainty_m", TER_FIELD_REAL,
        {{"uncertainty of the first (m)", "对象误差半径(米)"}}, .shp = "FOR_UNC_M"},
    [REMARK] = {"remark", TER_FIELD_TEXT, {{"remark", "说明"}}, .shp = "REMARK"},
};

struct ter_nearest_rows {
    const struct ter_args *args;
    struct ter_layer layer;
    struct ter_field fields[COLUMNS]; /* those of this kind of join */
    enum column columns[COLUMNS];
    char *name, *title[2];
    bool along;
    int64_t count;
    struct ter_output *output; /* one of the two */
    struct ter_writer *writer;
};

static bool belongs(enum column column, bool along)
{
    return along || (column != WAY_M && column != OFF_ROAD_M && column != REMARK);
}

/* Ways are long: only forms that are made for lines have them, others the feature's position. */
bool ter_nearest_rows_draw(const struct ter_nearest_rows *rows)
{
    return rows->along && (ter_args_value(rows->args, "to") || rows->args->format == TER_FORMAT_GEOJSON ||
                              rows->args->format == TER_FORMAT_GEOJSONSEQ);
}

static void make_layer(struct ter_nearest_rows *rows, const struct ter_layer *found)
{
    static const struct ter_text_pair {
        char *en, *zh;
    } descriptions[] = {
        {(char *)(uintptr_t) "The nearest records to each feature, with geodesic distances.",
            (char *)(uintptr_t) "每个对象最近的记录及其椭球面距离。"},
        {(char *)(uintptr_t) "The nearest records to each feature by the way along roads, and that way.",
            (char *)(uintptr_t) "每个对象沿路最近的记录及其路线。"},
    };
    struct ter_layer *layer = &rows->layer;
    rows->name = ter_format("nearest_%s", found->name);
    rows->title[TER_EN] = ter_format("Nearest: %s", found->title.text[TER_EN]);
    rows->title[TER_ZH] = ter_format("最近的%s", found->title.text[TER_ZH]);
    *layer = (struct ter_layer){
        .name = rows->name,
        .version = 1,
        .title = {{rows->title[TER_EN], rows->title[TER_ZH]}},
        .description = {{descriptions[rows->along].en, descriptions[rows->along].zh}},
        .geometry = ter_nearest_rows_draw(rows) ? TER_LINESTRING : TER_POINT,
        .fields = rows->fields,
    };
    for (enum column column = 0; column < COLUMNS; column++)
        if (belongs(column, rows->along)) {
            rows->columns[layer->field_count] = column;
            rows->fields[layer->field_count++] = fields[column];
        }
    for (size_t role = 0; role < TER_ROLE_COUNT; role++)
        layer->role[role] = layer->field_count;
    layer->role[TER_ROLE_ID] = ID;
    layer->role[TER_ROLE_CODE] = FOR_CODE;
}

bool ter_nearest_rows_open(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_layer *found, bool along, struct ter_nearest_rows **ret_rows, struct ter_error *err)
{
    TER_AUTO(ter_nearest_rows_close) struct ter_nearest_rows *rows = ter_alloc(sizeof *rows);
    const char *path = ter_args_value(args, "to");
    enum ter_lang lang = ter_args_lang(args, registry);
    rows->args = args;
    rows->along = along;
    make_layer(rows, found);
    int epsg = ter_registry_epsg(registry);
    struct ter_write_options to_file = {.layer = &rows->layer, .epsg = epsg, .lang = lang};
    struct ter_output_options to_screen = {.out = stdout,
        .format = args->format,
        .layer = &rows->layer,
        .epsg = epsg,
        .lang = lang,
        .quiet = true};
    if (path ? !ter_writer_open(path, &to_file, &rows->writer, err)
             : !ter_output_open(&to_screen, &rows->output, err))
        return false;
    *ret_rows = rows;
    rows = NULL;
    return true;
}

/* To the millimetre. */
static struct ter_value metres(double value)
{
    struct ter_value unknown = {0};
    return isnan(value) ? unknown : ter_value_real(round(value * 1000) / 1000);
}

static struct ter_value radius(double value)
{
    if (isnan(value))
        return (struct ter_value){0};
    return ter_value_real(value);
}

static struct ter_value text(const char *value)
{
    return value ? ter_value_text(value) : (struct ter_value){0};
}

bool ter_nearest_rows_add(
    struct ter_nearest_rows *rows, const struct ter_nearest_row *row, struct ter_error *err)
{
    struct ter_value values[COLUMNS];
    const struct ter_value all[COLUMNS] = {
        [ID] = ter_value_int(++rows->count),
        [FOR_CODE] = text(row->for_code),
        [RANK] = row->code ? ter_value_int((int64_t)row->rank) : (struct ter_value){0},
        [CODE] = text(row->code),
        [WAY_M] = metres(row->way_m),
        [OFF_ROAD_M] = metres(row->off_road_m),
        [DISTANCE_M] = metres(row->distance_m),
        [UNCERTAINTY_M] = radius(row->uncertainty_m),
        [FOR_UNCERTAINTY_M] = radius(row->for_uncertainty_m),
        [REMARK] = text(row->remark),
    };
    for (size_t i = 0; i < rows->layer.field_count; i++)
        values[i] = all[rows->columns[i]];
    struct ter_record record = {values, rows->layer.field_count, row->geometry};
    return rows->writer ? rows->writer->write(rows->writer, &record, err)
                        : ter_output_add(rows->output, &record, (double)NAN, err);
}

bool ter_nearest_rows_commit(struct ter_nearest_rows *rows, struct ter_error *err)
{
    return rows->writer ? rows->writer->commit(rows->writer, err) : ter_output_end(rows->output, err);
}

void ter_nearest_rows_say(const struct ter_nearest_rows *rows)
{
    if (rows->writer)
        ter_say(rows->args, "%lld rows written to %s", (long long)rows->count, rows->writer->files.items[0]);
}

void ter_nearest_rows_say_notes(const struct ter_nearest_rows *rows)
{
    for (size_t i = 0; rows->writer && i < rows->writer->notes.count; i++)
        ter_say(rows->args, "  %s", rows->writer->notes.items[i]);
}

void ter_nearest_rows_close(struct ter_nearest_rows *rows)
{
    if (!rows)
        return;
    ter_writer_close(rows->writer); /* before the layer it was opened with ends */
    ter_output_free(rows->output);
    free(rows->name);
    free(rows->title[TER_EN]);
    free(rows->title[TER_ZH]);
    free(rows);
}
