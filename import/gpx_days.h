/* The days on which the tracks of a GPX were walked. GDAL gives times to a track's points only. */
#ifndef TER_IMPORT_GPX_DAYS_H
#define TER_IMPORT_GPX_DAYS_H

#include "base/memory.h"

#include <gdal.h>

/* The heading under which a track's first time is given. */
#define TER_GPX_DAY_COLUMN "time"

/* The day of each track's first time, by the track's number from 0, appended to ret_days; "" where it has
 * none. A GPX is in UTC: the day is that of this machine's time zone, as a person would have written it.
 * Nothing is appended for a dataset without points of tracks. */
void ter_gpx_days(GDALDatasetH dataset, struct ter_strings *ret_days);

#endif
