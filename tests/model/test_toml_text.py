"""What is written as TOML is read back the same."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.program_diff import tree
from bot.model.rollout import Program
from bot.model.toml_text import toml_text
from bot.settings import HOUSE

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    TEXTS,
    st.dates(),
    st.times(),
    st.datetimes(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=6))
def test_any_table_comes_back_as_it_was_written(table: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(table)) == table


@pytest.mark.parametrize(
    "path", sorted((HOUSE / "content" / "programs").glob("*.toml")), ids=lambda p: p.stem
)
def test_a_program_written_as_a_file_is_the_same_program(path: Any) -> None:
    program = Program.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    assert Program.model_validate(tomllib.loads(toml_text(tree(program)))) == program


def test_what_toml_has_no_word_for_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError, match="no word for None"):
        toml_text({"a": [None]})
