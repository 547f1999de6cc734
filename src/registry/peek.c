/* Owns a glance at which language a register speaks, before it is opened: it takes no lock, waits for nobody
 * and leaves no file beside it. Says nothing of what is wrong with a file: whoever opens it does. */
#include "peek.h"

#include "internal.h"

#include <string.h>
#include <sys/stat.h>

static bool open_glance(const char *path, sqlite3 **ret_db)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    TER_AUTO_FREE char *uri = ter_db_untouched(path);
    return sqlite3_open_v2(uri, ret_db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK &&
           sqlite3_db_config(*ret_db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) == SQLITE_OK &&
           sqlite3_db_config(*ret_db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) == SQLITE_OK;
}

enum ter_lang ter_registry_peek_lang(const char *path, enum ter_lang otherwise)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *select = NULL;
    enum ter_lang lang = otherwise;
    if (open_glance(path, &db) &&
        sqlite3_prepare_v2(db, "SELECT value FROM meta WHERE key = 'lang'", -1, &select, NULL) == SQLITE_OK &&
        sqlite3_step(select) == SQLITE_ROW) {
        const char *value = (const char *)sqlite3_column_text(select, 0);
        lang = value && strcmp(value, "zh") == 0 ? TER_ZH : TER_EN;
    }
    sqlite3_finalize(select);
    sqlite3_close(db);
    return lang;
}
