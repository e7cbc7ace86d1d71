"""Where the names of a roster stand in what people write, however they write them.

A Latin name counts in any case, with or without its marks, hyphens and apostrophes; one that is an English word
too (will, mark, may) only with a capital. A Chinese name counts in either script and across blanks, without the
surname when two signs are left, and a surname alone with a title after it: 王經理.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from bot.model.signs import in_one_script
from bot.model.tokens import is_sign

Span = tuple[int, int]

# Names (of people, or of accounts for testing) that are English words too.
_ENGLISH = """
abbot able account admin angel april archer art ash assistant aster august autumn baker banks barker basil
bay beach bell bill bird bishop black bloom blossom blue bob bond booth boss bot box branch brand bridge
bright brook brown buck bud burn burns bush butler cage can candy carol carpenter carter case cash castle
champion chance chap char charity chase chin chip christian church city clay cliff close cloud coin cole
colt comfort company constant cook cooper coral cross crystal curry curtain customer cutter daisy dale dan
dawn day days dean dee demo desk diamond dick do don drake drew duke earl early east eden email english eve
fair faith fan fang fern field fields finch fine fire fish fisher flint flower flowers ford forest fort
foster fox frank free french gale garden gates gay gem gene german ginger glen glory gold golden good grace
grant gray great green grey group grove guest guy hall ham hand hang hardy harmony harper hart haven hay
hazel head heart heath heaven help herb hero hill holiday holly hong hood hook hope house how hung hunt
hunter hut iris it ivory ivy jack jade jasmine jay jean jet jewel job jordan joy june just kay kin king kit
knight lake lamb lance land lane lang last laurel law lee light lily line link lion list little lock long
lord love lucky lung lynx mae magic mail major man manner marina marine mark marks marsh marvel mason master
mat max may melody mercy merit mi mike miles mill miller mills min mine minor mint mist mo model montana
moon moore more morning mount nick noble noel noon north nova oak ocean office olive opal pace page pan pang
paris parish park parks pat patch path patience peace peach pearl penny people pepper perry person phoenix
phone pierce pike pin pine ping pink piper pit pitt pleasant plum pop pope porter pound power powers price
pride prince project pure queen quest quick quill rain rainbow ran randy raven ray read red reed reef reign
rich ridge ring rise river rivers rob robin rock rod roman rosa rose rosemary rover rowan royal ruby run
rush russell sage sales sand sandy sang savage say scout sea season see self sha shan sharp she shepherd
sherry shin shine shop short shy silver sin sing skip sky slate smart smith snow so son song soon south
sparrow spear spike spring squire star stark starr steel stein steward stone storm stream strong sue summer
sun sung sunny support swan swift system tab tam tan tang tanner taps taylor tea team teller temple ten
terry test text tiger timber time tin tong tool trace training tree troy true tucker tune turner ty user
vale van vary vernal vice victor victory vine violet wade walker wall ward ware warren wave way weaver web
webb wells west wheeler white wick wild will wills win wing winter wise wolf won wood woodland woods word
work worth wren wright yen yes yet york you young yuan zen
"""
ORDINARY = frozenset(_ENGLISH.split())
_BETWEEN = """
abu af ben bin da das de del della den der des di do dos du el ibn la las le los san van von
"""
_PARTICLES = frozenset(_BETWEEN.split())
_ALONE = 3  # letters from which a part of a Latin name is a name of its own

_OF_TWO_SIGNS = """
上官 东方 东郭 令狐 公冶 公孙 南宫 司徒 司空 司马 呼延 夏侯 太史 宇文 尉迟 张简 慕容 拓跋 欧阳
淳于 澹台 濮阳 独孤 申屠 百里 皇甫 端木 范姜 西门 诸葛 轩辕 钟离 长孙 闻人
"""
_COMPOUND = frozenset(_OF_TWO_SIGNS.split())
_WORDS = """
一一 一定 世界 东方 中国 中文 今天 以为 信心 信用 健康 先生 光明 可能 司空 和平 国家 国文 国语
国际 大家 大小 天天 天气 太史 如何 子女 学习 学生 安全 安心 宏观 家人 小心 小时 平安 建立 建议
建设 心理 志愿 思想 成功 放心 文件 文化 文字 文明 文章 新闻 明天 明白 春天 正常 正确 永远 海外
清楚 用心 百里 立即 简单 美国 美好 自强 英文 西门 高兴
"""
_EVERYDAY = frozenset(_WORDS.split())
_TITLE = (
    "(?:副|代理|资深|总)?(?:董事长|执行长|工程师|会计师|护理师|理事长|总经理|经理|总监|主任|课长|科长|处长|部长|组长|班长|"
    "厂长|股长|店长|校长|院长|所长|局长|站长|队长|社长|副理|协理|襄理|专员|老师|先生|小姐|女士|太太|同学|同事|董事|总裁|"
    "律师|医师|医生|技师|教授|博士|秘书|师傅|主管|主席|顾问|特助|助理|领班|护士|大哥|大姐|阿姨|叔叔)"
    "|副?总(?![是共之部公体计数额量结会务])|董(?!事)|[哥姐姊]"
)
# A sign that makes a word of its own together with the surname after it: 提高 is no 高, 任何 no 何.
_MAKES_A_WORD = {
    "高": "提最升", "何": "任如为", "任": "责信前现主担历新", "方": "对甲乙双地官厂前各多",
    "程": "工课流进过日编", "金": "基资现奖", "管": "主保品", "安": "保公治", "江": "浙长", "林": "园森",
    "车": "汽卡机", "施": "设实措", "项": "事专各", "周": "每本上下这那一两几", "谢": "谢感多", "许": "也允或准",
    "曾": "不", "常": "非经通日正平", "白": "明坦", "康": "健", "史": "历", "顾": "客回照", "贺": "祝",
    "赖": "依信", "文": "中英论作", "游": "旅上下", "连": "相", "马": "上", "易": "容交简贸", "钟": "分",
    "李": "行", "张": "一两几每这那三主", "王": "国女", "陆": "大登", "成": "完", "丁": "园", "师": "老",
    "石": "宝", "段": "阶", "范": "规示模", "水": "薪", "时": "小", "全": "安完", "华": "中", "龙": "沙",
    "单": "简清订名", "计": "会设", "应": "供反", "边": "这那旁", "部": "全", "温": "高低", "包": "外承",
}  # fmt: skip
_WORD = re.compile("(?:[^\\W_\u3000-\U0003ffff][\u0300-\u036f]*)+")
_GAP = re.compile(r"[\s.,_'’‘ʼ`´-]{1,2}")
_OF_SOMEBODY = re.compile("['’‘ʼ]s(?![^\\W_\u3000-\U0003ffff])")
_DOTS = " ·・‧•."
_PIECES = re.compile(f"(?<![^\\W\\d_])[^\\W\\d_]++(?:[{_DOTS}][^\\W\\d_]++)+")


@dataclass(frozen=True)
class _Known:
    """What a roster's names can be known by; everything compared, nothing as written."""

    words: frozenset[str]
    rows: frozenset[tuple[str, ...]]
    signs: frozenset[str]
    whole: frozenset[str]
    surnames: frozenset[str]

    @cached_property
    def longest_row(self) -> int:
        return max(map(len, self.rows), default=0)

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.signs), default=0)

    @cached_property
    def firsts(self) -> frozenset[str]:
        return frozenset(one[0] for one in self.signs)

    @cached_property
    def titled(self) -> re.Pattern[str]:
        surnames = sorted(self.surnames | _COMPOUND, key=lambda one: (-len(one), one))
        return re.compile(f"({'|'.join(map(re.escape, surnames))})(?:{_TITLE})")


