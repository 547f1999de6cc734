/* Owns the sentences that say why there is a fine or none, in both languages. Decides nothing. */
#include "fines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* {zone} {force} {m} {paper} {due} {code} {units} {capacity} {day} {kind} */
static const struct {
    const char *name, *words[2];
} outcomes[TER_FINE_OUTCOMES] = {
    [TER_FINE_DUE] = {"due", {"inside {zone}, in force on {day}, {m} m from its boundary",
                                 "位于{zone}内（{day}生效中），距边界 {m} 米"}},
    [TER_FINE_NOT_A_VIOLATION] = {"not_a_violation",
        {"{code} is an event of kind {kind}, not a violation", "{code} 的类别是 {kind}，不是违法行为"}},
    [TER_FINE_WITHDRAWN] = {"withdrawn", {"{code} was withdrawn", "{code} 已撤回"}},
    [TER_FINE_ALREADY] = {"already_fined",
        {"{code} was punished already: {paper}", "{code} 已处罚：{paper}，不得重复处罚"}},
    [TER_FINE_OTHER_OFFENCE] = {"other_offence",
        {"no rule of the table is for this offence; --rates FILE adds one",
            "罚则表中没有适用于该违法类型的规定，可用 --rates 增补"}},
    [TER_FINE_NO_POSITION] = {"no_position",
        {"nobody noted where it happened: terrier place event {code} LON,LAT",
            "未登记发生地点：terrier place event {code} 经度,纬度"}},
    [TER_FINE_RESERVE] = {"reserve",
        {"{zone} lies in the nature reserve: its administration stops it and punishes by its own "
         "law, no fine per sheep unit",
            "{zone}属自然保护区，由自然保护区管理机构责令停止违法行为并依法处罚，不按羊单位罚款"}},
    [TER_FINE_RESERVE_TOO_CLOSE] = {"reserve_too_close",
        {"the boundary of {zone} is {m} m away, nearer than both radii ({margin} m): who punishes is too "
         "close to call",
            "距{zone}边界 {m} 米，小于误差半径合计（{margin} 米），无法判断由谁处罚"}},
    [TER_FINE_TOO_CLOSE] = {"too_close",
        {"the boundary of {zone} is {m} m away, nearer than both radii ({margin} m): too close to call",
            "距{zone}边界 {m} 米，小于误差半径合计（{margin} 米），无法判断是否在内"}},
    [TER_FINE_DERIVED] = {"derived",
        {"the boundary of {zone} is {boundary}: a fine rests on a surveyed or official one",
            "{zone}的边界来源为“{boundary}”，只有实测或官方图件的边界才能作为处罚依据"}},
    [TER_FINE_NOT_IN_FORCE] = {"not_in_force",
        {"{zone} was not in force on {day}: {force}", "{zone}在 {day} 不生效：{force}"}},
    [TER_FINE_NOT_DRAWN] = {"not_drawn",
        {"no zone drawn holds the place, and not drawn are {undrawn}: it cannot be judged",
            "已勾绘的禁牧区都不含该地点，另有 {undrawn} 个尚未勾绘，无法判断"}},
    [TER_FINE_OUTSIDE] = {"outside",
        {"the place lies outside all grazing bans; over the carrying capacity is "
         "offence=over_capacity",
            "该地点不在任何禁牧区内；如属超载放牧，请登记 offence=over_capacity"}},
    [TER_FINE_RESERVE_NOT_DRAWN] = {"reserve_not_drawn",
        {"{zone} is not drawn: whether the place lies in it cannot be judged; who knows that it lies outside "
         "says --outside-reserve",
            "{zone}尚未勾绘，无法判断地点是否在保护区内；确知在保护区外的，用 --outside-reserve 声明"}},
    [TER_FINE_RATES_DIFFER] = {"rates_differ",
        {"{zone} says {zonerate} yuan per sheep unit, the rule says {rate}: correct one of them",
            "{zone}登记每羊单位 {zonerate} 元，规定为 {rate} 元，请先更正其一"}},
    [TER_FINE_NO_ANIMALS] = {"no_animals",
        {"nobody noted the animals: terrier set event {code} \"livestock=12 sheep + 3 cattle\"",
            "未登记牲畜数量：terrier set event {code} livestock=羊12只、牛3头"}},
    [TER_FINE_ANIMALS_DIFFER] = {"animals_differ",
        {"the event says {counted} sheep units, but its animals make {units}: correct one of them",
            "登记为 {counted} 羊单位，而按牲畜种类折算为 {units}，请先更正其一"}},
    [TER_FINE_NO_CAPACITY] = {"no_capacity",
        {"the carrying capacity is not known: the event must be about a herd with capacity_units",
            "适宜载畜量不详：须关联已登记适宜载畜量的养殖户（herd）"}},
    [TER_FINE_WITHIN_CAPACITY] = {"within_capacity",
        {"{units} sheep units are within the carrying capacity of {capacity}",
            "{units} 羊单位未超过适宜载畜量 {capacity}"}},
    [TER_FINE_NO_ORDER] = {"no_order",
        {"there is no order to correct yet: terrier event add event {code} order document_no=auto",
            "尚未责令改正：terrier event add event {code} order document_no=auto"}},
    [TER_FINE_ORDER_UNNUMBERED] = {"order_unnumbered",
        {"the order {paper} has no document number", "责令改正 {paper} 没有文书编号"}},
    [TER_FINE_NO_LIMIT] = {"no_limit", {"the order {paper} names no time limit (due_on), so none has lapsed",
                                           "责令改正 {paper} 没有期限（due_on），不存在逾期"}},
    [TER_FINE_NOT_LAPSED] = {"not_lapsed",
        {"the time limit of {paper} runs until {due}", "{paper} 的改正期限至 {due}，尚未逾期"}},
    [TER_FINE_CORRECTED] = {"corrected", {"{paper} found it corrected", "{paper} 认定已改正"}},
    [TER_FINE_NOT_INSPECTED] = {"not_inspected",
        {"the limit of {paper} lapsed on {due}, but nobody noted that it was not corrected: "
         "terrier event add event {code} inspection result=not_corrected",
            "{paper} 期限 {due} 已过，但没有逾期未改正的检查记录：terrier event add event {code} inspection "
            "result=not_corrected"}},
};

