"""What the answers of a closed window came to, question by question, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cards.card import Block, Card, Choice, Pick, Recorded, Say, Tap, Taps, Text
from bot.model.privacy import K_TEXT
from bot.model.results import Middle, Paired, Part, Picked, QuestionResult, Saved, WindowResult

_MOST = 14
_SORTED = ("choice", "many", "yes_no")


@dataclass(frozen=True)
class Ways:
    """Where to go from a result: the other group, as `own` or `all`, and other windows by id and name."""

    window_id: str
    beside: str = ""
    team: str = ""
    windows: Sequence[tuple[str, dict[str, str], int]] = ()


def result_card(say: Say, result: WindowResult, ways: Ways | None = None) -> Card:
    """A published result; `ways` for those who may look further."""
    blocks: list[Block] = [Text(text=_lead(say, result), style="strong")]
    if result.saved:
        blocks.append(Text(text=_saved(say, result.saved)))
    for one in result.questions[:_MOST]:
        text = say.any_of(one.text, tool=result.tool)
        blocks += [Text(text=text, style="strong"), Text(text="\n".join(question_lines(say, one, result.k)))]
    if (left := len(result.questions) - _MOST) > 0:
        blocks.append(Text(text=say("results.more", count=left)))
    blocks.append(Text(text=_footnote(say, result), style="subtle"))
    blocks += _further(say, ways) if ways else []
    title = say("results.title", title=say.any_of(result.titles), week=result.week)
    return Card(title=title, blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def sentence_card(say: Say, phrase: str, **values: object) -> Card:
    """One sentence instead of results."""
    return Card(
        title=say("results.heading"),
        blocks=(Text(text=say(f"results.{phrase}", **values)),),
        note=say("note.short"),
        locale=say.locale,
    )


def question_lines(say: Say, one: QuestionResult, k: int) -> list[str]:
    """What may be said of one question."""
    if not one.is_told:
        lines = [say("results.hidden", k=K_TEXT if one.kind == "text" else k)]
    else:
        of = _people(say, one.people, one.is_least)
        first, *others = list(_told(say, one)) or [""]
        lines = [of + say("results.then") + first if first else of, *others]
        lines += [_paired(say, one.before)] if one.before else []
    apart = [
        say(f"results.{name}", people=people)
        for name, people in (("not_applicable", one.not_applicable), ("not_said", one.not_said))
        if people is not None
    ]
    return [*lines, *([" · ".join(apart)] if apart else [])]


def _people(say: Say, people: int, is_least: bool) -> str:
    return say("results.people_least" if is_least else "results.people", people=people)


def _saved(say: Say, saved: Saved) -> str:
    phrase = "results.saved_before_after" if saved.is_before_after else "results.saved"
    line = say(phrase, people=_people(say, saved.people, saved.is_least), minutes=saved.minutes)
    if saved.low is None or saved.high is None:
        return line
    return line + say("results.saved_half", low=saved.low, high=saved.high)


def part_words(say: Say, told: Part) -> str:
    """A share: in percent, or a word."""
    if told.word:
        return say(f"results.word_{told.word}")
    return say(f"results.{told.edge or 'about'}", percent=told.percent)


def _told(say: Say, one: QuestionResult) -> Iterator[str]:
    if one.middle:
        yield _middle(say, one.middle)
    if one.favourable:
        yield say("results.favourable", part=part_words(say, one.favourable))
    if one.kind == "ranking":
        yield _ranked(say, one)
    elif one.options:
        yield _options(say, one)
    if one.kind == "text":
        topics = [
            say("results.option", label=say.any_of(t.labels), part=part_words(say, t.part))
            for t in one.topics
        ]
        yield " · ".join(topics) or say("results.no_topic")


def _options(say: Say, one: QuestionResult) -> str:
    """Each option with its share; those hardly anybody chose in one breath, those too few named in another."""
    told = [(option, option.part) for option in one.options if option.part]
    clear = [(option, share) for option, share in told if not _is_low(share)]
    if one.kind in _SORTED:
        clear.sort(key=lambda pair: -_size(pair[1]))
    parts = [_option(say, option, share) for option, share in clear]
    if low := [share for _, share in told if _is_low(share)]:
        parts.append(say("results.others" if parts else "results.each", part=part_words(say, low[0])))
    if len(told) < len(one.options):
        parts.append(say("results.unnamed" if told else "results.none_named"))
    return " · ".join(parts)


def _option(say: Say, option: Picked, share: Part) -> str:
    return say("results.option", label=say.any_of(option.labels), part=part_words(say, share))


def _is_low(share: Part) -> bool:
    return share.edge == "at_most" or share.word == "few"


def _size(share: Part) -> int:
    words = {"few": 0, "some": 1, "half": 2, "most": 3, "nearly_all": 4, "under_half": 1, "half_or_more": 3}
    return words[share.word] if share.word else share.percent or 0


def _ranked(say: Say, one: QuestionResult) -> str:
    told = [(option, option.part) for option in one.options if option.part]
    parts = [
        say("results.ranked", place=place, label=say.any_of(option.labels), part=part_words(say, share))
        for place, (option, share) in enumerate(told, start=1)
    ]
    if len(told) < len(one.options):
        parts.append(say("results.unranked" if told else "results.none_named"))
    return (say("results.by_place") if told else "") + " · ".join(parts)


def _middle(say: Say, middle: Middle) -> str:
    typical = say("results.typical", value=say.any_of(middle.typical.labels))
    if middle.low is None or middle.high is None:
        return typical
    low, high = say.any_of(middle.low.labels), say.any_of(middle.high.labels)
    same = say("results.half_same", value=low) if low == high else say("results.half", low=low, high=high)
    return f"{typical} · {same}"


def _paired(say: Say, before: Paired) -> str:
    return say(
        "results.before",
        people=_people(say, before.people, before.is_least),
        then=say.any_of(before.then.labels),
        now=say.any_of(before.now.labels),
        less=part_words(say, before.less),
        more=part_words(say, before.more),
        sure=say(f"results.sure_{before.certainty}"),
    )


def _lead(say: Say, result: WindowResult) -> str:
    group = result.team or say("results.everybody")
    if not result.is_told:
        return say("results.untold", k=result.k)
    if result.response is None:
        return say("results.asked", group=group, people=result.asked)
    return say("results.answered", group=group, people=result.asked, part=part_words(say, result.response))


def _footnote(say: Say, result: WindowResult) -> str:
    parts = [
        say("results.closed", closed_at=Recorded(result.closed_at)),
        say("results.mode", mode=say(f"items.mode_{result.mode}")),
    ]
    if result.is_told:
        parts.append(say("results.rule", k=result.k))
    if result.hidden_teams:
        parts.append(say("results.hidden_teams", teams=result.hidden_teams))
    if result.is_standing:
        parts.append(say("results.standing", k=result.k))
    return " · ".join([*parts, say("results.once")])


def _further(say: Say, ways: Ways) -> Iterator[Block]:
    if ways.beside:
        label = (
            say("results.see_all") if ways.beside == "all" else say("results.see_team", team=ways.team[:40])
        )
        yield Taps(taps=(Tap(label=label, action="results.show", target=ways.window_id, value=ways.beside),))
    if len(ways.windows) > 1:
        yield Pick(
            label=say("results.pick"),
            action="results.pick",
            choices=tuple(
                Choice(label=say("results.window", week=week, title=say.any_of(title))[:75], value=window_id)
                for window_id, title, week in ways.windows
            ),
            value=ways.window_id,
            missing=say("error.choose_one"),
        )