def name_spans(text: str, names: frozenset[str]) -> Iterator[Span]:
    """From where to where names stand in a text."""
    known = _known(names)
    yield from _latin(text, known)
    compared = in_one_script(text)
    yield from _signs(compared, known)
    yield from _across_blanks(compared, known)
    for found in known.titled.finditer(compared):
        if compared[found.start() - 1 : found.start()] not in (*_MAKES_A_WORD.get(found[1], ""),):
            yield found.span()


@lru_cache(maxsize=8)
def _known(names: frozenset[str]) -> _Known:
    words: set[str] = set()
    rows: set[tuple[str, ...]] = set()
    signs: set[str] = set()
    whole: set[str] = set()
    surnames: set[str] = set()
    for name in names:
        words.update(_words_of(name))
        rows.update(_rows_of(name))
        parts = _sign_parts(name)
        if full := "".join(parts):
            whole.add(full)
            signs.update(_alone(parts))
            surnames.update([_surname(full)] if len(full) <= 4 else [])
    alone = frozenset(one for one in signs | whole if len(one) > 1)
    return _Known(frozenset(words), frozenset(rows), alone, frozenset(whole), frozenset(surnames))


def _plain(word: str) -> str:
    marked = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def _words_in(text: str) -> list[str]:
    return [_plain(word) for word in _WORD.findall(text)]


