/* Owns how grazing bans read on an officer's phone: short lines, the verdict first. Decides nothing. */
#include "here.h"

#include "base/messages.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { MOST_LINES = 20, NAME_COLUMNS = 60 };

static const char *const verdicts[][2] = {
    [TER_HERE_NO_BANS] = {"", ""},
    [TER_HERE_BANNED] = {"GRAZING IS BANNED HERE", "此处禁牧"},
    [TER_HERE_CLOSE] = {"TOO CLOSE TO CALL: measure the position again",
        "距边界过近，无法判断，请重新测量位置"},
    [TER_HERE_UNKNOWN] =
        {"CANNOT BE JUDGED: no ban that is drawn and in force holds it, others are not drawn",
            "无法判断：不在已勾绘且生效的禁牧区内，另有禁牧区尚未勾绘"},
    [TER_HERE_PENDING] = {"no ban is in force here", "此处没有生效中的禁牧区"},
    [TER_HERE_FREE] = {"no grazing ban holds this position", "此处不在任何禁牧区内"},
};

static void print_line(FILE *out, const char *label, const char *text)
{
    if (text && *text)
        fprintf(out, "  %s%s%s\n", label, ter_message(": "), text);
}

static void print_text(const struct ter_zone *zone, const char *name, enum ter_lang lang, FILE *out)
{
    const struct ter_field *field = ter_layer_field(zone->layer, name);
    TER_AUTO_BUF struct ter_buf text = {0};
    if (!field)
        return;
    ter_field_print(field, zone->values[ter_layer_field_index(zone->layer, field)], lang, &text);
    print_line(out, field->title.text[lang], text.data);
}

static char *naming(const struct ter_layer *layer, const struct ter_value *values, enum ter_lang lang)
{
    static const char *const names[] = {"name", "kind"};
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, "");
    for (size_t i = 0; i < sizeof names / sizeof *names && !text.size; i++) {
        const struct ter_field *field = ter_layer_field(layer, names[i]);
        if (field)
            ter_field_print(field, values[ter_layer_field_index(layer, field)], lang, &text);
    }
    return ter_buf_take(&text);
}

static void print_call(const struct ter_zone *zone, FILE *out)
{
    static const char *const calls[] = {
        [TER_CALL_INSIDE] = TER_MESSAGE("inside"),
        [TER_CALL_OUTSIDE] = TER_MESSAGE("outside"),
        [TER_CALL_TOO_CLOSE] = TER_MESSAGE("too close to call"),
    };
    int decimals = zone->boundary_m < 9.95 ? 1 : 0, margin_decimals = zone->margin_m < 9.95 ? 1 : 0;
    fprintf(out, ter_message("  %s, %.*f m from the boundary (both radii: %.*f m)"),
        ter_message(calls[zone->call]), decimals, zone->boundary_m, margin_decimals, zone->margin_m);
    putc('\n', out);
}

static void print_months(const struct ter_zone *zone, enum ter_lang lang, FILE *out)
{
    const struct ter_field *from = ter_layer_field(zone->layer, "from_month");
    const struct ter_field *to = ter_layer_field(zone->layer, "to_month");
    double first = from ? ter_value_number(zone->values[ter_layer_field_index(zone->layer, from)], 0) : 0;
    double last = to ? ter_value_number(zone->values[ter_layer_field_index(zone->layer, to)], 0) : 0;
    if (first > 0 && last > 0)
        fprintf(out, lang == TER_ZH ? "  月份: %.0f月至%.0f月\n" : "  months: %.0f – %.0f\n", first, last);
}

static void print_season(const struct ter_zone *zone, enum ter_lang lang, FILE *out)
{
    const char *from = ter_zone_text(zone->layer, zone->values, "valid_from");
    const char *to = ter_zone_text(zone->layer, zone->values, "valid_to");
    static const char *const bases[][2] = {
        [TER_BASIS_PRESENT] = {"", ""},
        [TER_BASIS_HISTORY] = {" (as the register stood that day)", "（按当日登记）"},
        [TER_BASIS_DATES] = {" (entered later: judged by its dates)", "（事后登记，按所载日期判断）"},
    };
    const struct ter_field *status = &zone->layer->fields[zone->layer->role[TER_ROLE_STATUS]];
    TER_AUTO_BUF struct ter_buf text = {0};
    if (zone->force == TER_FORCE_COMING) {
        ter_field_print(status, zone->values[zone->layer->role[TER_ROLE_STATUS]], lang, &text);
        ter_buf_text(&text, lang == TER_ZH ? "，" : ", ");
    }
    ter_buf_text(&text, ter_force_words(zone->force, lang));
    if (from || to)
        ter_buf_printf(&text, lang == TER_ZH ? "，%s至%s" : ", %s – %s", from ? from : "…", to ? to : "…");
    fprintf(out, "  %s%s\n", text.data, bases[zone->basis][lang]);
    print_text(zone, "season", lang, out);
    print_months(zone, lang, out);
    print_text(zone, "validity_text", lang, out);
}

