/* Owns the sums of the report on deadlines: by layer and rule, and by township. */
#include "overdue_parts.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BARS = 30 };

const char *ter_overdue_township(const struct ter_page *page, const char *township)
{
    return township ? township : ter_page_word(page, TER_WORD_NO_TOWNSHIP);
}

static void grid_counts(struct ter_grid *grid, const size_t counts[TER_OVERDUE_STATES])
{
    for (int state = 0; state < TER_OVERDUE_STATES; state++)
        ter_grid_number(grid, (double)counts[state], ter_figure_count((double)counts[state]));
}

/* Columns for the four states, after `first` columns of one's own; the titles are the caller's to free. */
static void state_columns(const struct ter_page *page, const struct ter_overdue *overdue,
    struct ter_strings *titles, struct ter_grid_column *columns, size_t first)
{
    for (int state = 0; state < TER_OVERDUE_STATES; state++) {
        TER_AUTO_FREE char *title =
            ter_overdue_state_words(overdue, (enum ter_overdue_state)state, page->lang);
        ter_strings_add(titles, title);
    }
    for (size_t state = 0; state < TER_OVERDUE_STATES; state++)
        columns[first + state] = (struct ter_grid_column){titles->items[state], NULL, true};
}

void ter_overdue_rules(struct ter_page *page, const struct ter_overdue_report *report)
{
    enum { LAYER, WHAT, RULE = WHAT + 1 + TER_OVERDUE_STATES, COLUMNS };
    const struct ter_overdue *overdue = report->overdue;
    TER_AUTO_STRINGS struct ter_strings titles = {0};
    struct ter_grid_column columns[COLUMNS] = {
        [LAYER] = {ter_overdue_say(page, TER_OVERDUE_LAYER), NULL, false},
        [WHAT] = {ter_overdue_say(page, TER_OVERDUE_WHAT), NULL, false},
        [RULE] = {ter_overdue_say(page, TER_OVERDUE_RULE), NULL, false},
    };
    if (!overdue->count)
        return;
    struct ter_grid grid;
    state_columns(page, overdue, &titles, columns, WHAT + 1);
    ter_page_section(page, ter_overdue_say(page, TER_OVERDUE_BY_RULE), report->command);
    ter_grid_begin(&grid, page, "by-rule", NULL, columns, COLUMNS);
    for (size_t i = 0; i < report->layer_count; i++)
        for (size_t j = 0; j < report->layers[i]->deadline_count; j++) {
            const struct ter_deadline *rule = &report->layers[i]->deadlines[j];
            size_t counts[TER_OVERDUE_STATES];
            ter_overdue_count(overdue, rule, counts);
            if (counts[0] + counts[1] + counts[2] + counts[3] == 0)
                continue;
            ter_grid_text(&grid, report->layers[i]->title.text[page->lang]);
            ter_grid_text(&grid, rule->title.text[page->lang]);
            grid_counts(&grid, counts);
            ter_grid_text(&grid, rule->source);
        }
    ter_grid_totals(&grid);
    ter_grid_text(&grid, ter_page_word(page, TER_WORD_TOTAL));
    ter_grid_text(&grid, NULL);
    grid_counts(&grid, overdue->counts);
    ter_grid_text(&grid, NULL);
    ter_grid_end(&grid);
}

/* One township's deadlines of all layers. */
struct place {
    const char *township;
    size_t counts[TER_OVERDUE_STATES];
    double values[TER_OVERDUE_STATES];
};

static int most_late_first(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    for (size_t state = 0; state < TER_OVERDUE_STATES; state++)
        if (x->counts[state] != y->counts[state])
            return x->counts[state] > y->counts[state] ? -1 : 1;
    if (!x->township || !y->township)
        return !x->township - !y->township;
    return strcmp(x->township, y->township);
}

static struct place *place_of(struct place *places, size_t *count, const char *township)
{
    for (size_t i = 0; i < *count; i++)
        if (township && places[i].township ? strcmp(places[i].township, township) == 0
                                           : places[i].township == township)
            return &places[i];
    places[*count] = (struct place){.township = township};
    return &places[(*count)++];
}

static size_t collect_places(const struct ter_overdue *overdue, struct place *places)
{
    size_t count = 0;
    for (size_t i = 0; i < overdue->count; i++) {
        struct place *place = place_of(places, &count, overdue->items[i].township);
        place->counts[overdue->items[i].state]++;
        place->values[overdue->items[i].state]++;
    }
    qsort(places, count, sizeof *places, most_late_first);
    return count;
}

static void write_place_bars(
    struct ter_page *page, const struct ter_overdue *overdue, const struct place *places, size_t count)
{
    struct ter_bar_part parts[TER_OVERDUE_STATES];
    TER_AUTO_STRINGS struct ter_strings titles = {0}, remarks = {0};
    TER_AUTO_FREE struct ter_bar_stack *stacks = ter_alloc((count + 1) * sizeof *stacks);
    for (int state = 0; state < TER_OVERDUE_STATES; state++) {
        TER_AUTO_FREE char *title =
            ter_overdue_state_words(overdue, (enum ter_overdue_state)state, page->lang);
        ter_strings_add(&titles, title);
    }
    for (size_t state = 0; state < TER_OVERDUE_STATES; state++)
        parts[state] =
            (struct ter_bar_part){ter_overdue_class((enum ter_overdue_state)state), titles.items[state]};
    for (size_t i = 0; i < count; i++) {
        struct ter_figure late = ter_figure_count(places[i].values[TER_OVERDUE_LATE]);
        ter_strings_printf(&remarks, "%s %s", titles.items[TER_OVERDUE_LATE], late.text);
    }
    for (size_t i = 0; i < count; i++)
        stacks[i] = (struct ter_bar_stack){
            ter_overdue_township(page, places[i].township), places[i].values, remarks.items[i]};
    ter_bars_stacks(page, ter_overdue_say(page, TER_OVERDUE_TOWNSHIP_BARS), TER_BARS_COMMON, parts,
        TER_OVERDUE_STATES, stacks, count, MOST_BARS);
}

void ter_overdue_townships(struct ter_page *page, const struct ter_overdue_report *report)
{
    const struct ter_overdue *overdue = report->overdue;
    struct ter_grid_column columns[1 + TER_OVERDUE_STATES] = {
        {ter_page_word(page, TER_WORD_TOWNSHIP), NULL, false}};
    TER_AUTO_STRINGS struct ter_strings titles = {0};
    TER_AUTO_FREE struct place *places = ter_alloc((overdue->count + 1) * sizeof *places);
    size_t count = collect_places(overdue, places);
    if (!count)
        return;
    struct ter_grid grid;
    state_columns(page, overdue, &titles, columns, 1);
    ter_page_section(page, ter_overdue_say(page, TER_OVERDUE_BY_TOWNSHIP), report->command);
    write_place_bars(page, overdue, places, count);
    ter_grid_begin(&grid, page, "by-township", NULL, columns, 1 + TER_OVERDUE_STATES);
    for (size_t i = 0; i < count; i++) {
        ter_grid_text(&grid, ter_overdue_township(page, places[i].township));
        grid_counts(&grid, places[i].counts);
    }
    ter_grid_totals(&grid);
    ter_grid_text(&grid, ter_page_word(page, TER_WORD_TOTAL));
    grid_counts(&grid, overdue->counts);
    ter_grid_end(&grid);
}
