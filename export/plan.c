/* Owns the step from a record of the register to a record of a file: columns, headings, labels, reference
 * system. Knows nothing of formats. */
#include "plan.h"

#include "base/messages.h"
#include "base/text.h"
#include "walk.h"

#include <stdlib.h>
#include <string.h>

enum { EPSG_WGS84 = 4326, EPSG_CGCS2000 = 4490 };

static bool is_taken(const struct ter_plan *plan, size_t before, const char *name)
{
    for (size_t i = 0; i < before; i++)
        if (strcasecmp(plan->columns[i].name, name) == 0 || strcmp(plan->columns[i].title, name) == 0)
            return true;
    return false;
}

/* Two fields of one title cannot be told apart by it: the later one goes by its own name. */
static void name_column(struct ter_plan *plan, size_t at)
{
    struct ter_plan_column *column = &plan->columns[at];
    const char *title = column->field->title.text[plan->lang];
    column->title = ter_strdup(title && *title && !is_taken(plan, at, title) ? title : column->field->name);
    column->name = ter_strdup(plan->titles ? column->title : column->field->name);
}

static void add_column(
    struct ter_plan *plan, const struct ter_field *field, size_t at, const struct ter_domain *domain)
{
    struct ter_plan_column *column = &plan->columns[plan->count];
    column->field = field;
    column->at = at;
    column->domain = domain;
    name_column(plan, plan->count);
    plan->count++;
}

static void add_columns(struct ter_plan *plan, const struct ter_write_options *options)
{
    const struct ter_layer *layer = options->layer;
    size_t count = options->fields ? options->field_count : layer->field_count;
    plan->columns = ter_alloc((count + 1) * sizeof *plan->columns);
    plan->values = ter_alloc((count + 1) * sizeof *plan->values);
    plan->labels = ter_alloc((count + 1) * sizeof *plan->labels);
    for (size_t i = 0; i < count; i++) {
        size_t at = options->fields ? options->fields[i] : i;
        const struct ter_field *field = &layer->fields[at];
        add_column(plan, field, at, plan->titles ? NULL : field->domain);
    }
    if (options->extra)
        add_column(plan, options->extra, layer->field_count, plan->titles ? NULL : options->extra->domain);
}

static bool is_wgs84(int epsg)
{
    return epsg == EPSG_WGS84 || epsg == EPSG_CGCS2000;
}

bool ter_plan_is_null_transformation(const struct ter_plan *plan)
{
    return plan->epsg != plan->from_epsg && is_wgs84(plan->epsg) && is_wgs84(plan->from_epsg);
}

bool ter_plan_holds_points(const struct ter_plan *plan)
{
    return plan->layer->geometry == TER_POINT;
}

void ter_plan_describe_crs(const struct ter_plan *plan, struct ter_buf *out)
{
    static const char *const names[] = {"WGS 84", "CGCS2000 (EPSG:4490)"};
    const char *from = names[plan->from_epsg == EPSG_CGCS2000], *to = names[plan->epsg == EPSG_CGCS2000];
    ter_buf_text(out, "");
    if (ter_plan_is_null_transformation(plan))
        ter_buf_printf(out,
            ter_message(
                "Positions are %s taken unchanged as %s: the transformation between the two is null."),
            from, to);
    else if (plan->transform && plan->epsg == EPSG_WGS84)
        ter_buf_printf(
            out, ter_message("Positions were transformed from EPSG:%d to WGS 84."), plan->from_epsg);
    else if (plan->transform)
        ter_buf_printf(out, ter_message("Positions were transformed from EPSG:%d to EPSG:%d."),
            plan->from_epsg, plan->epsg);
}

bool ter_plan_open(
    const struct ter_write_options *options, int epsg, struct ter_plan **ret_plan, struct ter_error *err)
{
    TER_AUTO(ter_plan_close) struct ter_plan *plan = ter_alloc(sizeof *plan);
    plan->layer = options->layer;
    plan->lang = options->lang;
    plan->titles = options->titles;
    plan->from_epsg = options->epsg;
    plan->epsg = epsg ? epsg : options->epsg;
    if (plan->epsg != plan->from_epsg && !ter_plan_is_null_transformation(plan) &&
        !ter_transform_open(plan->from_epsg, plan->epsg, &plan->transform, err))
        return ter_wrap(err, "--crs EPSG:%d", plan->epsg);
    add_columns(plan, options);
    plan->style = plan->layer->style_by ? ter_layer_field(plan->layer, plan->layer->style_by) : NULL;
    plan->style_at = plan->style ? ter_layer_field_index(plan->layer, plan->style) : 0;
    *ret_plan = plan;
    plan = NULL;
    return true;
}

void ter_plan_close(struct ter_plan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->columns[i].name);
        free(plan->columns[i].title);
        ter_buf_free(&plan->labels[i]);
    }
    free(plan->columns);
    free(plan->values);
    free(plan->labels);
    ter_transform_close(plan->transform);
    ter_buf_free(&plan->wkb);
    ter_buf_free(&plan->code);
    free(plan);
}

/* ---- values ---- */

static const char *const type_words[] = {
    [TER_FIELD_TEXT] = "a text",
    [TER_FIELD_INTEGER] = "a whole number",
    [TER_FIELD_REAL] = "a number",
    [TER_FIELD_DATE] = "a date",
};

static bool fail_type(const struct ter_field *field, struct ter_value value, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_value_print(value, &text);
    return ter_fail(err, TER_FAILED,
        "\"%s\" in field %s is not %s; mend it with terrier set, then export again",
        text.data ? text.data : "", field->name, type_words[field->type]);
}

