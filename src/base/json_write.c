/* Owns the text of JSON values. Knows nothing of streams.
 *
 * jansson's own writer guards against values that hold themselves: for every array and object it prints the
 * pointer and keeps it in a hash table, and it hands out pieces of a few bytes. That was an eighth of the
 * geocoder's time. Values that hold themselves are not made here. The bytes are those that jansson writes
 * (JSON_COMPACT, JSON_ENCODE_ANY, JSON_REAL_PRECISION(15)). */
#include "json.h"

#include "text.h"

#include <string.h>

/* ---- strings ---- */

static void add_escaped(unsigned char byte, struct ter_buf *out)
{
    static const char letters[] = {
        ['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    if (letters[byte])
        ter_buf_add(out, (char[]){'\\', letters[byte]}, 2);
    else
        ter_buf_printf(out, "\\u%04X", byte);
}

void ter_json_add_string(struct ter_buf *out, const char *text, size_t size)
{
    size_t from = 0;
    ter_buf_add(out, "\"", 1);
    for (size_t at = 0; at < size; at++) {
        unsigned char byte = (unsigned char)text[at];
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        ter_buf_add(out, text + from, at - from);
        add_escaped(byte, out);
        from = at + 1;
    }
    ter_buf_add(out, text + from, size - from);
    ter_buf_add(out, "\"", 1);
}

/* ---- numbers ---- */

/* A point or an exponent tells a real from an integer; exponents have neither plus nor leading zeros. */
static void add_real(double value, struct ter_buf *out)
{
    char text[TER_NUMBER_SIZE];
    size_t used = ter_text_number(value, text);
    const char *exponent = strchr(text, 'e');
    if (!exponent) {
        ter_buf_add(out, text, used);
        ter_buf_text(out, strchr(text, '.') ? "" : ".0");
        return;
    }
    ter_buf_add(out, text, (size_t)(exponent + 1 - text));
    if (exponent[1] == '-')
        ter_buf_add(out, "-", 1);
    ter_buf_text(out, exponent + 2 + strspn(exponent + 2, "0"));
}

/* ---- values ---- */

static void add_object(const json_t *json, struct ter_buf *out)
{
    json_t *object = (json_t *)(uintptr_t)json; /* jansson's iterators take no const; nothing is changed */
    const char *divider = "{";
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        ter_buf_add(out, divider, 1);
        ter_json_add_string(out, json_object_iter_key(at), json_object_iter_key_len(at));
        ter_buf_add(out, ":", 1);
        ter_json_add(out, json_object_iter_value(at));
        divider = ",";
    }
    ter_buf_text(out, *divider == '{' ? "{}" : "}");
}

static void add_array(const json_t *json, struct ter_buf *out)
{
    size_t count = json_array_size(json);
    ter_buf_add(out, "[", 1);
    for (size_t i = 0; i < count; i++) {
        if (i)
            ter_buf_add(out, ",", 1);
        ter_json_add(out, json_array_get(json, i));
    }
    ter_buf_add(out, "]", 1);
}

void ter_json_add(struct ter_buf *out, const json_t *json)
{
    switch (json ? json_typeof(json) : JSON_NULL) {
    case JSON_OBJECT:
        add_object(json, out);
        break;
    case JSON_ARRAY:
        add_array(json, out);
        break;
    case JSON_STRING:
        ter_json_add_string(out, json_string_value(json), json_string_length(json));
        break;
    case JSON_REAL:
        add_real(json_real_value(json), out);
        break;
    case JSON_INTEGER:
        ter_buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
        break;
    default:
        ter_buf_text(out, json_is_true(json) ? "true" : json_is_false(json) ? "false" : "null");
    }
}
