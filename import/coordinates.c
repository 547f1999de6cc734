/* Owns the reading of coordinates from text. Knows nothing of columns, of coordinate systems and of which of
 * two numbers comes first.
 *
 * The text becomes a list of tokens (numbers with the mark that follows them, letters, separators), the list
 * groups of up to three numbers, and each group one coordinate. */
#include "coordinates.h"

#include "base/messages.h"
#include "base/text.h"
#include "coordinate_tokens.h"

#include <math.h>
#include <string.h>

/* The numbers and letters of one coordinate. */
struct group {
    struct ter_coordinate_token numbers[3];
    size_t count;
    enum ter_axis axis;
    double sign; /* what the letter says; 0: nothing */
    bool named, closed;
};

/* A new coordinate begins after a separator, after a letter that ended the last one, and where degrees or a
 * minus follow other numbers. "N40 E111": a second letter; "40.7 lon 111": a word without a side only leads.
 */
static bool begins_group(const struct group *group, const struct ter_coordinate_token *token,
    const struct ter_coordinate_token *next)
{
    if (!group->count || group->closed)
        return group->count > 0;
    if (token->kind == TER_TOKEN_NUMBER)
        return token->mark == TER_MARK_DEGREES || token->negative;
    return group->named || (token->value == 0 && next && next->kind == TER_TOKEN_NUMBER);
}

static bool add_token(struct group *group, const struct ter_coordinate_token *token, struct ter_error *err)
{
    if (token->kind == TER_TOKEN_NUMBER) {
        if (group->count == 3)
            return ter_fail(err, TER_FAILED, "too many numbers for a coordinate");
        group->numbers[group->count++] = *token;
        return true;
    }
    if (group->named && group->axis != token->axis)
        return ter_fail(err, TER_FAILED, "letters of both longitude and latitude beside one number");
    group->named = true;
    group->axis = token->axis;
    if (token->value != 0)
        group->sign = token->value;
    group->closed = group->count > 0;
    return true;
}

static bool collect(const struct ter_coordinate_tokens *tokens, struct group *groups, size_t max,
    size_t *ret_count, struct ter_error *err)
{
    struct group *group = groups;
    *group = (struct group){0};
    for (size_t i = 0; i < tokens->count; i++) {
        const struct ter_coordinate_token *token = &tokens->items[i],
                                          *next = i + 1 < tokens->count ? token + 1 : NULL;
        if (token->kind == TER_TOKEN_SEPARATOR) {
            group->closed = group->closed || group->count > 0;
            continue;
        }
        if (begins_group(group, token, next)) {
            if (group + 1 == groups + max)
                return ter_fail(
                    err, TER_FAILED, max == 1 ? "more than one coordinate" : "more than two coordinates");
            *++group = (struct group){0};
        }
        if (!add_token(group, token, err))
            return false;
    }
    *ret_count = (size_t)(group - groups) + (group->count > 0);
    return true;
}

/* 111°9'42" and 111:9:42 and 111 9 42: each number is of the next smaller unit. */
static bool check_units(const struct group *group, struct ter_error *err)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct ter_coordinate_token *token = &group->numbers[i];
        enum ter_mark due = (enum ter_mark)(TER_MARK_DEGREES + i);
        bool last = i + 1 == group->count;
        if (token->mark != due && token->mark != TER_MARK_NONE && !(token->mark == TER_MARK_COLON && !last))
            return ter_fail(err, TER_FAILED, "degrees, minutes and seconds are not in their order");
        if (!last && !token->whole)
            return ter_fail(err, TER_FAILED, "%g has decimals and yet smaller units behind it", token->value);
        if (i > 0 && (token->negative || token->value >= 60))
            return ter_fail(err, TER_FAILED, "%g %s; they go up to 60", token->value,
                i == 1 ? ter_message("minutes") : ter_message("seconds"));
    }
    return true;
}

