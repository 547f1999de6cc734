/* The files GDAL writes through, so that no failed write goes unnoticed.
 *
 * GDAL's own file layer tells its drivers of a full disk, but some drivers (GeoJSON) do not listen, and a
 * close that fails is lost in all of them. A sink remembers the first failure of any file under its folder.
 */
#ifndef TER_EXPORT_SINK_H
#define TER_EXPORT_SINK_H

#include "base/memory.h"

struct ter_sink;

/* Watch the files written under `folder` by the paths that ter_sink_path gives. */
struct ter_sink *ter_sink_open(const char *folder) __attribute__((returns_nonnull));
void ter_sink_close(struct ter_sink *sink);
TER_DEFINE_AUTO(struct ter_sink, ter_sink_close)

/* The name by which GDAL opens `path` through the sink that watches its folder; freed by the caller. */
char *ter_sink_path(const char *path) __attribute__((returns_nonnull));

/* errno of the first write, flush or close that failed; 0: none has. */
int ter_sink_errno(const struct ter_sink *sink);

#endif
