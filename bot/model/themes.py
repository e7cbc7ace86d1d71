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
from bot.model.negation import clauses, is_praised, is_undone
from bot.model.people import LOCALES
from bot.model.privacy import K_TEXT, people_at_least
from bot.model.redaction import redact
from bot.model.signs import in_one_script
from bot.model.tokens import Comment, compared, folded, is_sign, tokens, written_runs

ALIKE = 0.3  # cosine from which two comments say the same thing
FEWEST = 3  # people who say it, before anybody is told
MOST_WORDS = 3
_LONGEST_PHRASE = 12
MOST_GROUPS = 5
_COMMON = frozenset(
    tokens(
        "a about again all also an and any are as at be been but by can do does don't for from get has have how "
        "i i'm in is it it's its just me more much my no not of on one only or our please so some than that the "
        "their them then there they this to too up us very was we were what when which will with would you your"
    )
)
_COMMON_SIGNS = frozenset("的了是在和也都就不我你他她它们这那有很要会对把被让跟与及而但请吗呢吧啊")
_NEVER_AT_AN_EDGE = "的了和与及也都就而但吗呢吧啊们"
_Said = Sequence[tuple[tuple[str, str], str]]


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
    undone_by_no: frozenset[str] = frozenset()

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {theme: _pattern(words) for theme, words in self.words.items()}

    def themes_of(self, body: str) -> tuple[str, ...]:
        """The keys of every theme a comment speaks of, in the dictionary's order; not of an obstacle that it
        says is none."""
        parts = [*clauses(in_one_script(folded(body)))]
        return tuple(
            theme
            for theme, pattern in self._patterns.items()
            if any(self._is_meant(theme, pattern, clause, is_fine) for clause, is_fine in parts)
        )

    def mentioned(self, body: str) -> tuple[str, ...]:
        """The keys of every theme whose words stand in a comment, whatever it says of them."""
        text = in_one_script(folded(body))
        return tuple(theme for theme, pattern in self._patterns.items() if pattern.search(text))

    def _is_meant(self, theme: str, pattern: re.Pattern[str], clause: str, is_fine: bool) -> bool:
        is_obstacle, can_be_undone = theme in self.obstacles, theme in self.undone_by_no
        return not (is_obstacle and is_fine) and any(
            not (is_obstacle and is_praised(clause, found.end()))
            and not (can_be_undone and is_undone(clause, found.start()))
            for found in pattern.finditer(clause)
        )


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
    undone = frozenset(key for key, item in items.items() if item.undone_by_no)
    return Lexicon(titles, {key: tuple(found) for key, found in words.items()}, frozenset(obstacles), undone)


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
    unmatched = [comment for comment in comments if not known.mentioned(comment.body)]
    roster = tuple(names)
    groups = [Group(_shared_words(some, roster), tuple(some)) for some in _alike(unmatched)]
    told = [group for group in groups if group.words]
    return sorted(told, key=lambda group: (-group.people, group.words))[:MOST_GROUPS]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    forms = {form for word in words if (form := _form(in_one_script(folded(word)).strip()))}
    return re.compile("|".join(sorted(forms, key=lambda form: (-len(form), form))) or r"(?!)")


def _form(word: str) -> str:
    """A word between other letters is another word; an English one may have its plural."""
    if not word or is_sign(word[0]):
        return re.escape(word)
    spaced = r"[\s-]+".join(map(re.escape, word.split()))
    if not (word[-1].isascii() and word[-1].isalpha()):
        ends = ""
    elif word[-1] == "y":
        spaced, ends = spaced[:-1], "(?:y|ys|ies)"
    else:
        ends = "(?:s|es)?"
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
    """The words, and the phrases in runs of signs, that most people of the group share; those most share first.

    Each is known by at least three people, and is shown as most of them wrote it. Names are no words here.
    """
    left = [
        (comment.voice, run)
        for comment in comments
        for run in written_runs(redact(comment.body, names))
        if is_sign(run[0]) or len(run) > 1
    ]
    told: list[str] = []
    while len(told) < MOST_WORDS and (core := _most_shared(left)):
        phrase = _grown(core, left) if is_sign(core[0]) else core
        if shown := _as_written(phrase.strip(_NEVER_AT_AN_EDGE), left):
            told.append(shown)
        left = [(voice, part) for voice, run in left for part in _without(phrase, run)]
    return tuple(told)


def _most_shared(said: _Said) -> str:
    """The word, or the pair of neighbouring signs, that most people use; empty when three do not."""
    voices: dict[str, set[tuple[str, str]]] = {}
    for voice, run in said:
        for token in tokens(run):
            if len(token) > 1 and _says_something(token):
                voices.setdefault(token, set()).add(voice)
    people = {token: count for token, who in voices.items() if (count := people_at_least(who)) >= FEWEST}
    return min(people, key=lambda token: (-people[token], -len(token), token), default="")


def _grown(core: str, said: _Said) -> str:
    """The longest phrase around two signs that more than half of those who use them write."""
    runs_said = [(voice, compared(run)) for voice, run in said if core in compared(run)]
    enough = max(FEWEST, people_at_least(voice for voice, _ in runs_said) // 2 + 1)
    phrase = core
    while len(phrase) < _LONGEST_PHRASE:
        longer: dict[str, set[tuple[str, str]]] = {}
        for voice, run in runs_said:
            for found in re.finditer(f"(.?){phrase}(?=(.?))", run):
                for one in {f"{found[1]}{phrase}", f"{phrase}{found[2]}"} - {phrase}:
                    longer.setdefault(one, set()).add(voice)
        people = {one: count for one, who in longer.items() if (count := people_at_least(who)) >= enough}
        if not people:
            break
        phrase = min(people, key=lambda one: (-people[one], one))
    return phrase


def _as_written(phrase: str, said: _Said) -> str:
    """The phrase in the script and number that most people wrote it in; empty when nothing is left of it."""
    if len(phrase) < 2:
        return ""
    written: dict[str, set[tuple[str, str]]] = {}
    for voice, run in said:
        if is_sign(phrase[0]):
            at = compared(run).find(phrase)
            forms = [run[at : at + len(phrase)]] if at >= 0 else []
        else:
            forms = [run] if compared(run) == phrase else []
        for form in forms:
            written.setdefault(form, set()).add(voice)
    return min(written, key=lambda form: (-len(written[form]), form), default="")


def _without(phrase: str, run: str) -> Iterator[str]:
    """What is left of a run beside the phrase."""
    folded_run = compared(run)
    if not is_sign(phrase[0]):
        return iter(() if folded_run == phrase else (run,))
    edges = [0, *(edge for found in re.finditer(phrase, folded_run) for edge in found.span()), len(run)]
    parts = (run[start:stop] for start, stop in zip(edges[::2], edges[1::2], strict=True))
    return (part for part in parts if part)
