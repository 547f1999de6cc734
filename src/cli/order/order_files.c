/* Owns which files a work order goes to, and what is put into them. Knows nothing of how a record gets onto
 * an order. */
#include "order_files.h"

#include "cli/report_target.h"
#include "cli/target.h"
#include "order_book.h"
#include "registry/attribution.h"
#include "registry/documents.h"
#include "report/order/order.h"
#include "report/page.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

/* All that the files say. */
struct filling {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_order *order;
    struct ter_order_sheets sheets;
    struct ter_strings documents;
    char *attribution;
};

static void filling_free(struct filling *filling)
{
    ter_order_sheets_free(&filling->sheets);
    ter_strings_free(&filling->documents);
    ter_auto_free_pointer(&filling->attribution);
}

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path), size = strlen(ending);
    return length > size && strcasecmp(path + length - size, ending) == 0;
}

static bool is_page(const char *path)
{
    return ends_in(path, ".html") || ends_in(path, ".htm");
}

static bool check_one(
    const struct ter_args *args, const struct ter_registry *registry, const char *path, struct ter_error *err)
{
    if (!is_page(path) && !ends_in(path, ".xlsx"))
        return ter_fail(err, TER_USAGE,
            "--to \"%s\": a work order is a workbook (.xlsx) or a page (.html); end the name so", path);
    if (!ter_target_check(registry, "--to", path, NULL, err))
        return false;
    if (access(path, F_OK) != 0 || ter_args_switch(args, "overwrite") ||
        (is_page(path) && ter_page_is_report(path)))
        return true;
    return ter_fail(err, TER_FAILED,
        "--to %s: is there already and may be somebody's work; name another file, or permit it with "
        "--overwrite",
        path);
}

bool ter_order_files_check(
    const struct ter_args *args, const struct ter_registry *registry, struct ter_error *err)
{
    const char *paths[TER_MAX_ARGUMENTS];
    size_t count = ter_args_values(args, "to", paths, TER_MAX_ARGUMENTS);
    for (size_t i = 0; i < count; i++) {
        if (!check_one(args, registry, paths[i], err))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(paths[i], paths[j]) == 0)
                return ter_fail(err, TER_USAGE, "--to %s was given twice", paths[i]);
    }
    return true;
}

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    const struct filling *filling = user;
    TER_AUTO_BUF struct ter_buf command = {0};
    ter_buf_text(&command, "terrier --db");
    ter_page_quote(&command, ter_registry_path(filling->registry));
    ter_buf_text(&command, " order show");
    ter_page_quote(&command, filling->order->number);
    ter_buf_text(&command, " --format json");
    struct ter_order_report report = {
        .sheets = &filling->sheets,
        .number = filling->order->number,
        .issued_on = filling->order->issued_on,
        .register_name = ter_registry_name(filling->registry),
        .documents = &filling->documents,
        .attribution = filling->attribution,
        .command = command.data,
    };
    return ter_order_report_write(&report, out, err);
}

static bool write_one(struct filling *filling, const char *path, struct ter_error *err)
{
    if (is_page(path)) {
        TER_AUTO_REPORT_TARGET struct ter_report_target target = {ter_strdup(path), TER_REPORT_HTML};
        return ter_report_target_fill(&target, write_page, filling, err);
    }
    struct ter_order_book book = {
        .order = filling->order,
        .sheets = &filling->sheets,
        .register_name = ter_registry_name(filling->registry),
        .documents = &filling->documents,
        .attribution = filling->attribution,
    };
    return ter_order_book_write(&book, path, err);
}

static bool list_documents(struct filling *filling, struct ter_error *err)
{
    TER_AUTO_STRINGS struct ter_strings codes = {0};
    for (size_t i = 0; i < filling->order->count; i++)
        ter_strings_add(&codes, filling->order->items[i].code);
    return ter_registry_documents_of(
        filling->registry, filling->sheets.layer, &codes, &filling->documents, err);
}

void ter_order_files_free(struct ter_order_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        ter_staging_close(files->staged[i]);
    *files = (struct ter_order_files){0};
}

/* Into the hidden folder beside the target. */
static bool stage_one(
    struct filling *filling, const char *path, struct ter_order_files *files, struct ter_error *err)
{
    struct ter_staging **staging = &files->staged[files->count];
    if (!ter_staging_open(path, staging, err))
        return false;
    files->count++;
    TER_AUTO_FREE char *staged = ter_staging_path(*staging);
    return write_one(filling, staged, err);
}

bool ter_order_files_stage(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_order *order, struct ter_order_files *ret_files, struct ter_error *err)
{
    __attribute__((cleanup(filling_free))) struct filling filling = {
        .args = args, .registry = registry, .order = order};
    const char *paths[TER_MAX_ARGUMENTS];
    size_t count = ter_args_values(args, "to", paths, TER_MAX_ARGUMENTS);
    if (!count)
        return true;
    if (!ter_order_sheets_read(registry, order, ter_args_lang(args, registry), &filling.sheets, err) ||
        !list_documents(&filling, err) || !ter_registry_attribution(registry, &filling.attribution, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!stage_one(&filling, paths[i], ret_files, err))
            return false;
    return true;
}

bool ter_order_files_publish(struct ter_order_files *files, struct ter_error *err)
{
    TER_AUTO_STRINGS struct ter_strings written = {0};
    for (size_t i = 0; i < files->count; i++)
        if (!ter_staging_publish(files->staged[i], NULL, &written, err))
            return false;
    return true;
}
