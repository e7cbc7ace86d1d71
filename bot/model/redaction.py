"""What is taken out of people's words before anybody else reads them: whatever points to a person, an account
or a key. What is no such thing stays: prices, years, times, versions and small numbers.

Where a number carries a check digit, it is checked (Luhn for cards, ISO 7064 for Chinese identity numbers,
the weighted sums of Taiwan's). A long run of digits goes even without one.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise

from bot.model.check_digits import is_cn_id, is_iban, is_luhn, is_tw_id, is_tw_ui
from bot.model.names import name_spans

HIDDEN = "[…]"
_NO_LETTER = r"(?<![A-Za-z0-9])"
_ENDS = r"(?![A-Za-z0-9])"
_STAYS_WIDE = "，；！？"  # marks of a Chinese sentence: they end a word
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _STAYS_WIDE}
_WIDTH |= {0x3000: 0x20} | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), 0x2D)


def redact(text: str, names: Iterable[str] = ()) -> str:
    """`text` without addresses, numbers that point to a person or account, keys, mentions and `names`.

    Unseen characters (zero width, direction marks, controls) are dropped. Doing it twice changes nothing.
    """
    roster = frozenset(names)
    shown = _once(text, roster)
    while (again := _once(shown, roster)) != shown:
        shown = again
    return shown


def _once(text: str, names: frozenset[str]) -> str:
    shown = " ".join("".join(_seen(character) for character in text).split())
    compared = "".join(_narrow(character) for character in shown)
    spans = sorted({span for find in _FINDERS for span in find(compared)} | set(name_spans(compared, names)))
    parts, end = [], 0
    for start, stop in spans:
        if stop > end:
            parts.append(shown[end:start] if start > end else "")
            parts.append(HIDDEN if start >= end else "")
            end = stop
    return re.sub(r"(?:\[…\]\s*){2,}", f"{HIDDEN} ", "".join([*parts, shown[end:]])).strip()


def _seen(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Cf", "Co", "Cs", "Cn"):
        return ""
    return " " if kind in ("Cc", "Zl", "Zp", "Zs") else character


def _narrow(character: str) -> str:
    """The same character in half width, digits of any script as 0 to 9; always one for one."""
    digit = unicodedata.decimal(character, None)
    return character.translate(_WIDTH) if digit is None else str(digit)


# What is found by its form alone.

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"<[@#!][^>\s]{0,200}>|<at\b[^>]{0,200}>.{0,200}?</at>",
        r"-----BEGIN [A-Z ]*(?:KEY|CERTIFICATE)[A-Z ]*-----.*?(?:-----END [A-Z ]*-----|$)",
        r"(?<![A-Za-z0-9])(?:[a-z][a-z0-9+.-]{1,20}://|mailto:)[^\s，。、)」”；<>]+",
        r"(?<![A-Za-z0-9])www\.[A-Za-z0-9/?#=&%._~:-]+",
        r"(?<![A-Za-z0-9.-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|ai|dev|tw|cn|eu|de|fr|uk|jp|hk|example|local|internal)"
        r"(?:(?=[:/?#])[^\s，。、)」”；<>]*)?(?![A-Za-z0-9-])",
        r"\\\\[A-Za-z0-9._-]+(?:\\[^\s\\，。]+)+",
        r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++(?:@|\s?[\[(]at[\])]\s?)(?=[A-Za-z0-9])"
        r"[A-Za-z0-9-]+(?:(?:\.|\s?\[dot\]\s?|\s?\(dot\)\s?)[A-Za-z0-9-]+)+",
        r"(?<![A-Za-z0-9._%+-])@(?=[^\W\d_])[\w.-]*\w|(?<=[A-Za-z0-9._%+-])@[A-Za-z][A-Za-z0-9._-]*",
        r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{8,}|\bxox[a-z]-[A-Za-z0-9-]{6,}|\bxapp-[A-Za-z0-9-]{6,}",
        r"\bgh[pousr]_[A-Za-z0-9]{8,}|\bgithub_pat_\w{8,}|\bglpat-[\w-]{8,}|\bwhsec_[A-Za-z0-9+/=]{8,}",
        r"(?-i:\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bAIza[\w-]{20,}|\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?)",
        r"\bbearer\s+[A-Za-z0-9._~+/-]{12,}=*",
        rf"{_NO_LETTER}(?:[0-9a-f]{{2}}[:-]){{5}}[0-9a-f]{{2}}{_ENDS}",
        rf"{_NO_LETTER}[0-9a-f]{{8}}-(?:[0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}{_ENDS}",
    )
)

_WECHAT = r"(?:微信|(?<![A-Za-z])(?:wechat|weixin|vx|wx)(?![A-Za-z]))"

# What is found by the word before it; only the value goes.
_SAID = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?:pass(?:word|code|wd|phrase)|\bpwd?|密碼|密码|口令)\s*(?:is|was|是|為|为|[:=])\s*(?P<value>(?=\S{0,60}\d)[!-~]{4,})",
        r"(?:pass(?:word|code|wd|phrase)|\bpwd?|密碼|密码|口令)\s*(?P<value>(?=[!-~]{0,60}[A-Za-z])(?=[!-~]{0,60}\d)[A-Za-z0-9][!-~]{5,})",
        r"(?<![A-Za-z])QQ\s*(?:number|no\.?|id|號碼?|号码?|群)?\s*(?:is|是|為|为|[:#])?\s*(?P<value>\d{5,12})(?!\d)",
        rf"{_WECHAT}\s*(?:id|號|号|帳號|账号)?\s*(?:is|是|為|为|[:#])?\s*(?P<value>(?=[A-Za-z]*[\d_-])[A-Za-z][\w-]{{5,19}})",
        rf"{_WECHAT}\s*(?:(?:id|帳號|账号)\s*[:#]|[號号]\s*(?:is|是|為|为|[:#])?|[:#])\s*(?P<value>[A-Za-z][A-Za-z0-9_-]{{5,19}})",
        r"(?<![A-Za-z])LINE\s*(?:id|帳號|账号)\s*(?:is|是|為|为|[:#])?\s*(?P<value>@?(?=[A-Za-z]*[\d._-])[A-Za-z0-9._-]{4,20}(?<!\.))",
        r"(?-i:(?<![A-Za-z])LINE)\s*(?:id|帳號|账号)?\s*[:#]\s*(?P<value>@?(?=[\d._-]*[A-Za-z])[A-Za-z0-9._-]{4,20}(?<!\.))",
        r"(?:token|api[ _-]?key|secret|金鑰|密钥)\s*(?:is|是|為|为|[:=])\s*(?P<value>(?=\S{0,60}\d)[!-~]{8,})",
        r"(?:ext\.?|extension|分機|分机|內線|内线)\s*[:#]?\s*(?P<value>\d{3,6})(?!\d)",
        r"(?:employee|staff|badge|personnel)\s*(?:id|no\.?|number|#)\s*[:#]?\s*(?:is\s+)?(?P<value>[A-Z]{0,3}-?\d{3,})",
        r"(?:員工編號|員編|工號|员工编号|工号|統一編號|統編|身分證字號|身份证号码?|護照號碼|护照号码?)"
        r"\s*(?:是|為|为|[:#])?\s*(?P<value>[A-Z]{0,3}-?\d{3,}[0-9A-Z]*)",
        r"(?:tel|phone|call|電話|电话|手機|手机)\s*(?:is|是|[:.])?\s*(?P<value>\+?\(?\d(?:[ ().-]{0,2}\d){6,14})(?!\d)",
        r"(?:passport)\s*(?:no\.?|number|#)?\s*(?:is\s+)?[:#]?\s*(?P<value>[A-Z]{0,2}\d{7,9})",
    )
)

_PHONES = tuple(
    re.compile(rf"(?<![\w.,+]){form}(?![\d])", re.ASCII)
    for form in (
        r"(?:\+|00[ -]?)[1-9](?:[ ().-]{0,2}\d){7,14}",
        r"09\d{2}[ .-]?\d{3}[ .-]?\d{3}",
        r"1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}",
        r"\(0\d{1,3}\)[ .-]?\d{3,4}[ .-]?\d{3,4}(?:#\d+)?",
        r"0\d{1,3}[ .-]\d{3,4}[ .-]?\d{3,4}(?:#\d+)?",
        r"85[23][ .-]?[2-9]\d{3}[ .-]?\d{4}",
        r"0[2-8]\d{7,8}(?:#\d+)?",
        r"0[48]00[ -]?\d{3}[ -]?\d{3,4}",
        r"400-\d{3,4}-\d{3,4}",
        r"(?:\(\d{3}\)[ ]?|\d{3}[.-])\d{3}[.-]\d{4}",
    )
)
# Eight digits in two halves: a number of Hong Kong, or else a range, a pair of years, a norm.
_HALVES = re.compile(
    r"(?<![\w.,+$€£¥-])(?<!\d )(?<![A-Z] )([235-9]\d{3})[ .-](\d{4})(?![\d.,-]|[ -]\d)", re.ASCII
)
_YEARS = range(1900, 2101)
_LONG = re.compile(r"(?<![\d.,])\d{8,}(?![\d,]*\d)")
_CARD = re.compile(r"(?<!\d)(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})(?!\d)")
_IP4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\d.]*\d)")
_IP6 = re.compile(r"(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE)
_TW_ID = re.compile(rf"{_NO_LETTER}[A-Z][1289A-D]\d{{8}}{_ENDS}", re.IGNORECASE)
_CN_ID = re.compile(rf"{_NO_LETTER}\d{{17}}[\dX]{_ENDS}", re.IGNORECASE)
_IBAN = re.compile(rf"{_NO_LETTER}[A-Z]{{2}}\d{{2}}(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,4}})?{_ENDS}")
_OPAQUE = re.compile(r"(?<![\w/+.-])[A-Za-z0-9_/+-]{24,}={0,2}(?![\w/+-])", re.ASCII)
_VERSION = re.compile(r"(?:\bv|\bver\.?|version|release|build|版本|版)\s*$", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥￥]|NT\$?|TWD|USD|CNY|RMB|EUR|JPY)\s*$", re.IGNORECASE)
_MONEY_AFTER = re.compile(
    r"\s*(?:[$€£%]|元|圓|塊|块|萬|万|億|亿|円|NTD|TWD|USD|CNY|RMB|EUR|JPY|dollars|euros|yuan)", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\s*(?:rows|lines|tokens|records|users|people|words|characters|bytes|times|[筆行次人字條条個个件份])",
    re.IGNORECASE,
)
Span = tuple[int, int]


def _all_of(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Span]:
    return (found.span() for pattern in patterns for found in pattern.finditer(text))


def _formed(text: str) -> Iterator[Span]:
    return _all_of(_FORMS, text)


def _said(text: str) -> Iterator[Span]:
    return (found.span("value") for pattern in _SAID for found in pattern.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    yield from _all_of(_PHONES, text)
    for found in _HALVES.finditer(text):
        one, other = int(found[1]), int(found[2])
        is_range = one % 50 == other % 50 == 0 or (one in _YEARS and other in _YEARS)
        if not (is_range or _is_amount(text, *found.span())):
            yield found.span()


def _checked(text: str) -> Iterator[Span]:
    """Numbers that prove what they are."""
    for pattern, proves in ((_TW_ID, is_tw_id), (_CN_ID, is_cn_id), (_IBAN, is_iban), (_CARD, _is_card)):
        for found in pattern.finditer(text):
            if proves(re.sub(r"[ -]", "", found[0])):
                yield found.span()


def _is_card(digits: str) -> bool:
    return (digits[0] in "3456" and is_luhn(digits)) or (digits[:2] in _MASTERCARD and is_luhn(digits))


_MASTERCARD = frozenset(("22", "23", "24", "25", "26", "27"))


def _long_numbers(text: str) -> Iterator[Span]:
    """Eight digits and more in a row, unless they are money, a day, or a count that is no company number."""
    for found in _LONG.finditer(text):
        digits, (start, stop) = found[0], found.span()
        is_count = _COUNTED.match(text, stop) and not (len(digits) == 8 and is_tw_ui(digits))
        if not (_is_money(text, start, stop) or is_count or _is_day(digits)):
            yield start, stop


def _is_money(text: str, start: int, stop: int) -> bool:
    return bool(_MONEY_BEFORE.search(text, max(0, start - 8), start) or _MONEY_AFTER.match(text, stop))


def _is_amount(text: str, start: int, stop: int) -> bool:
    return _is_money(text, start, stop) or bool(_COUNTED.match(text, stop))


def _is_day(digits: str) -> bool:
    if len(digits) != 8 or digits[:2] not in ("19", "20"):
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _networks(text: str) -> Iterator[Span]:
    for found in _IP4.finditer(text):
        host = found[0].partition(":")[0]
        is_version = _VERSION.search(text, max(0, found.start() - 12), found.start())
        is_chapter = len(host) == len("4.2.1.3")
        if not is_version and not is_chapter and _is_address(host):
            yield found.span()
    for found in _IP6.finditer(text):
        if len(found[0]) > 6 and _is_address(found[0]):
            yield found.span()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _opaque(text: str) -> Iterator[Span]:
    """Long words of letters of both cases and digits: nobody's prose."""
    for found in _OPAQUE.finditer(text):
        kinds = [any(map(test, found[0])) for test in (str.isdigit, str.isupper, str.islower)]
        is_hex = re.fullmatch(r"[0-9a-fA-F]{32,}", found[0]) and kinds[0]
        if is_hex or (all(kinds) and _turns(found[0]) > 5):
            yield found.span()


def _turns(word: str) -> int:
    """How often letters, capitals and digits take turns: seldom in names of files, often in keys."""
    kinds = [(sign.isdigit(), sign.isupper()) for sign in word if sign.isalnum()]
    return sum(one != other for one, other in pairwise(kinds))


_FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (
    _formed,
    _said,
    _phones,
    _checked,
    _long_numbers,
    _networks,
    _opaque,
)
