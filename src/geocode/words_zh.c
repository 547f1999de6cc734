/* Owns the Chinese of locations: words, patterns, and which token follows which. Holds no logic. */
#include "words.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct ter_word words[] = {
    /* junctions */
    {TER_TOKEN_JUNCTION, 0,
        "交叉路口|十字路口|十字街口|十字口|十字|丁字路口|丁字口|丁字街口|t字路口|t型路口|t形路口|"
        "t型口|y字路口|y型路口|三岔路口|三岔口|三叉路口|四岔路口|四岔口|五岔路口|五岔口|岔路口|"
        "岔道口|岔口|叉路口|交岔路口|交岔口|交差口|路口|街口|交叉口|交叉处|交叉点|交叉|交汇处|交汇口|"
        "交汇点|交汇|交会处|交会口|交会点|交会|汇合处|汇合口|会合处|相交处|相交口|相交|交接处|交接口|"
        "交界处|交界口|交界|交口|交点|交道口|转盘路口|大转盘|转盘|圆盘|环岛路口|"
        "环岛|环形路口|盘道|红绿灯路口|红绿灯处|红绿灯"},
    /* of the value of an enum ter_feature where no second road is named */
    {TER_TOKEN_JUNCTION, TER_FEATURE_CROSSING, "平交道口|平交口|道口"},
    {TER_TOKEN_MOUTH, 0, "口|村口"},

    /* the value is what it costs to take the word for a part of a name: 和平路 and 太和路 are common,
       甲与乙路 is not */
    {TER_TOKEN_AND, 4, "与"},
    {TER_TOKEN_AND, 0, "和"},
    {TER_TOKEN_AND, 3, "跟|及|暨"},
    {TER_TOKEN_AND, 1, "同"},
    {TER_TOKEN_AND, 8, "×|x|/|&|+"},
    {TER_TOKEN_TO, 3, "至|到"},
    {TER_TOKEN_TO, 4, "直至"},
    {TER_TOKEN_TO, 3, "通往"},
    {TER_TOKEN_DASH, 0, "-|--|~|—|——|–|―|→"},
    {TER_TOKEN_FROM, 0, "从|由|自|距|距离|离"},
    {TER_TOKEN_ALONG, 0, "沿着|沿"},
    {TER_TOKEN_STRETCH, 0, "路段|段|区间|沿线"},
    {TER_TOKEN_STRETCH, 1, "之间|间|中间段|之间路段|区间段"},
    {TER_TOKEN_END, 0, "尽头|端头|断头处|终点|起点"},

    /* relations */
    {TER_TOKEN_RELATION, TER_OPPOSITE, "正对面|斜对面|斜对过|对面|对过|对门|正对着|正对|斜对|对侧"},
    {TER_TOKEN_RELATION, TER_FRONT, "门脸前|门外|前面|正前方|前方|楼前|店前|大楼前"},
    {TER_TOKEN_RELATION, TER_NEAR,
        "旁边|旁|边上|附近|邻近|临近|靠近|紧邻|毗邻|周边|周围|一带|近旁|跟前|隔壁|背后|背面|后面|"
        "后方|后身|近|侧面|侧旁|路旁"},
    {TER_TOKEN_RELATION, TER_AT, "院内|院里|内部|里面|楼内|场内|店内"},

    /* lines without a name of their own, and names that end the name of a place */
    {TER_TOKEN_LINE, 0, "铁路|铁道|铁路线|火车道|火车线|火车|国道|省道|县道|乡道"},
    {TER_TOKEN_LINE, 1, "高速公路|高速路|高速"}, /* 1: says nothing new behind a number: G7高速 */
    {TER_TOKEN_LINE, 0, "旧高速|老高速|新高速"},
    {TER_TOKEN_INSTITUTION, 0,
        "消防救援站|消防救援大队|消防大队|消防中队|消防队|消防站|派出所|公安局|交警队|交警大队|"
        "检察院|法院|司法所|卫生院|卫生室|卫生所|卫生服务中心|医院|诊所|药店|幼儿园|小学|中学|高中|"
        "学校|学院|大学|支行|分行|银行|信用社|邮局|邮政所|供电所|供电局|变电站|水厂|污水处理厂|社区|"
        "小区|家园|花园|公寓|新村|小镇|居委会|村委会|村民委员会|管委会|管理委员会|办事处|人民政府|"
        "市政府|区政府|县政府|旗政府|镇政府|乡政府|政府|镇府|党群服务中心|服务中心|园区|工业园|"
        "工业园区|工业区|产业园|物流园|科技园|景区|厂区|校区|院区|库区|矿区|服务区|休息区|市场|超市|"
        "商场|商城|广场|公园|体育场|体育馆|图书馆|博物馆|纪念馆|展览馆|饭店|酒店|宾馆|餐厅|酒楼|"
        "加油站|加气站|充电站|收费站|检查站|汽车站|客运站|公交站|公交车站|公交总站|火车站|地铁站|"
        "停车场|大厦|大楼|写字楼|清真寺|教堂"},

    /* things: what they are */
    {TER_TOKEN_FEATURE, TER_FEATURE_UNDERPASS,
        "桥洞|桥下|桥底|桥底下|桥孔|涵洞|涵管|下穿|下穿通道|下穿隧道|地道桥|地下通道"},
    {TER_TOKEN_FEATURE, TER_FEATURE_BRIDGE, "高架桥|跨线桥|天桥|过街天桥|人行天桥|桥头|桥面|桥上|桥"},
    {TER_TOKEN_FEATURE, TER_FEATURE_INTERCHANGE,
        "立交桥|立体交叉|互通立交|立交|互通|枢纽|出入口|收费口|匝道|匝道口|上匝道|下匝道"},
    {TER_TOKEN_FEATURE, TER_FEATURE_CROSSING, "铁道口|平交道"},
    {TER_TOKEN_FEATURE, TER_FEATURE_OTHER,
        "公共厕所|公厕|厕所|牌楼|牌坊|门牌|防洪坝|大坝|水库|水塔|机井|泵房|电线杆|公交站牌|站牌|"
        "路灯杆|变压器|配电室|信号塔|铁塔|雕塑|凉亭|报刊亭|岗亭|垃圾站|垃圾箱|停车位"},
    {TER_TOKEN_PATH, 0, "小路|土路|便路|村道|岔路|支路"},

    /* details finer than any radius */
    {TER_TOKEN_CARRIAGEWAY, 0, "辅路|辅道|主路|主道|慢车道|快车道|非机动车道|机动车道|侧路"},
    {TER_TOKEN_DETAIL, 0,
        "绿化带|绿化|绿地|绿篱|隔离带|分隔带|人行横道|人行道|人行便道|步行道|便道|盲道|斑马线|双黄线|"
        "黄线|停止线|树坑|树池|树下|草坪|草地|花坛|花池|花园内|拐弯|拐弯处|转弯处|转角处|拐角处|巷口|"
        "胡同口|巷内|巷子里|马路|马路边|马路牙子|路边|路沿|路沿石|路牙|路肩|路基|路侧|道边|街边|路中|"
        "路中央|路中间|道路中央|路上|路面|规划路段|规划路|施工路段|左侧|右侧|两侧|左边|右边|左手边|"
        "右手边|左转|右转|左拐|右拐|向左|向右|往左|往右|台阶|台阶下|墙根|围墙|围墙外|墙外|外墙|围栏|墙边|"
        "墙角|楼下|楼角|院墙"},
    {TER_TOKEN_WITHIN, 1, "上"}, /* 1: of a road, says what the text is about */
    {TER_TOKEN_WITHIN, 0, "下|下方|下面|内|里|中间|中央|中|边|旁|外|外侧|内侧|之内|之外|以内"},
    {TER_TOKEN_PART, 0, "营房|入口|入口处|出口|出口处|车库|门脸|后院|前院|院子|院"},
    {TER_TOKEN_PLACE_WORD, 0,
        "适当位置|消火栓|消防栓|室外消火栓|位置|地段|地方|处|位于|地处|在|的|所在地|区域|地点|方位|之处|坐标|"
        "经纬度"},

    /* parts of patterns */
    {TER_PART_POINT, TER_NE, "东北"},
    {TER_PART_POINT, TER_SE, "东南"},
    {TER_PART_POINT, TER_NW, "西北"},
    {TER_PART_POINT, TER_SW, "西南"},
    {TER_PART_POINT, TER_E, "东"},
    {TER_PART_POINT, TER_S, "南"},
    {TER_PART_POINT, TER_W, "西"},
    {TER_PART_POINT, TER_N, "北"},
    {TER_PART_CARDINAL, TER_E, "东"},
    {TER_PART_CARDINAL, TER_S, "南"},
    {TER_PART_CARDINAL, TER_W, "西"},
    {TER_PART_CARDINAL, TER_N, "北"},
    /* the value is what it costs that 以东 or 南侧 stand inside a name */
    {TER_PART_TOWARDS, 5, "以"},
    {TER_PART_TOWARDS, 0,
        "往|向|朝|正|偏|靠|拐|再|再往|再向|再朝|又向|继续向|继续往|后向|后往|后朝|后再向|后再往|"
        "然后向|然后往|之后向|之后往|折向|转向"},
    {TER_PART_FACE, 5, "侧|面|边"},
    {TER_PART_FACE, 0, "岸"},
    {TER_PART_STRETCH, 0, "段|部|方向|方|行"},
    {TER_PART_TIP, 0, "头|端|头起"},
    {TER_PART_CORNER, 0, "角|拐角|拐角处|转角"},
    {TER_PART_ROAD, 2, "路"}, /* the value is what it costs that 路路 stands inside a name: 和平路路南 */
    {TER_PART_ROAD, 0, "街|道|马路|公路|路的|马路的"},
    {TER_PART_GATE, 0, "大门|正门|侧门|后门|前门|偏门|便门|正大门|门"},
    {TER_PART_MOUTH, 0, "口|前|外"},
    {TER_PART_ABOUT, TER_ABOUT, "大约|约|约莫|大概|近|将近|接近|不到"},
    {TER_PART_ABOUT, TER_OR_MORE, "超过|至少"},
    {TER_PART_ABOUT, TER_UP_TO, "不超过|最多|至多"},
    {TER_PART_ABOUT, TER_SEVERAL, "几|好几|数"},
    {TER_PART_MORE, TER_OR_MORE, "多|余|几"},
    {TER_PART_MORE, TER_ABOUT, "来"},
    {TER_PART_AFTER, TER_EXACTLY, "远|远处"},
    {TER_PART_AFTER, TER_ABOUT, "左右|上下|许"},
    {TER_PART_AFTER, TER_OR_MORE, "开外|之外|以外"},
    {TER_PART_AFTER, TER_UP_TO, "以内|之内|范围内|内"},
    {TER_PART_NUMBER, 100, "百"},
    {TER_PART_NUMBER, 1000, "千"},
    {TER_PART_UNIT, 1000, "公里|千米|km"},
    {TER_PART_UNIT, 500, "里|华里|里地"},
    {TER_PART_UNIT, 1, "米|公尺|m"},
    {TER_PART_HOUSE, 0, "号|弄|号院|号楼|号门|栋|幢|单元|号店"},
    {TER_PART_OF, 0, "之"},
    {TER_PART_MARK, 1000, "k|桩号k|桩号|里程碑"},
    {TER_PART_PLUS, 0, "+"},
    {TER_PART_ROUND, 100, "上百米"},
    {TER_PART_ROUND, 500, "半公里"},
    {TER_PART_ROUND, 250, "半里|半里地"},
    {TER_PART_ROUND, 1500, "一公里半"},
    {TER_PART_ROUND, 2500, "两公里半"},
    {TER_PART_ROUND, 110, "百十米"},
    {TER_PART_ROUND, 5, "数米|几米"},

    /* what names end with */
    {TER_SUFFIX_ROAD, 1,
        "大街|大道|公路|胡同|路|街|巷|环路|环线|高架路|快速路|快速通道|快速干道|快速公路|通道|"
        "专用路|迎宾路|景观路|连接线|联络线"},
    {TER_SUFFIX_ROAD, 2, "道|高速|高速公路|高速路|铁路|环"},
    {TER_SUFFIX_MINOR, 1, "弄|里弄"},
    {TER_SUFFIX_MINOR, 2, "高架|线|延线|延长线|支线|大桥|隧道|绕城|绕城路"},
    {TER_SUFFIX_VILLAGE, 1, "村|嘎查|自然村|行政村|屯"},
    {TER_SUFFIX_TOWN, 1, "开发区|街道办事处|街道办|苏木|镇"},
    {TER_SUFFIX_TOWN, 2, "乡|街道|办事处"},
    {TER_SUFFIX_AREA, 2, "省|自治区|市|盟|自治州|县|自治县|旗|自治旗|区|新区"},
};

