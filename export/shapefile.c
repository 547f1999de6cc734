/* Owns what a Shapefile asks of the common writer: short names and a dictionary of them, narrow columns,
 * the size limit, the sidecar files. */
#include "shapefile.h"

#include "base/messages.h"
#include "ogr.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each record takes a column's full width, and at 254 bytes a text a layer would reach 2 GB at a few hundred
 * thousand records. So texts without a domain start narrow and widen by doubling: at most four rewrites of
 * the rows so far. (GDAL's RESIZE, which narrows at the end, rewrites all rows once for each column.) */
enum { TEXT_WIDTH_FIRST = 16, INTEGER_WIDTH = 18, REAL_WIDTH = 24, DATE_WIDTH = 8 };

struct shape_column {
    char *name;
    size_t width;
    int64_t cut, lossy;
};

struct shape {
    struct ter_shape_coder *coder;
    struct shape_column *columns; /* as many as the plan has */
    size_t count;
    size_t row_size;
    int64_t rows;
    struct ter_shape_size size;
};

static size_t domain_width(struct ter_shape_coder *coder, const struct ter_domain *domain)
{
    size_t width = 1;
    for (size_t i = 0; i < domain->count; i++) {
        const char *value = domain->choices[i].value;
        size_t needed = ter_shape_fit(coder, value, strlen(value)).width;
        width = needed > width ? needed : width;
    }
    return width;
}

static size_t first_width(struct ter_shape_coder *coder, const struct ter_plan_column *column)
{
    switch (column->field->type) {
    case TER_FIELD_TEXT:
        return column->domain ? domain_width(coder, column->domain) : TEXT_WIDTH_FIRST;
    case TER_FIELD_INTEGER:
        return INTEGER_WIDTH;
    case TER_FIELD_REAL:
        return REAL_WIDTH;
    case TER_FIELD_DATE:
        return DATE_WIDTH;
    }
    return TER_SHAPE_TEXT_MAX;
}

static bool begin(struct ter_ogr_writer *writer, struct ter_error *err)
{
    const struct ter_plan *plan = writer->writer.plan;
    if (plan->layer->geometry == TER_GEOMETRY_NONE || plan->layer->geometry == TER_GEOMETRYCOLLECTION)
        return ter_fail(err, TER_USAGE,
            "%s: a Shapefile holds points, lines or polygons, and layer %s has %s; use .gpkg",
            writer->writer.target, plan->layer->name, ter_geometry_name(plan->layer->geometry));
    struct shape *shape = ter_alloc(sizeof *shape);
    writer->state = shape;
    if (!ter_shape_coder_open(writer->writer.options.encoding, &shape->coder, err))
        return ter_wrap(err, "%s", writer->writer.target);
    shape->count = plan->count;
    shape->columns = ter_alloc((plan->count + 1) * sizeof *shape->columns);
    shape->row_size = 1;
    for (size_t i = 0; i < plan->count; i++) {
        shape->columns[i].name = plan->columns[i].field->shp;
        shape->columns[i].width = first_width(shape->coder, &plan->columns[i]);
        shape->row_size += shape->columns[i].width;
    }
    return true;
}

static void end(struct ter_ogr_writer *writer)
{
    struct shape *shape = writer->state;
    if (!shape)
        return;
    ter_shape_coder_close(shape->coder);
    free(shape->columns);
    free(shape);
}

static char **layer_options(const struct ter_ogr_writer *writer)
{
    const struct shape *shape = writer->state;
    char **options = CSLSetNameValue(NULL, "ENCODING", ter_shape_coder_name(shape->coder));
    return CSLSetNameValue(options, "2GB_LIMIT", "YES");
}

static void define(const struct ter_ogr_writer *writer, size_t column, OGRFieldDefnH definition)
{
    const struct shape *shape = writer->state;
    OGR_Fld_SetName(definition, shape->columns[column].name);
    if (OGR_Fld_GetType(definition) == OFTString)
        OGR_Fld_SetWidth(definition, (int)shape->columns[column].width);
}

static bool widen(struct ter_ogr_writer *writer, size_t at, size_t needed, struct ter_error *err)
{
    struct shape *shape = writer->state;
    struct shape_column *column = &shape->columns[at];
    size_t width = 2 * column->width > needed ? 2 * column->width : needed;
    if (width > TER_SHAPE_TEXT_MAX)
        width = TER_SHAPE_TEXT_MAX;
    OGRFieldDefnH definition = OGR_Fld_Create(column->name, OFTString);
    OGR_Fld_SetWidth(definition, (int)width);
    OGRErr result =
        OGR_L_AlterFieldDefn(writer->layer, writer->field_of[at], definition, ALTER_WIDTH_PRECISION_FLAG);
    OGR_Fld_Destroy(definition);
    if (result != OGRERR_NONE)
        return ter_fail(err, TER_FAILED, "column %s cannot be made %zu bytes wide", column->name, width);
    shape->size.dbf += shape->rows * (int64_t)(width - column->width);
    shape->row_size += width - column->width;
    column->width = width;
    return true;
}

static bool fit(struct ter_ogr_writer *writer, size_t at, struct ter_value *value, struct ter_error *err)
{
    struct shape *shape = writer->state;
    struct ter_shape_text fitted = ter_shape_fit(shape->coder, value->text, value->size);
    if (fitted.width > shape->columns[at].width && !widen(writer, at, fitted.width, err))
        return false;
    shape->columns[at].cut += fitted.cut;
    shape->columns[at].lossy += fitted.lossy;
    value->text = fitted.text;
    value->size = fitted.size;
    return true;
}

static bool admit(struct ter_ogr_writer *writer, const struct ter_planned *record, struct ter_error *err)
{
    struct shape *shape = writer->state;
    ter_shape_size_add(&shape->size, record->geometry.data ? record->geometry.size : 0, shape->row_size);
    shape->rows++;
    if (ter_shape_size_fits(shape->size))
        return true;
    return ter_fail(err, TER_FAILED, "a Shapefile ends at 2 GB; export fewer records, or write .gpkg");
}

static void note(struct ter_ogr_writer *writer)
{
    const struct shape *shape = writer->state;
    struct ter_strings *notes = &writer->writer.notes;
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_column *column = &shape->columns[i];
        if (column->cut)
            ter_note(notes, "%lld texts cut to %d bytes in %s", (long long)column->cut, TER_SHAPE_TEXT_MAX,
                column->name);
        if (column->lossy)
            ter_note(notes, "%lld texts in %s have characters that %s lacks: written as '?'",
                (long long)column->lossy, column->name, ter_shape_coder_name(shape->coder));
    }
}

