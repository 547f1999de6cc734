/* Owns the folder that a coverage is written to: which files are in it, that it appears whole or not at all,
 * and that nobody else's work is replaced. Knows nothing of what the layers hold. */
#include "coverage_out.h"

#include "base/beside.h"
#include "base/json.h"
#include "coverage_json.h"
#include "coverage_layers.h"
#include "coverage_styles.h"
#include "export/writer.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char package_name[] = "coverage.gpkg", answer_name[] = "coverage.json";

/* ---- the folder ---- */

/* The files that a coverage writes; QGIS may have put its own beside the GeoPackage. */
static bool is_ours(const char *name)
{
    if (strcmp(name, answer_name) == 0 || strncmp(name, package_name, strlen(package_name)) == 0)
        return true;
    for (size_t i = 0; i < ter_coverage_layer_count; i++) {
        const char *layer = ter_coverage_layers[i].layer.name;
        size_t length = strlen(layer);
        if (strncmp(name, layer, length) == 0 &&
            (strcmp(name + length, ".geojson") == 0 || strcmp(name + length, ".qml") == 0))
            return true;
    }
    return false;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* The first thing in a folder that is not ours; NULL where all is. The caller frees it. */
static bool find_stranger(const char *folder, char **ret_name, bool *ret_answer, struct ter_error *err)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return ter_fail(err, TER_FAILED, "--out %s: %s", folder, strerror(errno));
    *ret_name = NULL;
    *ret_answer = false;
    for (struct dirent *entry; !*ret_name && (entry = readdir(dir));) {
        *ret_answer = *ret_answer || strcmp(entry->d_name, answer_name) == 0;
        if (!is_dots(entry->d_name) && !is_ours(entry->d_name))
            *ret_name = ter_strdup(entry->d_name);
    }
    closedir(dir); /* only read from */
    return true;
}

static bool is_empty(const char *folder)
{
    DIR *dir = opendir(folder);
    bool empty = dir != NULL;
    for (struct dirent *entry; empty && (entry = readdir(dir));)
        empty = is_dots(entry->d_name);
    if (dir)
        closedir(dir);
    return empty;
}

bool ter_coverage_out_check(const char *folder, struct ter_error *err)
{
    struct stat info;
    TER_AUTO_FREE char *stranger = NULL;
    bool answer = false;
    if (!*folder)
        return ter_fail(err, TER_USAGE, "--out needs the name of a folder");
    if (stat(folder, &info) != 0)
        return errno == ENOENT || ter_fail(err, TER_FAILED, "--out %s: %s", folder, strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return ter_fail(err, TER_USAGE, "--out %s: is a file; name a folder", folder);
    if (is_empty(folder))
        return true;
    if (!find_stranger(folder, &stranger, &answer, err))
        return false;
    if (stranger)
        return ter_fail(err, TER_USAGE,
            "--out %s: holds %s, which is no part of a coverage; it is not replaced: name another folder",
            folder, stranger);
    return answer || ter_fail(err, TER_USAGE,
                         "--out %s: exists and is no former coverage (%s is not there); name another folder",
                         folder, answer_name);
}

/* "gaps/" is "gaps": what is beside it has no slash in between. */
static char *bare(const char *folder)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    return ter_strndup(folder, length);
}

/* ---- layers ---- */

/* A layer with no fields but its own, as it is written. */
struct shown {
    const struct ter_coverage_layer *from;
    struct ter_layer layer;
    struct ter_field fields[TER_COVERAGE_MOST_FIELDS];
    struct ter_value values[TER_COVERAGE_MOST_FIELDS];
    struct ter_writer *writer; /* of the records */
    size_t count;
};

static size_t place_of(const struct ter_coverage_layer *layer, size_t field)
{
    for (size_t i = 0; i < layer->field_count; i++)
        if (layer->fields[i] == field)
            return i;
    return layer->field_count;
}

