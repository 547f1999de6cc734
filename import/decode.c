/* Owns text encodings. Knows nothing of rows and cells.
 *
 * Detection: a byte order mark decides. Else text that is all UTF-16 from its first byte on is taken as that,
 * and said. Else the first block with a byte above 127 does: if it is valid UTF-8 the file is UTF-8, else
 * GB18030 is assumed (GBK and GB 2312 are parts of it) and said. As long as everything was ASCII nothing is
 * decided, because ASCII reads the same in both. Text that was UTF-8 for a while and then is not is damaged,
 * not GB18030: chance makes eight GBK characters in a row look like UTF-8 about once in a million, and
 * guessing on would turn a single bad byte into a file of wrong characters. */
#include "decode.h"

#include "base/messages.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { BLOCK_SIZE = 256 * 1024, SURELY_UTF8 = 8 };

static const char assumed_encoding[] = "GB18030";

enum mode { MODE_UNDECIDED, MODE_UTF8, MODE_ICONV };

struct ter_decoder {
    struct ter_byte_source source;
    struct ter_strings *notes;
    enum mode mode;
    char *encoding; /* of MODE_ICONV, and UTF-8 where it was asked for */
    bool assumed;
    iconv_t converter;
    char *raw; /* bytes read and not yet decoded: block_size of them, and the head of a cut character */
    size_t raw_size;
    int64_t done;   /* bytes read */
    bool at_end;    /* of the source */
    bool mark_seen; /* the place for a byte order mark is behind us */
};

/* Length of the UTF-8 sequence at p: 0 when it is invalid (NUL is), -1 when it may be valid but is cut. */
static int sequence_length(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return p[0] != 0;
    int length = p[0] >= 0xc2 && p[0] <= 0xdf   ? 2
                 : p[0] >= 0xe0 && p[0] <= 0xef ? 3
                 : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
                                                : 0;
    if (!length)
        return 0;
    /* The second byte's range excludes overlong forms, surrogates and what lies beyond U+10FFFF. */
    unsigned low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
    for (int i = 1; i < length; i++) {
        if ((size_t)i == left)
            return -1;
        if (p[i] < (i == 1 ? low : 0x80) || p[i] > (i == 1 ? high : 0xbf))
            return 0;
    }
    return length;
}

struct prefix {
    size_t size;       /* bytes that are valid */
    size_t characters; /* of them, those beyond ASCII */
    bool cut;          /* what follows is the head of a character, not a mistake */
};

static struct prefix valid_prefix(const char *bytes, size_t size)
{
    static const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    struct prefix prefix = {0};
    while (prefix.size < size) {
        uint64_t word;
        if (size - prefix.size >= sizeof word) {
            memcpy(&word, bytes + prefix.size, sizeof word);
            if (!((word | (word - ones)) & highs)) { /* eight bytes from 1 to 127 */
                prefix.size += sizeof word;
                continue;
            }
        }
        int length = sequence_length((const unsigned char *)bytes + prefix.size, size - prefix.size);
        if (length <= 0) {
            prefix.cut = length < 0;
            break;
        }
        prefix.characters += length > 1;
        prefix.size += (size_t)length;
    }
    return prefix;
}

static bool read_block(struct ter_decoder *decoder, struct ter_error *err)
{
    struct ter_byte_source *source = &decoder->source;
    while (!decoder->at_end && decoder->raw_size < source->block_size) {
        size_t room = source->block_size - decoder->raw_size;
        ssize_t got;
        if (source->fd >= 0) {
            got = read(source->fd, decoder->raw + decoder->raw_size, room);
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                return ter_fail(err, TER_FAILED, "cannot be read: %s", strerror(errno));
        } else {
            got = (ssize_t)(room < source->memory_size ? room : source->memory_size);
            if (got)
                memcpy(decoder->raw + decoder->raw_size, source->memory, (size_t)got);
            source->memory = (const char *)source->memory + got;
            source->memory_size -= (size_t)got;
        }
        decoder->at_end = got == 0;
        decoder->raw_size += (size_t)got;
        decoder->done += got;
    }
    return true;
}

static void drop_raw(struct ter_decoder *decoder, size_t size)
{
    decoder->raw_size -= size;
    memmove(decoder->raw, decoder->raw + size, decoder->raw_size);
}

/* Offset in the file of the first byte not yet decoded, counted from 1 as editors do. */
static long long bad_byte(const struct ter_decoder *decoder)
{
    return (long long)(decoder->done - (int64_t)decoder->raw_size + 1);
}

static bool fail_nul(struct ter_error *err)
{
    return ter_fail(err, TER_FAILED,
        "NUL byte: this is not a text file; if it is UTF-16, say so with --encoding UTF-16LE");
}

