"""Which message a person gets in a slot, if any: pure rules over what is known of the person.

Every candidate that does not come is kept with its reason, so that the decision can be told again.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.model.content import NudgeItem, TipItem
from bot.model.draw import Arm, bucket
from bot.model.segments import SEGMENTS, UseSegment
from bot.model.topics import topic_of

Reason = Literal[
    "retired", "language", "role", "topic off", "refused", "seen", "segment", "another was better"
]
Chance = Callable[[str], random.Random]
Votes = Mapping[str, tuple[int, int]]  # a tip's key → found helpful, not helpful
NOTHING_FITS = "nothing fits"
CAP = "weekly cap"
BETTER = "a more important message needs the place"
RESTING = "two in a row went unanswered"
STOPPED = "four in a row went unanswered"
BY_OWN_SILENCE = (RESTING, STOPPED)
RESTS_AFTER, STOPS_AFTER = 2, 4
RESTS_FOR = timedelta(days=14)
IGNORED_AFTER = 3  # working days without any sign of the person
_LOTS = 200  # people who draw alike among tips


@dataclass(frozen=True, slots=True)
class Candidate:
    """One nudge or tip as choosing sees it."""

    key: str
    roles: frozenset[str]
    segments: frozenset[str]
    topic: str
    stale: frozenset[str]


@dataclass(frozen=True, slots=True)
class Silence:
    """What a person left without any answer since the last sign of life: how many that is by now, and on
    which day the last one came or will come."""

    ignored: int = 0
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What choosing must know of one person; `segment` None: no report tells of single people.

    `load`: messages of this week, sent and planned; `reserved`: places that more important ones of this
    week still need.
    """

    email: str
    job: str
    language: str
    segment: UseSegment | None
    arm: Arm = "nudged"
    seen: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    topics_off: frozenset[str] = frozenset()
    load: int = 0
    reserved: int = 0
    silence: Silence = Silence()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a slot came to: the item (None: nothing fitted), why it does not go out after all (empty: it
    does), and the other candidates by the reason they lost for."""

    item: str | None
    lost: str
    passed_over: Mapping[str, tuple[str, ...]]


_Narrowed = tuple[tuple[tuple[tuple[bool, bool], Candidate], ...], dict[str, tuple[str, ...]]]


def candidate(item: NudgeItem | TipItem) -> Candidate:
    """An item as choosing sees it."""
    roles = item.roles if isinstance(item, NudgeItem) else (item.role,)
    return Candidate(
        item.key,
        frozenset(roles),
        frozenset(item.segments),
        topic_of(item),
        frozenset(item.stale_languages()),
    )


def tips_for(tips: Iterable[TipItem], tool_key: str, day: date) -> list[Candidate]:
    """The tips for this tool that are not expired on a day."""
    return [candidate(tip) for tip in tips if tip.tool in ("any", tool_key) and day < tip.expires_on]


class Slate:
    """The candidates of one slot. What depends on job, language, segment and topics only is worked out once
    for all who share them; of a whole library, what is for other roles is not told as a candidate."""

    def __init__(
        self, candidates: Sequence[Candidate], retired: frozenset[str] = frozenset(), is_library: bool = False
    ) -> None:
        self._candidates, self._retired, self._is_library = candidates, retired, is_library
        self._shared: dict[tuple[str, str, str | None, frozenset[str]], _Narrowed] = {}

    def narrowed(self, who: Standing) -> _Narrowed:
        """What is left for people like this one, and why the rest is not."""
        alike = (who.job, who.language, who.segment, who.topics_off)
        if alike not in self._shared:
            fitting, passed_over = [], defaultdict(list)
            for one in self._candidates:
                reason = unfit(one, who, self._retired)
                if reason is None:
                    fitting.append((_rank(one, who), one))
                elif not (self._is_library and reason == "role"):
                    passed_over[reason].append(one.key)
            self._shared[alike] = tuple(fitting), {key: tuple(keys) for key, keys in passed_over.items()}
        return self._shared[alike]


def choose(
    slate: Slate, who: Standing, day: date, cap: int, best: Callable[[Sequence[Candidate]], Candidate]
) -> Choice:
    """The one best message, if any: by fit of segment, then the own role, then as `best` says."""
    narrowed, others = slate.narrowed(who)
    left = [pair for pair in narrowed if pair[1].key not in who.seen and pair[1].key not in who.refused]
    passed_over = dict(others)
    if len(left) < len(narrowed):
        gone = [one.key for _, one in narrowed if one.key in who.seen or one.key in who.refused]
        refused = tuple(key for key in gone if key in who.refused)
        seen = tuple(key for key in gone if key not in who.refused)
        passed_over |= {"refused": refused} if refused else {}
        passed_over |= {"seen": seen} if seen else {}
    if not left:
        return Choice(None, NOTHING_FITS, passed_over)
    top = min(rank for rank, _ in left)
    chosen = best([one for rank, one in left if rank == top])
    if len(left) > 1:
        passed_over["another was better"] = tuple(one.key for _, one in left if one is not chosen)
    return Choice(chosen.key, withheld(who, day, cap), passed_over)


def unfit(one: Candidate, who: Standing, retired: frozenset[str] = frozenset()) -> Reason | None:
    """Why an item is not for people like this one; None when it is."""
    if one.key in retired:
        return "retired"
    if not {"everyone", who.job} & one.roles:
        return "role"
    if who.language in one.stale:
        return "language"
    if one.topic in who.topics_off:
        return "topic off"
    return "segment" if who.segment and who.segment not in one.segments else None


def withheld(who: Standing, day: date, cap: int) -> str:
    """Why even the best message does not go out on this day; empty when it does."""
    if who.silence.ignored >= STOPS_AFTER:
        return STOPPED
    last_on = who.silence.last_on
    if who.silence.ignored >= RESTS_AFTER and last_on and day < last_on + RESTS_FOR:
        return RESTING
    if who.load >= cap:
        return CAP
    return BETTER if who.load + who.reserved >= cap else ""


def first(candidates: Sequence[Candidate]) -> Candidate:
    """As the program's author put them."""
    return candidates[0]


def thompson(slot: str, votes: Votes, chance: Chance) -> Callable[[str, Sequence[Candidate]], Candidate]:
    """Thompson sampling for tips: each draws from Beta(2 + helpful, 2 + not), the best draw wins.

    People of one lot draw alike; a lot comes from the e-mail address, so that a rehearsal draws the same.
    """
    drawn: dict[tuple[int, str], float] = {}

    def draw(lot: int, key: str) -> float:
        if (lot, key) not in drawn:
            helpful, not_helpful = votes.get(key, (0, 0))
            drawn[lot, key] = chance(f"{slot}/{lot}/{key}").betavariate(2 + helpful, 2 + not_helpful)
        return drawn[lot, key]

    def best(email: str, candidates: Sequence[Candidate]) -> Candidate:
        lot = bucket("tip", slot, email) % _LOTS
        return max(candidates, key=lambda one: draw(lot, one.key))

    return best


def _rank(one: Candidate, who: Standing) -> tuple[bool, bool]:
    """Lower is better: made for the person's segment, made for the person's role."""
    return len(one.segments) == len(SEGMENTS), who.job == "everyone" or who.job not in one.roles
