"""Opens the house a command works in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.context import Context
from bot.errors import BadInput, ConfigurationError
from bot.house import House
from bot.settings import Settings
from bot.wiring import build_house


def settings() -> Settings:
    """The settings of the working folder."""
    return Settings()


@contextmanager
def opened_house() -> Iterator[House]:
    """A house for one command, closed afterwards; says `uptake init` when there is no database yet."""
    chosen = settings()
    if "://" not in chosen.database and not Path(chosen.database).exists():
        raise ConfigurationError(f"{chosen.database} does not exist; run “uptake init” first")
    house = build_house(chosen)
    try:
        yield house
    finally:
        house.database.close()


@contextmanager
def opened_context() -> Iterator[Context]:
    """One transaction for one command."""
    with opened_house() as house, house.context() as ctx:
        yield ctx


def read_bytes(path: Path) -> bytes:
    """A file a person named; a sentence when it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput([f"{path}: {error.strerror or error}"]) from None


def read_text(path: Path) -> str:
    """A text file a person named, in UTF-8."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput([f"{path}: is not UTF-8 text; save it as UTF-8"]) from None
