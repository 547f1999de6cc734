/* Owns the temporary file of staged records. Each is: size of what follows (4 bytes), row number (8), for
 * each value its type (1) and content (8, or length 4 and bytes and NUL), then the WKB. Written and read by
 * this process only. */
#include "stage.h"

#include "scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ter_stage {
    FILE *file;
    size_t field_count;
    size_t count;
    struct ter_buf bytes; /* one record */
    struct ter_value *values;
    struct ter_record record;
};

bool ter_stage_open(size_t field_count, struct ter_stage **ret_stage, struct ter_error *err)
{
    enum { BUFFER_SIZE = 1 << 20 };
    TER_AUTO(ter_stage_close) struct ter_stage *stage = ter_alloc(sizeof *stage);
    stage->field_count = field_count;
    stage->values = ter_alloc(field_count * sizeof *stage->values);
    if (!ter_scratch_open(&stage->file, err))
        return false;
    setvbuf(stage->file, NULL, _IOFBF, BUFFER_SIZE);
    *ret_stage = stage;
    stage = NULL;
    return true;
}

void ter_stage_close(struct ter_stage *stage)
{
    if (!stage)
        return;
    if (stage->file)
        fclose(stage->file);
    ter_buf_free(&stage->bytes);
    free(stage->values);
    free(stage);
}

size_t ter_stage_count(const struct ter_stage *stage)
{
    return stage->count;
}

static void put_value(struct ter_buf *bytes, struct ter_value value)
{
    uint8_t type = (uint8_t)value.type;
    ter_buf_add(bytes, &type, 1);
    if (value.type == TER_VALUE_TEXT) {
        uint32_t size = (uint32_t)value.size;
        ter_buf_add(bytes, &size, sizeof size);
        ter_buf_add(bytes, value.text, value.size);
        ter_buf_add(bytes, "", 1);
    } else if (value.type != TER_VALUE_NULL) {
        ter_buf_add(bytes, &value.integer, sizeof value.integer); /* the real shares its bytes */
    }
}

bool ter_stage_add(
    struct ter_stage *stage, const struct ter_record *record, int64_t number, struct ter_error *err)
{
    struct ter_buf *bytes = &stage->bytes;
    uint32_t size = 0;
    ter_buf_clear(bytes);
    ter_buf_add(bytes, &size, sizeof size);
    ter_buf_add(bytes, &number, sizeof number);
    for (size_t i = 0; i < stage->field_count; i++)
        put_value(bytes, record->values[i]);
    if (record->geometry.data)
        ter_buf_add(bytes, record->geometry.data, record->geometry.size);
    if (bytes->size > INT32_MAX)
        return ter_fail(err, TER_FAILED, "row %lld is larger than 2 GB", (long long)number);
    size = (uint32_t)(bytes->size - sizeof size);
    memcpy(bytes->data, &size, sizeof size);
    errno = 0;
    if (fwrite(bytes->data, 1, bytes->size, stage->file) != bytes->size)
        return ter_scratch_fail(err);
    stage->count++;
    return true;
}

bool ter_stage_rewind(struct ter_stage *stage, struct ter_error *err)
{
    errno = 0;
    if (fflush(stage->file) != 0 || fseeko(stage->file, 0, SEEK_SET) != 0)
        return ter_scratch_fail(err);
    return true;
}

static const char *take_value(const char *at, struct ter_value *ret_value)
{
    *ret_value = (struct ter_value){.type = (enum ter_value_type)(uint8_t)*at++};
    if (ret_value->type == TER_VALUE_TEXT) {
        uint32_t size;
        memcpy(&size, at, sizeof size);
        ret_value->text = at + sizeof size;
        ret_value->size = size;
        return at + sizeof size + size + 1;
    }
    if (ret_value->type == TER_VALUE_NULL)
        return at;
    memcpy(&ret_value->integer, at, sizeof ret_value->integer);
    return at + sizeof ret_value->integer;
}

bool ter_stage_next(
    struct ter_stage *stage, const struct ter_record **ret_record, int64_t *ret_number, struct ter_error *err)
{
    uint32_t size;
    *ret_record = NULL;
    errno = 0;
    if (fread(&size, sizeof size, 1, stage->file) != 1)
        return ferror(stage->file) ? ter_scratch_fail(err) : true;
    stage->bytes.data = ter_grow(stage->bytes.data, &stage->bytes.capacity, size, 1);
    if (fread(stage->bytes.data, 1, size, stage->file) != size)
        return ter_scratch_fail(err);
    const char *at = stage->bytes.data, *end = at + size;
    memcpy(ret_number, at, sizeof *ret_number);
    at += sizeof *ret_number;
    for (size_t i = 0; i < stage->field_count; i++)
        at = take_value(at, &stage->values[i]);
    stage->record = (struct ter_record){stage->values, stage->field_count, {NULL, 0}};
    if (at < end)
        stage->record.geometry = (struct ter_wkb){(const uint8_t *)at, (size_t)(end - at)};
    *ret_record = &stage->record;
    return true;
}
