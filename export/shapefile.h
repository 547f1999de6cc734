/* What a Shapefile can hold. Separate from the writer so that its limits can be tested without writing 2 GB.
 */
#ifndef TER_EXPORT_SHAPEFILE_H
#define TER_EXPORT_SHAPEFILE_H

#include "base/memory.h"

enum { TER_SHAPE_TEXT_MAX = 254 }; /* bytes in a column, in the file's encoding */

/* Turns texts into what a column can hold. */
struct ter_shape_coder;

/* encoding: "UTF-8" (also NULL), "CP936" or its usual name "GBK", in any case; others fail with TER_USAGE. */
TER_CHECKED bool ter_shape_coder_open(
    const char *encoding, struct ter_shape_coder **ret_coder, struct ter_error *err);
void ter_shape_coder_close(struct ter_shape_coder *coder);
TER_DEFINE_AUTO(struct ter_shape_coder, ter_shape_coder_close)
const char *ter_shape_coder_name(const struct ter_shape_coder *coder); /* as the .cpg file names it */

struct ter_shape_text {
    const char *text; /* UTF-8; the text handed in, or the coder's until the next call */
    size_t size;      /* bytes in UTF-8 */
    size_t width;     /* bytes in the file's encoding, at most TER_SHAPE_TEXT_MAX */
    bool cut;         /* the end is missing */
    bool lossy;       /* characters that the encoding lacks became '?' */
};
struct ter_shape_text ter_shape_fit(struct ter_shape_coder *coder, const char *text, size_t size);

/* Bytes in the two files that grow. */
struct ter_shape_size {
    int64_t shp, dbf;
};

/* Add a record: the size of its WKB (0: none) and of its row. */
void ter_shape_size_add(struct ter_shape_size *size, size_t wkb_size, size_t row_size);

/* Whether both files stay under 2 GB, where many programs stop reading. */
bool ter_shape_size_fits(struct ter_shape_size size);

#endif
