"""What was published of which people, and whether a small group can be found by adding and subtracting.

A group of people is a bitmap (bit *n*: the person with ordinal *n*). Everything published of one metric
is a system of linear equations over people; a group is recoverable when its own count follows from
them. People who stand in exactly the same published groups can't be told apart: they are one atom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

# Elimination is exact modulo this prime; no system of 0s and 1s of our size has a minor it divides by chance.
_PRIME = (1 << 61) - 1
_Line = dict[int, int]


def recoverable(published: Iterable[int], k: int) -> list[int]:
    """Every group of fewer than `k` people whose count follows from the published ones, smallest first.

    An empty list is the proof that none can be solved for, by any sum or difference of any of them.
    """
    groups = sorted({group for group in published if group})
    atoms, lines = _atoms(groups)
    sizes = [atom.bit_count() for atom in atoms]
    if all(size >= k for size in sizes):
        return []
    loose = _small_only(lines, sizes, k)
    found = {sum(atoms[place] for place in some) for some in _solved(_reduced(loose), sizes, k)}
    found = _unions(found, k)
    return sorted(found, key=lambda group: (group.bit_count(), group))


def may_publish(published: Sequence[int], group: int, k: int) -> bool:
    """Whether a count of `group` may be told beside everything told before: told already, or big enough,
    at least `k` people away from every group it overlaps, and no way to solve for a smaller one."""
    if group in published:
        return True
    if group.bit_count() < k or is_near(group, published, k):
        return False
    return not recoverable([*published, group], k)


def publishable(published: Sequence[int], groups: Mapping[str, int], k: int) -> set[str]:
    """The groups that may be told together beside everything told before; the biggest are asked first."""
    told, chosen = list(published), set()
    for name in sorted(groups, key=lambda name: (-groups[name].bit_count(), name)):
        if may_publish(told, groups[name], k):
            told.append(groups[name])
            chosen.add(name)
    return chosen


def is_near(group: int, others: Iterable[int], k: int) -> bool:
    """Whether a group overlaps another one and differs from it by fewer than `k` people."""
    return any(_is_too_near(group, other, k) for other in others)


def _is_too_near(group: int, other: int, k: int) -> bool:
    if not group & other:
        return False
    gone, come = (other & ~group).bit_count(), (group & ~other).bit_count()
    return gone + come < k or (0 < gone < k and not come) or (0 < come < k and not gone)


def _atoms(groups: Sequence[int]) -> tuple[list[int], list[_Line]]:
    """The finest parts no published group cuts through, the biggest first, and of which each group is made.
    A line that begins with a small one holds small ones only, and there are few such lines to put together."""
    parts: list[tuple[int, list[int]]] = []  # people, and the places of the groups that hold them
    covered = 0
    for number, group in enumerate(groups):
        cut = []
        for people, holders in parts:
            if not (inside := people & group):
                cut.append((people, holders))
                continue
            cut.append((inside, [*holders, number]))
            if inside != people:
                cut.append((people ^ inside, holders))
        fresh = group & ~covered
        parts = [*cut, (fresh, [number])] if fresh else cut
        covered |= group
    parts.sort(key=lambda part: part[0].bit_count(), reverse=True)
    lines: list[_Line] = [{} for _ in groups]
    for place, (_, holders) in enumerate(parts):
        for number in holders:
            lines[number][place] = 1
    return [people for people, _ in parts], lines


def _small_only(lines: Iterable[_Line], sizes: Sequence[int], k: int) -> list[_Line]:
    """What is left of the lines when every atom of `k` people is eliminated: all that is said of small ones
    alone. Short lines go first, so that the few long ones, of everybody, fill up no other."""
    pivots: dict[int, tuple[int, _Line]] = {}
    left = []
    for line in sorted(lines, key=len):
        rest, todo = dict(line), [(pivots[place][0], place) for place in line if place in pivots]
        heapify(todo)
        while todo:
            _, place = heappop(todo)
            if times := rest.get(place, 0):
                pivot = pivots[place][1]
                _subtract(rest, pivot, times)
                for other in pivot:
                    if other in pivots and other != place:
                        heappush(todo, (pivots[other][0], other))
        first = min(rest, default=len(sizes))
        if first < len(sizes) and sizes[first] >= k:
            pivots[first] = (len(pivots), _scaled(rest, first))
        elif rest:
            left.append(rest)
    return left


def _reduced(lines: Iterable[_Line]) -> dict[int, _Line]:
    """Gauss and Jordan: first place → line, each first place in no other line."""
    found: dict[int, _Line] = {}
    for line in lines:
        rest = dict(line)
        for first in sorted(found.keys() & rest.keys()):
            _subtract(rest, found[first], rest.get(first, 0))
        if not rest:
            continue
        first = min(rest)
        rest = _scaled(rest, first)
        for other in found.values():
            _subtract(other, rest, other.get(first, 0))
        found[first] = rest
    return found


def _scaled(line: _Line, first: int) -> _Line:
    inverse = pow(line[first], -1, _PRIME)
    return {place: value * inverse % _PRIME for place, value in line.items()}


def _subtract(line: _Line, other: _Line, times: int) -> None:
    for place, value in other.items() if times else ():
        left = (line.get(place, 0) - times * value) % _PRIME
        if left:
            line[place] = left
        else:
            line.pop(place, None)


def _solved(lines: Mapping[int, _Line], sizes: Sequence[int], k: int) -> Iterator[tuple[int, ...]]:
    """Sets of atoms of fewer than `k` people whose indicator is a sum of lines: its first places say which.
    Lines that share no atom say nothing together that they don't say apart, so only neighbours are added."""
    holders: dict[int, list[int]] = {}
    for first, line in lines.items():
        for place in line:
            holders.setdefault(place, []).append(first)
    seen = {frozenset({first}) for first in lines if sizes[first] < k}
    waiting = list(seen)
    while waiting:
        firsts = waiting.pop()
        total = _sum(lines[first] for first in firsts)
        if set(total.values()) == {1} and sum(sizes[place] for place in total) < k:
            yield tuple(total)
        room = k - sum(sizes[first] for first in firsts)
        wrong = next((place for place, value in total.items() if value != 1), None)
        places = total if wrong is None else (wrong,)
        for other in {one for place in places for one in holders[place]} - firsts:
            wider = firsts | {other}
            if sizes[other] < room and wider not in seen:
                seen.add(wider)
                waiting.append(wider)


def _sum(lines: Iterable[_Line]) -> _Line:
    total: _Line = {}
    for line in lines:
        _subtract(total, line, _PRIME - 1)
    return total


def _unions(found: set[int], k: int) -> set[int]:
    """The found groups and what they make together, while that is small as well."""
    every, waiting = set(found), list(found)
    while waiting:
        group = waiting.pop()
        for other in found:
            both = group | other
            if not group & other and both.bit_count() < k and both not in every:
                every.add(both)
                waiting.append(both)
    return every