static bool fits_type(const struct ter_field *field, struct ter_value value)
{
    if (value.type == TER_VALUE_NULL)
        return true;
    switch (field->type) {
    case TER_FIELD_TEXT:
        return true;
    case TER_FIELD_INTEGER:
        return value.type == TER_VALUE_INT;
    case TER_FIELD_REAL:
        return value.type != TER_VALUE_TEXT;
    case TER_FIELD_DATE:
        return value.type == TER_VALUE_TEXT && ter_text_is_date(value.text);
    }
    return false;
}

/* A number in a field of texts is a text to all that come after; a value of a domain may be its title. */
static struct ter_value as_text(
    const struct ter_plan *plan, const struct ter_field *field, struct ter_value value, struct ter_buf *out)
{
    bool label = plan->titles && field->domain;
    if (value.type == TER_VALUE_NULL || (value.type == TER_VALUE_TEXT && !label))
        return value;
    ter_buf_clear(out);
    ter_buf_text(out, "");
    if (label)
        ter_field_print(field, value, plan->lang, out);
    else
        ter_value_print(value, out);
    return ter_value_text(out->data);
}

static bool plan_values(struct ter_plan *plan, const struct ter_record *record, struct ter_error *err)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct ter_field *field = plan->columns[i].field;
        struct ter_value value = record->values[plan->columns[i].at];
        if (!fits_type(field, value))
            return fail_type(field, value, err);
        plan->values[i] =
            field->type == TER_FIELD_TEXT ? as_text(plan, field, value, &plan->labels[i]) : value;
    }
    return true;
}

/* ---- positions ---- */

struct conversion {
    const struct ter_plan *plan;
    uint8_t *wkb; /* what is walked over, to be changed on the way */
    const uint8_t *start;
    struct ter_error *err;
    bool failed;
};

static void pass_geometry(
    void *user, enum ter_geometry_type type, enum ter_geometry_type parent, uint32_t index)
{
    (void)user, (void)type, (void)parent, (void)index;
}

static void end_geometry(void *user, enum ter_geometry_type type, enum ter_geometry_type parent)
{
    (void)user, (void)type, (void)parent;
}

static void convert_positions(
    void *user, enum ter_geometry_type owner, uint32_t index, const uint8_t *positions, uint32_t count)
{
    (void)owner, (void)index;
    struct conversion *conversion = user;
    for (uint32_t i = 0; i < count && !conversion->failed; i++) {
        struct ter_lonlat at = ter_walk_at(positions, i);
        uint8_t *place = conversion->wkb + (positions - conversion->start) + (size_t)i * 2 * sizeof(double);
        conversion->failed =
            !ter_transform_apply(conversion->plan->transform, &at.lon, &at.lat, 1, conversion->err);
        memcpy(place, &at.lon, sizeof at.lon);
        memcpy(place + sizeof at.lon, &at.lat, sizeof at.lat);
    }
}

static bool transform(
    struct ter_plan *plan, struct ter_wkb wkb, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    static const struct ter_walk walk = {pass_geometry, convert_positions, end_geometry};
    ter_buf_clear(&plan->wkb);
    ter_buf_add(&plan->wkb, wkb.data, wkb.size);
    struct conversion conversion = {plan, (uint8_t *)plan->wkb.data, wkb.data, err, false};
    bool walked = ter_walk_wkb(wkb, &walk, &conversion);
    if (conversion.failed)
        return ter_wrap(err, "its geometry in EPSG:%d", plan->epsg);
    if (!walked)
        return ter_fail(err, TER_FAILED, "its geometry cannot be read");
    *ret_wkb = (struct ter_wkb){(const uint8_t *)plan->wkb.data, plan->wkb.size};
    return true;
}

static bool plan_geometry(
    struct ter_plan *plan, struct ter_wkb wkb, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    struct ter_lonlat point;
    *ret_wkb = (struct ter_wkb){0};
    if (!wkb.data || plan->layer->geometry == TER_GEOMETRY_NONE) {
        plan->unplaced++;
        return true;
    }
    if (ter_plan_holds_points(plan) && !ter_wkb_to_point(wkb, &point))
        return ter_fail(err, TER_FAILED, "its geometry is not a point");
    if (plan->transform)
        return transform(plan, wkb, ret_wkb, err);
    *ret_wkb = wkb;
    return true;
}

static struct ter_value role_value(
    const struct ter_plan *plan, const struct ter_record *record, enum ter_role role)
{
    size_t at = plan->layer->role[role];
    return at < plan->layer->field_count ? record->values[at] : (struct ter_value){0};
}

bool ter_plan_record(struct ter_plan *plan, const struct ter_record *record, struct ter_planned *ret_planned,
    struct ter_error *err)
{
    ter_buf_clear(&plan->code);
    ter_buf_text(&plan->code, "");
    ter_value_print(role_value(plan, record, TER_ROLE_CODE), &plan->code);
    struct ter_value id = role_value(plan, record, TER_ROLE_ID);
    struct ter_wkb geometry;
    if (!plan_values(plan, record, err) || !plan_geometry(plan, record->geometry, &geometry, err))
        return ter_wrap(err, "record %s", plan->code.data);
    *ret_planned = (struct ter_planned){
        .values = plan->values,
        .geometry = geometry,
        .has_id = id.type == TER_VALUE_INT,
        .id = id.type == TER_VALUE_INT ? id.integer : 0,
        .code = plan->code.data,
        .style = plan->style ? record->values[plan->style_at] : (struct ter_value){0},
    };
    plan->planned++;
    return true;
}