def _words_of(name: str) -> Iterator[str]:
    """The words a Latin name is known by alone: its parts, without what joins them (Ming-Hua: minghua)."""
    if len(only := _words_in(name)) == 1 and len(only[0]) > 1:
        yield only[0]
    for part in re.split(r"[\s,]+", name):
        word = "".join(_words_in(part))
        if word not in _PARTICLES and (len(word) >= _ALONE or (len(word) > 1 and not word.isascii())):
            yield word


def _rows_of(name: str) -> Iterator[tuple[str, ...]]:
    """Words that are a name one after the other: the full name in either order, and parts of several words."""
    words = tuple(_words_in(name))
    rows = [
        words,
        (*words[-1:], *words[:-1]),
        *(tuple(_words_in(part)) for part in re.split(r"[\s,]+", name)),
    ]
    return (row for row in rows if len(row) > 1)


def _latin(text: str, known: _Known) -> Iterator[Span]:
    found = list(_WORD.finditer(text))
    words = [_plain(one[0]) for one in found]
    gaps = [bool(_GAP.fullmatch(text, one.end(), two.start())) for one, two in pairwise(found)]
    for at, one in enumerate(found):
        count = next(
            (
                n
                for n in range(min(known.longest_row, len(found) - at), 1, -1)
                if tuple(words[at : at + n]) in known.rows and all(gaps[at : at + n - 1])
            ),
            1 if words[at] in known.words and (words[at] not in ORDINARY or one[0].istitle()) else 0,
        )
        if count:
            end = found[at + count - 1].end()
            owner = _OF_SOMEBODY.match(text, end)
            yield one.start(), owner.end() if owner else end


def _sign_parts(name: str) -> list[str]:
    """The runs of signs of a name, in one script."""
    folded = in_one_script(unicodedata.normalize("NFKC", name))
    return "".join(letter if is_sign(letter) and letter not in _DOTS else " " for letter in folded).split()


def _surname(full: str) -> str:
    return full[:2] if full[:2] in _COMPOUND and len(full) > 2 else full[0]


def _alone(parts: list[str]) -> Iterator[str]:
    """What is left of a Chinese name when it is not said in full."""
    full = "".join(parts)
    if len(full) > 4 or (len(parts) > 1 and len(parts[0]) > 2):
        yield from (part for part in parts if len(part) > 1 and part not in _EVERYDAY)
        return
    surname = _surname(full)
    given = full[len(surname) :]
    endings = [given, given[1:]] if len(given) > 2 else [given]
    yield from (one for one in endings if len(one) > 1 and one not in _EVERYDAY)
    if len(surname) > 1 and surname not in _EVERYDAY:
        yield surname


def _signs(text: str, known: _Known) -> Iterator[Span]:
    for start, sign in enumerate(text):
        if sign in known.firsts:
            for stop in range(min(len(text), start + known.longest), start + 1, -1):
                if text[start:stop] in known.signs:
                    yield start, stop
                    break


def _across_blanks(text: str, known: _Known) -> Iterator[Span]:
    """Full names with blanks or dots between their signs: 王 小 明. Of two signs, only where both stand apart."""
    for found in _PIECES.finditer(text):
        places = [place for place in range(*found.span()) if text[place] not in _DOTS]
        joined = "".join(text[place] for place in places)
        for start in range(len(joined)):
            for stop in range(min(len(joined), start + known.longest), start + 1, -1):
                first, last = places[start], places[stop - 1]
                is_apart = _stands_apart(text, first) and _stands_apart(text, last)
                if last - first >= stop - start and joined[start:stop] in known.whole:
                    if stop - start > 2 or is_apart:
                        yield first, last + 1
                    break


def _stands_apart(text: str, place: int) -> bool:
    around = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    return not any(one and is_sign(one) for one in around)
