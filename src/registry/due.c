/* Owns deadlines in SQL. Knows no view and no day on which somebody asks. */
#include "due.h"

#include "condition_sql.h"

/* The n-th working day after a date. Each step goes as many days forward as working days are missing, so it
 * never goes too far, and stops when none is; 30 working days take some six steps. `k` is the julian day
 * whose remainder by 7 is 0 on a Monday: k / 7 * 5 + min(k % 7 + 1, 5) counts Mondays to Fridays up to it. */
#define WEEKDAYS(k) "((" k ") / 7 * 5 + min((" k ") %% 7 + 1, 5))"
static const char working_days[] =
    "(WITH RECURSIVE walk(k, missing) AS (\n"
    "      SELECT CAST(julianday(\"%s\") + 0.5 AS INTEGER), %d\n"
    "      UNION ALL\n"
    "      SELECT k + missing, missing - (" WEEKDAYS("k + missing") " - " WEEKDAYS(
        "k") ")\n"
             "        - coalesce((SELECT sum((working <> 0) - (strftime('%%w', day) NOT IN ('0', '6')))"
             " FROM calendar_day\n"
             "          WHERE day > date(k - 0.5) AND day <= date(k + missing - 0.5)), 0)\n"
             "      FROM walk WHERE missing > 0)\n"
             "    SELECT date(k - 0.5) FROM walk WHERE missing = 0)";

/* A month ends where the day it began on is missing: 31 January and a month is 28 February; SQLite alone
 * would say 3 March. */
static void write_months(struct ter_buf *out, const char *field, int months)
{
    ter_buf_printf(out,
        "min(date(\"%s\", '+%d months'), date(\"%s\", 'start of month', '+%d months', '-1 day'))", field,
        months, field, months + 1);
}

static void write_date(struct ter_buf *out, const char *field, const struct ter_deadline *deadline)
{
    if (!deadline->amount) {
        ter_buf_printf(out, "\"%s\"", field);
        return;
    }
    switch (deadline->unit) {
    case TER_DAYS:
        ter_buf_printf(out, "date(\"%s\", '+%d days')", field, deadline->amount);
        break;
    case TER_MONTHS:
        write_months(out, field, deadline->amount);
        break;
    case TER_WORKING_DAYS:
        ter_buf_printf(out, working_days, field, deadline->amount);
        break;
    }
}

void ter_due_sql(const struct ter_layer *layer, const struct ter_deadline *deadline, struct ter_buf *out)
{
    ter_buf_text(out, "CASE WHEN \"status\" IN ("); /* its values are identifiers */
    for (size_t i = 0; i < deadline->open_while.count; i++)
        ter_buf_printf(out, "%s'%s'", i ? ", " : "", deadline->open_while.items[i]);
    ter_buf_text(out, ")");
    if (deadline->where) {
        ter_buf_text(out, " AND ");
        ter_conditions_sql(deadline->where, layer, "", out);
    }
    ter_buf_text(out, " THEN ");
    write_date(out, layer->fields[deadline->from].name, deadline);
    ter_buf_text(out, " END");
}
