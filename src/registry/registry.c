/* Owns the open file: who may open it, how it is made, and what it says of itself. */
#include "registry.h"

#include "base/beside.h"
#include "base/crs.h"
#include "base/messages.h"
#include "base/text.h"
#include "confine.h"
#include "internal.h"
#include "journal.h"
#include "schema.h"
#include "strangers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <spatialite.h>

/* Settings of every connection. */
static bool configure(sqlite3 *db, struct ter_error *err)
{
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, TER_BUSY_TIMEOUT_MS);
    ter_db_heed_interrupts(db, true);
    if (!ter_confine(db, err) ||
        !ter_db_exec(db, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = NORMAL", err))
        return false;
    ter_db_keep_pages(db, TER_CACHE_KB);
    return true;
}

void ter_registry_close(struct ter_registry *registry)
{
    if (!registry)
        return;
    ter_registry_rollback(registry);
    for (size_t i = 0; i < registry->layer_count; i++)
        ter_layer_free(registry->layers[i]);
    free(registry->layers);
    for (size_t i = 0; i < TER_STATEMENT_CACHE; i++)
        sqlite3_finalize(registry->cached[i]);
    ter_journal_close(registry);
    if (registry->spatialite)
        spatialite_cleanup_ex(registry->spatialite);
    ter_buf_free(&registry->gazetteer_aside);
    free(registry->path);
    free(registry->name);
    free(registry);
}

/* Opening --------------------------------------------------------------------------------------------- */

/* SQLite's header gives the page size in bytes 16 and 17 (1 stands for 65536): a file that ends inside a page
 * was cut. */
static bool ends_inside_page(const uint8_t *head, off_t size)
{
    off_t page_size = head[16] << 8 | head[17];
    if (page_size == 1)
        page_size = 65536;
    return page_size >= 512 && size % page_size != 0;
}

/* What a killed program had begun to write to the file is whole in its journal: SQLite mends the file with
 * it. */
static bool has_journal(const char *path)
{
    static const char *const tails[] = {"-wal", "-journal"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        TER_AUTO_FREE char *name = ter_format("%s%s", path, tails[i]);
        struct stat info;
        if (stat(name, &info) == 0 && info.st_size > 0)
            return true;
    }
    return false;
}

static bool check_file(const char *path, struct ter_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return ter_fail(err, TER_FAILED, "%s: %s%s", path,
            errno == ENOENT ? ter_message("No such file or directory") : strerror(errno),
            errno == ENOENT ? ter_message("; terrier init makes a new registry") : "");
    if (S_ISDIR(info.st_mode))
        return ter_fail(err, TER_FAILED, "%s: this is a folder; a registry is a file", path);
    uint8_t head[18] = {0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return ter_fail(err, TER_FAILED, "%s: cannot be read: %s", path, strerror(errno));
    ssize_t got = read(file, head, sizeof head);
    close(file);
    if (got != sizeof head || memcmp(head, "SQLite format 3", 16) != 0)
        return ter_fail(
            err, TER_FAILED, "%s: this is not a registry (not an SQLite file); terrier init makes one", path);
    if (ends_inside_page(head, info.st_size) && !has_journal(path))
        return ter_fail(err, TER_FAILED, "%s: the file was cut short; restore a backup", path);
    return true;
}

/* A registry in WAL mode wants to write its -shm file even for reading. In a folder where that is not
 * possible and nobody is writing (no -wal file), the file can be read as it lies. */
static bool open_database(const char *path, enum ter_open_mode mode, sqlite3 **ret_db, struct ter_error *err)
{
    int flags = mode != TER_READ || access(path, W_OK) == 0 ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    flags |= SQLITE_OPEN_NOMUTEX; /* one thread, so no locks between threads */
    TER_AUTO_FREE char *folder = ter_strdup(path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    TER_AUTO_FREE char *wal = ter_format("%s-wal", path);
    TER_AUTO_FREE char *uri = NULL;
    const char *name = path;
    if (mode == TER_READ && access(slash ? folder : ".", W_OK) != 0 && access(wal, F_OK) != 0) {
        uri = ter_db_untouched(path);
        name = uri;
        flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    }
    if (sqlite3_open_v2(name, ret_db, flags, NULL) != SQLITE_OK)
        return ter_db_fail(*ret_db, err);
    return configure(*ret_db, err);
}

static bool check_identity(struct ter_registry *registry, enum ter_open_mode mode, struct ter_error *err)
{
    int64_t application = 0, version = 0;
    if (!ter_db_int(registry->db, "PRAGMA application_id", 0, &application, err) ||
        !ter_db_int(registry->db, "PRAGMA user_version", 0, &version, err))
        return false;
    if (application != TER_APPLICATION_ID)
        return ter_fail(
            err, TER_FAILED, "this SQLite file is not a registry of terrier; terrier init makes one");
    if (version > ter_schema_version())
        return ter_fail(err, TER_FAILED,
            "a newer terrier wrote this registry (schema %d, this program knows %d); update terrier",
            (int)version, ter_schema_version());
    if (version < ter_schema_version() && mode == TER_READ)
        return ter_fail(err, TER_FAILED,
            "the registry has an older schema (%d, now %d); any command that writes brings it up to date",
            (int)version, ter_schema_version());
    return true;
}

static bool read_meta(struct ter_registry *registry, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    bool row;
    if (!ter_db_prepare(registry->db, "SELECT key, value FROM meta", &statement, err))
        return false;
    for (;;) {
        if (!ter_db_step(statement, &row, err))
            return false;
        if (!row)
            break;
        const char *key = (const char *)sqlite3_column_text(statement, 0);
        const char *value = (const char *)sqlite3_column_text(statement, 1);
        if (!key || !value)
            continue; /* the table forbids them, a forged file need not */
        if (strcmp(key, "epsg") == 0)
            registry->epsg = atoi(value);
        else if (strcmp(key, "lang") == 0)
            registry->lang = strcmp(value, "zh") == 0 ? TER_ZH : TER_EN;
        else if (strcmp(key, "name") == 0) {
            free(registry->name);
            registry->name = ter_strdup(value);
        }
    }
    return registry->epsg > 0 ? true
                              : ter_fail(err, TER_FAILED,
                                    "the registry does not name its coordinate system; restore a backup");
}

static void forget_layers(struct ter_registry *registry)
{
    for (size_t i = 0; i < registry->layer_count; i++)
        ter_layer_free(registry->layers[i]);
    registry->layer_count = 0;
}

bool ter_registry_read_layers(struct ter_registry *registry, struct ter_error *err)
{
    forget_layers(registry);
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    bool row;
    if (!ter_db_prepare(
            registry->db, "SELECT name, definition FROM layer ORDER BY position", &statement, err))
        return false;
    for (;;) {
        if (!ter_db_step(statement, &row, err))
            return false;
        if (!row)
            return true;
        if (!sqlite3_column_text(statement, 0) || !sqlite3_column_text(statement, 1))
            return ter_fail(err, TER_FAILED, "a layer has no name or no definition; restore a backup");
        TER_AUTO_FREE char *name = ter_format("layer %s", sqlite3_column_text(statement, 0));
        struct ter_layer *layer = NULL;
        if (!ter_layer_parse((const char *)sqlite3_column_text(statement, 1),
                (size_t)sqlite3_column_bytes(statement, 1), name, &layer, err))
            return false;
        registry->layers =
            ter_realloc(registry->layers, (registry->layer_count + 1) * sizeof *registry->layers);
        registry->layers[registry->layer_count++] = layer;
    }
}

/* Reading runs nothing of the file's own; SpatiaLite's triggers, which writing needs, would not run under
 * trusted_schema off, so what a stranger may have added to them is refused instead. */
static bool read_all(struct ter_registry *registry, enum ter_open_mode mode, struct ter_error *err)
{
    bool writing = mode != TER_READ;
    sqlite3_db_config(registry->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, writing, NULL);
    if (!check_identity(registry, mode, err) || !ter_strangers_refuse(registry->db, writing, err))
        return false;
    if (writing)
        registry->spatialite = ter_spatialite_load(registry->db);
    if ((writing && !ter_schema_update(registry->db, err)) || !read_meta(registry, err) ||
        !ter_registry_read_layers(registry, err))
        return false;
    sqlite3_db_config(registry->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL); /* not while a schema is updated */
    return mode != TER_WRITE || ter_strangers_refuse_altered(registry, err);
}

bool ter_registry_open(
    const char *path, enum ter_open_mode mode, struct ter_registry **ret_registry, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = ter_alloc(sizeof *registry);
    registry->path = ter_strdup(path);
    registry->name = ter_strdup("");
    if (!check_file(path, err))
        return false;
    if (!open_database(path, mode, &registry->db, err))
        return ter_wrap(err, "%s", path);
    if (!read_all(registry, mode, err))
        return ter_wrap(err, "%s", path);
    if (mode != TER_READ)
        ter_journal_shared(registry); /* a large load that was killed may have left the other mode */
    *ret_registry = registry;
    registry = NULL;
    return true;
}

/* Creating -------------------------------------------------------------------------------------------- */

static char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = ter_strdup(slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot && dot > name)
        *dot = '\0';
    return name;
}

static bool fail_to_create(const char *path, int fault, struct ter_error *err)
{
    return ter_fail(err, TER_FAILED, "%s: %s", path,
        fault == EEXIST ? ter_message("exists already; choose another name, or remove it first")
                        : strerror(fault));
}

static bool create_at(
    const char *made, const struct ter_registry_options *options, const char *name, struct ter_error *err)
{
    struct ter_registry *registry = ter_alloc(sizeof *registry);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    bool done =
        (sqlite3_open_v2(made, &registry->db, flags, NULL) == SQLITE_OK || ter_db_fail(registry->db, err)) &&
        configure(registry->db, err);
    if (done) {
        registry->spatialite = ter_spatialite_load(registry->db);
        done = ter_schema_create(registry->db, options, name, err);
    }
    ter_registry_close(registry);
    return done;
}

/* Made in a hidden folder, so that it is there whole or not at all; of two programs that make the same file,
 * one finds it there. */
bool ter_registry_create(const char *path, const struct ter_registry_options *options, struct ter_error *err)
{
    struct ter_registry_options all = *options;
    struct stat info;
    all.epsg = options->epsg ? options->epsg : 4490;
    if (!ter_crs_check_geographic(all.epsg, NULL, err))
        return false;
    ter_beside_tidy(path);
    bool is_there = lstat(path, &info) == 0;
    TER_AUTO(ter_beside_close) struct ter_beside *beside = is_there ? NULL : ter_beside_open(path);
    if (!beside)
        return fail_to_create(path, is_there ? EEXIST : errno, err);
    TER_AUTO_FREE char *name = options->name ? ter_strdup(options->name) : base_name(path);
    TER_AUTO_FREE char *made = ter_beside_path(beside, "registry");
    if (!create_at(made, &all, name, err))
        return ter_wrap(err, "%s", path);
    if (!ter_beside_place_new(made, path))
        return fail_to_create(path, errno, err);
    ter_memory_something_stays();
    return true;
}

/* What it says of itself ------------------------------------------------------------------------------ */

const char *ter_registry_path(const struct ter_registry *registry)
{
    return registry->path;
}

const char *ter_registry_name(const struct ter_registry *registry)
{
    return registry->name;
}

int ter_registry_epsg(const struct ter_registry *registry)
{
    return registry->epsg;
}

enum ter_lang ter_registry_lang(const struct ter_registry *registry)
{
    return registry->lang;
}

size_t ter_registry_layer_count(const struct ter_registry *registry)
{
    return registry->layer_count;
}

const struct ter_layer *ter_registry_layer_at(const struct ter_registry *registry, size_t index)
{
    return registry->layers[index];
}

bool ter_registry_layer(const struct ter_registry *registry, const char *name,
    const struct ter_layer **ret_layer, struct ter_error *err)
{
    const char *names[256];
    size_t count = 0;
    for (size_t i = 0; i < registry->layer_count; i++) {
        if (strcmp(registry->layers[i]->name, name) == 0) {
            *ret_layer = registry->layers[i];
            return true;
        }
        if (count < sizeof names / sizeof *names)
            names[count++] = registry->layers[i]->name;
    }
    /* By its title too: that is what people see. */
    TER_AUTO_FREE char *key = ter_text_key(name);
    for (size_t i = 0; i < registry->layer_count; i++)
        for (int lang = TER_EN; lang <= TER_ZH; lang++) {
            TER_AUTO_FREE char *title = ter_text_key(registry->layers[i]->title.text[lang]);
            if (strcmp(title, key) == 0) {
                *ret_layer = registry->layers[i];
                return true;
            }
        }
    const char *near = ter_text_suggest(name, names, count);
    if (near)
        return ter_fail(err, TER_USAGE, "there is no layer \"%s\"; did you mean \"%s\"?", name, near);
    return ter_fail(err, TER_USAGE, "there is no layer \"%s\"; terrier layer list shows them", name);
}

bool ter_registry_count(
    struct ter_registry *registry, const struct ter_layer *layer, int64_t *ret_count, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT count(*) FROM \"%s\"", layer->name);
    return ter_db_int(registry->db, sql, 0, ret_count, err);
}
