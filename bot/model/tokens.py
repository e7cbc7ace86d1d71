"""Words of a comment, Chinese and English alike, made once and used by both databases' search.

Latin words are taken whole. A run of Chinese, Japanese or Korean signs has no spaces between words, so
every two neighbours are a token, and a sign that stands alone is one: 「會議紀錄」 gives 会议 议纪 纪录.
What is asked for is found where it stands unbroken and in order, one sign as well as many; 權限 finds 权限,
and scanner finds scanners. None of this is ever shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from bot.model.signs import PAIRS, in_one_script

_SIGN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = f"[^\\W_{_SIGN}]"
_RUN = re.compile(f"[{_SIGN}]+|{_LETTER}+(?:'{_LETTER}+)*")
_IS_SIGN = re.compile(f"[{_SIGN}]")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_SHORTEST = 3  # letters up to which a word is no plural: gas, its, was
_NO_PLURAL = ("ss", "us", "is")
_SILENT_E = re.compile(r"(?<=sh|ch|ss)e$|(?<=[xzo])e$")
_RULES = (
    2  # raise it with every change of how a text is cut: what is indexed is indexed anew at the next start
)
VERSION = blake2b(f"{_RULES} {PAIRS}".encode(), digest_size=8).hexdigest()
LONGEST = 48  # letters of a token that are told apart in the index; longer ones stand as a digest
_SATURATION, _LENGTH_COUNTS = 1.2, 0.75  # how soon repeating stops to count, and how much length does


@dataclass(frozen=True)
class Comment:
    """What somebody wrote in own words: in answer to `question`, or outside any window (empty). `crowd` is the
    anonymous window it was said in; `person_id` is a slip of that, then, and `said_at` when the window closed."""

    comment_id: str
    person_id: str
    question: str
    body: str
    said_at: datetime
    is_unquoted: bool = False
    crowd: str = ""

    @property
    def voice(self) -> tuple[str, str]:
        """Whose it is, for counting: somebody may have another voice in another crowd."""
        return self.crowd, self.person_id


def folded(text: str) -> str:
    """The text as it is compared: one width, one case, nothing unseen."""
    shown = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    )
    return unicodedata.normalize("NFKC", shown.casefold()).replace("’", "'")


def written_runs(text: str) -> list[str]:
    """The words and the runs of signs, in order, in the script and number they were written in."""
    return _RUN.findall(folded(text))


def runs(text: str) -> list[str]:
    """The words and the runs of signs, in order, as they are compared: one script, one number."""
    return [compared(run) for run in written_runs(text)]


def compared(run: str) -> str:
    """One run as it is compared; a run of signs keeps its length."""
    return in_one_script(run) if _IS_SIGN.match(run) else _in_singular(run)


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order, repeated as often as they stand in it."""
    return [token for run in runs(text) for token in _tokens_of(run)]


def index_words(text: str) -> str:
    """What the index of a database keeps of a text: each token once, and each sign, in plain letters.

    Letters from a to p only, so that no database's own idea of a word changes anything.
    """
    found = runs(text)
    kept = {token for run in found for token in _tokens_of(run)}
    kept.update(sign for run in found if _IS_SIGN.match(run) for sign in run)
    return " ".join(sorted(map(_plain, kept)))


def index_query(query: str) -> str:
    """What a database is asked for: every text that holds all tokens; both read `"one" "other"` alike.
    Empty when the query has no word in it."""
    return " ".join(f'"{_plain(token)}"' for token in sorted(set(tokens(query))))


def is_in(query: str, text: str) -> bool:
    """Whether each word of the query is a word of the text, and each run of signs stands in it unbroken."""
    asked, found = runs(query), runs(text)
    return bool(asked) and all(_times(run, found) for run in asked)


def ranked(query: str, comments: Iterable[Comment]) -> list[Comment]:
    """The comments that hold what is asked, best first: named often in a short text, then the newest."""
    asked = list(dict.fromkeys(runs(query)))
    read = [(comment, runs(comment.body)) for comment in comments]
    counted = [(comment, [_times(run, found) for run in asked], _length(found)) for comment, found in read]
    fit = [one for one in counted if asked and all(one[1])]
    mean = sum(length for _, _, length in fit) / len(fit) if fit else 1.0
    scores = {comment.comment_id: _score(times, length / mean) for comment, times, length in fit}
    by_age = sorted((one[0] for one in fit), key=lambda comment: comment.comment_id)
    by_age.sort(key=lambda comment: comment.said_at, reverse=True)
    return sorted(by_age, key=lambda comment: -scores[comment.comment_id])


def is_sign(letter: str) -> bool:
    """Whether a letter is one of those that are written without blanks between words."""
    return bool(_IS_SIGN.match(letter))


def _in_singular(word: str) -> str:
    """An English word without the ending of a plural, and the singular in the same way: boxes and box, policies and
    policy, movies and movie. Other words lose a letter, always the same one, and are found all the same."""
    if not (word.isascii() and word.isalpha()) or len(word) <= _SHORTEST:
        return word
    if word.endswith("s") and not word.endswith(_NO_PLURAL):
        word = word[:-1]
    if len(word) <= _SHORTEST:
        return word
    return f"{word[:-2]}y" if word.endswith("ie") else _SILENT_E.sub("", word)


def _tokens_of(run: str) -> Iterator[str]:
    if len(run) > 1 and _IS_SIGN.match(run):
        return (run[at : at + 2] for at in range(len(run) - 1))
    return iter((run,))


def _plain(token: str) -> str:
    if len(token) > LONGEST:
        return "y" + blake2b(token.encode(), digest_size=16).hexdigest().translate(_LETTERS)
    return "x" + token.encode("utf-8", "surrogatepass").hex().translate(_LETTERS)


def _times(run: str, found: Sequence[str]) -> int:
    if _IS_SIGN.match(run):
        return sum(one.count(run) for one in found if _IS_SIGN.match(one))
    return found.count(run)


def _length(found: Sequence[str]) -> int:
    return sum(len(run) if _IS_SIGN.match(run) else 1 for run in found)


def _score(times: Sequence[int], relative_length: float) -> float:
    """The share of the best known ranking (BM25) that differs between texts which all hold every word."""
    damp = _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * relative_length)
    return round(sum(count / (count + damp) for count in times), 9)
