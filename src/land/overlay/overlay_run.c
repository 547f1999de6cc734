/* Owns the stream of records through the crew that measures them. Knows nothing of what becomes of the
 * figures. */
#include "overlay_run.h"

#include "base/progress.h"
#include "land/zones/crew.h"

#include <stdlib.h>

enum { BATCH_ROWS = 256, BATCH_BYTES = 1 << 20 };

struct batch {
    struct ter_overlay_row rows[BATCH_ROWS];
    struct ter_value extra[BATCH_ROWS][TER_OVERLAY_MOST_EXTRA];
    size_t shapes[BATCH_ROWS + 1]; /* in `wkb`: where each row's begins */
    size_t codes[BATCH_ROWS];      /* in `texts` */
    char *faults[BATCH_ROWS];
    struct ter_buf wkb, texts;
    size_t count, extra_count;
};

static void batch_clear(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        for (size_t j = 0; j < batch->extra_count; j++)
            ter_value_free(&batch->extra[i][j]);
        free(batch->faults[i]);
        batch->faults[i] = NULL;
    }
    batch->wkb.size = batch->texts.size = 0;
    batch->count = 0;
}

static void batch_free(struct batch *batch)
{
    if (!batch)
        return;
    batch_clear(batch);
    for (size_t i = 0; i < BATCH_ROWS; i++)
        ter_overlay_parts_free(&batch->rows[i].parts);
    ter_buf_free(&batch->wkb);
    ter_buf_free(&batch->texts);
    free(batch);
}
TER_DEFINE_AUTO(struct batch, batch_free)

static void batch_add(struct batch *batch, const struct ter_overlay_run *run, const struct ter_record *record)
{
    struct ter_overlay_row *row = &batch->rows[batch->count];
    struct ter_value code = record->values[run->layer->role[TER_ROLE_CODE]];
    row->id = record->values[run->layer->role[TER_ROLE_ID]].integer;
    batch->codes[batch->count] = batch->texts.size;
    ter_buf_add(&batch->texts, code.type == TER_VALUE_TEXT ? code.text : "",
        code.type == TER_VALUE_TEXT ? code.size : 0);
    ter_buf_add(&batch->texts, "", 1);
    batch->shapes[batch->count] = batch->wkb.size;
    if (record->geometry.data)
        ter_buf_add(&batch->wkb, record->geometry.data, record->geometry.size);
    batch->shapes[batch->count + 1] = batch->wkb.size;
    for (size_t i = 0; i < run->extra_count; i++)
        batch->extra[batch->count][i] = ter_value_copy(record->values[run->extra[i]]);
    batch->extra_count = run->extra_count;
    batch->count++;
}

/* Where texts and shapes lie is known only when the batch grows no more. */
static void batch_seal(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct ter_overlay_row *row = &batch->rows[i];
        size_t size = batch->shapes[i + 1] - batch->shapes[i];
        row->code = batch->texts.data + batch->codes[i];
        row->extra = batch->extra[i];
        row->shape =
            (struct ter_wkb){size ? (const uint8_t *)batch->wkb.data + batch->shapes[i] : NULL, size};
    }
}

/* ---- one thread ---- */

struct tool {
    struct ter_overlay *overlay;
    struct ter_validator *validator; /* NULL: shapes are not judged */
};

static void *new_tool(const void *shared)
{
    const struct ter_overlay_run *run = shared;
    struct tool *tool = ter_alloc(sizeof *tool);
    tool->overlay = ter_overlay_open(run->tiles, run->ellipsoid);
    tool->validator = run->judge ? ter_validator_open() : NULL;
    return tool;
}

static void free_tool(void *user)
{
    struct tool *tool = user;
    ter_overlay_close(tool->overlay);
    ter_validator_close(tool->validator);
    free(tool);
}

static void measure_batch(const void *shared, void *user, void *job)
{
    (void)shared;
    struct tool *tool = user;
    struct batch *batch = job;
    for (size_t i = 0; i < batch->count; i++) {
        struct ter_overlay_row *row = &batch->rows[i];
        row->parts.count = 0;
        row->parts.area_m2 = row->parts.inside_m2 = 0;
        row->broken = row->shape.data && !ter_overlay_measure(tool->overlay, row->shape, &row->parts);
        if (tool->validator && row->shape.data && !row->broken)
            ter_validator_check(tool->validator, row->shape, &batch->faults[i], &row->fault_at);
        row->fault = batch->faults[i];
    }
}

