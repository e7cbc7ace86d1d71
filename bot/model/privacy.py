"""What may be told about groups; what is taken out of words before they are shown stands in `redaction`.

A group is told about when it has `k` people; whatever a reader could find by subtracting the shown
groups from the total has `k` people, too. We count people, never answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

K_TEXT = 10  # quotes need this many people's words


def visible_groups(sizes: Mapping[str, int], k: int, never: Collection[str] = ()) -> set[str]:
    """The groups that may be shown beside their total (source: complementary suppression, SDC
    handbook).

    Shown groups have `k` people. Those hidden are none, or two and more with `k` people in all:
    otherwise the next smallest is hidden as well. `never` are hidden whatever their size; groups of
    nobody neither show nor hide anything.
    """
    peopled = {name: size for name, size in sizes.items() if size > 0}
    shown = [name for name, size in peopled.items() if size >= k and name not in never]
    shown.sort(key=lambda name: (-peopled[name], name))
    hidden = [name for name in peopled if name not in shown]
    while hidden and shown and (len(hidden) < 2 or sum(peopled[name] for name in hidden) < k):
        hidden.append(shown.pop())
    return set(shown)


def people_at_least(voices: Iterable[tuple[str, str]]) -> int:
    """How many people stand behind voices (crowd, who), at the least. Who speaks under a name may speak on a slip
    as well, and on another in another window, so the largest crowd alone is certain."""
    crowds: dict[str, set[str]] = {}
    for crowd, who in voices:
        crowds.setdefault(crowd, set()).add(who)
    return max(map(len, crowds.values()), default=0)
