"""Where a comment says that something is *no* obstacle, in three languages, by two simple rules.

A clause that says there is no problem speaks of none: “no permission problem”, 「權限沒有問題」. And a word that
is itself the flaw is undone by a no right before it: “not slow”, 「不會太慢」; “no permission” is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Clauses are cut where a sentence turns; Chinese stands in one script here, that of bot.model.signs.
_CLAUSE = re.compile(
    r"[,.;!?\n、，。；！？…—]+(?!\d)|\b(?:but|however|although|though|yet|while|because)\b"
    r"|\band (?=(?:it|i|we|they|there|my|our|the|still|very|too|now)\b)"
    r"|但是|但|可是|不过|只是|然而|而且|虽然|因为|所以|还是|就是"
)

_NO = r"(?:\b(?:no|without|zero|never|not|hardly any)\b|n't\b)"
_SMALL = (
    r"(?:\s+(?:any|an?|the|more|real|big|single|further|longer|have|has|had|see|seen|been|find|found|get))*"
)
# Between “no” and “problem” stands what is no problem; with a verb or a preposition there, it says something else.
_OTHER = (
    r"(?:is|are|was|were|be|has|have|had|because|for|to|with|on|of|about|against|one|only|just|merely|help|answer"
    r"|support|(?:cause|make|mean|create|lead|give|bring|solution|solve|fix|fixe)[sd]?)\b"
)
_TROUBLE = r"(?:problem|issue|trouble|difficult(?:y|ie)|complaint|obstacle|hurdle)s?\b"
# 「沒有權限的問題」 may well be the problem of having none, so it is left standing.
_OF_WHICH = r"(?!人|谁|办法|时间)[^没有无不是就造导会出的]{0,8}?(?:(?<!权限)(?<!授权)(?<!帐号)的)?"
_NO_TROUBLE = re.compile(
    rf"{_NO}{_SMALL}(?:\s+(?!{_OTHER})[\w'/-]+){{0,3}}?\s+{_TROUBLE}"
    r"|(?:(?<!有)没有|(?<!有)没(?!有)|并无|毫无|(?<!是)不是|不算|不成)(?:什么|任何|啥|太大的?|大的?|特别的|遇到)*"
    rf"{_OF_WHICH}(?:问题|困难|困扰|障碍|状况|毛病)"
)
_CANNOT = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|unable)\b|无法|不能|没办法|进不|登不|不了|解决|处理|回答|[吗呢]$"
)
_PRAISED = re.compile(
    r"^\w*\s+(?:is|are|was|were|works?|worked|went|goes)\s+(?:(?:now|very|really|quite|just|all)\s+)?"
    r"(?:great|fine|good|easy|smooth|smoothly|perfect|perfectly|well|ok|okay|simple|excellent)\b(?!\s+if\b)"
    r"|^(?:都|也|很|非常|一切|已经|用起来|过程|还算)*(?:顺利|顺畅|正常|方便|简单|容易(?=$|[了的]|上手|使用))"
)

_UNDONE = re.compile(
    rf"(?:{_NO}|\b(?:nothing|none)\b)(?:\s+(?:any|an?|the|more|too|very|so|that|at all|really|longer|been|be|is|have"
    r"|has|had|to|see|seen|notice|noticed|find|found|feel|get|got|much))*\s*$"
    r"|(?:(?<![是可要])不是|(?<!会)不会|并不|不算|不太|不再|不觉得|(?<!有)没有|没(?!有)|毫无|无|不)"
    r"(?:很|太|那么|这么|特别|任何|什么|再|觉得|感到|出现|发生|遇到|看到)*$"
)


def clauses(text: str) -> Iterator[tuple[str, bool]]:
    """The clauses of a text, and whether each says that there is no trouble with what it names."""
    for clause in _CLAUSE.split(text):
        if clause.strip():
            yield clause, bool(_NO_TROUBLE.search(clause)) and not _CANNOT.search(clause)


def is_praised(clause: str, stop: int) -> bool:
    """Whether what ends at `stop` is said to work well, in the words right after it."""
    return bool(_PRAISED.search(clause[stop:]))


def is_undone(clause: str, start: int) -> bool:
    """Whether a no stands right before `start`."""
    return bool(_UNDONE.search(clause[:start]))