static bool use_iconv(struct ter_decoder *decoder, const char *encoding, struct ter_error *err)
{
    decoder->converter = iconv_open("UTF-8", encoding);
    if (decoder->converter == (iconv_t)-1)
        return ter_fail(err, TER_USAGE,
            "the encoding \"%s\" is not known; examples: UTF-8, GB18030, GBK, BIG5, UTF-16LE", encoding);
    decoder->mode = MODE_ICONV;
    decoder->encoding = ter_strdup(encoding);
    return true;
}

static bool take_mark(struct ter_decoder *decoder, struct ter_error *err)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *encoding;
    } marks[] = {{"\xef\xbb\xbf", 3, "UTF-8"}, {"\xff\xfe", 2, "UTF-16LE"}, {"\xfe\xff", 2, "UTF-16BE"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (decoder->raw_size < marks[i].size || memcmp(decoder->raw, marks[i].bytes, marks[i].size) != 0)
            continue;
        drop_raw(decoder, marks[i].size);
        if (marks[i].size == 3) {
            decoder->mode = MODE_UTF8;
            return true;
        }
        ter_note(decoder->notes, "encoding %s: the file's byte order mark says so", marks[i].encoding);
        return use_iconv(decoder, marks[i].encoding, err);
    }
    return true;
}

/* Whether two bytes may be a UTF-16 character of a list in Chinese or English: ASCII, punctuation, symbols,
 * CJK, full-width forms. Two bytes of ASCII text with its commas, digits and line ends mostly may not. */
static bool is_likely_utf16(unsigned char low, unsigned char high)
{
    return high == 0 ? low != 0
                     : (high >= 0x20 && high <= 0x26) || high == 0x30 || high == 0x32 || high == 0x33 ||
                           (high >= 0x4e && high <= 0x9f) || (high >= 0xd8 && high <= 0xdf) || high >= 0xf9;
}

/* UTF-16 without a mark, by the first bytes: separators stand beside a NUL, always on the same side. */
static const char *guess_utf16(const struct ter_decoder *decoder)
{
    static const char *const names[] = {"UTF-16LE", "UTF-16BE"};
    size_t size = (decoder->raw_size < 4096 ? decoder->raw_size : 4096) & ~(size_t)1;
    for (size_t big = 0; big < 2; big++) {
        size_t separators = 0, at = 0;
        for (; at < size; at += 2) {
            unsigned char low = (unsigned char)decoder->raw[at + big],
                          high = (unsigned char)decoder->raw[at + 1 - big];
            if (!is_likely_utf16(low, high))
                break;
            separators += high == 0 && strchr("\t\r\n,;|", low) != NULL;
        }
        if (at == size && separators)
            return names[big];
    }
    return NULL;
}

/* Decide by the first block that is more than ASCII. */
static bool decide(struct ter_decoder *decoder, struct ter_error *err)
{
    if (!decoder->mark_seen && !take_mark(decoder, err))
        return false;
    decoder->mark_seen = true;
    if (decoder->mode != MODE_UNDECIDED)
        return true;
    struct prefix prefix = valid_prefix(decoder->raw, decoder->raw_size);
    bool valid = prefix.size == decoder->raw_size || (prefix.cut && !decoder->at_end);
    bool nul = !valid && decoder->raw[prefix.size] == '\0';
    const char *utf16 = nul || !valid ? guess_utf16(decoder) : NULL;
    if (utf16 && decoder->done == (int64_t)decoder->raw_size) {
        ter_note(decoder->notes, "assumed encoding %s: it fits from the first byte on; --encoding overrides",
            utf16);
        return use_iconv(decoder, utf16, err);
    }
    if (valid || nul || prefix.characters >= SURELY_UTF8) {
        if (prefix.characters)
            decoder->mode = MODE_UTF8;
        return true;
    }
    decoder->assumed = true;
    ter_note(decoder->notes, "assumed encoding %s: not valid UTF-8; --encoding overrides", assumed_encoding);
    return use_iconv(decoder, assumed_encoding, err);
}

static bool pass_utf8(struct ter_decoder *decoder, struct ter_buf *out, struct ter_error *err)
{
    struct prefix prefix = valid_prefix(decoder->raw, decoder->raw_size);
    ter_buf_add(out, decoder->raw, prefix.size);
    drop_raw(decoder, prefix.size);
    if (!decoder->raw_size || (prefix.cut && !decoder->at_end))
        return true;
    if (*decoder->raw == '\0')
        return fail_nul(err);
    return ter_fail(err, TER_FAILED,
        "byte %lld is not valid UTF-8%s; mend the file, or name its encoding with --encoding (GB18030?)",
        bad_byte(decoder), decoder->encoding ? "" : ter_message(", though the text before it is"));
}

