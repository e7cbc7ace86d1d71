"""What comments are about, by a dictionary in three languages; and what they say that stands in no dictionary.

A comment may have several themes. Whether a theme is praise or complaint is told by the question that was
asked, never guessed from the words. What no theme knows is put into groups of alike comments, so that a
champion can name them: the name becomes a part of the dictionary.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.model.content import ThemeItem
from bot.model.people import LOCALES
from bot.model.privacy import K_TEXT, people_at_least
from bot.model.redaction import redact
from bot.model.tokens import Comment, folded, is_sign, runs, tokens

ALIKE = 0.3  # cosine from which two comments say the same thing
FEWEST = 3  # people who say it, before anybody is told
MOST_WORDS = 3
_LONGEST_PIECE = 6
MOST_GROUPS = 5
_COMMON = frozenset(
    tokens(
        "a about again all also an and any are as at be been but by can do does don't for from get has have how "
        "i i'm in is it it's its just me more much my no not of on one only or our please so some than that the "
        "their them then there they this to too up us very was we were what when which will with would you your"
    )
)
_COMMON_SIGNS = frozenset(
    "的了是在和也都就不我你他她它們们這这那有很要會会對对把被讓让跟與与及而但請请嗎吗呢吧啊"
)


@dataclass(frozen=True)
class Added:
    """A word this organisation gave to a theme; `title` names a theme of its own."""

    theme: str
    word: str
    title: str = ""


@dataclass(frozen=True)
class Lexicon:
    """The dictionary: theme key → its titles, whether it is an obstacle, and its words in all languages."""

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    obstacles: frozenset[str] = frozenset()

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {theme: _pattern(words) for theme, words in self.words.items()}

    def themes_of(self, body: str) -> tuple[str, ...]:
        """The keys of every theme a comment speaks of, in the dictionary's order."""
        text = folded(body)
        return tuple(theme for theme, pattern in self._patterns.items() if pattern.search(text))


@dataclass(frozen=True)
class Group:
    """Comments alike that no theme knows; `words` say what they share, none of them one person's own."""

    words: tuple[str, ...]
    comments: tuple[Comment, ...]

    @property
    def word(self) -> str:
        """The word it is known by."""
        return self.words[0]

    @property
    def people(self) -> int:
        return people_at_least(comment.voice for comment in self.comments)

    def quotes(self, names: Iterable[str]) -> list[str]:
        """The comments without what points to anybody, in no telling order; none below ten people."""
        quotable = [comment for comment in self.comments if not comment.is_unquoted]
        if people_at_least(comment.voice for comment in quotable) < K_TEXT:
            return []
        return sorted({redact(comment.body, names) for comment in quotable})


def lexicon(items: Mapping[str, ThemeItem], added: Iterable[Added] = ()) -> Lexicon:
    """The dictionary as shipped, with the words and themes this organisation added."""
    titles: dict[str, Mapping[str, str]] = {key: item.title.root for key, item in items.items()}
    words = {key: [word for locale in LOCALES for word in item.words[locale]] for key, item in items.items()}
    obstacles = {key for key, item in items.items() if item.obstacle}
    for one in added:
        if one.theme not in titles:
            titles[one.theme] = dict.fromkeys(LOCALES, one.title or one.word)
            obstacles.add(one.theme)
        words.setdefault(one.theme, []).append(one.word)
    return Lexicon(titles, {key: tuple(found) for key, found in words.items()}, frozenset(obstacles))


def counted(comments: Iterable[Comment], known: Lexicon) -> dict[str, int]:
    """Theme → how many people speak of it, at the least; themes without anybody left out."""
    found: dict[str, set[tuple[str, str]]] = {}
    for comment in comments:
        for theme in known.themes_of(comment.body):
            found.setdefault(theme, set()).add(comment.voice)
    return {theme: people_at_least(voices) for theme, voices in found.items()}


