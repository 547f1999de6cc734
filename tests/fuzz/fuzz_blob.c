/* Any bytes as a geometry that lies in a registry: refused with one line, or WKB that our own reader reads,
 * and that can be stored and read again as the same. */
#include "fuzz.h"
#include "registry/blob.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void need_reason(const struct ter_error *err)
{
    if (err->message[0] == '\0' || strchr(err->message, '\n'))
        abort();
}

/* What was read goes back into a blob of ours, and comes out of that byte for byte. */
static void store_again(struct ter_wkb wkb)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    TER_AUTO_BUF struct ter_buf blob = {0}, again = {0};
    struct ter_error err = {0};
    if (!ter_wkb_points(wkb, &points))
        abort();
    if (!ter_blob_from_wkb(wkb, 4490, &blob, &err)) {
        need_reason(&err);
        return;
    }
    if (!ter_blob_to_wkb(blob.data, blob.size, &again, &err) || again.size != wkb.size ||
        memcmp(again.data, wkb.data, wkb.size) != 0)
        abort();
}

static void read_line(const uint8_t *data, size_t size, bool is_line)
{
    TER_AUTO_POINTS struct ter_points line = {0};
    struct ter_error err = {0};
    bool read = ter_blob_to_line(data, size, &line, &err);
    if (!read)
        need_reason(&err);
    if (read && (!is_line || !line.count))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TER_AUTO_BUF struct ter_buf bytes = {0};
    struct ter_error err = {0};
    struct ter_bbox box;
    bool read = ter_blob_to_wkb(data, size, &bytes, &err);
    struct ter_wkb wkb = {(const uint8_t *)bytes.data, bytes.size};
    if (!read)
        need_reason(&err);
    else
        store_again(wkb);
    read_line(data, size, read && ter_wkb_type(wkb) == TER_LINESTRING);
    ter_blob_bbox(data, size, &box);
    return 0;
}