/* ---- the stream ---- */

struct stream {
    const struct ter_overlay_run *run;
    struct ter_cursor *cursor;
    size_t fields[TER_OVERLAY_MOST_EXTRA + 3]; /* what it reads; as long as it lives */
    struct ter_crew *crew;
    struct batch *spare[64]; /* batches that were given out and may be filled again */
    size_t spare_count;
    struct ter_progress progress;
    int64_t done, superseded;
    bool ended;
};

static void stream_free(struct stream *stream)
{
    for (struct batch *batch; stream->crew && (batch = ter_crew_take(stream->crew));)
        batch_free(batch);
    ter_crew_close(stream->crew);
    while (stream->spare_count)
        batch_free(stream->spare[--stream->spare_count]);
    ter_find_close(stream->cursor);
    ter_progress_end(&stream->progress);
}

static bool is_superseded(const struct ter_overlay_run *run, const struct ter_record *record)
{
    struct ter_value status = record->values[run->layer->role[TER_ROLE_STATUS]];
    return !run->every && status.type == TER_VALUE_TEXT &&
           ter_layer_status_is_superseded(run->layer, status.text);
}

static bool fill(struct stream *stream, struct ter_error *err)
{
    TER_AUTO(batch_free)
    struct batch *batch =
        stream->spare_count ? stream->spare[--stream->spare_count] : ter_alloc(sizeof *batch);
    while (batch->count < BATCH_ROWS && batch->wkb.size < BATCH_BYTES) {
        const struct ter_record *record;
        if (!ter_interrupt_check(err) || !ter_find_next(stream->cursor, &record, err))
            return false;
        stream->ended = !record;
        if (!record)
            break;
        if (is_superseded(stream->run, record))
            stream->superseded++;
        else
            batch_add(batch, stream->run, record);
    }
    batch_seal(batch);
    ter_crew_put(stream->crew, batch);
    batch = NULL;
    return true;
}

static bool give_out(struct stream *stream, struct ter_error *err)
{
    TER_AUTO(batch_free) struct batch *batch = ter_crew_take(stream->crew);
    for (size_t i = 0; i < batch->count; i++)
        if (!stream->run->each(stream->run->user, &batch->rows[i], err))
            return false;
    stream->done += (int64_t)batch->count;
    ter_progress_update(&stream->progress, stream->done);
    batch_clear(batch);
    if (stream->spare_count < sizeof stream->spare / sizeof *stream->spare) {
        stream->spare[stream->spare_count++] = batch;
        batch = NULL;
    }
    return true;
}

static bool open_stream(struct stream *stream, struct ter_error *err)
{
    const struct ter_overlay_run *run = stream->run;
    const struct ter_crew_craft craft = {new_tool, free_tool, measure_batch, run};
    struct ter_filter filter = *run->filter;
    int64_t total;
    stream->fields[0] = run->layer->role[TER_ROLE_ID];
    stream->fields[1] = run->layer->role[TER_ROLE_CODE];
    stream->fields[2] = run->layer->role[TER_ROLE_STATUS];
    for (size_t i = 0; i < run->extra_count; i++)
        stream->fields[i + 3] = run->extra[i];
    filter.fields = stream->fields;
    filter.field_count = run->extra_count + 3;
    if (!ter_registry_count(run->registry, run->layer, &total, err) ||
        !ter_find_open(run->registry, run->layer, &filter, &stream->cursor, err))
        return false;
    ter_progress_begin(&stream->progress, run->layer->name, total);
    stream->crew = ter_crew_open(&craft);
    return true;
}

bool ter_overlay_run(const struct ter_overlay_run *run, struct ter_error *err)
{
    __attribute__((cleanup(stream_free))) struct stream stream = {.run = run};
    if (!open_stream(&stream, err))
        return false;
    do {
        while (!stream.ended && ter_crew_has_room(stream.crew))
            if (!fill(&stream, err))
                return false;
        if (!give_out(&stream, err))
            return false;
    } while (!stream.ended || !ter_crew_is_idle(stream.crew));
    if (run->ret_superseded)
        *run->ret_superseded = stream.superseded;
    return true;
}
