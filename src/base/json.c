/* Owns the reading of JSON, and its writing to streams. */
#include "json.h"

#include "text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void ter_json_free(json_t *json)
{
    json_decref(json);
}

/* What mends the slips that people make who write JSON by hand, known by a part of the parser's words. */
static const char *mend(const char *fault)
{
    static const struct {
        const char *part, *remedy;
    } slips[] = {
        {"duplicate object key", "; each member may stand once"},
        {"near end of file", "; a bracket is not closed, or the file was cut off"},
        {"near '“", "; write plain quotes \""},
        {"near '”", "; write plain quotes \""},
        {"near '，", "; write a plain comma"},
        {"near '：", "; write a plain colon"},
        {"near '''", "; quote with \""},
        {"near '/", "; JSON has no comments"},
        {"string or '}' expected near '}'", "; remove the comma before it"},
        {"unexpected token near ']'", "; remove the comma before it"},
        {"'}' expected near", "; is a comma missing before it?"},
        {"']' expected near", "; is a comma missing before it?"},
    };
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
        if (strstr(fault, slips[i].part))
            return slips[i].remedy;
    return "";
}

/* The line where brackets are nested deeper than TER_JSON_DEEPEST; 0: nowhere. Quoted text is passed over. */
static int line_too_deep(const char *text, size_t size)
{
    int depth = 0, line = 1;
    bool quoted = false;
    for (size_t i = 0; i < size; i++) {
        line += text[i] == '\n';
        if (text[i] == '"')
            quoted = !quoted;
        else if (quoted)
            i += text[i] == '\\';
        else if (text[i] == '[' || text[i] == '{')
            depth++;
        else if (text[i] == ']' || text[i] == '}')
            depth--;
        if (depth > TER_JSON_DEEPEST)
            return line;
    }
    return 0;
}

bool ter_json_parse(const char *text, size_t size, const char *name, json_t **ret_json, struct ter_error *err)
{
    json_error_t fault;
    int deep = line_too_deep(text, size);
    if (deep)
        return ter_fail(err, TER_FAILED,
            "%s: line %d: brackets are nested more than %d deep; is one never closed?", name, deep,
            TER_JSON_DEEPEST);
    json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, &fault);
    if (!json)
        return ter_fail(err, TER_FAILED, "%s: line %d, column %d: %s%s", name, fault.line, fault.column,
            fault.text, mend(fault.text));
    *ret_json = json;
    return true;
}

bool ter_json_write(const json_t *json, FILE *out, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_json_add(&text, json);
    return fwrite(text.data, 1, text.size, out) == text.size ||
           ter_fail(err, TER_FAILED, "cannot write JSON: %s", strerror(errno));
}

char *ter_json_text(const json_t *json)
{
    struct ter_buf text = {0};
    ter_json_add(&text, json);
    return ter_buf_take(&text);
}

void ter_json_set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value ? value : json_null());
}

json_t *ter_json_string(const char *text)
{
    if (!text)
        return json_null();
    json_t *string = json_string(text);
    if (string)
        return string;
    TER_AUTO_BUF struct ter_buf repaired = {0};
    for (size_t bad, length = strlen(text); !ter_text_valid(text, length, &bad);
         length -= bad + 1, text += bad + 1) {
        ter_buf_add(&repaired, text, bad);
        ter_buf_text(&repaired, "\xef\xbf\xbd");
    }
    ter_buf_text(&repaired, text);
    return json_string(repaired.data);
}

json_t *ter_json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

void ter_json_array_begin(struct ter_json_array *array, FILE *out)
{
    *array = (struct ter_json_array){.out = out};
    fputc('[', out);
}

bool ter_json_array_add(struct ter_json_array *array, const json_t *item, struct ter_error *err)
{
    fputs(array->count++ ? ",\n" : "\n", array->out);
    return ter_json_write(item, array->out, err);
}

void ter_json_array_end(struct ter_json_array *array)
{
    fputs(array->count ? "\n]\n" : "]\n", array->out);
}
