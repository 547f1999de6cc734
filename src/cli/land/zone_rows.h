/* The figures of the grazing bans as rows: one list for the terminal, JSON, CSV and XLSX. */
#ifndef TER_CLI_ZONE_ROWS_H
#define TER_CLI_ZONE_ROWS_H

#include "cli/rows.h"
#include "land/zones/zone_report.h"

/* Fill rows that were zero-initialised. */
void ter_zone_rows_fill(const struct ter_zone_report *report, const struct ter_rates *rates,
    enum ter_lang lang, bool titles, struct ter_rows *ret_rows);

#endif
