"""What was published of which people, and whether a small group can be found by adding and subtracting.

A group of people is a bitmap (bit *n*: the person with ordinal *n*). Everything published of one metric
is a system of linear equations over people; a group is recoverable when its own count follows from
them. People who stand in exactly the same published groups can't be told apart: they are one atom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

# Elimination is exact modulo this prime; no system of 0s and 1s of our size has a minor it divides by chance.
_PRIME = (1 << 61) - 1
_Line = dict[int, int]


def recoverable(published: Iterable[int], k: int) -> list[int]:
    """Every group of fewer than `k` people whose count follows from the published ones, smallest first.

    An empty list is the proof that none can be solved for, by any sum or difference of any of them.
    """
    groups = sorted({group for group in published if group})
    atoms = _atoms(groups)
    sizes = [atom.bit_count() for atom in atoms]
    if all(size >= k for size in sizes):
        return []
    lines = _reduced([_line(group, atoms) for group in groups])
    found = {sum(atoms[place] for place in some) for some in _solved(lines, sizes, k)}
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


def _atoms(groups: Sequence[int]) -> list[int]:
    """The finest parts no published group cuts through, the biggest first: so a line that begins with a small
    one holds small ones only, and there are few such lines to put together."""
    atoms: list[int] = []
    covered = 0
    for group in groups:
        parts = [part for atom in atoms for part in (atom & group, atom & ~group) if part]
        fresh = group & ~covered
        atoms = [*parts, fresh] if fresh else parts
        covered |= group
    return sorted(atoms, key=int.bit_count, reverse=True)


def _line(group: int, atoms: Sequence[int]) -> _Line:
    return {place: 1 for place, atom in enumerate(atoms) if atom & group}


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
        inverse = pow(rest[first], -1, _PRIME)
        rest = {place: value * inverse % _PRIME for place, value in rest.items()}
        for other in found.values():
            _subtract(other, rest, other.get(first, 0))
        found[first] = rest
    return found


def _subtract(line: _Line, other: _Line, times: int) -> None:
    for place, value in other.items() if times else ():
        left = (line.get(place, 0) - times * value) % _PRIME
        if left:
            line[place] = left
        else:
            line.pop(place, None)


def _solved(lines: Mapping[int, _Line], sizes: Sequence[int], k: int) -> Iterator[tuple[int, ...]]:
    """Sets of atoms of fewer than `k` people whose indicator is a sum of lines: its first places say which."""
    small = [first for first in lines if sizes[first] < k]
    for count in range(1, k):
        for firsts in combinations(small, count):
            if sum(sizes[first] for first in firsts) < k:
                total = _sum(lines[first] for first in firsts)
                if set(total.values()) == {1} and sum(sizes[place] for place in total) < k:
                    yield tuple(total)


def _sum(lines: Iterable[_Line]) -> _Line:
    total: _Line = {}
    for line in lines:
        _subtract(total, line, _PRIME - 1)
    return total
