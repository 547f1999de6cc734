/* Calls into GDAL that keep its messages off the terminal. Part of the GDAL module. */
#ifndef TER_IMPORT_GDAL_QUIET_H
#define TER_IMPORT_GDAL_QUIET_H

#include <cpl_conv.h>
#include <cpl_error.h>
#include <stdbool.h>

/* GDAL prints its errors unless somebody takes them. */
static inline void ter_gdal_begin_quiet(void)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
}

/* Say whether all went well since ter_gdal_begin_quiet. */
static inline bool ter_gdal_end_quiet(void)
{
    CPLPopErrorHandler();
    return CPLGetLastErrorType() < CE_Failure;
}

static inline const char *ter_gdal_says(void)
{
    const char *message = CPLGetLastErrorMsg();
    return message && *message ? message : "no reason given";
}

#endif
