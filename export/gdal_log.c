/* Owns the hearing of GDAL's complaints. Knows nothing of formats. */
#include "gdal_log.h"

#include <cpl_error.h>
#include <gdal.h>
#include <stdio.h>

static void CPL_STDCALL hear(CPLErr severity, CPLErrorNum number, const char *message)
{
    (void)number;
    struct ter_gdal_log *log = CPLGetErrorHandlerUserData();
    if (severity < CE_Failure || log->failed)
        return;
    log->failed = true;
    snprintf(log->message, sizeof log->message, "%s", message);
}

void ter_gdal_start(void)
{
    static bool started;
    if (!started)
        GDALAllRegister();
    started = true;
}

void ter_gdal_listen(struct ter_gdal_log *log)
{
    CPLPushErrorHandlerEx(hear, log);
}

void ter_gdal_deaf(void)
{
    CPLPopErrorHandler();
}
