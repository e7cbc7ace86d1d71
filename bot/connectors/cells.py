"""Reads single cells as exports and spreadsheets write them: days and counts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.connectors.problems import CellError

MOST = 100_000
OLDEST = timedelta(days=400)  # facts are kept for thirteen months
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet that counts days
_SERIAL = re.compile(r"[345][0-9]{4}(?:\.[0-9]+)?")
_ISO = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?:[T ].*)?")
_CHINESE = re.compile(r"([0-9]{4}) ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日")
_DIGITS = re.compile(r"[0-9]+(?:\.0+)?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([,' \u00a0\u202f\u2019，])[0-9]{3})(?:\1[0-9]{3})*(?:\.0+)?")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,0+)?")
_SHOWN = 60


def read_day(text: str, today: date) -> date:
    """A day: 2026-11-19, 2026/11/19, 20261119, 2026年11月19日, an ISO instant, or a spreadsheet's number
    of a day. CellError says what is wrong; 11/12/2026 is refused, for nobody knows which it means."""
    day = _day(text)
    if day is None:
        raise CellError("no_date", text=text[:_SHOWN], today=today.isoformat())
    if (day - today).days > 1:
        raise CellError("future", text=day.isoformat())
    if day.year < 2015:
        raise CellError("long_ago", text=day.isoformat())
    return day


def _day(text: str) -> date | None:
    try:
        if found := _ISO.fullmatch(text):
            year, mark, month, day = found.groups()
            if mark or len(text.split("T")[0].split(" ")[0]) == 8:
                return date(int(year), int(month), int(day))
        if found := _CHINESE.fullmatch(text):
            year, month, day = found.groups()
            return date(int(year), int(month), int(day))
    except ValueError:
        return None
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(days=int(float(text)))
    return None


def read_count(text: str, most: int = MOST, *, has_dots: bool = False) -> int:
    """A whole number from 0 to `most`; marks between thousands and `.0` do not matter. CellError says what
    is wrong.

    1.200 is twelve hundred only where the file separates its cells by semicolons (`has_dots`): there a
    comma begins the decimals.
    """
    if text.isascii() and text.isdigit():
        plain = text
    elif has_dots and _DOTTED.fullmatch(text):
        plain = text.split(",")[0].replace(".", "")
    elif not has_dots and _DOTTED.fullmatch(text):
        raise CellError("unclear_count", text=text[:_SHOWN])
    elif _THOUSANDS.fullmatch(text):
        plain = re.sub("[^0-9.]", "", text)
    elif _DIGITS.fullmatch(text):
        plain = text
    else:
        raise CellError("no_count", text=text[:_SHOWN], most=most)
    whole = plain.split(".")[0]
    count = int(whole) if len(whole) < 12 else most + 1
    if count > most:
        raise CellError("no_count", text=text[:_SHOWN], most=most)
    return count