const char *ter_fine_outcome_name(enum ter_fine_outcome outcome)
{
    return outcomes[outcome].name;
}

static void write_number(struct ter_buf *out, double number)
{
    ter_buf_printf(out, "%.10g", isfinite(number) ? number : 0);
}

static void write_field(const struct ter_layer *layer, const struct ter_value *values, const char *name,
    enum ter_lang lang, struct ter_buf *out)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    if (field)
        ter_field_print(field, values[ter_layer_field_index(layer, field)], lang, out);
}

/* "GB-0003 ecological works on the front slope": its code, and its name or kind. */
static void write_zone(
    const struct ter_layer *layer, const struct ter_value *values, enum ter_lang lang, struct ter_buf *out)
{
    size_t before;
    write_field(layer, values, "code", lang, out);
    ter_buf_text(out, " ");
    before = out->size;
    write_field(layer, values, "name", lang, out);
    if (out->size == before)
        write_field(layer, values, "kind", lang, out);
}

/* "E-0000123 土左禁改〔2023〕4号 (2023-11-03)". */
static void write_paper(const struct ter_fine_paper *paper, struct ter_buf *out)
{
    ter_buf_printf(out, "%s%s%s (%s)", paper->code, paper->document_no ? " " : "",
        paper->document_no ? paper->document_no : "", paper->on);
}

static void write_any_zone(const struct ter_fine *fine, enum ter_lang lang, struct ter_buf *out)
{
    if (fine->undrawn)
        write_zone(fine->undrawn->layer, fine->undrawn->values, lang, out);
    else if (fine->zone)
        write_zone(fine->zone->layer, fine->zone->values, lang, out);
    else
        ter_buf_text(out, lang == TER_ZH ? "该畜群" : "the herd");
}