static const struct ter_pattern patterns[] = {
    {TER_TOKEN_DIRECTION, 0, {{TER_PART_TOWARDS, true}, {TER_PART_POINT, false}, {TER_PART_FACE, true}}},
    {TER_TOKEN_DIRECTION, 0, {{TER_PART_TOWARDS, true}, {TER_PART_POINT, false}, {TER_PART_STRETCH, false}}},
    {TER_TOKEN_DIRECTION, 0, {{TER_PART_POINT, false}, {TER_PART_TIP, false}}},
    {TER_TOKEN_CORNER, 0, {{TER_PART_POINT, false}, {TER_PART_CORNER, false}}},
    {TER_TOKEN_SIDE, 0, {{TER_PART_ROAD, false}, {TER_PART_CARDINAL, false}}},
    /* 商都路南侧 is the south side of 商都路 rather than a side at 商都 */
    {TER_TOKEN_SIDE, 3, {{TER_PART_ROAD, false}, {TER_PART_CARDINAL, false}, {TER_PART_FACE, false}}},
    {TER_TOKEN_GATE, 0, {{TER_PART_POINT, false}, {TER_TOKEN_MOUTH, false}}},
    {TER_TOKEN_GATE, 0, {{TER_PART_POINT, true}, {TER_PART_GATE, false}, {TER_PART_MOUTH, true}}},
    {TER_TOKEN_DISTANCE, 0, {{TER_PART_ABOUT, true}, {TER_PART_ROUND, false}, {TER_PART_AFTER, true}}},
    {TER_TOKEN_DISTANCE, 0,
        {{TER_PART_ABOUT, true}, {TER_PART_NUMBER, false}, {TER_PART_MORE, true}, {TER_PART_UNIT, false},
            {TER_PART_AFTER, true}}},
    {TER_TOKEN_DISTANCE, 0,
        {{TER_PART_ABOUT, true}, {TER_PART_NUMBER, false}, {TER_PART_UNIT, false}, {TER_PART_NUMBER, false},
            {TER_PART_UNIT, false}, {TER_PART_AFTER, true}}},
    {TER_TOKEN_DISTANCE, 0,
        {{TER_PART_ABOUT, true}, {TER_PART_NUMBER, false}, {TER_PART_UNIT, true}, {TER_TOKEN_TO, false},
            {TER_PART_NUMBER, false}, {TER_PART_UNIT, false}, {TER_PART_AFTER, true}}},
    {TER_TOKEN_DISTANCE, 0,
        {{TER_PART_ABOUT, true}, {TER_PART_NUMBER, false}, {TER_PART_UNIT, true}, {TER_TOKEN_DASH, false},
            {TER_PART_NUMBER, false}, {TER_PART_UNIT, false}, {TER_PART_AFTER, true}}},
    {TER_TOKEN_NUMBER, 0, {{TER_PART_DIGITS, false}}},
    {TER_TOKEN_NUMBER, 0, {{TER_PART_DIGITS, false}, {TER_TOKEN_DASH, false}, {TER_PART_DIGITS, false}}},
    {TER_TOKEN_ADDRESS, 0, {{TER_PART_NUMBER, false}, {TER_PART_HOUSE, false}}},
    {TER_TOKEN_ADDRESS, 0,
        {{TER_PART_NUMBER, false}, {TER_PART_HOUSE, true}, {TER_PART_OF, false}, {TER_PART_NUMBER, false},
            {TER_PART_HOUSE, true}}},
    {TER_TOKEN_ADDRESS, 0,
        {{TER_PART_NUMBER, false}, {TER_PART_HOUSE, true}, {TER_TOKEN_TO, false}, {TER_PART_NUMBER, false},
            {TER_PART_HOUSE, false}}},
    {TER_TOKEN_ADDRESS, 0,
        {{TER_PART_NUMBER, false}, {TER_TOKEN_DASH, false}, {TER_PART_NUMBER, false},
            {TER_PART_HOUSE, false}}},
    {TER_TOKEN_ADDRESS, 0,
        {{TER_PART_NUMBER, false}, {TER_PART_HOUSE, false}, {TER_TOKEN_DASH, false}, {TER_PART_NUMBER, false},
            {TER_PART_HOUSE, true}}},
    {TER_TOKEN_CHAINAGE, 0, {{TER_PART_MARK, false}, {TER_PART_NUMBER, false}}},
    {TER_TOKEN_CHAINAGE, 0,
        {{TER_PART_MARK, false}, {TER_PART_NUMBER, false}, {TER_PART_PLUS, false}, {TER_PART_NUMBER, false},
            {TER_PART_UNIT, true}}},
    {TER_TOKEN_CHAINAGE, 0,
        {{TER_PART_NUMBER, false}, {TER_PART_UNIT, false}, {TER_PART_PLUS, false}, {TER_PART_NUMBER, false},
            {TER_PART_UNIT, false}}},
};

