"""Nothing is kept that belongs to one machine, to somebody's account, or to a later day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import kept_files, place

HERE = Path(__file__).resolve()
MACHINE = re.compile(r"/(?:root|work)/|(?<!\w)/(?:home|mnt|Users)/|[A-Z]:\\Users\\")
REGISTRY = re.compile(
    r"https?://[\w.:@-]*(?:pypi|pythonhosted|registry|artifactory|nexus|devpi)[\w.-]*/", re.IGNORECASE
)
INDEX = re.compile(r"^\s*--(?:extra-)?index-url|^\s*--find-links", re.MULTILINE)
LATER = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
TOKENS = re.compile(
    r"xox[abprs]-\d{6,}-|xapp-\d-[A-Z0-9]{8,}-|whsec_[A-Za-z0-9+/]{40,}|-----BEGIN (?:\w+ )*PRIVATE KEY-----"
    r"|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
)


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = list(_lines_with(MACHINE))
    assert not found, "\n".join(found)


def test_no_file_names_a_package_registry() -> None:
    found = [*_lines_with(REGISTRY), *_lines_with(INDEX)]
    assert not found, "\n".join(found)


def test_no_file_holds_a_token_or_a_key() -> None:
    found = list(_lines_with(TOKENS))
    assert not found, "\n".join(found)


def test_nothing_is_left_for_later() -> None:
    found = [line for line in _lines_with(LATER) if ".md:" not in line]
    assert not found, "\n".join(found)


def _lines_with(pattern: re.Pattern[str]) -> Iterator[str]:
    for path, text in _texts():
        if path != HERE:
            yield from (
                f"{place(path)}:{text.count(chr(10), 0, hit.start()) + 1} {hit[0]}"
                for hit in pattern.finditer(text)
            )


def _texts() -> Iterator[tuple[Path, str]]:
    for path in kept_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue
