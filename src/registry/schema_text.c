/* Owns the reading of CREATE statements as they stand in a file's schema: what they make, on what, and what
 * they call. Knows nothing of which of them are terrier's. It reads words and no grammar: SQLite has parsed
 * each of them before, so what is left is to find names and calls. */
#include "schema_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum kind { END, WORD, QUOTED, STRING, NUMBER, MARK };

struct token {
    enum kind kind;
    const char *text;
    size_t size;
};

/* Words ----------------------------------------------------------------------------------------------- */

static const char *skip_blank(const char *at)
{
    for (;;) {
        at += strspn(at, " \t\r\n\f");
        if (at[0] == '-' && at[1] == '-') {
            at += strcspn(at, "\n");
        } else if (at[0] == '/' && at[1] == '*') {
            const char *end = strstr(at + 2, "*/");
            at = end ? end + 2 : at + strlen(at);
        } else {
            return at;
        }
    }
}

/* The end of a quoted text; a doubled quote stands for itself. */
static const char *quoted_end(const char *at)
{
    char quote = *at == '[' ? ']' : *at;
    for (at++; *at; at++)
        if (*at == quote) {
            if (quote == ']' || at[1] != quote)
                return at + 1;
            at++;
        }
    return at;
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static struct token next(const char **at)
{
    const char *start = skip_blank(*at), *end = start;
    struct token token = {.kind = MARK, .text = start};
    if (!*start) {
        token.kind = END;
    } else if (strchr("\"`['", *start)) {
        token.kind = *start == '\'' ? STRING : QUOTED;
        end = quoted_end(start);
    } else if (is_name_byte(*start)) {
        token.kind = isdigit((unsigned char)*start) ? NUMBER : WORD;
        while (is_name_byte(*end) || (token.kind == NUMBER && *end == '.'))
            end++;
    } else {
        end++;
    }
    token.size = (size_t)(end - start);
    *at = end;
    return token;
}

static bool is(const struct token *token, const char *word)
{
    return (token->kind == WORD || token->kind == MARK) && strlen(word) == token->size &&
           strncasecmp(token->text, word, token->size) == 0;
}

static bool is_any(const struct token *token, const char *const *words)
{
    for (; *words; words++)
        if (is(token, *words))
            return true;
    return false;
}

/* The name that a token stands for, without its quotes. */
static char *name_of(const struct token *token)
{
    if (token->kind != QUOTED && token->kind != STRING)
        return ter_strndup(token->text, token->size);
    char *name = ter_strndup(token->text + 1, token->size > 1 ? token->size - 2 : 0), *to = name;
    for (const char *from = name; *from; from++) {
        if (*from == *token->text && from[1] == *from)
            from++;
        *to++ = *from;
    }
    *to = '\0';
    return name;
}

/* Heads ----------------------------------------------------------------------------------------------- */

/* What an index or a trigger stands on: the name after the first ON. */
static bool read_on(const char **at, char **ret_table)
{
    for (struct token token = next(at); token.kind != END; token = next(at))
        if (is(&token, "ON")) {
            struct token table = next(at);
            *ret_table = name_of(&table);
            return table.kind != END;
        }
    return false;
}

static bool read_rest(const char *at, bool is_virtual, struct ter_schema_head *head)
{
    if (strcmp(head->type, "index") == 0 || strcmp(head->type, "trigger") == 0)
        return read_on(&at, &head->table);
    head->table = ter_strdup(head->name);
    if (!is_virtual)
        return true;
    struct token with = next(&at), module = next(&at);
    head->module = name_of(&module);
    return is(&with, "USING");
}

bool ter_schema_head_read(const char *sql, struct ter_schema_head *ret_head)
{
    static const char *const types[] = {"table", "index", "view", "trigger"};
    const char *at = sql;
    struct token token = next(&at);
    if (!is(&token, "CREATE"))
        return false;
    token = next(&at);
    bool is_virtual = is(&token, "VIRTUAL"), unique = is(&token, "UNIQUE");
    if (is_virtual || unique)
        token = next(&at);
    TER_AUTO_HEAD struct ter_schema_head head = {0};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (is(&token, types[i]))
            head.type = ter_strdup(types[i]);
    token = next(&at);
    if (!head.type || token.kind == END || token.kind == MARK)
        return false;
    head.name = name_of(&token);
    if (!read_rest(at, is_virtual, &head))
        return false;
    *ret_head = head;
    head = (struct ter_schema_head){0};
    return true;
}

void ter_schema_head_free(struct ter_schema_head *head)
{
    free(head->type);
    free(head->name);
    free(head->table);
    free(head->module);
    *head = (struct ter_schema_head){0};
}

/* Calls ----------------------------------------------------------------------------------------------- */

/* Words before a bracket that open a list or an expression, and words whose follower is a name. */
static const char *const openers[] = {"KEY", "UNIQUE", "CHECK", "DEFAULT", "AS", "IN", "AND", "OR", "NOT",
    "CASE", "WHEN", "THEN", "ELSE", "BETWEEN", "LIKE", "GLOB", "IS", "WHERE", "VALUES", "SET", "SELECT",
    "FROM", "EXISTS", "ALWAYS", "ON", "ESCAPE", NULL};
static const char *const namers[] = {"TABLE", "REFERENCES", "ON", "INTO", NULL};

/* VARCHAR(20) is a type and no call: it follows a name, where a call follows a mark or a word of SQL. */
static bool is_size(const struct token *before, const char *at)
{
    if ((before->kind != WORD && before->kind != QUOTED && before->kind != STRING) || is_any(before, openers))
        return false;
    for (struct token token = next(&at); !is(&token, ")"); token = next(&at))
        if (token.kind != NUMBER && !is(&token, ","))
            return false;
    return true;
}

char *ter_schema_call(const char *sql, bool (*permits)(const char *name))
{
    struct token before = {0}, token = {0};
    for (const char *at = sql; (token = next(&at)).kind != END; before = token) {
        const char *ahead = at;
        struct token bracket = next(&ahead);
        if (token.kind == MARK || token.kind == NUMBER || token.kind == STRING || !is(&bracket, "(") ||
            is_any(&token, openers) || is_any(&before, namers) || is_size(&before, ahead))
            continue;
        char *name = name_of(&token);
        if (!permits(name))
            return name;
        free(name);
    }
    return NULL;
}

/* Triggers -------------------------------------------------------------------------------------------- */

static bool is_listed(const struct token *token, const char *const *tables)
{
    TER_AUTO_FREE char *name = name_of(token);
    for (; *tables; tables++)
        if (strcasecmp(name, *tables) == 0)
            return true;
    return false;
}

/* Whether a word begins a statement: the first of the body, and each after a semicolon. */
static bool begins(const struct token *before)
{
    return is(before, ";") || is(before, "BEGIN");
}

/* The target of INSERT INTO t, UPDATE t, DELETE FROM t. */
static bool writes_only(const char *at, const char *const *tables)
{
    struct token token = next(&at);
    if (is(&token, "INTO") || is(&token, "FROM"))
        token = next(&at);
    return is_listed(&token, tables);
}

bool ter_schema_trigger_is_tame(const char *sql, const char *const *tables, bool (*permits)(const char *name))
{
    static const char *const writers[] = {"INSERT", "UPDATE", "DELETE", NULL};
    struct token before = {0}, token;
    const char *at = sql;
    for (token = next(&at); token.kind != END && !is(&token, "BEGIN"); token = next(&at))
        if (is(&token, "WHEN"))
            return false; /* none of SpatiaLite's has a condition */
    const char *body = at;
    for (before = token; (token = next(&at)).kind != END; before = token) {
        if (!begins(&before) || is(&token, "SELECT") || is(&token, "END"))
            continue;
        if (!is_any(&token, writers) || !writes_only(at, tables))
            return false;
    }
    TER_AUTO_FREE char *call = ter_schema_call(body, permits);
    return !call;
}
