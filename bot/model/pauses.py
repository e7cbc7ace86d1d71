"""What a pause covers, read from what somebody typed: `program wrong audience`, `team Sales`, `drill`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import UserError
from bot.model.delivery import Pause, Scope

_WORDS: dict[Scope, tuple[str, ...]] = {
    "all": ("all", "everything", "全部"),
    "program": ("program", "programme", "計畫", "计划"),
    "team": ("team", "團隊", "团队"),
}
_DRILL = ("drill", "演練", "演练")
_BETWEEN = " :,-–—：，、"
_QUOTES = "\"'“”「」"
_MOST_NAMES = 8


@dataclass(frozen=True)
class Asked:
    """What somebody wants paused or lifted, and why; `is_named` when the scope was said."""

    pause: Pause
    reason: str = ""
    is_named: bool = True


def is_drill(words: str) -> bool:
    """Whether the words ask for the drill, and for nothing else."""
    return words.strip().casefold() in _DRILL


def read_pause(words: str, teams: Iterable[str]) -> Asked:
    """The scope and the reason after it; without a scope everything. UserError for an unknown team."""
    for scope, names in _WORDS.items():
        for name in names:
            rest = _after(name, words)
            if rest is None:
                continue
            if scope == "team":
                return _team(rest, sorted(teams, key=len, reverse=True))
            return Asked(Pause(scope), _reason(rest))
    return Asked(Pause("all"), _reason(words), is_named=False)


def near_names(name: str, teams: Sequence[str]) -> list[str]:
    """The teams whose names are most like a name; without any, the first ones."""
    folded = {team.casefold(): team for team in teams}
    whole = get_close_matches(name.casefold(), folded, n=_MOST_NAMES, cutoff=0.5)
    parts = [key for word in name.casefold().split() for key in folded if len(word) > 1 and word in key]
    found = [folded[key] for key in dict.fromkeys([*whole, *parts])]
    return found[:_MOST_NAMES] or sorted(teams)[:_MOST_NAMES]


def _team(words: str, teams: Sequence[str]) -> Asked:
    """The longest team name the words begin with; what follows is the reason."""
    named = words.strip(_BETWEEN).lstrip(_QUOTES)
    for team in teams:
        rest = _after(team, named)
        if rest is not None:
            return Asked(Pause("team", team), _reason(rest.lstrip(_QUOTES)))
    asked = named.rstrip(_QUOTES)
    raise UserError("pause.unknown_team", name=asked[:60] or "–", teams=near_names(asked, teams))


def _after(name: str, words: str) -> str | None:
    """What follows the name, when the words begin with it as a word of its own."""
    rest = words[len(name) :]
    begins = words[: len(name)].casefold() == name.casefold()
    return rest if begins and not (rest and rest[0].isalnum()) else None


def _reason(words: str) -> str:
    return words.strip().lstrip(_BETWEEN).strip()[:500]
