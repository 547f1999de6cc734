/* Owns the form of a cell in JSON. */
#include "value_json.h"

json_t *ter_value_to_json(struct ter_value value)
{
    switch (value.type) {
    case TER_VALUE_INT:
        return json_integer(value.integer);
    case TER_VALUE_REAL:
        return ter_json_number(value.real);
    case TER_VALUE_TEXT:
        return ter_json_string(value.text);
    case TER_VALUE_NULL:
        break;
    }
    return json_null();
}

struct ter_value ter_value_from_json(const json_t *json)
{
    if (json_is_integer(json))
        return ter_value_int(json_integer_value(json));
    if (json_is_real(json))
        return ter_value_real(json_real_value(json));
    return ter_value_text(json_string_value(json));
}
