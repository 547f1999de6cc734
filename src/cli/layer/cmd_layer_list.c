/* Owns `terrier layer list`. */
#include "base/json.h"
#include "cli/cli.h"
#include "cli/table.h"

static bool list_json(struct ter_registry *registry, struct ter_error *err)
{
    struct ter_json_array array;
    ter_json_array_begin(&array, stdout);
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++) {
        const struct ter_layer *layer = ter_registry_layer_at(registry, i);
        int64_t records;
        if (!ter_registry_count(registry, layer, &records, err))
            return false;
        TER_AUTO(ter_json_free) json_t *object = json_object();
        json_t *title = json_object();
        ter_json_set(title, "en", ter_json_string(layer->title.text[TER_EN]));
        ter_json_set(title, "zh", ter_json_string(layer->title.text[TER_ZH]));
        ter_json_set(object, "name", ter_json_string(layer->name));
        ter_json_set(object, "title", title);
        ter_json_set(object, "geometry", ter_json_string(ter_geometry_name(layer->geometry)));
        ter_json_set(object, "version", json_integer(layer->version));
        ter_json_set(object, "records", json_integer(records));
        if (!ter_json_array_add(&array, object, err))
            return false;
    }
    ter_json_array_end(&array);
    return true;
}

static bool list_table(struct ter_registry *registry, enum ter_lang lang, struct ter_error *err)
{
    static const char *const headings[2][4] = {
        [TER_EN] = {"layer", "title", "geometry", "records"},
        [TER_ZH] = {"图层", "名称", "几何", "记录数"},
    };
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 4);
    ter_table_align_right(&table, 3);
    for (size_t i = 0; i < 4; i++)
        ter_table_add(&table, headings[lang][i]);
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++) {
        const struct ter_layer *layer = ter_registry_layer_at(registry, i);
        int64_t records;
        if (!ter_registry_count(registry, layer, &records, err))
            return false;
        TER_AUTO_FREE char *count = ter_format("%lld", (long long)records);
        ter_table_add(&table, layer->name);
        ter_table_add(&table, layer->title.text[lang]);
        ter_table_add(&table, ter_geometry_name(layer->geometry));
        ter_table_add(&table, count);
    }
    ter_table_print(&table, stdout);
    return true;
}

static bool list(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    if (!ter_args_open(args, TER_READ, &registry, err))
        return false;
    return args->format == TER_FORMAT_JSON ? list_json(registry, err)
                                           : list_table(registry, ter_args_lang(args, registry), err);
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!list(args, err))
        ter_wrap(err, "layer list");
    return ter_exit_for(err);
}

const struct ter_command ter_command_layer_list = {
    .name = "layer list",
    .usage = "",
    .summary = "list the register's layers",
    .formats = "table json",
    .examples = "terrier --db tumed-left.sqlite layer list",
    .run = run,
};
