/* Owns which choice gets which symbol: one for each choice of the field `style_by`, and what is done where
 * several records stand on one point. It knows no layer by name; colours that the definition leaves open it
 * chooses itself. */
#include "qml_parts.h"

#include <string.h>

static const char *const title_of_other[] = {[TER_EN] = "other or not stated", [TER_ZH] = "其他或未填"};

/* Okabe and Ito's colours, told apart with every common kind of colour blindness. */
static const char *const palette[] = {
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"};
enum { PALETTE_SIZE = sizeof palette / sizeof *palette };

static const char color_of_other[] = "#d9d9d9";

static bool color_is_given(const struct ter_domain *domain, const char *color)
{
    for (size_t i = 0; i < domain->count; i++)
        if (domain->choices[i].color && strcmp(domain->choices[i].color, color) == 0)
            return true;
    return false;
}

/* The look of the next choice without a colour of its own: none that looks like a choice with one. */
static struct ter_qml_look next_look(const struct ter_domain *domain, size_t *cursor)
{
    while (*cursor < PALETTE_SIZE && color_is_given(domain, palette[*cursor]))
        (*cursor)++;
    size_t taken = (*cursor)++;
    return (struct ter_qml_look){.color = palette[taken % PALETTE_SIZE], .round = taken / PALETTE_SIZE};
}

static bool is_available(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->available.count; i++)
        if (strcmp(layer->available.items[i], status) == 0)
            return true;
    return false;
}

/* #000000 is a colour of the palette; a grey is what its author wants to recede. */
static bool is_grey(const char *color)
{
    return color && strncmp(color + 1, color + 3, 2) == 0 && strncmp(color + 3, color + 5, 2) == 0 &&
           strcmp(color, "#000000") != 0;
}

/* A status that is over: nothing may follow and the thing cannot be used, or one that may come back but is
 * painted grey (a station that is closed for now). */
static bool is_over(const struct ter_layer *layer, const struct ter_choice *choice)
{
    if (layer->style_by != NULL &&
        strcmp(layer->style_by, layer->fields[layer->role[TER_ROLE_STATUS]].name) != 0)
        return false;
    return !is_available(layer, choice->value) &&
           (ter_layer_status_is_final(layer, choice->value) || is_grey(choice->color));
}

/* The areas that every record names as its own, such as townships, are the frame that all else is read in. */
static bool is_frame(const struct ter_layer *layer)
{
    return strcmp(layer->name, layer->fields[layer->role[TER_ROLE_TOWNSHIP]].name) == 0;
}

static bool is_point(const struct ter_layer *layer)
{
    return layer->geometry == TER_POINT;
}

static void write_category(struct ter_qml_pen *pen, size_t index, const char *value, const char *title)
{
    TER_AUTO_FREE char *symbol = ter_format("%zu", index);
    ter_qml_begin(pen, "category", "value", value, "symbol", symbol, "label", title, "render", "true", NULL);
    ter_qml_end(pen);
}

/* One category a choice; the last, with an empty value, is QGIS's for NULL and all that has none. */
static void write_categories(
    struct ter_qml_pen *pen, const struct ter_qml_subject *subject, const struct ter_domain *domain)
{
    ter_qml_begin(pen, "categories", NULL);
    for (size_t i = 0; i < domain->count; i++)
        write_category(pen, i, domain->choices[i].value, domain->choices[i].title.text[subject->lang]);
    write_category(pen, domain->count, "", title_of_other[subject->lang]);
    ter_qml_end(pen);
}

static void write_symbols(
    struct ter_qml_pen *pen, const struct ter_layer *layer, const struct ter_domain *domain)
{
    ter_qml_begin(pen, "symbols", NULL);
    for (size_t i = 0, cursor = 0; i <= domain->count; i++) {
        const struct ter_choice *choice = i < domain->count ? &domain->choices[i] : NULL;
        struct ter_qml_look look = {.color = choice ? choice->color : color_of_other};
        if (!look.color)
            look = next_look(domain, &cursor);
        look.symbol = i;
        look.recedes = choice && is_over(layer, choice);
        look.frame = is_frame(layer);
        look.uncertain = is_point(layer);
        ter_qml_symbol(pen, layer->geometry, look);
    }
    ter_qml_end(pen);
}

static void write_categorized(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    const struct ter_domain *domain = ter_layer_field(subject->layer, subject->layer->style_by)->domain;
    ter_qml_begin(pen, "renderer-v2", "type", "categorizedSymbol", "attr", subject->layer->style_by,
        "symbollevels", "0", "enableorderby", "0", "forceraster", "0", "referencescale", "-1", NULL);
    write_categories(pen, subject, domain);
    write_symbols(pen, subject->layer, domain);
    ter_qml_end(pen);
}

/* What marks the point itself, in the middle of the records that stand on it. */
static void write_center(struct ter_qml_pen *pen)
{
    ter_qml_begin_symbol(pen, "marker", "centerSymbol");
    ter_qml_symbol_layer(pen, "SimpleMarker",
        (const struct ter_qml_property[]){{"name", "cross2"}, {"color", "0,0,0,0"},
            {"outline_color", "50,50,50,255"}, {"outline_width", "0.3"}, {"size", "1.4"}, {NULL, NULL}},
        NULL);
    ter_qml_end(pen);
}

/* Records that fall on the same spot of the paper, and only those, stand in rings round it, so that each
 * shows the colour of its status; a cluster's single symbol with a number would hide them. */
static void write_displacement(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    ter_qml_begin(pen, "renderer-v2", "type", "pointDisplacement", "tolerance", "0.01", "toleranceUnit", "MM",
        "placement", "1", "circleWidth", "0.15", "circleColor", "120,120,120,110", "circleRadiusAddition",
        "0", "labelAttributeName", "", "symbollevels", "0", "enableorderby", "0", "forceraster", "1",
        "referencescale", "-1", NULL);
    write_categorized(pen, subject);
    write_center(pen);
    ter_qml_end(pen);
}

void ter_qml_renderer(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    (is_point(subject->layer) ? write_displacement : write_categorized)(pen, subject);
}
