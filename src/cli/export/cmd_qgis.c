/* Owns `terrier qgis`. */
#include "base/messages.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/target.h"
#include "qgis_plan.h"

#include <string.h>

static bool read_provider(
    const struct ter_args *args, enum ter_qgis_provider *ret_provider, struct ter_error *err)
{
    static const char *const names[] = {[TER_QGIS_OGR] = "ogr", [TER_QGIS_SPATIALITE] = "spatialite"};
    enum { COUNT = sizeof names / sizeof *names };
    const char *name = ter_args_value(args, "provider");
    for (size_t i = 0; name && i < COUNT; i++)
        if (strcmp(name, names[i]) == 0) {
            *ret_provider = (enum ter_qgis_provider)i;
            return true;
        }
    *ret_provider = TER_QGIS_OGR;
    if (!name)
        return true;
    const char *near = ter_text_suggest(name, names, COUNT);
    return ter_fail(err, TER_USAGE,
        "--provider \"%s\": there is no such provider%s%s%s (known: ogr, spatialite)", name,
        near ? ter_message("; did you mean ") : "", near ? near : "", near ? "?" : "");
}

static bool write_project(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_QGIS_PROJECT struct ter_qgis_project project = {0};
    enum ter_qgis_provider provider;
    const char *path = args->words[0];
    if (!read_provider(args, &provider, err) || !ter_args_open(args, TER_READ, &registry, err) ||
        !ter_target_check(registry, NULL, path, NULL, err) ||
        !ter_qgis_plan(registry, path, provider, ter_args_lang(args, registry), &project, err) ||
        !ter_qgis_write(&project, path, ter_args_switch(args, "overwrite"), err))
        return false;
    size_t shown = 0;
    for (size_t i = 0; i < project.layer_count; i++)
        shown += project.layers[i].on;
    ter_say(args, "%s: a QGIS project of %zu layers, %zu of them with records and on; map in EPSG:%d", path,
        project.layer_count, shown, project.map_epsg);
    if (!project.bookmark_count)
        ter_say(args,
            "  no township has a boundary or records: the atlas has no sheets (terrier import township …)");
    ter_say(args, "  it names the register as %s: keep the two together", project.register_path);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!write_project(args, err))
        ter_wrap(err, "qgis");
    return ter_exit_for(err);
}

static const struct ter_option options[] = {
    {"provider", "NAME", "what QGIS opens the register with: ogr (default) or spatialite", false},
    {"overwrite", NULL, "replace a file that was saved in QGIS, or is no project", false},
    {0},
};

const struct ter_command ter_command_qgis = {
    .name = "qgis",
    .usage = "FILE.qgz",
    .summary = "write a QGIS project beside the register",
    .options = options,
    .details =
        "The project shows every layer of the register in groups, in the style stored in the file, with "
        "titles in its "
        "language or that of --lang; the gazetteer lies below and is read-only, for junctions are derived "
        "from it. "
        "There are work lists from the register's views, a bookmark for each township, the events of a "
        "record in its "
        "form, and a print layout: Project > Layouts > Atlas > Export Atlas as PDF gives a sheet for each "
        "township, "
        "with the hydrants there that are not available.\n\n"
        "The project names the register by a relative path: move the two together. The map is in a metric "
        "system, so "
        "that scales and buffers are in metres; lengths and areas are measured on the ellipsoid.\n\n"
        "--provider: while another program writes, QGIS 3.22's OGR provider refuses a save at once and "
        "stores it "
        "when it is repeated. Its SpatiaLite provider waits for some saves, but once it has refused one it "
        "refuses all that follow until the project is closed; in return, work lists are the register's views "
        "themselves, with the days that are left or overdue. Do not mix the two in one QGIS.\n\n"
        "A project that QGIS has saved since holds somebody's work, and is replaced only with --overwrite.",
    .examples = "terrier qgis tumed-left.qgz\n"
                "terrier qgis tumed-left-en.qgz --lang en",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
