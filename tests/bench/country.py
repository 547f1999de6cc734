#!/usr/bin/env python3
"""Owns an invented country for the geocoder's figures: 100,000 names in 1,000 towns, and the texts people would write
there. The same on every machine: it is seeded. Streets form a grid in each town; some of their names are everywhere,
as they are in life.

usage: country.py FOLDER COUNT…    writes places.csv, roads.geojson and a texts-COUNT.tsv for each count"""

import json
import random
import sys
from pathlib import Path

CHARACTERS = ("安宝昌春德丰福富光贵海和宏华吉嘉建江金锦晋静康乐丽良林龙隆茂美明宁平祥庆仁瑞森盛石书顺松泰同万旺文欣兴秀雪雅阳永玉裕源远云泽振正志忠卓紫梅兰竹菊桃柳杏枫桐榆槐杨"
              "柏银铁铜锡盐茶棉麻稻麦粟谷鹿鹤燕雁鹰凤虎马牛羊白博晨诚澄聪达岱丹典鼎定冬敦尔帆方飞芬峰府刚歌耿功冠广桂国翰浩禾荷恒虹洪湖怀焕慧季佳坚洁杰京景敬炬钧凯科可坤朗雷黎"
              "礼利连琳灵岭陆鹭罗洛满铭木牧楠念鹏琪乾勤清琼泉荣如润若善尚韶深圣诗时世思涛天庭通维卫蔚汶梧熙夏贤湘晓信星雄轩勋雨岩彦尧叶奕毅英颖友宇煜元苑月岳展哲珍致洲柱子祖")
COMMON = ["人民路", "建设路", "解放路", "和平路", "新华街", "胜利路", "光明路", "文化路", "团结街", "青年路"]
ROAD_ENDS = ["路", "路", "街", "大街", "大道", "巷"]
VILLAGE_ENDS = ["村", "村", "营", "庄", "窑", "堡", "屯", "寨"]
THINGS = ["小学", "中学", "卫生院", "派出所", "加油站", "宾馆", "饭店", "超市", "小区", "银行", "酒店", "公园"]
SIDES = ["北", "南", "东", "西"]
CORNERS = ["东北角", "东南角", "西北角", "西南角"]
TOWNS, STREETS, VILLAGES = 1000, 20, 30  # streets in each of two directions; as many things as villages
STEP = 0.003                             # degrees between streets, about 300 m


class Town:
    def __init__(self, number, names, chance):
        self.name = names.fresh(["镇", "乡"])
        self.lon, self.lat = 105 + (number % 40) * 0.15, 35 + number // 40 * 0.15
        common = chance.sample(COMMON, 4)
        self.east = common[:2] + [names.fresh(ROAD_ENDS) for _ in range(STREETS - 2)]
        self.north = common[2:] + [names.fresh(ROAD_ENDS) for _ in range(STREETS - 2)]
        self.villages = [names.fresh(VILLAGE_ENDS) for _ in range(VILLAGES)]
        self.things = [names.fresh(THINGS) for _ in range(VILLAGES)]

    def roads(self):
        """(name, points) of each street; the points are its junctions."""
        for i in range(STREETS):
            yield self.east[i], [[self.lon + j * STEP, self.lat + i * STEP] for j in range(STREETS)]
            yield self.north[i], [[self.lon + i * STEP, self.lat + j * STEP] for j in range(STREETS)]


class Names:
    """Names that are used once."""

    def __init__(self, chance):
        self.chance, self.taken = chance, set(COMMON)

    def fresh(self, ends):
        lengths = (3, 4) if ends is THINGS else (2, 2, 3)
        while True:
            name = "".join(self.chance.choices(CHARACTERS, k=self.chance.choice(lengths))) + self.chance.choice(ends)
            if name not in self.taken:
                self.taken.add(name)
                return name


class Country:
    def __init__(self, seed=1):
        self.chance = random.Random(seed)
        self.names = Names(self.chance)
        self.towns = [Town(number, self.names, self.chance) for number in range(TOWNS)]

    def write_places(self, path: Path):
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write("name,kind,township,lon,lat,uncertainty_m,extent_m\n")
            for town in self.towns:
                file.write(f"{town.name},town,{town.name},{town.lon},{town.lat},500,6000\n")
                for kind, names in (("village", town.villages), ("poi", town.things)):
                    for name in names:
                        lon, lat = (c + self.chance.uniform(-0.01, 0.07) for c in (town.lon, town.lat))
                        file.write(f"{name},{kind},{town.name},{lon:.6f},{lat:.6f},50,300\n")

    def write_roads(self, path: Path):
        """Cut where every fifth street crosses, as roads are in OpenStreetMap."""
        features = []
        for town in self.towns:
            for name, points in town.roads():
                for start in range(0, STREETS - 1, 5):
                    line = [[round(c, 6) for c in point] for point in points[start:start + 6]]
                    features.append({"type": "Feature", "properties": {"name": name, "highway": "tertiary", "lanes": 2,
                                                                       "township": town.name},
                                     "geometry": {"type": "LineString", "coordinates": line}})
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False),
                        encoding="utf-8")

    def text(self):
        """(text, township, road) as a line of a list may have them; spread over all towns."""
        chance, town = self.chance, self.chance.choice(self.towns)
        east, north = chance.choice(town.east), chance.choice(town.north)
        side, metres = chance.choice(SIDES), chance.randrange(10, 300, 5)
        village, thing, unknown = chance.choice(town.villages), chance.choice(town.things), self.names.fresh(THINGS)
        township = town.name if chance.random() < 0.5 else ""
        # shares out of 100, as in the lists of the example
        share = chance.random() * 100
        if share < 20:
            return f"{east}与{north}交叉口{side}{metres}米", township, ""
        if share < 40:
            return f"{north}{side}{metres}米", township, east
        if share < 52:
            return f"{east}和{north}交叉口{chance.choice(CORNERS)}", township, ""
        if share < 57:
            first, last = chance.sample(town.north, 2)
            return f"{east}（{first}至{last}段）", township, ""
        if share < 69:
            return f"{village}{side}{metres}米", township, ""
        if share < 81:
            return f"{thing}{chance.choice(['门口', '对面', f'{side}{metres}米'])}", township, ""
        if share < 93:
            return f"{unknown}{chance.choice(['门口', '对面', f'{side}{metres}米'])}", township, chance.choice([east, ""])
        return f"{east}与{self.names.fresh(ROAD_ENDS)}交叉口{side}{metres}米", township, ""

    def write_texts(self, path: Path, count):
        with open(path, "w", encoding="utf-8", newline="") as file:
            for number in range(count):
                file.write("\t".join((str(number), *self.text())) + "\n")


def main():
    folder, counts = Path(sys.argv[1]), sys.argv[2:]
    country = Country()
    country.write_places(folder / "places.csv")
    country.write_roads(folder / "roads.geojson")
    for count in counts:
        country.write_texts(folder / f"texts-{count}.tsv", int(count))


if __name__ == "__main__":
    main()
