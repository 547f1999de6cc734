/* Owns the embedded style sheets and scripts, and the policy that lets a page run them alone. Knows no page.
 */
#include "assets.h"

#include "base/digest.h"
#include "base/embedded.h"

#include <assert.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_report[];

static const struct ter_embedded *asset(const char *name)
{
    const struct ter_embedded *file = ter_embedded_report;
    while (file->name && strcmp(file->name, name) != 0)
        file++;
    assert(file->name);
    return file;
}

const char *ter_asset_text(const char *name)
{
    return (const char *)asset(name)->data;
}

static void write_asset(struct ter_markup *markup, const char *element, const char *name)
{
    const struct ter_embedded *file = asset(name);
    ter_markup_begin(markup, element);
    ter_markup_asset(markup, file->data, file->size);
    ter_markup_end(markup);
}

void ter_asset_style(struct ter_markup *markup, const char *name)
{
    write_asset(markup, "style", name);
}

void ter_asset_script(struct ter_markup *markup, const char *name)
{
    write_asset(markup, "script", name);
}

static unsigned hex_digit(char digit)
{
    return digit <= '9' ? (unsigned)(digit - '0') : (unsigned)(digit - 'a') + 10;
}

/* Hexadecimal digits as base64 (RFC 4648): three make two letters. Of a hash's 64 digits the last stands
 * alone and makes one, and one "=" fills up. */
static void base64_from_hash(const char hex[TER_SHA256_HEX_SIZE], struct ter_buf *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t last = TER_SHA256_HEX_SIZE - 2;
    for (size_t i = 0; i < last; i += 3) {
        unsigned bits = hex_digit(hex[i]) << 8 | hex_digit(hex[i + 1]) << 4 | hex_digit(hex[i + 2]);
        ter_buf_printf(out, "%c%c", letters[bits >> 6], letters[bits & 63]);
    }
    ter_buf_printf(out, "%c=", letters[hex_digit(hex[last]) << 2]);
}

static void add_hash(const char *script, struct ter_buf *policy)
{
    char hex[TER_SHA256_HEX_SIZE];
    TER_AUTO_BUF struct ter_buf hash = {0};
    ter_sha256_bytes(asset(script)->data, asset(script)->size, hex);
    base64_from_hash(hex, &hash);
    ter_buf_printf(policy, " 'sha256-%s'", hash.data);
}

char *ter_asset_policy(const char *const *scripts)
{
    TER_AUTO_BUF struct ter_buf policy = {0};
    ter_buf_text(&policy, "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
                          "style-src 'unsafe-inline'; script-src");
    for (; *scripts; scripts++)
        add_hash(*scripts, &policy);
    return ter_buf_take(&policy);
}