static const struct ter_suffix_rule suffixes[] = {
    {TER_TOKEN_ROAD, TER_SUFFIX_ROAD, 0},
    {TER_TOKEN_ROAD, TER_SUFFIX_MINOR, 2},
    {TER_TOKEN_VILLAGE, TER_SUFFIX_VILLAGE, 0},
    {TER_TOKEN_TOWN, TER_SUFFIX_TOWN, 0},
    {TER_TOKEN_AREA, TER_SUFFIX_AREA, 0},
};

enum { NEVER = 100, RARE = 20, UNUSUAL = 6, ODD = 3 };

static const struct ter_pair_cost pairs[] = {
    /* a number without a unit is a distance only after a direction; one of a house stands behind its road */
    {TER_ANY_TOKEN, TER_TOKEN_NUMBER, RARE},
    {TER_TOKEN_DIRECTION, TER_TOKEN_NUMBER, 0},
    {TER_TOKEN_SIDE, TER_TOKEN_NUMBER, ODD},
    {TER_TOKEN_CORNER, TER_TOKEN_NUMBER, ODD},
    {TER_ANY_TOKEN, TER_TOKEN_ADDRESS, RARE},
    {TER_TOKEN_ROAD, TER_TOKEN_ADDRESS, 0},
    {TER_TOKEN_REF, TER_TOKEN_ADDRESS, ODD},
    {TER_TOKEN_ADDRESS, TER_TOKEN_ADDRESS, 0},
    {TER_TOKEN_PUNCTUATION, TER_TOKEN_ADDRESS, ODD},
    {TER_TOKEN_INSTITUTION, TER_TOKEN_ADDRESS, 1},
    {TER_TOKEN_DIRECTION, TER_TOKEN_ADDRESS, ODD},
    {TER_TOKEN_SIDE, TER_TOKEN_ADDRESS, ODD},
    {TER_TOKEN_RELATION, TER_TOKEN_ADDRESS, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_ADDRESS, UNUSUAL},
    {TER_ANY_TOKEN, TER_TOKEN_CHAINAGE, UNUSUAL},
    {TER_TOKEN_REF, TER_TOKEN_CHAINAGE, 0},
    {TER_TOKEN_ROAD, TER_TOKEN_CHAINAGE, 0},
    {TER_TOKEN_LINE, TER_TOKEN_CHAINAGE, 0},
    {TER_TOKEN_PUNCTUATION, TER_TOKEN_CHAINAGE, 0},
    {TER_TOKEN_START, TER_TOKEN_CHAINAGE, ODD},
    /* counties come first */
    {TER_ANY_TOKEN, TER_TOKEN_AREA, UNUSUAL},
    {TER_TOKEN_START, TER_TOKEN_AREA, 0},
    {TER_TOKEN_PUNCTUATION, TER_TOKEN_AREA, 0},
    {TER_TOKEN_AREA, TER_TOKEN_AREA, 0},
    {TER_TOKEN_PLACE_WORD, TER_TOKEN_AREA, 0},
    {TER_TOKEN_AREA, TER_TOKEN_NAME, 0},
    /* a name that begins with 东, 西部, 北 … is a name */
    {TER_TOKEN_START, TER_TOKEN_DIRECTION, RARE},
    {TER_TOKEN_START, TER_TOKEN_SIDE, ODD},
    {TER_TOKEN_REF, TER_TOKEN_DIRECTION, 1},
    {TER_TOKEN_AREA, TER_TOKEN_DIRECTION, UNUSUAL},
    {TER_TOKEN_RELATION, TER_TOKEN_NAME, 1},
    {TER_TOKEN_AND, TER_TOKEN_DIRECTION, RARE},
    {TER_TOKEN_TO, TER_TOKEN_DIRECTION, RARE},
    {TER_TOKEN_DASH, TER_TOKEN_DIRECTION, RARE},
    {TER_TOKEN_FROM, TER_TOKEN_DIRECTION, RARE},
    {TER_TOKEN_ALONG, TER_TOKEN_DIRECTION, RARE},
    {TER_TOKEN_PLACE_WORD, TER_TOKEN_DIRECTION, 1},
    /* 景秀南国宴会厅 is one name, not one south of another */
    {TER_TOKEN_DIRECTION, TER_TOKEN_NAME, UNUSUAL},
    {TER_TOKEN_DIRECTION, TER_TOKEN_ROAD, UNUSUAL},
    {TER_TOKEN_DIRECTION, TER_TOKEN_VILLAGE, UNUSUAL},
    {TER_TOKEN_DIRECTION, TER_TOKEN_TOWN, UNUSUAL},
    {TER_TOKEN_DIRECTION, TER_TOKEN_INSTITUTION, UNUSUAL},
    {TER_TOKEN_DIRECTION, TER_TOKEN_DIRECTION, ODD},
    {TER_TOKEN_DIRECTION, TER_TOKEN_AND, RARE},
    {TER_TOKEN_DIRECTION, TER_TOKEN_SIDE, ODD},
    /* 路南公厕: a thing on the south side, rather than south of a road that ends in 路 */
    {TER_TOKEN_SIDE, TER_TOKEN_NAME, UNUSUAL},
    {TER_TOKEN_SIDE, TER_TOKEN_ROAD, 2},
    /* one name does not follow another without a word between */
    {TER_TOKEN_NAME, TER_TOKEN_NAME, NEVER},
    {TER_TOKEN_NAME, TER_TOKEN_ROAD, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_LINE, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_VILLAGE, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_TOWN, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_INSTITUTION, -1},
    {TER_TOKEN_LINE, TER_TOKEN_NAME, ODD},
    {TER_TOKEN_INSTITUTION, TER_TOKEN_NAME, UNUSUAL},
    {TER_TOKEN_INSTITUTION, TER_TOKEN_ROAD, UNUSUAL},
    {TER_TOKEN_START, TER_TOKEN_INSTITUTION, ODD},
    {TER_TOKEN_FEATURE, TER_TOKEN_NAME, ODD},
    {TER_TOKEN_PATH, TER_TOKEN_NAME, ODD},
    {TER_TOKEN_DETAIL, TER_TOKEN_NAME, ODD},
    {TER_TOKEN_DETAIL, TER_TOKEN_ROAD, ODD},
    {TER_TOKEN_DIRECTION, TER_TOKEN_DETAIL, 1},
    {TER_TOKEN_PART, TER_TOKEN_NAME, ODD},
    {TER_TOKEN_WITHIN, TER_TOKEN_NAME, ODD},
    {TER_TOKEN_STRETCH, TER_TOKEN_NAME, ODD},
    /* 和 and 到 inside names */
    {TER_TOKEN_START, TER_TOKEN_AND, 2}, /* 与乙路交叉口, where the column names the other */
    {TER_TOKEN_AND, TER_TOKEN_AND, RARE},
    {TER_TOKEN_FROM, TER_TOKEN_AND, RARE},
    {TER_TOKEN_ALONG, TER_TOKEN_AND, RARE},
    {TER_TOKEN_PLACE_WORD, TER_TOKEN_AND, RARE},
    {TER_TOKEN_AND, TER_TOKEN_TO, RARE},
    {TER_TOKEN_TO, TER_TOKEN_AND, RARE},
    {TER_TOKEN_DASH, TER_TOKEN_AND, RARE},
    {TER_TOKEN_START, TER_TOKEN_TO, NEVER},
    {TER_TOKEN_PUNCTUATION, TER_TOKEN_AND, ODD},
    {TER_TOKEN_PUNCTUATION, TER_TOKEN_TO, UNUSUAL},
    {TER_TOKEN_NAME, TER_TOKEN_AND, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_TO, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_FROM, UNUSUAL},
    {TER_TOKEN_NAME, TER_TOKEN_ALONG, ODD},
    {TER_TOKEN_AND, TER_TOKEN_ALONG, RARE},
    /* words that need a certain word before them */
    {TER_TOKEN_START, TER_TOKEN_MOUTH, NEVER},
    {TER_TOKEN_PUNCTUATION, TER_TOKEN_MOUTH, NEVER},
    {TER_TOKEN_NAME, TER_TOKEN_MOUTH, UNUSUAL},
    {TER_TOKEN_DIRECTION, TER_TOKEN_MOUTH, RARE},
    {TER_TOKEN_JUNCTION, TER_TOKEN_MOUTH, RARE},
    {TER_ANY_TOKEN, TER_TOKEN_WITHIN, UNUSUAL},
    {TER_TOKEN_DETAIL, TER_TOKEN_WITHIN, 0},
    {TER_TOKEN_FEATURE, TER_TOKEN_WITHIN, 0},
    {TER_TOKEN_PATH, TER_TOKEN_WITHIN, 0},
    {TER_TOKEN_CARRIAGEWAY, TER_TOKEN_WITHIN, 0},
    {TER_TOKEN_INSTITUTION, TER_TOKEN_WITHIN, 0},
    {TER_TOKEN_PART, TER_TOKEN_WITHIN, 0},
    {TER_TOKEN_GATE, TER_TOKEN_WITHIN, 0},
    {TER_TOKEN_JUNCTION, TER_TOKEN_WITHIN, 0},
    {TER_TOKEN_ROAD, TER_TOKEN_WITHIN, ODD},
    {TER_TOKEN_REF, TER_TOKEN_WITHIN, ODD},
    {TER_TOKEN_LINE, TER_TOKEN_WITHIN, 1},
    {TER_TOKEN_NAME, TER_TOKEN_WITHIN, ODD},
    {TER_TOKEN_START, TER_TOKEN_WITHIN, NEVER},
    {TER_TOKEN_DIRECTION, TER_TOKEN_WITHIN, RARE},
    {TER_TOKEN_DETAIL, TER_TOKEN_RELATION, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_DETAIL, ODD},
    {TER_TOKEN_START, TER_TOKEN_STRETCH, RARE},
    {TER_TOKEN_DIRECTION, TER_TOKEN_STRETCH, UNUSUAL},
    {TER_TOKEN_START, TER_TOKEN_PART, RARE},
    {TER_TOKEN_NAME, TER_TOKEN_PART, ODD},
    {TER_TOKEN_NAME, TER_TOKEN_PLACE_WORD, UNUSUAL},
    {TER_TOKEN_START, TER_TOKEN_PLACE_WORD, 1},
    {TER_TOKEN_START, TER_TOKEN_RELATION, ODD},
    {TER_TOKEN_START, TER_TOKEN_GATE, UNUSUAL},
    {TER_TOKEN_NAME, TER_TOKEN_FEATURE, 1},
    /* 三里屯 and 七里河 are no distances */
    {TER_TOKEN_START, TER_TOKEN_DISTANCE, UNUSUAL},
    {TER_TOKEN_AND, TER_TOKEN_DISTANCE, RARE},
    {TER_TOKEN_TO, TER_TOKEN_DISTANCE, RARE},
    {TER_TOKEN_DISTANCE, TER_TOKEN_NAME, UNUSUAL},
    {TER_TOKEN_DISTANCE, TER_TOKEN_ROAD, UNUSUAL},
    {TER_TOKEN_NUMBER, TER_TOKEN_PUNCTUATION, UNUSUAL},
    {TER_TOKEN_DISTANCE, TER_TOKEN_VILLAGE, UNUSUAL},
    {TER_TOKEN_NUMBER, TER_TOKEN_NAME, RARE},
    {TER_TOKEN_NUMBER, TER_TOKEN_ROAD, RARE},
    {TER_TOKEN_NUMBER, TER_TOKEN_DETAIL, ODD},
};

const struct ter_language ter_language_zh = {
    .id = TER_LANGUAGE_ZH,
    .name = "zh",
    .name_cost = 2,
    .words = words,
    .word_count = COUNT(words),
    .patterns = patterns,
    .pattern_count = COUNT(patterns),
    .suffixes = suffixes,
    .suffix_count = COUNT(suffixes),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
};
