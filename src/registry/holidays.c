/* Owns the calendars that ship with the program. The files beside it (holidays/NAME.csv) say it all: a day a
 * line, whether it is worked, the holiday's name, and the notice that orders it.
 *
 * holidays/cn.csv: the State Council's yearly notices (国务院办公厅关于…年部分节假日安排的通知), the days of
 * the year itself only: 31 December 2022, a Saturday that the notice for 2023 counts in, is a weekend anyway,
 * and a calendar with one day of 2022 would claim to know that year. */
#include "base/embedded.h"
#include "base/text.h"
#include "calendar.h"

#include <string.h>

extern const struct ter_embedded ter_embedded_holidays[];

enum { COLUMNS = 4 };

/* Cut a line at its commas. These files have no quotes. */
static void cut(char *line, const char *ret_cells[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        char *comma = strchr(line, ',');
        ret_cells[i] = line;
        if (!comma) {
            line += strlen(line);
            continue;
        }
        *comma = '\0';
        line = comma + 1;
    }
}

static bool read_file(const struct ter_embedded *file, struct ter_calendar *calendar, struct ter_error *err)
{
    TER_AUTO_FREE char *text = ter_strdup((const char *)file->data);
    char *rest = text;
    strsep(&rest, "\n"); /* the headings */
    for (char *line; (line = strsep(&rest, "\n")) && *line;) {
        const char *cells[COLUMNS];
        int day;
        cut(line, cells);
        if (!ter_day_read(cells[0], &day) ||
            !ter_calendar_enter(calendar, day, cells[1][0] == '1', cells[2], cells[3]))
            return ter_fail(err, TER_FAILED, "%s: \"%s\" is no day, or stands twice", file->name, cells[0]);
    }
    return true;
}

bool ter_calendar_shipped(const char *name, struct ter_calendar *ret_calendar, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf known = {0};
    *ret_calendar = (struct ter_calendar){0};
    for (const struct ter_embedded *file = ter_embedded_holidays; file->name; file++) {
        size_t length = strcspn(file->name, ".");
        if (strlen(name) == length && memcmp(name, file->name, length) == 0)
            return read_file(file, ret_calendar, err);
        ter_buf_printf(&known, "%s%.*s", known.size ? ", " : "", (int)length, file->name);
    }
    return ter_fail(err, TER_USAGE,
        "there is no calendar \"%s\" in the program; it has %s; others come in with terrier calendar import",
        name, known.data);
}