def unnamed_groups(comments: Sequence[Comment], known: Lexicon, names: Iterable[str] = ()) -> list[Group]:
    """What several people say and no theme knows, the largest first.

    Told only when at least ten people wrote at all, three of them in the group, and words are left that
    three of its people use: a rare word could be somebody's own.
    """
    if people_at_least(comment.voice for comment in comments) < K_TEXT:
        return []
    unmatched = [comment for comment in comments if not known.themes_of(comment.body)]
    roster = tuple(names)
    groups = [Group(_shared_words(some, roster), tuple(some)) for some in _alike(unmatched)]
    told = [group for group in groups if group.words]
    return sorted(told, key=lambda group: (-group.people, group.words))[:MOST_GROUPS]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    forms = [form for word in words if (form := _form(folded(word).strip()))]
    return re.compile("|".join(sorted(forms, key=lambda form: (-len(form), form))) or r"(?!)")


def _form(word: str) -> str:
    """A word between other letters is another word; an English one may have its plural."""
    if not word or is_sign(word[0]):
        return re.escape(word)
    spaced = r"\s+".join(map(re.escape, word.split()))
    ends = "(?:s|es)?" if word[-1].isascii() and word[-1].isalpha() else ""
    return rf"(?<![^\W_\u3000-\U0003ffff]){spaced}{ends}(?![^\W_\u3000-\U0003ffff])"


def _alike(comments: Sequence[Comment]) -> list[list[Comment]]:
    """Each comment joins the group whose comments are most like it on average, from `ALIKE` on, or opens one."""
    ordered = sorted(comments, key=lambda comment: (-len(comment.body), comment.comment_id))
    vectors = _vectors([comment.body for comment in ordered])
    groups: list[list[int]] = []
    sums: list[Counter[str]] = []
    for at, vector in enumerate(vectors):
        nearest, place = max(
            ((_dot(vector, total) / _length(total), -n) for n, total in enumerate(sums)), default=(0.0, 0)
        )
        if vector and nearest >= ALIKE:
            groups[-place].append(at)
            sums[-place].update(vector)
        else:
            groups.append([at])
            sums.append(Counter(vector))
    return [[ordered[at] for at in group] for group in groups]


def _vectors(bodies: Sequence[str]) -> list[dict[str, float]]:
    """The weight of each token that says something (TF-IDF), every vector of length one."""
    counts = [Counter(token for token in tokens(body) if _says_something(token)) for body in bodies]
    known_by = Counter(token for count in counts for token in count)
    return [_weighed(count, known_by, len(bodies)) for count in counts]


def _weighed(count: Counter[str], known_by: Counter[str], texts: int) -> dict[str, float]:
    weights = {token: n * (math.log((1 + texts) / (1 + known_by[token])) + 1) for token, n in count.items()}
    length = _length(weights)
    return {token: weight / length for token, weight in weights.items()}


def _says_something(token: str) -> bool:
    return token not in _COMMON and not any(sign in _COMMON_SIGNS for sign in token)


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(token, 0.0) for token, weight in one.items())


def _length(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0


def _shared_words(comments: Sequence[Comment], names: Sequence[str]) -> tuple[str, ...]:
    """Words, and pieces of runs of signs, that three people of the group use; the most shared first."""
    voices: dict[str, set[tuple[str, str]]] = {}
    for comment in comments:
        for piece in set(_pieces(comment.body)):
            voices.setdefault(piece, set()).add(comment.voice)
    people = {piece: people_at_least(who) for piece, who in voices.items()}
    own = {piece for name in names for piece in _pieces(name)}
    shared = [piece for piece, count in people.items() if count >= FEWEST and piece not in own]
    shared.sort(key=lambda piece: (-people[piece], -len(piece), piece))
    told: list[str] = []
    for piece in shared:
        if not any(piece in longer for longer in told):
            told.append(piece)
    return tuple(told[:MOST_WORDS])


def _pieces(body: str) -> Iterator[str]:
    for run in runs(body):
        if not is_sign(run[0]):
            if len(run) > 1 and _says_something(run):
                yield run
            continue
        for start in range(len(run) - 1):
            for stop in range(start + 2, min(len(run), start + _LONGEST_PIECE) + 1):
                if _says_something(run[start:stop]):
                    yield run[start:stop]
