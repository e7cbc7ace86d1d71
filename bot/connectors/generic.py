"""Any usage export as a CSV file: `id,person,tool,feature,day,actions`, in any order.

Other headers come in through a mapping file (TOML): `[columns] person = "User"`, `[constants]
tool = "chatgpt"`. Columns we do not ask for are ignored; columns that look like contents are
refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.connectors.export import Export, Reading
from bot.connectors.table import BadRow, Raw, Row, Table, open_table, read_count, read_day
from bot.errors import BadInput
from bot.model.complaints import complaints

NEEDED = ("person", "tool", "feature", "day", "actions")
KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_CONTENT = {
    "prompt", "content", "contents", "text", "message", "body", "transcript", "completion",
    "response", "answer", "question", "query", "input", "output", "conversation", "reply",
    "comment", "snippet",
}  # fmt: skip
_COUNTED = {"count", "counts", "number", "total", "length", "tokens", "chars", "n", "id"}
_CHINESE_CONTENT = re.compile("提示詞|提示词|內容|内容|訊息|消息|文本|對話|对话|回覆|回复")


class ColumnMap(BaseModel):
    """Which column of an export holds what, and what is the same in every row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)

    @field_validator("columns", "constants")
    @classmethod
    def _only_ours(cls, named: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(named.keys() - {"id", *NEEDED}):
            raise ValueError(f"{', '.join(unknown)}: unknown; use {', '.join(('id', *NEEDED))}")
        return named


def read_column_map(text: str, file_name: str) -> ColumnMap:
    """A mapping file; BadInput says which key is wrong."""
    try:
        return ColumnMap.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadInput([f"{file_name}: can't be read as TOML: {error}"]) from None
    except ValidationError as error:
        raise BadInput([f"{file_name}: {one}" for one in complaints(error, ColumnMap)]) from None


def looks_like_content(name: str) -> bool:
    """Whether a field of this name could hold what people wrote, rather than how often."""
    words = set(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower()))
    if words & _COUNTED:
        return False
    return bool(words & _CONTENT or _CHINESE_CONTENT.search(name))


def read(raw: Raw, file_name: str, today: date, mapping: ColumnMap | None = None) -> Export:
    """Reads the file row by row; BadInput when the header can't be used."""
    table = open_table(raw, file_name)
    chosen = mapping or ColumnMap()
    where = _columns(table, chosen)
    readings: list[Reading] = []
    bad: list[BadRow] = []
    seen = _Seen(file_name)
    for row in table.rows:
        made = row if isinstance(row, BadRow) else _reading(row, where, chosen, file_name, today)
        made = made if isinstance(made, BadRow) else seen.checked(made, row)
        (bad if isinstance(made, BadRow) else readings).append(made)  # type: ignore[arg-type]
    last = max((reading.day for reading in readings), default=None)
    people = [(reading.row, reading.person) for reading in readings]
    return Export(table.header, readings, bad, people, last)


def _columns(table: Table, mapping: ColumnMap) -> dict[str, str]:
    written = {name.lower(): name for name in table.header}
    wanted = {name: mapping.columns.get(name, name) for name in NEEDED}
    if "id" in mapping.columns or not mapping.columns:  # another export's "id" may be a person's
        wanted["id"] = mapping.columns.get("id", "id")
    found = {name: written[column.lower()] for name, column in wanted.items() if column.lower() in written}
    used = set(found.values())
    problems = [
        f"{table.file_name}: row 1: column {name!r} looks like contents; Uptake takes counts only. "
        "Export again without it"
        for name in table.header
        if name not in used and looks_like_content(name)
    ]
    problems += [
        f"{table.file_name}: row 1: no column {wanted[name]!r}; name it in a mapping file: "
        f'[columns] {name} = "…", or [constants] {name} = "…"'
        for name in (*NEEDED, *(["id"] if "id" in mapping.columns else []))
        if name not in found and name not in mapping.constants
    ]
    if problems:
        raise BadInput(problems)
    return found


def _reading(
    row: Row, where: dict[str, str], mapping: ColumnMap, file_name: str, today: date
) -> Reading | BadRow:
    cells = {name: row.cells[column] for name, column in where.items() if name not in mapping.constants}
    cells |= mapping.constants
    problems = list(_problems(cells, today))
    if problems:
        sentences = tuple(f"{file_name}: row {row.number}: {problem}" for problem in problems)
        return BadRow(row.number, row.raw, sentences)
    tool, feature = _key(cells["tool"]), _key(cells["feature"])
    day = read_day(cells["day"], today)
    key = cells.get("id", "") or f"{tool}|{feature}|{day}"
    return Reading(
        row.number, cells["person"].lower(), tool, feature, day, read_count(cells["actions"]), key,
        bool(cells.get("id")),
    )  # fmt: skip


def _key(text: str) -> str:
    return "-".join(text.lower().split())


def _problems(cells: dict[str, str], today: date) -> Iterator[str]:
    if not cells["person"]:
        yield "person: is empty; write the e-mail address"
    for name in ("tool", "feature"):
        if not KEY.fullmatch(_key(cells[name])):
            yield f"{name}: {cells[name]!r} is no key; write it like m365-copilot"
    if len(cells.get("id", "")) > 200:
        yield "id: longer than 200 characters; write a shorter one"
    for name, reader in (("day", read_day), ("actions", lambda text, _: read_count(text))):
        try:
            reader(cells[name], today)
        except ValueError as error:
            yield f"{name}: {error}"


class _Seen:
    """Finds rows of one file that contradict each other."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._rows: dict[tuple[object, ...], Reading] = {}

    def checked(self, reading: Reading, row: Row | BadRow) -> Reading | BadRow:
        """The reading, or what it contradicts; the same row twice is no contradiction."""
        about = ("day", reading.person, reading.tool, reading.feature, reading.day)
        keys: Sequence[tuple[object, ...]] = (about, ("id", reading.key)) if reading.is_own_id else (about,)
        for key in keys:
            earlier = self._rows.setdefault(key, reading)
            if problem := _contradiction(earlier, reading, key):
                return BadRow(row.number, row.raw, (f"{self._file_name}: row {row.number}: {problem}",))
        return reading


def _contradiction(earlier: Reading, later: Reading, key: tuple[object, ...]) -> str:
    if earlier is later or (earlier.key, earlier.person, earlier.day, earlier.actions) == (
        later.key, later.person, later.day, later.actions,
    ):  # fmt: skip
        return ""
    if key[0] == "id":
        return f"id: {later.key} stands in row {earlier.row} for something else; give each its own"
    return f"day: the same person, tool, feature and day as row {earlier.row}; write one row a day"
