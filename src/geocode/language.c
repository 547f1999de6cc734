/* Owns what is common to the languages: which one a text is in, what a token costs and is called. Knows
 * nothing of the words themselves. */
#include "base/text.h"
#include "registry/han.h"
#include "words.h"

static bool is_letter(uint32_t codepoint)
{
    uint32_t lower = codepoint | 0x20;
    return (lower >= 'a' && lower <= 'z') || (codepoint >= 0xc0 && codepoint <= 0x24f);
}

static bool any(const char *text, bool (*is)(uint32_t))
{
    uint32_t codepoint;
    for (size_t used; text && (used = ter_text_next(text, &codepoint)); text += used)
        if (is(codepoint))
            return true;
    return false;
}

const struct ter_language *ter_language_of(const char *text, const char *beside)
{
    bool han = any(text, ter_han_is) || any(beside, ter_han_is);
    return !han && any(text, is_letter) ? &ter_language_en : &ter_language_zh;
}

int ter_token_cost(enum ter_token_kind kind)
{
    static const int costs[TER_TOKEN_KINDS] = {
        [TER_TOKEN_NAME] = 3,
        [TER_TOKEN_VILLAGE] = 2,
        [TER_TOKEN_TOWN] = 2,
        [TER_TOKEN_AREA] = 1,
    };
    bool free_of_cost = kind == TER_TOKEN_PUNCTUATION || kind == TER_TOKEN_INSTITUTION;
    return costs[kind] || free_of_cost ? costs[kind] : 1;
}

const char *ter_token_kind_label(enum ter_token_kind kind, enum ter_language_id language)
{
    static const char *const labels[TER_TOKEN_KINDS][TER_LANGUAGES] = {
        [TER_TOKEN_START] = {"开头", "start"},
        [TER_TOKEN_PUNCTUATION] = {"标点", "punctuation"},
        [TER_TOKEN_NAME] = {"名称", "name"},
        [TER_TOKEN_PLACE] = {"已知地名", "known place"},
        [TER_TOKEN_ROAD] = {"道路", "road"},
        [TER_TOKEN_REF] = {"道路编号", "road number"},
        [TER_TOKEN_LINE] = {"线路", "railway or motorway"},
        [TER_TOKEN_VILLAGE] = {"村", "village"},
        [TER_TOKEN_TOWN] = {"乡镇", "township"},
        [TER_TOKEN_AREA] = {"市县区", "county or city"},
        [TER_TOKEN_INSTITUTION] = {"机构", "institution"},
        [TER_TOKEN_FEATURE] = {"地物", "feature"},
        [TER_TOKEN_PATH] = {"无名路", "unnamed road"},
        [TER_TOKEN_JUNCTION] = {"路口", "junction"},
        [TER_TOKEN_MOUTH] = {"口", "entrance"},
        [TER_TOKEN_GATE] = {"门", "gate"},
        [TER_TOKEN_CORNER] = {"角", "corner"},
        [TER_TOKEN_SIDE] = {"路侧", "side of the road"},
        [TER_TOKEN_DIRECTION] = {"方向", "direction"},
        [TER_TOKEN_DISTANCE] = {"距离", "distance"},
        [TER_TOKEN_NUMBER] = {"数字", "number"},
        [TER_TOKEN_RELATION] = {"关系", "relation"},
        [TER_TOKEN_AND] = {"与", "and"},
        [TER_TOKEN_TO] = {"至", "to"},
        [TER_TOKEN_DASH] = {"连接号", "dash"},
        [TER_TOKEN_FROM] = {"起自", "from"},
        [TER_TOKEN_ALONG] = {"沿", "along"},
        [TER_TOKEN_STRETCH] = {"路段", "stretch"},
        [TER_TOKEN_END] = {"尽头", "end of the road"},
        [TER_TOKEN_CARRIAGEWAY] = {"车道", "carriageway"},
        [TER_TOKEN_DETAIL] = {"细节", "detail"},
        [TER_TOKEN_WITHIN] = {"内外", "within"},
        [TER_TOKEN_PART] = {"部分", "part"},
        [TER_TOKEN_PLACE_WORD] = {"虚词", "function word"},
        [TER_TOKEN_ADDRESS] = {"门牌号", "house number"},
        [TER_TOKEN_CHAINAGE] = {"桩号", "kilometre mark"},
        [TER_TOKEN_COORDINATES] = {"坐标", "coordinates"},
    };
    return labels[kind][language];
}
