/* Bytes in, UTF-8 out: which encoding a text file has, and its conversion block by block. */
#ifndef TER_IMPORT_DECODE_H
#define TER_IMPORT_DECODE_H

#include "base/memory.h"

/* Where the bytes come from: an open file, or memory when fd is negative. */
struct ter_byte_source {
    int fd;
    const void *memory;
    size_t memory_size;
    size_t block_size; /* bytes taken at a time; 0: a good size */
};

struct ter_decoder;

/* Start decoding. `encoding` is an iconv name, or NULL to detect; an unknown name is a usage error. What was
 * assumed is added to `notes`, which must outlive the decoder: now or with a later block, because a file that
 * begins with plain ASCII shows its encoding only further down. The descriptor stays the caller's. */
TER_CHECKED bool ter_decoder_open(struct ter_byte_source source, const char *encoding,
    struct ter_strings *notes, struct ter_decoder **ret_decoder, struct ter_error *err);

/* Append the next piece of text, which is valid UTF-8 without NUL, to `out`; *ret_more turns false at the
 * end. On failure all good text before the bad byte has been appended, so that the caller can count its
 * lines. */
TER_CHECKED bool ter_decoder_read(
    struct ter_decoder *decoder, struct ter_buf *out, bool *ret_more, struct ter_error *err);

/* Bytes read so far. */
int64_t ter_decoder_done(const struct ter_decoder *decoder);
void ter_decoder_close(struct ter_decoder *decoder);
TER_DEFINE_AUTO(struct ter_decoder, ter_decoder_close)

/* Convert one text from `encoding` to UTF-8; the caller frees it. */
TER_CHECKED bool ter_decode_text(
    const char *text, const char *encoding, char **ret_text, struct ter_error *err);

#endif
