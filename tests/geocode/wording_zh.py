"""Owns how Chinese lists write a location: words, spellings of names and numbers, order, and remarks."""

from how import COLUMN, NAMED
from roads import Road

AND = ["与"] * 6 + ["和"] * 3 + ["、", "/", "跟", "及", ""]
JUNCTION = ["交叉口"] * 5 + ["交汇处", "路口", "十字路口", "交叉路口", "交口", "交叉处", "交会处", "交汇口", "交界处"]
DIRECTION = ["{}", "{}", "以{}", "往{}", "向{}", "{}侧", "{}面", "{}边", "正{}", "{}方向"]
REMARK = [""] * 8 + ["绿化带内", "人行道上", "（绿化带内）", "便道", "路边", "（人行道）"]
SIDE = ["路{}", "路{}", "{}侧", "路{}侧", "{}侧辅路", "马路{}侧"]
POINT = {"N": "北", "NE": "东北", "E": "东", "SE": "东南", "S": "南", "SW": "西南", "W": "西", "NW": "西北"}
NUMERALS = "一二三四五六七八九十"
REFS = {"G": "国道", "S": "省道", "X": "县道", "Y": "乡道"}
FULL_WIDTH = str.maketrans("0123456789GS", "０１２３４５６７８９ＧＳ")
SIMPLIFIED = ("业东丽乐云仓仪会兴凤动华厦园场复宁宝宫岛岭广庄庆开当旧机静顺风马黄龙桥梦汉泽济湾滨滩灵狮环经胜荡莲处达远"
              "铁铺锦长门闸阁阳阴陇与汇边对侧国线间带绿辅关")
TRADITIONAL = ("業東麗樂雲倉儀會興鳳動華廈園場復寧寶宮島嶺廣莊慶開當舊機靜順風馬黃龍橋夢漢澤濟灣濱灘靈獅環經勝蕩蓮處達遠"
               "鐵鋪錦長門閘閣陽陰隴與匯邊對側國線間帶綠輔關")
IN_TRADITIONAL = str.maketrans(SIMPLIFIED, TRADITIONAL)
SAME_SOUND = str.maketrans("经汉凤嵩航延牯芝鼎瑞威淮巨思普寿博康永吉", "京汗风松杭沿古之顶锐微怀具斯谱受伯糠勇及")


def numeral(number):
    """A whole number below 10,000 as it is read: 一百二十, 一百零五."""
    text, zero = "", False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // value % 10
        if digit:
            bare = unit == "十" and not text
            text += ("零" if zero and text else "") + ("" if bare and digit == 1 else "〇一二三四五六七八九"[digit]) + unit
        zero = not digit
    return text


