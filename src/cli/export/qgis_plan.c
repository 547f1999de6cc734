/* Owns what a project of a register is beside its layers: where the register lies, what the map shows first
 * and in which system, the bookmarks. How it is written is export/qgis_*.c's. */
#include "qgis_plan.h"

#include "base/crs.h"
#include "base/messages.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- places ---- */

/* A bookmark of one point would zoom in until nothing is left to see. */
static struct ter_bbox widened(struct ter_bbox box)
{
    enum { MARGIN_M = 300 };
    struct ter_bbox low = ter_bbox_round((struct ter_lonlat){box.west, box.south}, MARGIN_M);
    struct ter_bbox high = ter_bbox_round((struct ter_lonlat){box.east, box.north}, MARGIN_M);
    return (struct ter_bbox){low.west, low.south, high.east, high.north};
}

static bool add_bookmarks(struct ter_qgis_draft *draft, struct ter_error *err)
{
    struct ter_qgis_project *project = draft->project;
    const struct ter_map_tables *tables = draft->tables;
    const struct ter_layer *units = NULL;
    if (!ter_registry_layer(draft->registry, "township", &units, err))
        return false;
    project->bookmark_group = ter_strdup(units->title.text[project->lang]);
    project->bookmarks = ter_alloc((tables->township_count + 1) * sizeof *project->bookmarks);
    for (size_t i = 0; i < tables->township_count; i++) {
        const struct ter_map_township *one = &tables->townships[i];
        if (one->known)
            project->bookmarks[project->bookmark_count++] =
                (struct ter_qgis_bookmark){.name = ter_strdup(one->name), .box = widened(one->box)};
    }
    return true;
}

/* The box in the map's system that holds the corners of the one in degrees. */
static bool project_box(
    struct ter_bbox box, int from_epsg, int to_epsg, double ret_extent[4], struct ter_error *err)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    double x[4] = {box.west, box.east, box.west, box.east},
           y[4] = {box.south, box.south, box.north, box.north};
    if (!ter_transform_open(from_epsg, to_epsg, &transform, err) ||
        !ter_transform_apply(transform, x, y, 4, err))
        return false;
    ret_extent[0] = fmin(x[0], x[2]);
    ret_extent[1] = fmin(y[0], y[1]);
    ret_extent[2] = fmax(x[1], x[3]);
    ret_extent[3] = fmax(y[2], y[3]);
    return true;
}

/* The map is metric: scales and buffers mean what they say, and shapes are not drawn flat. */
static bool set_map(struct ter_qgis_draft *draft, struct ter_error *err)
{
    struct ter_qgis_project *project = draft->project;
    struct ter_bbox box = draft->tables->box;
    project->has_extent = draft->tables->has_box;
    if (!project->has_extent && !ter_crs_area(project->epsg, &box, err))
        return false;
    return ter_crs_metric(project->epsg, box, &project->map_epsg, err) &&
           (!project->has_extent ||
               project_box(widened(box), project->epsg, project->map_epsg, project->extent, err));
}

bool ter_qgis_plan_places(struct ter_qgis_draft *draft, struct ter_error *err)
{
    return add_bookmarks(draft, err) && set_map(draft, err);
}

/* ---- the way from the project to the register ---- */

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ter_strdup(".");
    return slash == path ? ter_strdup("/") : ter_strndup(path, (size_t)(slash - path));
}

/* `to` as seen from the folder `from`; both are absolute and without links. */
static char *relative(const char *from, const char *to)
{
    TER_AUTO_FREE char *base = ter_format("%s%s", from, strcmp(from, "/") == 0 ? "" : "/");
    struct ter_buf path = {0};
    size_t common = 0;
    for (size_t i = 0; base[i] && base[i] == to[i]; i++)
        if (base[i] == '/')
            common = i + 1;
    if (!base[common])
        ter_buf_text(&path, "./");
    for (const char *at = base + common; *at; at++)
        if (*at == '/')
            ter_buf_text(&path, "../");
    ter_buf_text(&path, to + common);
    return ter_buf_take(&path);
}

static bool set_path(struct ter_qgis_draft *draft, const char *path, struct ter_error *err)
{
    const char *registry = ter_registry_path(draft->registry);
    TER_AUTO_FREE char *folder = folder_of(path);
    char from[PATH_MAX], to[PATH_MAX];
    if (!realpath(folder, from))
        return ter_fail(err, TER_FAILED, "%s: %s", path,
            errno == ENOENT ? ter_message("there is no such folder; make it first") : strerror(errno));
    if (!realpath(registry, to))
        return ter_fail(err, TER_FAILED, "%s: %s", registry, strerror(errno));
    if (strchr(to, '|'))
        return ter_fail(err, TER_FAILED,
            "%s: QGIS takes what follows \"|\" in a file's name for an option; rename the register", to);
    draft->project->register_path = relative(from, to);
    return true;
}

/* ---- the whole ---- */

bool ter_qgis_plan(struct ter_registry *registry, const char *path, enum ter_qgis_provider provider,
    enum ter_lang lang, struct ter_qgis_project *ret_project, struct ter_error *err)
{
    TER_AUTO_MAP_TABLES struct ter_map_tables tables = {0};
    struct ter_qgis_draft draft = {
        .registry = registry, .tables = &tables, .provider = provider, .project = ret_project};
    *ret_project = (struct ter_qgis_project){
        .title = ter_strdup(ter_registry_name(registry)), .lang = lang, .epsg = ter_registry_epsg(registry)};
    return set_path(&draft, path, err) && ter_map_tables_read(registry, lang, &tables, err) &&
           ter_qgis_plan_layers(&draft, err) && ter_qgis_plan_places(&draft, err) &&
           ter_qgis_plan_sheet(&draft, err);
}