static bool finish_group(const struct group *group, struct ter_coordinate *ret, struct ter_error *err)
{
    static const double parts[] = {1, 60, 3600};
    double value = 0;
    if (!group->count)
        return ter_fail(err, TER_FAILED, "not a number; write decimal degrees such as 111.1618, or metres");
    if (!check_units(group, err))
        return false;
    for (size_t i = 0; i < group->count && i < sizeof parts / sizeof *parts; i++)
        value += group->numbers[i].value / parts[i];
    bool angle = group->named || group->count > 1 || group->numbers[0].mark != TER_MARK_NONE;
    if (group->numbers[0].negative && group->sign != 0)
        return ter_fail(err, TER_FAILED, "both a minus sign and a letter for the side");
    if (group->numbers[0].negative || group->sign < 0)
        value = -value;
    if (angle && fabs(value) > (group->axis == TER_AXIS_LAT ? 90 : 180))
        return ter_fail(
            err, TER_FAILED, "%g degrees; they go up to %d", value, group->axis == TER_AXIS_LAT ? 90 : 180);
    *ret = (struct ter_coordinate){value, group->axis, angle};
    return true;
}

/* "37,512,345.6" as a spreadsheet prints it. A single comma may be a decimal one: not read below 100,000. */
static bool read_thousands(const char *text, double *ret_value)
{
    char digits[40];
    size_t size = 0;
    text += strspn(text, " \t");
    size_t run = strspn(text, "0123456789");
    if (run < 1 || run > 3 || text[run] != ',')
        return false;
    for (;; text++) {
        if (size + run >= sizeof digits)
            return false;
        memcpy(digits + size, text, run);
        size += run;
        text += run;
        if (*text != ',')
            break;
        run = strspn(text + 1, "0123456789");
        if (run != 3)
            return false;
    }
    size_t rest = strcspn(text, " \t\r\n");
    if (size + rest >= sizeof digits || strspn(text, ".0123456789") != rest || strlen(text) != rest)
        return false;
    memcpy(digits + size, text, rest);
    digits[size + rest] = '\0';
    return ter_text_double(digits, ret_value) && *ret_value >= 100000;
}

bool ter_coordinate_read(const char *text, struct ter_coordinate *ret_coordinate, struct ter_error *err)
{
    struct ter_coordinate_tokens tokens = {0};
    struct group group;
    size_t count;
    double thousands;
    if (read_thousands(text, &thousands)) {
        *ret_coordinate = (struct ter_coordinate){thousands, TER_AXIS_UNSAID, false};
        return true;
    }
    return ter_coordinate_tokens_read(text, &tokens, err) && collect(&tokens, &group, 1, &count, err) &&
           finish_group(&group, ret_coordinate, err);
}

/* "111.16 40.72", "40 43 43 111 9 42": nothing but numbers, the first half is one coordinate. */
static bool split_plain(const struct ter_coordinate_tokens *tokens, struct group groups[2])
{
    size_t half = tokens->count / 2;
    if (tokens->count != 2 && tokens->count != 4 && tokens->count != 6)
        return false;
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind != TER_TOKEN_NUMBER || tokens->items[i].mark != TER_MARK_NONE)
            return false;
    for (int g = 0; g < 2; g++) {
        groups[g] = (struct group){.count = half};
        memcpy(groups[g].numbers, tokens->items + (size_t)g * half, half * sizeof *tokens->items);
    }
    return true;
}

bool ter_coordinates_read(const char *text, struct ter_coordinate ret_pair[2], struct ter_error *err)
{
    struct ter_coordinate_tokens tokens = {0};
    struct group groups[2] = {0};
    struct ter_coordinate pair[2];
    size_t count;
    if (!ter_coordinate_tokens_read(text, &tokens, err))
        return false;
    if (!split_plain(&tokens, groups)) {
        if (!collect(&tokens, groups, 2, &count, err))
            return false;
        if (count < 2)
            return ter_fail(err, TER_FAILED, "not two coordinates; write them as 111.1618,40.7277");
    }
    if (!finish_group(&groups[0], &pair[0], err) || !finish_group(&groups[1], &pair[1], err))
        return false;
    if (pair[0].axis != TER_AXIS_UNSAID && pair[0].axis == pair[1].axis)
        return ter_fail(err, TER_FAILED, "two %ss",
            pair[0].axis == TER_AXIS_LON ? ter_message("longitude") : ter_message("latitude"));
    memcpy(ret_pair, pair, sizeof pair);
    return true;
}
