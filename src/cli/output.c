/* Owns the way of records to standard output, whatever their form. Knows nothing of where they come from. */
#include "output_forms.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct ter_output_form *const forms[] = {
    [TER_FORMAT_TABLE] = &ter_output_table,
    [TER_FORMAT_JSON] = &ter_output_json,
    [TER_FORMAT_CSV] = &ter_output_csv,
    [TER_FORMAT_GEOJSON] = &ter_output_geojson,
};

/* A full disk or a reader that left ends the work at once, not after the last record. */
static bool check_stream(const struct ter_output *output, struct ter_error *err)
{
    if (!ferror(output->options.out))
        return true;
    return ter_fail(err, TER_FAILED, "cannot write the output: %s", strerror(errno));
}

bool ter_output_open(
    const struct ter_output_options *options, struct ter_output **ret_output, struct ter_error *err)
{
    TER_AUTO(ter_output_free) struct ter_output *output = ter_alloc(sizeof *output);
    output->options = *options;
    output->form = forms[options->format];
    if (!output->form->begin(output, err))
        return false;
    *ret_output = output;
    output = NULL;
    return true;
}

bool ter_output_add(
    struct ter_output *output, const struct ter_record *record, double distance_m, struct ter_error *err)
{
    if (!output->form->add(output, record, distance_m, err))
        return false;
    output->count++;
    return check_stream(output, err);
}

bool ter_output_end(struct ter_output *output, struct ter_error *err)
{
    return output->form->end(output, err) && check_stream(output, err);
}

void ter_output_free(struct ter_output *output)
{
    if (!output)
        return;
    ter_writer_close(output->writer);
    free(output->values);
    if (output->table.columns)
        ter_table_free(&output->table);
    free(output);
}