static void write_boundary(const struct ter_fine *fine, enum ter_lang lang, struct ter_buf *out)
{
    size_t before = out->size;
    if (fine->zone)
        write_field(fine->zone->layer, fine->zone->values, "boundary", lang, out);
    if (out->size == before)
        ter_buf_text(out, lang == TER_ZH ? "未登记" : "of unrecorded origin");
}

/* How a zone stands in its life when it is not in force: its status, else why its dates say no. */
static void write_force(const struct ter_fine *fine, enum ter_lang lang, struct ter_buf *out)
{
    if (!fine->zone)
        return;
    if (fine->zone->force == TER_FORCE_COMING)
        write_field(fine->zone->layer, fine->zone->values, "status", lang, out);
    else
        ter_buf_text(out, ter_force_words(fine->zone->force, lang));
}

static void write_place(const char *name, const struct ter_fine *fine, const struct ter_fine_facts *facts,
    enum ter_lang lang, struct ter_buf *out)
{
    if (strcmp(name, "zone") == 0)
        write_any_zone(fine, lang, out);
    else if (strcmp(name, "boundary") == 0)
        write_boundary(fine, lang, out);
    else if (strcmp(name, "force") == 0)
        write_force(fine, lang, out);
    else if (strcmp(name, "m") == 0)
        ter_buf_printf(out, "%.0f", fine->zone ? fine->zone->boundary_m : 0);
    else if (strcmp(name, "margin") == 0)
        ter_buf_printf(out, "%.0f", fine->zone ? fine->zone->margin_m : 0);
    else if (strcmp(name, "paper") == 0 && fine->paper)
        write_paper(fine->paper, out);
    else if (strcmp(name, "due") == 0 && fine->paper && fine->paper->due_on)
        ter_buf_text(out, fine->paper->due_on);
    else if (strcmp(name, "undrawn") == 0)
        ter_buf_printf(out, "%zu", fine->undrawn_bans);
    else if (strcmp(name, "code") == 0)
        ter_buf_text(out, facts->code);
    else if (strcmp(name, "kind") == 0)
        ter_buf_text(out, facts->kind);
    else if (strcmp(name, "day") == 0)
        ter_buf_text(out, facts->happened_on);
    else if (strcmp(name, "units") == 0)
        write_number(out, fine->units);
    else if (strcmp(name, "counted") == 0)
        write_number(out, facts->sheep_units);
    else if (strcmp(name, "capacity") == 0)
        write_number(out, facts->capacity_units);
    else if (strcmp(name, "rate") == 0)
        write_number(out, fine->rule ? fine->rule->yuan_per_unit : 0);
    else if (strcmp(name, "zonerate") == 0)
        write_number(out, fine->rate_yuan);
}

static const char *template_of(const struct ter_fine *fine, enum ter_lang lang)
{
    if (fine->outcome == TER_FINE_DUE && !fine->zone)
        return lang == TER_ZH
                   ? "{counted} 羊单位，超过适宜载畜量 {capacity}，逾期未改正"
                   : "{counted} sheep units against a carrying capacity of {capacity}, not corrected in time";
    return outcomes[fine->outcome].words[lang];
}

char *ter_fine_sentence(const struct ter_fine *fine, const struct ter_fine_facts *facts, enum ter_lang lang)
{
    enum { NAME_SIZE = 16 };
    TER_AUTO_BUF struct ter_buf out = {0};
    for (const char *at = template_of(fine, lang); *at; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        char name[NAME_SIZE] = "";
        if (!end || (size_t)(end - at) > sizeof name) {
            ter_buf_add(&out, at, 1);
            continue;
        }
        memcpy(name, at + 1, (size_t)(end - at) - 1);
        write_place(name, fine, facts, lang, &out);
        at = end;
    }
    return ter_buf_take(&out);
}
