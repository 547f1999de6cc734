/* Reading a layer file from the disk. */
#ifndef TER_CLI_LAYER_FILE_H
#define TER_CLI_LAYER_FILE_H

#include "base/memory.h"

/* Read the whole file as UTF-8 text, without a byte order mark. Errors name the file. */
TER_CHECKED bool ter_layer_file_read(const char *path, struct ter_buf *out, struct ter_error *err);

#endif
