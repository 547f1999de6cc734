/* Owns the account of refused rows. */
#include "rejects.h"

#include "base/messages.h"
#include "cli/csv.h"
#include "cli/target.h"
#include "cli/terminal.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN = 10, MOST_GROUPS = 20 };

static const char header[] = "row,column,value,reason";
static const char gap[] = "…";

/* Two gaps with nothing between them are one. */
static void put_gap(struct ter_buf *out)
{
    size_t size = out->data ? out->size : 0;
    while (size && out->data[size - 1] == ' ')
        size--;
    bool doubled =
        out->data && size >= strlen(gap) && memcmp(out->data + size - strlen(gap), gap, strlen(gap)) == 0;
    if (doubled)
        out->data[out->size = size] = '\0';
    else
        ter_buf_text(out, gap);
}

/* The length of what differs from row to row here: a quoted value, a number, a gap; 0: nothing. */
static size_t variable_length(const char *reason, const char *at)
{
    if (*at == '"') {
        size_t length = strcspn(at + 1, "\"") + 1;
        return at[length] == '"' ? length + 1 : length;
    }
    bool in_name = at > reason && (isalnum((unsigned char)at[-1]) || at[-1] == ':'); /* EPSG:4490 */
    if (isdigit((unsigned char)at[*at == '-']) && !in_name)
        return 1 + strspn(at + 1, "0123456789.,-");
    return strncmp(at, gap, strlen(gap)) == 0 ? strlen(gap) : 0;
}

/* Reduce a reason to what is the same for every row refused for it. After a semicolon, and in brackets,
 * stands advice. */
static void generalise(const char *reason, struct ter_buf *out)
{
    for (const char *at = reason; *at && *at != ';' && strncmp(at, " (", 2) != 0;) {
        size_t length = variable_length(reason, at);
        if (length)
            put_gap(out);
        else
            ter_buf_add(out, at, 1);
        at += length ? length : 1;
    }
}

static struct ter_reject_group *find_group(const struct ter_rejects *rejects, const char *reason)
{
    for (size_t i = 0; i < rejects->group_count; i++)
        if (strcmp(rejects->groups[i].reason, reason) == 0)
            return &rejects->groups[i];
    return NULL;
}

static void count_group(struct ter_rejects *rejects, const char *column, const char *reason)
{
    TER_AUTO_BUF struct ter_buf key = {0};
    if (column)
        ter_buf_printf(&key, "%s: ", column);
    generalise(reason, &key);
    const char *name = key.data ? key.data : reason;
    struct ter_reject_group *group = find_group(rejects, name);
    if (!group && rejects->group_count >= MOST_GROUPS) {
        name = "other reasons";
        group = find_group(rejects, name);
    }
    if (!group) {
        rejects->groups = ter_grow(
            rejects->groups, &rejects->group_capacity, rejects->group_count + 1, sizeof *rejects->groups);
        group = &rejects->groups[rejects->group_count++];
        *group = (struct ter_reject_group){ter_strdup(name), 0};
    }
    group->count++;
}

static int larger_first(const void *a, const void *b)
{
    const struct ter_reject_group *left = a, *right = b;
    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->reason, right->reason);
}

const struct ter_reject_group *ter_rejects_groups(struct ter_rejects *rejects, size_t *ret_count)
{
    *ret_count = rejects->group_count;
    if (rejects->group_count)
        qsort(rejects->groups, rejects->group_count, sizeof *rejects->groups, larger_first);
    return rejects->groups;
}

bool ter_rejects_begin(struct ter_rejects *rejects, const struct ter_registry *registry, const char *path,
    const char *input, struct ter_error *err)
{
    *rejects = (struct ter_rejects){.path = path};
    if (!path)
        return true;
    if (!ter_target_check(registry, "--rejects", path, input, err) ||
        !ter_target_check_kind("--rejects", path, header, "list of refused rows", err))
        return false;
    rejects->beside = ter_beside_open(path);
    rejects->temporary = rejects->beside ? ter_beside_path(rejects->beside, "rows") : NULL;
    rejects->file = rejects->temporary ? fopen(rejects->temporary, "wxe") : NULL;
    if (!rejects->file)
        return ter_fail(err, TER_FAILED, "--rejects %s: %s", path, strerror(errno));
    fprintf(rejects->file, "%s\n", header);
    return true;
}

void ter_rejects_add(
    struct ter_rejects *rejects, int64_t row, const char *column, const char *value, const char *reason)
{
    char number[24];
    rejects->count++;
    count_group(rejects, column, reason);
    if (rejects->file) {
        snprintf(number, sizeof number, "%lld", (long long)row);
        ter_csv_cell(rejects->file, true, number);
        ter_csv_cell(rejects->file, false, column);
        ter_csv_cell(rejects->file, false, value);
        ter_csv_cell(rejects->file, false, reason);
        fputc('\n', rejects->file);
    } else if (rejects->count <= SHOWN) {
        ter_terminal_note("rejected row %lld%s%s: %s", (long long)row, column ? ter_message(", column ") : "",
            column ? column : "", reason);
    }
}

bool ter_rejects_commit(struct ter_rejects *rejects, struct ter_error *err)
{
    if (!rejects->path) {
        if (rejects->count > SHOWN)
            ter_terminal_note("and %lld more rejected rows; --rejects FILE writes them all",
                (long long)(rejects->count - SHOWN));
        return true;
    }
    bool good = !ferror(rejects->file);
    good = fclose(rejects->file) == 0 && good;
    rejects->file = NULL;
    if (good && !rejects->count) {
        good = unlink(rejects->path) == 0 || errno == ENOENT;
    } else if (good) {
        good = rename(rejects->temporary, rejects->path) == 0;
    }
    return good || ter_fail(err, TER_FAILED, "--rejects %s: %s", rejects->path, strerror(errno));
}

void ter_rejects_free(struct ter_rejects *rejects)
{
    if (rejects->file)
        fclose(rejects->file);
    ter_beside_close(rejects->beside);
    free(rejects->temporary);
    for (size_t i = 0; i < rejects->group_count; i++)
        free(rejects->groups[i].reason);
    free(rejects->groups);
    *rejects = (struct ter_rejects){0};
}
