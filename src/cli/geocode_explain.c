/* Owns `geocode --explain`: tables of a text's pieces and meaning, each line in English and Chinese. Knows
 * nothing of how the text was read. */
#include "geocode_explain.h"

#include "base/json.h"
#include "geocode/lexer.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

static void print_pieces(const struct ter_tokens *tokens)
{
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 3);
    ter_table_add(&table, "piece 片段");
    ter_table_add(&table, "read as");
    ter_table_add(&table, "读作");
    for (size_t i = 0; i < tokens->count; i++) {
        TER_AUTO_FREE char *text = ter_token_text(tokens, &tokens->items[i]);
        if (tokens->items[i].kind == TER_TOKEN_PUNCTUATION)
            continue;
        ter_table_add(&table, text);
        ter_table_add(&table, ter_token_kind_label(tokens->items[i].kind, TER_LANGUAGE_EN));
        ter_table_add(&table, ter_token_kind_label(tokens->items[i].kind, TER_LANGUAGE_ZH));
    }
    ter_table_print(&table, stdout);
}

static void print_anchors(const struct ter_parse *parse)
{
    if (!parse->anchor_count)
        return;
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 4);
    ter_table_add(&table, "anchor 参照物");
    ter_table_add(&table, "kind 类别");
    ter_table_add(&table, "in the gazetteer 地名库");
    ter_table_add(&table, "spelt 写作");
    for (size_t i = 0; i < parse->anchor_count; i++) {
        const struct ter_anchor *anchor = &parse->anchors[i];
        bool asked = anchor->kind != TER_ANCHOR_FEATURE;
        ter_table_add(&table, anchor->text);
        ter_table_add(&table, ter_anchor_kind_name(anchor->kind));
        ter_table_add(&table, anchor->matched ? "found 有" : asked ? "not found 无" : "not asked 不查");
        ter_table_add(&table, anchor->read_as);
    }
    ter_table_hide_blank_columns(&table);
    putchar('\n');
    ter_table_print(&table, stdout);
}

static void add_meaning(struct ter_table *table, const char *label, const char *value)
{
    if (!value)
        return;
    ter_table_add(table, label);
    ter_table_add(table, value);
}

static void add_metres(struct ter_table *table, const char *label, double metres)
{
    TER_AUTO_FREE char *value = ter_format("%g m", metres);
    add_meaning(table, label, value);
}

static char *joined(const struct ter_strings *list)
{
    struct ter_buf text = {0};
    for (size_t i = 0; i < list->count; i++)
        ter_buf_printf(&text, "%s%s", i ? ", " : "", list->items[i]);
    return ter_buf_take(&text);
}

static void print_meaning(const struct ter_parse *parse)
{
    TER_AUTO_TABLE struct ter_table table;
    TER_AUTO_FREE char *details = joined(&parse->details), *unread = joined(&parse->unread);
    ter_table_begin(&table, 2);
    ter_table_add(&table, "it says 含义");
    ter_table_add(&table, "");
    add_meaning(&table, "relation 关系", ter_relation_name(parse->relation));
    add_meaning(&table, "direction 方向", ter_point_name(parse->direction));
    if (parse->has_distance)
        add_metres(&table, "distance 距离", parse->distance_m);
    add_meaning(&table, "side of the road 路侧", ter_point_name(parse->side));
    if (parse->side_distance_m > 0)
        add_metres(&table, "to that side 侧距", parse->side_distance_m);
    add_meaning(&table, "gate 门", ter_point_name(parse->gate));
    add_meaning(&table, "finer than a position 细节", parse->details.count ? details : NULL);
    add_meaning(&table, "not read 未识别", parse->unread.count ? unread : NULL);
    putchar('\n');
    ter_table_print(&table, stdout);
}

static void print_candidates(const struct ter_geocode_result *result)
{
    if (!result->candidate_count)
        return;
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 4);
    ter_table_add(&table, "candidate 候选");
    ter_table_add(&table, "score 评分");
    ter_table_add(&table, "reason");
    ter_table_add(&table, "说明");
    for (size_t i = 0; i < result->candidate_count; i++) {
        const struct ter_candidate *candidate = &result->candidates[i];
        TER_AUTO_FREE char *at = ter_format("%.7f,%.7f", candidate->at.lon, candidate->at.lat);
        TER_AUTO_FREE char *score = ter_format("%.2f", candidate->score);
        ter_table_add(&table, at);
        ter_table_add(&table, score);
        ter_table_add(&table, candidate->explain[TER_EN]);
        ter_table_add(&table, candidate->explain[TER_ZH]);
    }
    ter_table_align_right(&table, 1);
    putchar('\n');
    ter_table_print(&table, stdout);
}

void ter_geocode_explain(const struct ter_geocoder *geocoder, const struct ter_geocode_query *query,
    const struct ter_geocode_result *result)
{
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    ter_geocoder_tokens(geocoder, query->text, &result->parse, &tokens);
    print_pieces(&tokens);
    print_anchors(&result->parse);
    print_meaning(&result->parse);
    print_candidates(result);
    printf("\n%s\n%s\n", result->explain[TER_EN], result->explain[TER_ZH]);
    if (result->corrected)
        printf("read as 读作: %s\n", result->corrected);
}

static json_t *pieces_json(const struct ter_tokens *tokens)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tokens->count; i++) {
        const struct ter_token *token = &tokens->items[i];
        TER_AUTO_FREE char *text = ter_token_text(tokens, token);
        json_t *piece = json_object();
        ter_json_set(piece, "text", ter_json_string(text));
        ter_json_set(piece, "kind", ter_json_string(ter_token_kind_label(token->kind, TER_LANGUAGE_EN)));
        ter_json_set(piece, "kind_zh", ter_json_string(ter_token_kind_label(token->kind, TER_LANGUAGE_ZH)));
        json_array_append_new(list, piece);
    }
    return list;
}

bool ter_geocode_explain_json(const struct ter_geocoder *geocoder, const struct ter_geocode_query *query,
    const struct ter_geocode_result *result, enum ter_lang lang, struct ter_error *err)
{
    TER_AUTO_TOKENS struct ter_tokens tokens = {0};
    TER_AUTO(ter_json_free) json_t *json = ter_geocode_json(NULL, query->text, result, lang);
    ter_geocoder_tokens(geocoder, query->text, &result->parse, &tokens);
    ter_json_set(json, "pieces", pieces_json(&tokens));
    ter_json_set(json, "explain_en", ter_json_string(result->explain[TER_EN]));
    ter_json_set(json, "explain_zh", ter_json_string(result->explain[TER_ZH]));
    bool written = ter_json_write(json, stdout, err);
    putchar('\n');
    return written;
}