static void show(const struct ter_coverage_layer *from, struct shown *ret_shown)
{
    *ret_shown = (struct shown){.from = from, .layer = from->layer};
    for (size_t i = 0; i < from->field_count; i++)
        ret_shown->fields[i] = from->layer.fields[from->fields[i]];
    ret_shown->layer.fields = ret_shown->fields;
    ret_shown->layer.field_count = from->field_count;
    for (size_t role = 0; role < TER_ROLE_COUNT; role++)
        ret_shown->layer.role[role] = place_of(from, from->layer.role[role]);
}

static bool put_record(void *user, const struct ter_record *record, struct ter_error *err)
{
    struct shown *shown = user;
    for (size_t i = 0; i < shown->from->field_count; i++)
        shown->values[i] = record->values[shown->from->fields[i]];
    struct ter_record lean = {shown->values, shown->from->field_count, record->geometry};
    shown->count++;
    return !shown->writer || shown->writer->write(shown->writer, &lean, err);
}

static bool each_record(struct shown *shown, const struct ter_coverage *coverage, struct ter_error *err)
{
    struct ter_coverage_sink sink = {put_record, shown};
    shown->count = 0;
    return shown->from->each(coverage, &sink, err);
}

/* Whether a layer has any record in this answer; what counts is always shown. */
static bool has_records(const struct ter_coverage_layer *layer, const struct ter_coverage *coverage)
{
    struct shown shown;
    struct ter_error none;
    show(layer, &shown);
    return (each_record(&shown, coverage, &none) && shown.count) || strcmp(layer->layer.name, "sources") == 0;
}

static bool write_text(const char *path, const char *text, struct ter_error *err)
{
    FILE *file = fopen(path, "we");
    bool written = file && fputs(text, file) >= 0;
    bool closed = file && fclose(file) == 0;
    return (written && closed) || ter_fail(err, TER_FAILED, "%s: %s", path, strerror(errno));
}

/* ---- files ---- */

/* What is being written. */
struct job {
    const struct ter_coverage *coverage;
    struct ter_strings *notes;
    const char *folder;
    struct shown *shown; /* the layers that have records */
    size_t count;
    struct ter_write_options options;
};

static bool write_styles(struct job *job, struct ter_writer *writer, struct ter_error *err)
{
    struct ter_write_options options = job->options;
    options.layer = &ter_coverage_style_table;
    assert(writer); /* an answer has at least one layer */
    if (!writer->next(writer, &options, err))
        return false;
    int64_t id = 0;
    for (size_t i = 0; i < job->count; i++)
        if (!ter_coverage_style_write(writer, &job->shown[i].layer, job->coverage->lang, ++id, err))
            return false;
    return true;
}

static bool write_package(struct job *job, struct ter_error *err)
{
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    TER_AUTO_FREE char *path = ter_format("%s/%s", job->folder, package_name);
    TER_AUTO_FREE const struct ter_layer **all = ter_alloc((job->count + 1) * sizeof(struct ter_layer *));
    struct ter_write_options options = job->options;
    for (size_t i = 0; i < job->count; i++)
        all[i] = &job->shown[i].layer;
    all[job->count] = &ter_coverage_style_table;
    options.layers = all;
    options.layer_count = job->count + 1;
    for (size_t i = 0; i < job->count; i++) {
        struct shown *shown = &job->shown[i];
        options.layer = &shown->layer;
        if (!(writer ? writer->next(writer, &options, err) : ter_writer_open(path, &options, &writer, err)))
            return false;
        shown->writer = writer;
        bool done = each_record(shown, job->coverage, err);
        shown->writer = NULL;
        if (!done)
            return false;
    }
    return write_styles(job, writer, err) && writer->commit(writer, err);
}