class Wording:
    kind = ""
    directions = "东南西北中上下"
    invented = ["鸿雁路", "玉泉北街", "青松岭路", "望乡大道", "丰收巷", "白桦林街", "敖包路", "牧歌大街", "星海湾路", "石榴园路",
                "经开第二十五大街", "经开第三十一大街", "经北十三路", "经南十六路", "东八环", "经开第26大街", "G977", "S418"]

    def __init__(self, chance):
        self.chance, self.pick = chance, chance.choice

    # ---- names and numbers ----

    def spell(self, road: Road):
        name = road.name
        if name[0] in REFS and name[1:].isdigit():
            return self.spell_ref(name)
        if road.traditional and self.chance.random() < 0.1:
            return road.traditional
        return self.digits(name) if self.chance.random() < 0.4 else name

    def spell_ref(self, ref):
        if len(ref) < 4:  # a motorway
            return self.pick([ref, ref.translate(FULL_WIDTH), f"{ref}高速"])
        kind = REFS[ref[0]]
        return self.pick([ref, ref, ref.translate(FULL_WIDTH), ref.lower(), f"{ref[1:]}{kind}", f"{kind}{ref[1:]}",
                          f"{ref}{kind}"])

    def digits(self, name):
        """经开第五大街 as 经开第5大街, 经北三路 as 经北3路; 三元路 and 中山东一路 stay as they are."""
        start = 3 if name.startswith("经开第") else 2 if name.startswith(("经北", "经南")) else len(name)
        number = name[start:start + len(name[start:]) - len(name[start:].lstrip(NUMERALS))]
        if not number:
            return name
        value = str(next(n for n in range(1, 100) if numeral(n) == number))
        return name[:start] + self.pick([value, value, value.translate(FULL_WIDTH)]) + name[start + len(number):]

    def misspell(self, name):
        return name.translate(SAME_SOUND)

    def metres(self, metres):
        forms = [f"{metres}米"] * 3 + [f"约{metres}米", f"{metres}米处", f"{metres}m", f"{metres} 米",
                                      f"{metres}米".translate(FULL_WIDTH), f"{numeral(metres)}米"]
        return self.pick(forms + ([f"{metres / 1000:g}公里"] if metres >= 300 else []))

    def within(self, area, text):
        return area + text

    def finish(self, text):
        return text.translate(IN_TRADITIONAL) if self.chance.random() < 0.06 else text

    # ---- texts; `how` the road that they are about is named ----

    def pair(self, own, other, words):
        first, second = self.chance.sample([own, other], 2)
        joint, word = self.pick(AND), self.pick(words)
        return f"{first}{joint}{second}{word if word or joint not in ('', '、', '/') else '交叉口'}"

    def junction(self, own, other, how):
        if how == COLUMN:
            text = self.pick(["{}路口", "与{}交叉口", "{}交叉口", "{}口"]).format(other)
        else:
            text = self.pair(own, other, [*JUNCTION, ""])
        return text + self.pick(REMARK)

    def offset(self, own, other, how, point, metres, side=None):
        if how == NAMED:
            return self.offset_on(own, other, point, metres, side)
        if how == COLUMN:
            text = self.pick(["{}", "{}路口", "{}交叉口", "与{}交叉口"]).format(other)
        else:
            text = self.pick(["", "", "", "距", "位于"]) + self.pair(own, other, JUNCTION) + self.pick(["", "", "，"])
        text += self.pick(DIRECTION).format(POINT[point]) + self.metres(metres)
        return text + (self.pick(SIDE).format(POINT[side]) if side else self.pick(REMARK))

    def offset_on(self, own, other, point, metres, side):
        """经北三路南侧，经开第五大街西120米."""
        way = self.pick(["{}", "以{}", "向{}", "往{}"]).format(POINT[point]) + self.metres(metres)
        mark = other + self.pick(["", "路口", "交叉口"])
        if side:
            face = POINT[side]
            return self.pick([f"{own}{face}侧，{mark}{way}", f"{own}路{face}{mark}{way}", f"{mark}{way}{own}{face}侧",
                              f"{own}（{mark}{way}）{face}侧"])
        return self.pick([f"{own}（{mark}{way}）", f"{own}，{mark}{way}", f"{mark}{way}{own}上", f"{own}{mark}{way}"])

    def corner(self, a, b, point):
        text = self.pair(a, b, [*JUNCTION, ""]) + POINT[point]
        return text + self.pick(["角", "角", "角", "拐角"]) + self.pick(REMARK)

    def side(self, own, other, how, side):
        if how == COLUMN:
            return f"{other}路口" + self.pick(SIDE).format(POINT[side])
        return self.pair(own, other, JUNCTION) + self.pick(SIDE[:2]).format(POINT[side])

    def stretch(self, own, first, last, how, side=None):
        if how == COLUMN:
            form = self.pick(["{0}至{1}段", "{0}到{1}之间", "{0}与{1}之间", "{0}至{1}", "{0}-{1}段"])
        else:
            form = own + self.pick(["（{0}至{1}段）", "（{0}至{1}）", "({0}到{1}段)", "（{0}-{1}段）", "（{0}—{1}）",
                                    "（{0}与{1}之间）", "{0}至{1}段", "（{0}～{1}）", "从{0}到{1}"])
        tail = self.pick(["{}侧", "路{}", "路{}侧"]).format(POINT[side]) if side else self.pick(["", "", "", "绿化带内"])
        return form.format(first, last) + tail

    def crossing(self, a, b):
        form = self.pick(["{}与{}立交桥", "{}与{}立交桥下", "{}与{}桥下", "{}与{}交叉口桥洞", "{}{}立交"])
        return form.format(*self.chance.sample([a, b], 2))
