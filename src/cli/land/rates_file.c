/* Owns the option --rates. Knows nothing of what is reckoned with them. */
#include "rates_file.h"

#include "cli/layer/layer_file.h"

bool ter_rates_of_args(const struct ter_args *args, struct ter_rates **ret_rates, struct ter_error *err)
{
    const char *path = ter_args_value(args, "rates");
    TER_AUTO_BUF struct ter_buf text = {0};
    if (!path)
        return ter_rates_shipped(ret_rates, err);
    return (ter_layer_file_read(path, &text, err) &&
               ter_rates_parse(text.data, text.size, path, ret_rates, err)) ||
           ter_wrap(err, "--rates");
}
