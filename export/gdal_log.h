/* GDAL's errors, caught and put into one line. For the writers of this folder only. */
#ifndef TER_EXPORT_GDAL_LOG_H
#define TER_EXPORT_GDAL_LOG_H

#include "base/error.h"

/* What GDAL complained of since it was last asked: the first failure. */
struct ter_gdal_log {
    bool failed;
    char message[256];
};

/* Make the drivers known; cheap when repeated (the first time takes about 4 ms). */
void ter_gdal_start(void);

/* From here to ter_gdal_deaf, failures go into `log` and nothing to standard error. */
void ter_gdal_listen(struct ter_gdal_log *log);
void ter_gdal_deaf(void);

#endif