static void print_fine(
    const struct ter_here *here, const struct ter_zone *zone, enum ter_lang lang, FILE *out)
{
    static const char *const label[] = {"fine", "罚款"}, *const none[] = {"none", "不得罚款"},
                             *const by[] = {"imposed by", "处罚机关"}, *const rule_label[] = {"rule", "罚则"};
    static const struct {
        enum ter_fine_outcome outcome;
        const char *words[2];
    } reasons[] = {
        {TER_FINE_RESERVE, {"the reserve's administration punishes", "由保护区管理机构处罚"}},
        {TER_FINE_TOO_CLOSE, {"too close to call", "距边界过近"}},
        {TER_FINE_DERIVED, {"the boundary is neither surveyed nor official", "边界非实测或官方图件"}},
        {TER_FINE_NOT_IN_FORCE, {"not in force", "不生效"}},
        {TER_FINE_OUTSIDE, {"outside", "在外"}},
        {TER_FINE_RATES_DIFFER, {"the zone's own rate contradicts the rule", "登记的标准与规定不符"}},
    };
    const struct ter_rate_rule *rule;
    enum ter_fine_outcome outcome = ter_fine_of_zone(here->rates, zone, &rule);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].outcome == outcome)
            fprintf(out, lang == TER_ZH ? "  %s: %s（%s）\n" : "  %s: %s (%s)\n", label[lang], none[lang],
                reasons[i].words[lang]);
    if (outcome == TER_FINE_DUE)
        fprintf(out,
            lang == TER_ZH ? "  %s: 每羊单位 %.10g 元，须先责令改正\n"
                           : "  %s: %.10g yuan per sheep unit, after an order to correct\n",
            label[lang], rule->yuan_per_unit);
    if (rule && (outcome == TER_FINE_DUE || outcome == TER_FINE_RESERVE)) {
        print_line(out, by[lang], rule->authority.text[lang]);
        print_line(out, rule_label[lang], rule->basis.text[lang]);
    }
}

static void print_ban(const struct ter_here *here, const struct ter_zone *zone, enum ter_lang lang, FILE *out)
{
    static const char *const fields[] = {
        "legal_basis", "authority", "managing_unit", "boundary", "derived_from"};
    TER_AUTO_FREE char *name = naming(zone->layer, zone->values, lang);
    const char *code = ter_zone_text(zone->layer, zone->values, "code");
    fprintf(out, "\n%s %s\n", code ? code : "", name);
    print_call(zone, out);
    print_season(zone, lang, out);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        print_text(zone, fields[i], lang, out);
    print_fine(here, zone, lang, out);
}

static void print_undrawn(const struct ter_here *here, enum ter_lang lang, FILE *out)
{
    size_t count = 0, elsewhere = 0;
    for (size_t i = 0; i < here->zones.undrawn_count; i++) {
        const struct ter_undrawn *undrawn = &here->zones.undrawn[i];
        if (!ter_here_is_bans(here, undrawn->layer))
            continue;
        if (!ter_here_may_hold(here, undrawn)) {
            elsewhere++;
            continue;
        }
        if (!count++)
            fprintf(out, "\n%s\n",
                lang == TER_ZH ? "尚未勾绘、无法判断的禁牧区：" : "not drawn, so they cannot be judged:");
        if (count > MOST_LINES)
            continue;
        TER_AUTO_FREE char *name = naming(undrawn->layer, undrawn->values, lang);
        const char *code = ter_zone_text(undrawn->layer, undrawn->values, "code");
        fprintf(out, "  %s %s\n", code ? code : "", name);
    }
    if (count > MOST_LINES)
        fprintf(out, lang == TER_ZH ? "  另有 %zu 个\n" : "  and %zu more\n", count - MOST_LINES);
    if (elsewhere)
        fprintf(out, lang == TER_ZH ? "其他乡镇尚未勾绘：%zu 个\n" : "of other townships, not drawn: %zu\n",
            elsewhere);
}

/* Who reads that no ban in force holds the place is told at once of those that will. */
static void print_coming(const struct ter_here *here, enum ter_lang lang, FILE *out)
{
    size_t count = 0;
    for (size_t i = 0; i < here->zones.count; i++) {
        const struct ter_zone *zone = &here->zones.items[i];
        count += ter_here_is_bans(here, zone->layer) && zone->call == TER_CALL_INSIDE &&
                 (zone->force == TER_FORCE_COMING || zone->force == TER_FORCE_NOT_YET);
    }
    if (count)
        fprintf(out,
            lang == TER_ZH ? "在 %zu 个尚未生效的禁牧区内\n" : "inside bans that are not in force yet: %zu\n",
            count);
}

void ter_here_print_bans(const struct ter_here *here, enum ter_lang lang, FILE *out)
{
    fprintf(out, "%s\n", verdicts[here->verdict][lang]);
    if (here->verdict != TER_HERE_BANNED)
        print_coming(here, lang, out);
    for (size_t i = 0; i < here->zones.count; i++)
        if (ter_here_is_bans(here, here->zones.items[i].layer))
            print_ban(here, &here->zones.items[i], lang, out);
    print_undrawn(here, lang, out);
    fputc('\n', out);
}
