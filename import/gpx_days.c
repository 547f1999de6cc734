/* Owns the search for the day of each track of a GPX, in the layer of its points. */
#include "gpx_days.h"

#include "base/day.h"

#include <ogr_api.h>
#include <stdlib.h>
#include <time.h>

/* A file can name any number: what stands beyond is no track of it. */
enum { MOST_TRACKS = 1000000 };

static bool read_day(OGRFeatureH point, int field, char ret_day[TER_DAY_SIZE])
{
    enum { QUARTER_S = 15 * 60, UTC_FLAG = 100 };
    struct tm utc = {0}, local;
    int year, month, zone;
    float second;
    if (!OGR_F_IsFieldSetAndNotNull(point, field) ||
        !OGR_F_GetFieldAsDateTimeEx(
            point, field, &year, &month, &utc.tm_mday, &utc.tm_hour, &utc.tm_min, &second, &zone))
        return false;
    utc.tm_year = year - 1900;
    utc.tm_mon = month - 1;
    time_t moment = timegm(&utc) - (zone > 1 ? (time_t)(zone - UTC_FLAG) * QUARTER_S : 0);
    if (zone <= 1) { /* no zone stated: the day as it stands */
        ter_day_write(ter_day_of(year, month, utc.tm_mday), ret_day);
        return true;
    }
    if (!localtime_r(&moment, &local))
        return false;
    ter_day_write(ter_day_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday), ret_day);
    return true;
}

void ter_gpx_days(GDALDatasetH dataset, struct ter_strings *ret_days)
{
    OGRLayerH points = GDALDatasetGetLayerByName(dataset, "track_points");
    OGRFeatureDefnH definition = points ? OGR_L_GetLayerDefn(points) : NULL;
    int track_field = definition ? OGR_FD_GetFieldIndex(definition, "track_fid") : -1;
    int time_field = definition ? OGR_FD_GetFieldIndex(definition, "time") : -1;
    if (track_field < 0 || time_field < 0)
        return;
    OGR_L_ResetReading(points);
    for (OGRFeatureH point; (point = OGR_L_GetNextFeature(points));) {
        int track = OGR_F_GetFieldAsInteger(point, track_field);
        char day[TER_DAY_SIZE];
        bool seen = track >= 0 && (size_t)track < ret_days->count && *ret_days->items[track];
        if (track >= 0 && track < MOST_TRACKS && !seen && read_day(point, time_field, day)) {
            while (ret_days->count <= (size_t)track)
                ter_strings_add(ret_days, "");
            if (!*ret_days->items[track]) {
                free(ret_days->items[track]);
                ret_days->items[track] = ter_strdup(day);
            }
        }
        OGR_F_Destroy(point);
    }
    OGR_L_ResetReading(points);
}