/* ---- the data dictionary ---- */

static const char *const type_names[] = {
    [TER_FIELD_TEXT] = "text",
    [TER_FIELD_INTEGER] = "integer",
    [TER_FIELD_REAL] = "real",
    [TER_FIELD_DATE] = "date",
};

/* Always in quotes, so that no spreadsheet guesses at a type. */
static void add_cell(struct ter_buf *csv, const char *text)
{
    ter_buf_text(csv, "\"");
    for (const char *p = text; *p; p++)
        ter_buf_add(csv, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    ter_buf_text(csv, "\",");
}

static void add_domain(struct ter_buf *csv, const struct ter_domain *domain)
{
    TER_AUTO_BUF struct ter_buf values = {0};
    for (size_t i = 0; domain && i < domain->count; i++)
        ter_buf_printf(&values, "%s%s = %s / %s", i ? "; " : "", domain->choices[i].value,
            domain->choices[i].title.text[TER_EN], domain->choices[i].title.text[TER_ZH]);
    add_cell(csv, values.data ? values.data : "");
    csv->data[--csv->size] = '\0'; /* the last comma */
    ter_buf_text(csv, "\n");
}

static void build_dictionary(const struct ter_plan *plan, OGRLayerH written, struct ter_buf *csv)
{
    ter_buf_text(csv, "shp,field,title_en,title_zh,type,width,values\n");
    for (size_t i = 0; i < plan->count; i++) {
        const struct ter_field *field = plan->columns[i].field;
        OGRFieldDefnH column = OGR_FD_GetFieldDefn(OGR_L_GetLayerDefn(written), (int)i);
        add_cell(csv, field->shp);
        add_cell(csv, field->name);
        add_cell(csv, field->title.text[TER_EN]);
        add_cell(csv, field->title.text[TER_ZH]);
        add_cell(csv, type_names[field->type]);
        ter_buf_printf(csv, "%d,", field->type == TER_FIELD_DATE ? DATE_WIDTH : OGR_Fld_GetWidth(column));
        add_domain(csv, field->domain);
    }
}

static bool write_file(const char *path, const struct ter_buf *content)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return false;
    bool good = fwrite(content->data, 1, content->size, out) == content->size;
    int reason = errno;
    if (fclose(out) != 0)
        return false;
    errno = reason;
    return good;
}

static bool add_dictionary(struct ter_ogr_writer *writer, OGRLayerH layer, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf csv = {0};
    build_dictionary(writer->writer.plan, layer, &csv);
    TER_AUTO_FREE char *path = ter_staging_sibling(writer->staging, ".fields.csv");
    if (!write_file(path, &csv))
        return ter_fail(
            err, TER_FAILED, "%s: its data dictionary: %s", writer->writer.target, ter_staging_reason(errno));
    return true;
}

/* Spatial and attribute indexes of other programs, and QGIS's older file for the CRS. */
static const char *const stale[] = {
    ".qix", ".sbn", ".sbx", ".fbn", ".fbx", ".ain", ".aih", ".ixs", ".mxs", ".idm", ".ind", ".qpj", NULL};

const struct ter_ogr_format ter_ogr_shapefile = {
    .driver = "ESRI Shapefile",
    .stem_is_layer = true,
    .through_sink = true,
    .dates = true,
    .recount = true,
    .stale = stale,
    .begin = begin,
    .layer_options = layer_options,
    .define = define,
    .fit = fit,
    .admit = admit,
    .reopened = add_dictionary,
    .note = note,
    .end = end,
};