static bool fail_convert(struct ter_decoder *decoder, struct ter_error *err)
{
    if (decoder->assumed)
        return ter_fail(err, TER_FAILED,
            "byte %lld is neither valid UTF-8 nor %s; name the encoding with --encoding", bad_byte(decoder),
            assumed_encoding);
    return ter_fail(err, TER_FAILED, "byte %lld is not valid %s; name another encoding with --encoding",
        bad_byte(decoder), decoder->encoding);
}

static bool pass_iconv(struct ter_decoder *decoder, struct ter_buf *out, struct ter_error *err)
{
    bool failed = false, more = decoder->raw_size > 0;
    while (more) {
        char text[16 * 1024], *to = text, *from = decoder->raw;
        size_t room = sizeof text, left = decoder->raw_size;
        bool stopped = iconv(decoder->converter, &from, &left, &to, &room) == (size_t)-1;
        int reason = stopped ? errno : 0;
        const char *nul = memchr(text, '\0', (size_t)(to - text));
        if (nul) {
            ter_buf_add(out, text, (size_t)(nul - text));
            return fail_nul(err);
        }
        ter_buf_add(out, text, (size_t)(to - text));
        drop_raw(decoder, decoder->raw_size - left);
        failed = reason == EILSEQ || (reason == EINVAL && decoder->at_end);
        more = reason == E2BIG;
    }
    return failed ? fail_convert(decoder, err) : true;
}

bool ter_decoder_open(struct ter_byte_source source, const char *encoding, struct ter_strings *notes,
    struct ter_decoder **ret_decoder, struct ter_error *err)
{
    TER_AUTO(ter_decoder_close) struct ter_decoder *decoder = ter_alloc(sizeof *decoder);
    decoder->source = source;
    if (source.block_size < 8) /* room for a cut character and more */
        decoder->source.block_size = source.block_size ? 8 : BLOCK_SIZE;
    decoder->raw = ter_alloc(decoder->source.block_size);
    decoder->notes = notes;
    decoder->converter = (iconv_t)-1;
    if (encoding && (!strcasecmp(encoding, "UTF-8") || !strcasecmp(encoding, "UTF8"))) {
        decoder->mode = MODE_UTF8;
        decoder->encoding = ter_strdup(encoding);
    } else if (encoding && !use_iconv(decoder, encoding, err)) {
        return false;
    }
    *ret_decoder = decoder;
    decoder = NULL;
    return true;
}

/* A mark that survived decoding (UTF-8, GB18030 and UTF-16 read as such have one) is no part of the text. */
static void strip_mark(struct ter_buf *out, size_t from)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (out->size - from < 3 || memcmp(out->data + from, mark, 3) != 0)
        return;
    memmove(out->data + from, out->data + from + 3, out->size - from - 3 + 1);
    out->size -= 3;
}

bool ter_decoder_read(struct ter_decoder *decoder, struct ter_buf *out, bool *ret_more, struct ter_error *err)
{
    bool first = decoder->done == 0;
    size_t before = out->size;
    if (!read_block(decoder, err) || (decoder->mode == MODE_UNDECIDED && !decide(decoder, err)))
        return false;
    if (!(decoder->mode == MODE_ICONV ? pass_iconv(decoder, out, err) : pass_utf8(decoder, out, err)))
        return false;
    if (first)
        strip_mark(out, before);
    *ret_more = !decoder->at_end;
    return true;
}

int64_t ter_decoder_done(const struct ter_decoder *decoder)
{
    return decoder->done;
}

void ter_decoder_close(struct ter_decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->converter != (iconv_t)-1)
        iconv_close(decoder->converter);
    free(decoder->encoding);
    free(decoder->raw);
    free(decoder);
}

bool ter_decode_text(const char *text, const char *encoding, char **ret_text, struct ter_error *err)
{
    struct ter_strings notes = {0};
    TER_AUTO_BUF struct ter_buf out = {0};
    TER_AUTO(ter_decoder_close) struct ter_decoder *decoder = NULL;
    struct ter_byte_source source = {.fd = -1, .memory = text, .memory_size = strlen(text)};
    source.block_size = source.memory_size + 8;
    if (!ter_decoder_open(source, encoding, &notes, &decoder, err))
        return false;
    for (bool more = true; more;)
        if (!ter_decoder_read(decoder, &out, &more, err))
            return false;
    *ret_text = ter_buf_take(&out);
    return true;
}
