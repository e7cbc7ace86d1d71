"""Opens what people bring: plain, or packed with one file in it, in the encodings spreadsheets write.

Nothing is held in memory but a buffer. A packed file is read no further than `most` bytes, nor than it
can honestly have been packed to: a small file that unpacks to a disk full is refused.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, TextIO, cast

from bot.connectors.problems import UnreadableError, unreadable

Raw = bytes | Path
MEBIBYTE = 1024 * 1024
MAX_BYTES = 4096 * MEBIBYTE
MAX_RATIO = 200  # text of an export packs to a tenth, at most to a fiftieth
FREE = 16 * MEBIBYTE  # up to here no ratio is asked for
ENCODINGS = ("utf-8", "utf-16", "big5", "gb18030", "shift_jis", "cp1252")
_CODECS = {"utf-8": "utf-8-sig", "big5": "cp950", "shift_jis": "cp932"}
_MAX_DIRECTORY = 64 * 1024  # bytes of a list of contents; of one file it is a hundred
_BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError)
# Frequent characters that tell the scripts apart when bytes can be read as either.
_TRADITIONAL = frozenset(
    "使用者日期次數單位電郵業務經理總計銷售產品開發資訊時間個人員工部門數據報表週臺灣陳張黃劉"
)
_SIMPLIFIED = frozenset(
    "使用者日期次数单位电邮业务经理总计销售产品开发信息时间个人员工部门数据报表周台湾陈张黄刘"
)


class _Bounded(io.RawIOBase):
    """A stream that ends with a refusal where it gets longer than it may."""

    def __init__(self, inner: IO[bytes], outer: IO[bytes], most: int) -> None:
        self._inner = inner
        self._outer = outer
        self._left = most
        self._most = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            read = self._inner.read(len(view))
        except _BROKEN:
            raise unreadable("broken_pack") from None
        self._left -= len(read)
        if self._left < 0:
            raise unreadable("bomb", most=f"{self._most // MEBIBYTE:,}")
        view[: len(read)] = read
        return len(read)

    def close(self) -> None:
        self._inner.close()
        self._outer.close()
        super().close()


def open_text(raw: Raw, most: int = MAX_BYTES, encoding: str = "") -> TextIO:
    """The text in `raw`; UnreadableError when there is none. The caller closes it.

    Without `encoding` a mark at the start decides, else it is UTF-8.
    """
    stream = _opened(raw, most)
    start = stream.peek(8)[:8]
    _refuse_foreign(start)
    return io.TextIOWrapper(stream, encoding=_CODECS.get(encoding, encoding) or _marked(start), newline="")


@contextmanager
def told_when_unreadable(row: list[int]) -> Iterator[None]:
    """Turns bytes that are no text into a problem that names the row and the likely encoding; `row` holds
    the number of the last one read."""
    try:
        yield
    except UnicodeDecodeError as error:
        likely = likely_encoding(bytes(error.object))
        phrase = "not_utf8_but" if likely else "not_utf8"
        raise unreadable(phrase, at=row[0], encoding=likely) from None
    except UnicodeError:
        raise unreadable("not_utf8", at=row[0], encoding="") from None


def likely_encoding(sample: bytes) -> str:
    """Big5 or GB18030, whichever makes sense of the bytes; empty when neither does."""
    scores = {}
    for name, codec, usual in (("big5", "cp950", _TRADITIONAL), ("gb18030", "gb18030", _SIMPLIFIED)):
        text = sample.decode(codec, "replace")
        scores[name] = sum(sign in usual for sign in text) - 3 * text.count("\ufffd")
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else ""


def _opened(raw: Raw, most: int) -> io.BufferedReader:
    size = len(raw) if isinstance(raw, bytes) else raw.stat().st_size
    if size > most:
        raise unreadable("too_large", size=f"{size // MEBIBYTE:,}", most=f"{most // MEBIBYTE:,}")
    stream: BinaryIO = io.BytesIO(raw) if isinstance(raw, bytes) else raw.open("rb")
    try:
        start = stream.read(4)
        stream.seek(0)
        inner, allowed = _unpacked(stream, start, size, most)
    except _BROKEN:
        stream.close()
        raise unreadable("broken_pack") from None
    except UnreadableError:
        stream.close()
        raise
    return io.BufferedReader(_Bounded(inner, stream, allowed), 256 * 1024)


def _unpacked(stream: BinaryIO, start: bytes, size: int, most: int) -> tuple[IO[bytes], int]:
    allowed = min(most, max(FREE, size * MAX_RATIO))
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream)), allowed
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):  # the second packs nothing
        return _only_member(stream, size, allowed), allowed
    return stream, most


def _only_member(stream: BinaryIO, size: int, allowed: int) -> IO[bytes]:
    _refuse_long_directory(stream, size)
    archive = zipfile.ZipFile(stream)
    members = [
        one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")
    ]
    if any(one.filename == "[Content_Types].xml" for one in members):
        raise unreadable("excel")
    if len(members) != 1:
        raise unreadable("many_members", count=len(members))
    if members[0].flag_bits & 1:
        raise unreadable("locked")
    if members[0].file_size > allowed:
        raise unreadable("bomb", most=f"{allowed // MEBIBYTE:,}")
    return archive.open(members[0])


def _refuse_long_directory(stream: BinaryIO, size: int) -> None:
    """A list of millions of members would fill the memory before one is read."""
    stream.seek(max(0, size - 65_557))
    end = stream.read()
    place = end.rfind(b"PK\x05\x06")
    length = int.from_bytes(end[place + 12 : place + 16], "little") if place >= 0 else 0
    if length > _MAX_DIRECTORY:
        raise unreadable("many_members", count=int.from_bytes(end[place + 10 : place + 12], "little"))
    stream.seek(0)


def _refuse_foreign(start: bytes) -> None:
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise unreadable("old_excel")
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise unreadable("packed_twice")
    if start.startswith(b"%PDF"):
        raise unreadable("pdf")


def _marked(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if start[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if start[:1] == b"\0" else "utf-8-sig"
