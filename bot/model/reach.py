"""How far a group came on the way from a seat to changed work, as a summary tells it: beside its four numbers."""

from __future__ import annotations

from bot.model.figures import GRADES, Frozen, Number, Share, SurveyFacts, UseFacts, of_at_least, share
from bot.model.statistics import people_told, percent_range


class Reach(Frozen):
    """`tried`: who used the tool at least once, of everybody with access. `changed`: who say that their last task
    took less time with it, of those who said how long it took. None where nothing is known or may be told."""

    tried: Share | None = None
    changed: Share | None = None


def reach(use: UseFacts, survey: SurveyFacts, k: int) -> Reach:
    """Both steps of one group and week; the first bounded as use is, the second as what people said."""
    return Reach(
        tried=share(use.tried, use.enabled) if use.is_known and use.enabled >= k else None,
        changed=_changed(survey, k),
    )


def _changed(survey: SurveyFacts, k: int) -> Share | None:
    """Hidden wherever the minutes are: it is counted of the same answers."""
    saved = survey.minutes
    if survey.asked == 0 or len(saved) < k or "minutes" in survey.hidden:
        return None
    told = share(sum(minutes > 0 for minutes in saved), len(saved), k)
    people, is_least = people_told(len(saved), survey.asked, k, "minutes_rest" not in survey.hidden)
    if not is_least:
        return told
    low, high = percent_range(told.count, told.of)
    grade = GRADES["self_report"]
    number = Number(key="minutes", state="shown", grade=grade, share=told, low=low, high=high)
    return of_at_least(number, people).share
