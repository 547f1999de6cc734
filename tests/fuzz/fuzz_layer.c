/* Any text as a layer definition: refused with one line, or a layer that can be freed. */
#include "fuzz.h"
#include "layer/layer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ter_error err = {0};
    TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
    if (!ter_layer_parse((const char *)data, size, "fuzz.json", &layer, &err) && err.message[0] == '\0')
        abort();
    if (layer && (layer->field_count == 0 || layer->field_count > TER_MAX_FIELDS))
        abort();
    return 0;
}
