/* Any table as rows of a work order that came back: cells between tabs, their headings in the first row. Each
 * row is an answer whose day lies in the time of the order, or a fault of one line that names its column.
 * What the register keeps of an answer is read again as the same. */
#include "base/json.h"
#include "base/text.h"
#include "fuzz.h"
#include "plan/order/order_answer.h"

#include <math.h>
#include <string.h>

static const char issued_on[] = "2024-02-01", today[] = "2024-06-30";

static const struct ter_layer *events, *hydrants;
static struct ter_order_results results;
static size_t places[TER_ORDER_COLUMNS]; /* of the headings in the first row */

static const struct ter_layer *shipped_layer(const char *name)
{
    struct ter_error err = {0};
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        struct ter_layer *layer = NULL;
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        NEED(ter_layer_parse(text, size, "layer", &layer, &err));
        if (strcmp(layer->name, name) == 0)
            return layer;
        ter_layer_free(layer);
    }
    abort();
}

static void read_headings(char *line)
{
    for (size_t i = 0; i < TER_ORDER_COLUMNS; i++)
        places[i] = SIZE_MAX;
    for (size_t at = 0; line; at++) {
        enum ter_order_column column = ter_order_column_of(strsep(&line, "\t"));
        if (column < TER_ORDER_COLUMNS && places[column] == SIZE_MAX)
            places[column] = at;
    }
}

/* The cells of a row, in place; blank ones are NULL, as the workbook's are. */
static struct ter_order_filled cut(char *line)
{
    struct ter_order_filled row = {0};
    for (size_t at = 0; line; at++) {
        const char *cell = ter_text_trim(strsep(&line, "\t"));
        for (size_t i = 0; i < TER_ORDER_SIGNATURE; i++)
            if (places[i] == at && *cell)
                row.cells[i] = cell;
    }
    return row;
}

static void need_same(const json_t *json, const char *name, const char *text)
{
    const json_t *value = json_object_get(json, name);
    NEED(text ? json_is_string(value) && strcmp(json_string_value(value), text) == 0
              : !value || json_is_null(value));
}

static void need_kept(const struct ter_order_answer *answer)
{
    struct ter_error err = {0};
    TER_AUTO_FREE char *text = ter_order_answer_text(answer);
    TER_AUTO(ter_json_free) json_t *json = NULL;
    double cost;
    NEED(ter_json_parse(text, strlen(text), "answer", &json, &err));
    need_same(json, "result", answer->result->value);
    need_same(json, "date", answer->date);
    need_same(json, "parts", answer->parts);
    need_same(json, "unit", answer->unit);
    need_same(json, "remark", answer->remark);
    const char *said = json_string_value(json_object_get(json, "cost"));
    NEED(!said == !answer->has_cost);
    if (said) /* fifteen digits of it */
        NEED(ter_text_double(said, &cost) && fabs(cost - answer->cost_yuan) <= 1e-14 * answer->cost_yuan);
}

static void need_answer(const struct ter_order_answer *answer)
{
    bool known = false;
    for (size_t i = 0; i < results.count; i++)
        known = known || answer->result == results.items[i];
    NEED(known && strlen(answer->date) == strlen(today));
    NEED(strcmp(answer->date, issued_on) >= 0 && strcmp(answer->date, today) <= 0);
    NEED(!answer->has_cost || (isfinite(answer->cost_yuan) && answer->cost_yuan >= 0));
    need_kept(answer);
}

static void read_row(char *line)
{
    struct ter_order_filled row = cut(line);
    struct ter_order_answer answer;
    struct ter_order_fault fault = {0};
    if (!row.cells[TER_ORDER_RESULT]) /* such rows are not read */
        return;
    if (ter_order_answer_read(events, &results, &row, issued_on, today, &answer, &fault)) {
        need_answer(&answer);
        return;
    }
    NEED(fault.column <= TER_ORDER_COLUMNS && fault.reason && *fault.reason);
    NEED(ter_text_valid(fault.reason, strlen(fault.reason), NULL));
    ter_order_fault_free(&fault);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ter_error err = {0};
    if (!events) {
        events = shipped_layer("event");
        hydrants = shipped_layer("hydrant");
        NEED(ter_order_results(hydrants, events, &results, &err) && results.count);
    }
    TER_AUTO_FREE char *text = ter_strndup((const char *)data, size);
    if (!ter_text_valid(text, strlen(text), NULL)) /* cells that are not are left out by the reader */
        return 0;
    char *rest = text, *line = strsep(&rest, "\n");
    if (ter_order_is_number_label(line))
        NEED(ter_order_column_of(line) == TER_ORDER_COLUMNS);
    read_headings(line);
    while ((line = strsep(&rest, "\n")) != NULL)
        read_row(line);
    return 0;
}
