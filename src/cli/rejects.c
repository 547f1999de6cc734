/* Owns the account of refused rows. */
#include "rejects.h"

#include "csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN = 10 };

bool ter_rejects_begin(struct ter_rejects *rejects, const char *path, struct ter_error *err)
{
    *rejects = (struct ter_rejects){.path = path};
    if (!path)
        return true;
    rejects->temporary = ter_format("%s.tmp-%ld", path, (long)getpid());
    rejects->file = fopen(rejects->temporary, "wxe");
    if (!rejects->file)
        return ter_fail(err, TER_FAILED, "--rejects %s: %s", path, strerror(errno));
    fputs("row,column,value,reason\n", rejects->file);
    return true;
}

void ter_rejects_add(
    struct ter_rejects *rejects, int64_t row, const char *column, const char *value, const char *reason)
{
    char number[24];
    rejects->count++;
    if (rejects->file) {
        snprintf(number, sizeof number, "%lld", (long long)row);
        ter_csv_cell(rejects->file, true, number);
        ter_csv_cell(rejects->file, false, column);
        ter_csv_cell(rejects->file, false, value);
        ter_csv_cell(rejects->file, false, reason);
        fputc('\n', rejects->file);
    } else if (rejects->count <= SHOWN) {
        fprintf(stderr, "rejected row %lld%s%s: %s\n", (long long)row, column ? ", column " : "",
            column ? column : "", reason);
    }
}

bool ter_rejects_commit(struct ter_rejects *rejects, struct ter_error *err)
{
    if (!rejects->path) {
        if (rejects->count > SHOWN)
            fprintf(stderr, "and %lld more rejected rows; --rejects FILE writes them all\n",
                (long long)(rejects->count - SHOWN));
        return true;
    }
    bool good = !ferror(rejects->file);
    good = fclose(rejects->file) == 0 && good;
    rejects->file = NULL;
    if (good && !rejects->count) {
        unlink(rejects->temporary);
        good = unlink(rejects->path) == 0 || errno == ENOENT;
    } else if (good) {
        good = rename(rejects->temporary, rejects->path) == 0;
    }
    return good || ter_fail(err, TER_FAILED, "--rejects %s: %s", rejects->path, strerror(errno));
}

void ter_rejects_free(struct ter_rejects *rejects)
{
    if (rejects->file) {
        fclose(rejects->file);
        unlink(rejects->temporary);
    }
    free(rejects->temporary);
    *rejects = (struct ter_rejects){0};
}