static bool write_geojson(struct job *job, struct shown *shown, struct ter_error *err)
{
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    TER_AUTO_FREE char *path = ter_format("%s/%s.geojson", job->folder, shown->layer.name);
    TER_AUTO_FREE char *style = ter_format("%s/%s.qml", job->folder, shown->layer.name);
    TER_AUTO_FREE char *qml = ter_coverage_style(&shown->layer, job->coverage->lang);
    struct ter_write_options options = job->options;
    options.layer = &shown->layer;
    if (!ter_writer_open(path, &options, &writer, err))
        return false;
    shown->writer = writer;
    bool done = each_record(shown, job->coverage, err) && writer->commit(writer, err);
    shown->writer = NULL;
    return done && write_text(style, qml, err);
}

static bool write_answer(struct job *job, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = ter_coverage_json(job->coverage, job->notes);
    TER_AUTO_FREE char *text = ter_json_text(json);
    TER_AUTO_FREE char *path = ter_format("%s/%s", job->folder, answer_name);
    return write_text(path, text, err);
}

static bool write_all(struct job *job, struct ter_error *err)
{
    if (!write_package(job, err))
        return false;
    for (size_t i = 0; i < job->count; i++)
        if (!write_geojson(job, &job->shown[i], err))
            return false;
    return write_answer(job, err);
}

/* Where folders cannot change places at one stroke, the former one waits until the new one is there. */
static bool replace_in_turn(
    const struct ter_beside *beside, const char *made, const char *folder, struct ter_error *err)
{
    TER_AUTO_FREE char *kept = ter_beside_path(beside, TER_BESIDE_KEPT);
    TER_AUTO_FREE char *old = ter_format("%s/coverage", kept);
    if (mkdir(kept, 0700) != 0 || rename(folder, old) != 0)
        return ter_fail(err, TER_FAILED, "cannot be replaced: %s", strerror(errno));
    if (rename(made, folder) == 0)
        return true;
    int fault = errno;
    return rename(old, folder) == 0
               ? ter_fail(err, TER_FAILED, "%s", strerror(fault))
               : ter_fail(err, TER_FAILED, "%s; the former one cannot be put back", strerror(fault));
}

/* Put the new folder where the old one is, which goes with the hidden one. */
static bool publish(
    const struct ter_beside *beside, const char *made, const char *folder, struct ter_error *err)
{
    struct stat info;
    if (stat(folder, &info) != 0)
        return rename(made, folder) == 0 || ter_fail(err, TER_FAILED, "%s", strerror(errno));
    if (renameat2(AT_FDCWD, made, AT_FDCWD, folder, RENAME_EXCHANGE) == 0)
        return true;
    return errno == EINVAL || errno == ENOSYS
               ? replace_in_turn(beside, made, folder, err)
               : ter_fail(err, TER_FAILED, "cannot be replaced: %s", strerror(errno));
}

bool ter_coverage_out_write(struct ter_registry *registry, const struct ter_coverage *coverage,
    const char *folder, struct ter_strings *notes, struct ter_error *err)
{
    TER_AUTO_FREE char *target = bare(folder);
    TER_AUTO(ter_beside_close) struct ter_beside *beside = ter_beside_open(target);
    if (!beside)
        return ter_fail(err, TER_FAILED, "--out %s: %s", folder, strerror(errno));
    TER_AUTO_FREE char *made = ter_beside_path(beside, "coverage");
    TER_AUTO_FREE struct shown *shown = ter_alloc(ter_coverage_layer_count * sizeof *shown);
    struct job job = {
        .coverage = coverage,
        .notes = notes,
        .folder = made,
        .shown = shown,
        .options = {.epsg = ter_registry_epsg(registry), .lang = coverage->lang},
    };
    for (size_t i = 0; i < ter_coverage_layer_count; i++)
        if (has_records(&ter_coverage_layers[i], coverage))
            show(&ter_coverage_layers[i], &shown[job.count++]);
    if (mkdir(made, 0777) != 0)
        return ter_fail(err, TER_FAILED, "--out %s: %s", folder, strerror(errno));
    if (!write_all(&job, err) || !publish(beside, made, target, err))
        return ter_wrap(err, "--out %s", folder);
    ter_beside_supersede(beside);
    return true;
}
