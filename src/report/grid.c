/* Owns tables. Knows nothing of what stands in them. */
#include "grid.h"

#include <math.h>

/* No <button>: Chromium does not repeat headings that hold one on the next sheet of paper. */
static void write_heading(struct ter_grid *grid, const struct ter_grid_column *column)
{
    struct ter_markup *markup = &grid->page->markup;
    ter_markup_begin_class(markup, "th", column->number ? "number" : NULL);
    ter_markup_attribute(markup, "scope", "col");
    ter_markup_attribute(markup, "aria-sort", "none");
    ter_markup_begin(markup, "span");
    ter_markup_attribute(markup, "role", "button");
    ter_markup_attribute(markup, "tabindex", "0");
    ter_markup_attribute(markup, "title", ter_page_word(grid->page, TER_WORD_SORT_HINT));
    ter_markup_text(markup, column->title);
    if (column->unit && *column->unit)
        ter_markup_elementf(
            markup, "span", "unit", grid->page->lang == TER_ZH ? "（%s）" : " (%s)", column->unit);
    ter_markup_end(markup);
    ter_markup_end(markup);
}

void ter_grid_begin(struct ter_grid *grid, struct ter_page *page, const char *name, const char *caption,
    const struct ter_grid_column *column, size_t columns)
{
    struct ter_markup *markup = &page->markup;
    *grid = (struct ter_grid){.page = page, .column = column, .columns = columns};
    ter_markup_begin_class(markup, "div", "wide");
    ter_markup_begin_class(markup, "table", "sortable");
    ter_markup_attributef(markup, "data-table", "%s", name);
    if (caption)
        ter_markup_element(markup, "caption", NULL, caption);
    ter_markup_begin(markup, "thead");
    ter_markup_begin(markup, "tr");
    for (size_t i = 0; i < columns; i++)
        write_heading(grid, &column[i]);
    ter_markup_end(markup);
    ter_markup_end(markup);
    ter_markup_begin(markup, "tbody");
}

static void begin_cell(struct ter_grid *grid, const char *class)
{
    struct ter_markup *markup = &grid->page->markup;
    if (grid->at == 0)
        ter_markup_begin(markup, "tr");
    ter_markup_begin_class(markup, "td", grid->column[grid->at].number ? "number" : class);
}

static void end_cell(struct ter_grid *grid)
{
    ter_markup_end(&grid->page->markup);
    grid->at = (grid->at + 1) % grid->columns;
    if (grid->at == 0)
        ter_markup_end(&grid->page->markup);
}

void ter_grid_text(struct ter_grid *grid, const char *text)
{
    begin_cell(grid, NULL);
    ter_markup_text(&grid->page->markup, text);
    end_cell(grid);
}

void ter_grid_word(struct ter_grid *grid, const char *text)
{
    begin_cell(grid, "word");
    ter_markup_text(&grid->page->markup, text);
    end_cell(grid);
}

void ter_grid_number(struct ter_grid *grid, double value, struct ter_figure shown)
{
    begin_cell(grid, NULL);
    if (isfinite(value))
        ter_markup_attributef(&grid->page->markup, "data-value", "%.15g", value);
    ter_markup_text(&grid->page->markup, shown.text);
    end_cell(grid);
}

void ter_grid_position(struct ter_grid *grid, struct ter_lonlat at)
{
    begin_cell(grid, "position");
    if (isfinite(at.lon) && isfinite(at.lat))
        ter_markup_text(&grid->page->markup, ter_figure_position(at).text);
    end_cell(grid);
}

void ter_grid_place(struct ter_grid *grid, size_t number, struct ter_lonlat at)
{
    struct ter_markup *markup = &grid->page->markup;
    begin_cell(grid, NULL);
    ter_markup_attributef(markup, "data-value", "%zu", number);
    ter_markup_begin_class(markup, "button", "place");
    ter_markup_attribute(markup, "type", "button");
    ter_markup_attributef(markup, "data-at", "%.6f %.6f", at.lon, at.lat);
    ter_markup_textf(markup, "%zu", number);
    ter_markup_end(markup);
    end_cell(grid);
}

void ter_grid_totals(struct ter_grid *grid)
{
    ter_markup_end(&grid->page->markup);
    ter_markup_begin(&grid->page->markup, "tfoot");
}

void ter_grid_end(struct ter_grid *grid)
{
    for (int i = 0; i < 3; i++) /* tbody or tfoot, table, div */
        ter_markup_end(&grid->page->markup);
}
