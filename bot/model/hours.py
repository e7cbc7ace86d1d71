"""When people can be spoken to, worked out once a run for all who share a zone, a calendar and quiet hours."""

from __future__ import annotations

from datetime import date, datetime

from bot.model.delivery import IsWorkday, Limits, is_worked, next_open
from bot.model.people import Person


class Hours:
    """`next_open` and `works_on` under one program's limits; asked for many people, answered once."""

    def __init__(self, limits: Limits, is_workday: IsWorkday) -> None:
        self._limits, self._is_workday = limits, is_workday
        self._opens: dict[tuple[datetime, str, str, str, str], datetime] = {}
        self._worked: dict[tuple[date, str], bool] = {}

    def next_open(self, at: datetime, person: Person) -> datetime:
        """As `bot.model.delivery.next_open`."""
        shared = (at, person.timezone, person.calendar, person.quiet_from, person.quiet_until)
        found = self._opens.get(shared)
        if found is None:
            found = self._opens[shared] = next_open(at, person, self._limits, self._is_workday)
        return found

    def works_on(self, day: date, person: Person) -> bool:
        """As `bot.model.delivery.works_on`."""
        return self.is_workday(day, person.calendar)

    def is_workday(self, day: date, calendar: str) -> bool:
        """Whether people with this calendar of their own (empty: none) work on a date."""
        shared = (day, calendar)
        found = self._worked.get(shared)
        if found is None:
            found = self._worked[shared] = is_worked(day, calendar, self._limits, self._is_workday)
        return found
