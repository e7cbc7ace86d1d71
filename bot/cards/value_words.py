"""Money, hours and break-even in words: always from and to, with who says so and how good the evidence is."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.card import Say
from bot.cards.results import part_words
from bot.cards.summary_words import number_label, number_value, share_words
from bot.model.benefits import Benefit
from bot.model.measured import Known
from bot.model.value import BreakEven, Range, Value

_MINUS = "\N{MINUS SIGN}"


def worth_lines(say: Say, value: Value) -> list[str]:
    """Is it worth it: the verdict with its range and what it is made of; or why nobody can say, and what to do."""
    if roi := value.roi:
        phrase = {"pays": "roi_pays", "does_not": "roi_not", "cant_tell": "roi_cant_tell"}[roi.verdict]
        low, high = (_signed(end) for end in (roi.percent.low, roi.percent.high))
        won = say(
            "value.won_both" if roi.effects else "value.won",
            hours=_from_to(say, roi.hours), worth=money_range(say, value.currency, roi.benefit),
            effects=roi.effects,
        )  # fmt: skip
        spent = say(
            "value.spent", spent=money(value.currency, roi.cost), weeks=roi.weeks, of=roi.of_weeks,
            low=value.realisation[0], high=value.realisation[1], tasks=f"{value.tasks_per_week or 0:g}",
        )  # fmt: skip
        made_of = won + ("" if say.locale != "en" else " ") + spent
        return [say(f"value.{phrase}", low=low, high=high, grade=roi.grade), made_of]
    return [*_untold(say, value), *_missing(say, value)]


def break_even_line(say: Say, told: BreakEven) -> str:
    """The minutes a week from which a seat pays for itself; the idle seats last, for they cost most."""
    first = say("value.break_even", face=told.face, realised=told.realised, realisation=told.realisation)
    if told.with_idle is None or told.active is None:
        return first
    phrase = f"value.with_idle{'_' + told.edge if told.edge else ''}"
    second = say(phrase, minutes=told.with_idle, share=share_words(say, told.active))
    return first + ("" if say.locale != "en" else " ") + second


def per_habitual_line(say: Say, value: Value) -> str:
    """What everything so far cost for each person with the habit; '' where nobody can say."""
    if value.per_habitual is None:
        return ""
    return say("value.per_habitual", cost=money_range(say, value.currency, value.per_habitual))


def known_value(say: Say, known: Known, value: Value, step: str) -> str:
    """What we have of a metric or family, with its grade; else that it is not measured, and the next `step`."""
    if known.key == "roi" and value.roi:
        low, high = (_signed(end) for end in (value.roi.percent.low, value.roi.percent.high))
        return say("value.roi_short", low=low, high=high, grade=value.roi.grade)
    if known.benefits:
        return (" · ").join(benefit_words(say, one) for one in known.benefits)
    if known.said:
        phrase = "results.people_least" if known.said.is_least else "results.people"
        people, part = say(phrase, people=known.said.people), part_words(say, known.said.part)
        told = say("value.said_better", people=people, part=part, week=known.said.week)
        return f"{told} · {say('summary.evidence', grade=known.grade)}"
    if known.number:
        return f"{number_label(say, known.number)} · {number_value(say, known.number)}"
    return say("value.not_measured", step=step)


def benefit_words(say: Say, benefit: Benefit) -> str:
    """One measured effect: how much, when, how measured, how good that is."""
    return say(
        "value.measured",
        amount=money_range(say, benefit.currency, Range(low=benefit.low, high=benefit.high)),
        from_on=benefit.from_on,
        to_on=benefit.to_on,
        basis=say(f"value.basis_{benefit.basis}"),
        grade=benefit.grade,
    )


def money(currency: str, amount: float) -> str:
    """`USD 12,000`; below nothing with a true minus."""
    return f"{currency} {_plain(amount)}"


def money_range(say: Say, currency: str, told: Range) -> str:
    """`USD 2,000 to 11,000`."""
    return f"{currency} {_from_to(say, told)}"


def _untold(say: Say, value: Value) -> Iterator[str]:
    if value.is_free:
        yield say("value.free")
    for lack in value.lacks:
        yield say(f"value.lacks_{lack}")
    if value.hours and not value.lacks:
        yield say(
            "value.hours_only", hours=_from_to(say, value.hours),
            low=value.realisation[0], high=value.realisation[1],
        )  # fmt: skip


def _missing(say: Say, value: Value) -> Iterator[str]:
    if value.missing:
        keys = [say(f"value.key_{key}") for key in value.missing]
        yield say("value.missing", keys=keys, example=_example(value.missing[0]))


def _example(key: str) -> str:
    return f'value.{key} = "USD"' if key == "currency" else f"value.{key} = 3"


def _from_to(say: Say, told: Range) -> str:
    low, high = _plain(told.low), _plain(told.high)
    return low if low == high else say("value.from_to", low=low, high=high)


def _plain(amount: float) -> str:
    digits = 0 if abs(amount) >= 10 or float(amount).is_integer() else 1
    return f"{amount:,.{digits}f}".replace("-", _MINUS)


def _signed(percent: float) -> str:
    return f"+{percent:,.0f}" if percent > 0 else f"{percent:,.0f}".replace("-", _MINUS)
