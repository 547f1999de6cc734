/* Owns the filling down of merged cells. Knows which columns are marked, not why.
 *
 * A workbook says which cells are merged, and only those are filled. A CSV has lost that: a blank may be a
 * merged cell or a value that nobody knows, so it is filled only on request. Lists like to write the number
 * of rows behind the township, "善岱镇 (3个)": where it is the number of the merged rows it is no part of the
 * name. */
#include "fill_down.h"

#include "base/messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ter_fill_column {
    struct ter_buf last;   /* the text last seen */
    int64_t last_row;      /* where */
    int64_t filled, blank; /* blank: not filled, though there is a text above */
    int64_t repeated;      /* texts equal to the last one: a column of merged cells has none */
    int64_t unmarked;      /* merged cells of a column that is not marked */
    int64_t counted;       /* names without the number of their rows */
    struct ter_buf example;
};

void ter_fill_begin(struct ter_fill *fill, size_t column_count, const bool *marked)
{
    *fill = (struct ter_fill){
        .columns = ter_alloc((column_count + 1) * sizeof *fill->columns),
        .column_count = column_count,
        .marked = marked,
    };
}

void ter_fill_free(struct ter_fill *fill)
{
    for (size_t i = 0; i < fill->column_count; i++) {
        ter_buf_free(&fill->columns[i].last);
        ter_buf_free(&fill->columns[i].example);
    }
    free(fill->columns);
    *fill = (struct ter_fill){0};
}

/* The merged cell that covers a place, or NULL. */
static const struct ter_merge *merge_at(const struct ter_fill *fill, size_t column, int64_t row)
{
    size_t low = 0, high = fill->merge_count;
    while (low < high) { /* the first that begins behind this place */
        size_t middle = (low + high) / 2;
        const struct ter_merge *merge = &fill->merges[middle];
        if (merge->column < column || (merge->column == column && merge->first <= row))
            low = middle + 1;
        else
            high = middle;
    }
    const struct ter_merge *merge = low ? &fill->merges[low - 1] : NULL;
    return merge && merge->column == column && merge->last >= row ? merge : NULL;
}

/* Length of the text before "(3个)", or 0 where there is no such end. */
static size_t name_length(const char *text, size_t size, int64_t rows)
{
    static const char *const open[] = {"(", "（"}, *const close[] = {")", "）"},
                             *const units[] = {"", "个", "处", "座", "户", "家", "口"};
    for (size_t i = 0; i < 2 * sizeof units / sizeof *units; i++) {
        char end[64];
        int length =
            snprintf(end, sizeof end, "%s%lld%s%s", open[i % 2], (long long)rows, units[i / 2], close[i % 2]);
        size_t name = size - (size_t)length;
        if (size <= (size_t)length || strcmp(text + name, end) != 0)
            continue;
        while (name && strchr(" \t\r\n", text[name - 1]))
            name--;
        return name;
    }
    return 0;
}

static void take(struct ter_fill *fill, size_t column, int64_t row, struct ter_value *value)
{
    struct ter_fill_column *seen = &fill->columns[column];
    const struct ter_merge *merge = merge_at(fill, column, row);
    seen->repeated += value->type == TER_VALUE_TEXT && seen->last.size == value->size && value->size &&
                      memcmp(seen->last.data, value->text, value->size) == 0;
    ter_buf_clear(&seen->last);
    ter_value_print(*value, &seen->last);
    seen->last_row = row;
    size_t name = merge ? name_length(seen->last.data, seen->last.size, merge->last - merge->first + 1) : 0;
    if (!name)
        return;
    if (!seen->counted++)
        ter_buf_text(&seen->example, seen->last.data);
    seen->last.data[name] = '\0';
    seen->last.size = name;
    *value = ter_value_text(seen->last.data);
}

static bool is_blank(struct ter_value value)
{
    return value.type == TER_VALUE_NULL ||
           (value.type == TER_VALUE_TEXT && !value.text[strspn(value.text, " \t\r\n")]);
}

/* Whether a cell belongs to a merged one that begins further up. */
static bool is_under(const struct ter_fill *fill, size_t column, int64_t row)
{
    const struct ter_merge *merge = merge_at(fill, column, row);
    return merge && merge->first < row;
}

void ter_fill_row(struct ter_fill *fill, int64_t number, struct ter_value *values)
{
    for (size_t i = 0; i < fill->column_count; i++) {
        struct ter_fill_column *seen = &fill->columns[i];
        if (!fill->marked[i]) {
            seen->unmarked +=
                fill->merge_count && values[i].type == TER_VALUE_NULL && is_under(fill, i, number);
            continue;
        }
        if (!is_blank(values[i])) {
            take(fill, i, number, &values[i]);
            continue;
        }
        if (!seen->last.size)
            continue;
        const struct ter_merge *merge = merge_at(fill, i, number);
        if (fill->all || (merge && merge->first == seen->last_row)) {
            values[i] = ter_value_text(seen->last.data);
            seen->filled++;
        } else {
            seen->blank++;
        }
    }
}

void ter_fill_notes(const struct ter_fill *fill, const char *const *columns, struct ter_strings *notes)
{
    for (size_t i = 0; i < fill->column_count; i++) {
        const struct ter_fill_column *seen = &fill->columns[i];
        if (seen->filled)
            ter_note(notes, "%s cells of column \"%s\" take the value above them: %lld",
                fill->all ? ter_message("blank") : ter_message("merged"), columns[i],
                (long long)seen->filled);
        if (seen->blank && !seen->repeated)
            ter_note(notes,
                "blank cells of column \"%s\" under others: %lld; if they stand for the value above, "
                "--fill-down "
                "fills them",
                columns[i], (long long)seen->blank);
        if (seen->unmarked)
            ter_note(notes,
                "merged cells of column \"%s\" left empty: %lld; only the first row of each has its value",
                columns[i], (long long)seen->unmarked);
        if (seen->counted)
            ter_note(notes,
                "numbers behind values of column \"%s\" that count their merged rows, left out: %lld, such "
                "as in "
                "\"%s\"",
                columns[i], (long long)seen->counted, seen->example.data);
    }
}
