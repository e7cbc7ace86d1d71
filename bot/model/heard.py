"""What was said to each question of a closed window, and of which groups each figure of it may be told.

A figure is told of a group when `k` people stand behind it there and no other group's figure, taken off the
whole, leaves fewer: people are counted, never answers. Words need ten people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.model.content import NOT_APPLICABLE, NOT_SAID, STANDARD, Question
from bot.model.ground import WHOLE, Ground, by_team
from bot.model.privacy import K_TEXT

_ORDERED = ("scale", "time", "number")


@dataclass(frozen=True)
class Said:
    """One answer, with the team it counts in and what the same person had said before."""

    team: str
    value: str
    before: str = ""


class Grouped:
    """Answers by group: those of a team, or all of them for the empty name."""

    def __init__(self, said: Sequence[Said]) -> None:
        self._all = said
        self._teams = by_team(said)

    def of(self, team: str) -> Sequence[Said]:
        """What was said in a group."""
        return self._all if team == WHOLE else self._teams.get(team, ())


@dataclass(frozen=True)
class Heard:
    """Everything said to one question, and of which groups each figure of it may be told."""

    ground: Ground
    question: Question
    said: Sequence[Said]

    @cached_property
    def matter(self) -> Sequence[Said]:
        """What says something about the matter."""
        return [one for one in self.said if one.value not in STANDARD]

    @cached_property
    def told(self) -> frozenset[str]:
        """The groups of which the question is told at all."""
        return self._told(self.matter, K_TEXT if self.question.kind == "text" else None)

    @cached_property
    def pairs(self) -> Sequence[Said]:
        """Who answered the same before, where answers have an order."""
        if self.question.kind not in _ORDERED:
            return []
        return [one for one in self.matter if one.before and one.before not in STANDARD]

    @cached_property
    def pairs_told(self) -> frozenset[str]:
        """The groups of which then and now are told."""
        return self._told(self.pairs)

    @cached_property
    def apart_told(self) -> Mapping[str, frozenset[str]]:
        """What stands apart → the groups of which it is told how many said so."""
        return {
            key: self._told([one for one in self.said if one.value == key])
            for key in (NOT_APPLICABLE, NOT_SAID)
        }

    @cached_property
    def rest_told(self) -> frozenset[str]:
        """The groups of which it is told how many said nothing about the matter, silent ones included."""
        return self.ground.tells_rest_of([one.team for one in self.matter])

    @cached_property
    def pairs_rest_told(self) -> frozenset[str]:
        """The same for those without an earlier answer."""
        return self.ground.tells_rest_of([one.team for one in self.pairs])

    @cached_property
    def named_told(self) -> Mapping[str, frozenset[str]]:
        """Option or theme → the groups of which it is told who named it."""
        named: dict[str, list[Said]] = {}
        for one in self.matter:
            for key in self.names(one.value):
                named.setdefault(key, []).append(one)
        return {key: self._told(some) for key, some in named.items()}

    def names(self, value: str) -> Sequence[str]:
        """What an answer names: options, or themes of its words; where we ask for a change, obstacles only."""
        return self._names[value]

    @cached_property
    def _names(self) -> Mapping[str, Sequence[str]]:
        values, lexicon = {one.value for one in self.matter}, self.ground.lexicon
        if self.question.kind != "text":
            return {value: [option.key for option in self.question.chosen(value)] for value in values}
        is_change = self.question.role == "open"
        return {
            value: [key for key in lexicon.themes_of(value) if key in lexicon.obstacles]
            if is_change
            else lexicon.mentioned(value)
            for value in values
        }

    # Grouped once: there may be a thousand teams.

    @cached_property
    def said_in(self) -> Grouped:
        """Everything, by group."""
        return Grouped(self.said)

    @cached_property
    def matter_in(self) -> Grouped:
        """What says something, by group."""
        return Grouped(self.matter)

    @cached_property
    def pairs_in(self) -> Grouped:
        """Who answered before, too, by group."""
        return Grouped(self.pairs)

    def _told(self, some: Sequence[Said], k: int | None = None) -> frozenset[str]:
        return self.ground.tells_of([one.team for one in some], k)


def heard(ground: Ground) -> Iterator[Heard]:
    """What was said, question by question, in the order they were asked."""
    for key, question in ground.questions.items():
        said = [
            Said(one.team, one.answers[key], ground.baseline.get(one.person_id, {}).get(key, ""))
            for one in ground.asked
            if one.answers.get(key)
        ]
        yield Heard(ground, question, said)
