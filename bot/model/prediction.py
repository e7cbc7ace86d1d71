"""A sealed guess of a gate's metric, made before the phase begins and opened beside the truth."""

from __future__ import annotations

from datetime import date, timedelta

BANDS = (0, 20, 40, 60, 80)  # each twenty points wide, by its lower end
WIDTH = 20


def band_of(percent: int) -> int:
    """The band a share in percent falls in."""
    return BANDS[min(len(BANDS) - 1, max(0, percent) // WIDTH)]


def may_say(week_one_on: date, today: date, said_before: bool) -> bool:
    """Changed until the first week starts; who has said nothing yet may say it once, within that week."""
    if today < week_one_on:
        return True
    return not said_before and today < week_one_on + timedelta(weeks=1)
