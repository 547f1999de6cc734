/* Owns the words on records that were left out because others stand for their land. Knows nothing of what is
 * measured. */
#include "superseded.h"

#include "layer/layer.h"

bool ter_superseded_wanted(const struct ter_args *args)
{
    return ter_args_switch(args, "all") || ter_args_value(args, "status");
}

/* "split into parts" */
static void write_statuses(const struct ter_layer *layer, enum ter_lang lang, struct ter_buf *out)
{
    const struct ter_field *field = &layer->fields[layer->role[TER_ROLE_STATUS]];
    for (size_t i = 0; i < layer->superseded.count; i++) {
        if (i)
            ter_buf_text(out, lang == TER_ZH ? "、" : ", ");
        ter_field_print(field, ter_value_text(layer->superseded.items[i]), lang, out);
    }
}

void ter_superseded_say(
    const struct ter_args *args, const struct ter_layer *layer, enum ter_lang lang, int64_t count)
{
    TER_AUTO_BUF struct ter_buf statuses = {0};
    if (!count)
        return;
    write_statuses(layer, lang, &statuses);
    ter_say(args, "  left out of %s: %lld (%s), other records stand for that land; --all counts them",
        layer->name, (long long)count, statuses.data);
}
