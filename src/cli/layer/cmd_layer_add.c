/* Owns `terrier layer add`. */
#include "cli/cli.h"
#include "layer_file.h"
#include "registry/layers.h"

static void say_outcome(const struct ter_args *args, const struct ter_layer_change *change)
{
    switch (change->outcome) {
    case TER_LAYER_ADDED:
        ter_say(args, "%s: new layer, version %d", change->layer, change->version);
        break;
    case TER_LAYER_UPGRADED:
        ter_say(args, "%s: version %d takes the place of version %d", change->layer, change->version,
            change->old_version);
        break;
    case TER_LAYER_UNCHANGED:
        ter_say(args, "%s: unchanged, version %d is there already", change->layer, change->version);
        break;
    }
}

static void say_change(const struct ter_args *args, const struct ter_layer_change *change, bool dry_run)
{
    say_outcome(args, change);
    for (size_t i = 0; i < change->notes.count; i++)
        ter_say(args, "  %s", change->notes.items[i]);
    if (change->style_kept)
        ter_say(args, "  the style was changed in QGIS and is kept; it does not know what is new");
    if (dry_run)
        ter_say(args, "  a dry run: nothing was changed");
    else if (change->outcome == TER_LAYER_ADDED)
        ter_say(args, "  next: terrier --db %s import %s LIST.csv", args->db, change->layer);
}

static bool add(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_LAYER_CHANGE struct ter_layer_change change = {0};
    TER_AUTO_BUF struct ter_buf text = {0};
    bool dry_run = ter_args_switch(args, "dry-run");
    if (!ter_layer_file_read(args->words[0], &text, err) || !ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_layers_add(registry, text.data, text.size, args->words[0], dry_run, &change, err))
        return false;
    say_change(args, &change, dry_run);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!add(args, err))
        ter_wrap(err, "layer add");
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"dry-run", NULL, "say what would change, and change nothing", false},
    {0},
};

const struct ter_command ter_command_layer_add = {
    .name = "layer add",
    .usage = "FILE.json",
    .summary = "add a layer of your own, or a new version of one",
    .options = own_options,
    .details = "The layer gets its table, checks, QGIS form and style, and from then on every command serves "
               "it. A new "
               "version (raise \"version\" in the file) may add fields that can be empty, values and "
               "transitions, and "
               "change titles, aliases, colours, deadlines and indexes; whatever would leave records or "
               "their history "
               "without a meaning is refused. docs/your-own-layer.md walks through it.",
    .examples = "terrier layer check street_lamp.json\n"
                "terrier --db tumed-left.sqlite layer add street_lamp.json",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
