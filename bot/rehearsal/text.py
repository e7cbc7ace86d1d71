"""A report as text for a terminal: what had better be changed first, then what would happen."""

from __future__ import annotations

from collections.abc import Iterator

from bot.rehearsal.report import Comparison, Report

_MARKS = {"error": "ERROR", "warning": "WARNING", "note": "note"}
_MOST_NOTES = 40
_KINDS = ("disclosure", "prompt", "reminder", "nudge", "tip", "digest", "request")


def as_text(report: Report) -> str:
    """The whole report."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield (
        f"{report.program}: {report.begins_on} to {report.ends_on}, {report.messages} messages to "
        f"{report.taking_part} people ({report.reached} can be reached); nothing was sent"
    )
    yield ""
    yield from _findings(report)
    yield from _weeks(report)
    yield from _figures(report)
    if report.person is not None:
        yield from _calendar(report)
    yield from ("", "Taken for granted:", *(f"  {one}" for one in report.assumptions))


def _findings(report: Report) -> Iterator[str]:
    for finding in report.findings[:_MOST_NOTES]:
        week = f"week {finding.week}: " if finding.week is not None else ""
        yield f"{_MARKS[finding.level]:8}{week}{finding.text}"
    if (more := len(report.findings) - _MOST_NOTES) > 0:
        yield f"… and {more} more; --json has all of them"
    if not report.findings:
        yield "Nothing found that had better be changed."


def _weeks(report: Report) -> Iterator[str]:
    kinds = [kind for kind in _KINDS if any(kind in line.messages for line in report.weeks)]
    kinds += sorted({kind for line in report.weeks for kind in line.messages} - set(kinds))
    yield from ("", f"{'week of':10}" + "".join(f"{kind:>12}" for kind in kinds))
    for line in report.weeks:
        counts = "".join(f"{line.messages.get(kind, 0) or '-':>12}" for kind in kinds)
        yield f"{line.monday.isoformat():10}{counts}"  # findings count program weeks; a date is neither


def _figures(report: Report) -> Iterator[str]:
    load = report.load
    yield ""
    yield (
        f"On a day a person gets {load.most_a_day} at most, {load.median_a_day:g} in the middle; "
        f"{load.over_one_a_day} people get more than one on a day"
    )
    if full := report.fullest:
        yield (
            f"Fullest moment: {full.messages} messages ({full.kind}) on {full.platform} at "
            f"{full.at:%Y-%m-%d %H:%M} UTC, {full.hours:g} h at the platform's limit"
        )
    for one in report.lost:
        yield f"Not leaving: {one.messages} {one.kind}: {one.reason}"
    for compared in report.comparisons:
        yield _comparison(compared)


def _comparison(one: Comparison) -> str:
    if one.about == "holdout":
        shown = f"{one.smallest_points:g} points" if one.smallest_points is not None else "nothing"
        return f"Holdout: {one.held_out} of {one.people} people; the smallest effect it shows: {shown}"
    below, at, above = (round(100 * (p or 0.0)) for p in (one.pass_below, one.pass_at_target, one.pass_above))
    return (
        f"{one.about}: {one.people} people; passes {above} times of 100 when the truth is ten points above the "
        f"target, {at} at it, {below} ten points below"
    )


def _calendar(report: Report) -> Iterator[str]:
    yield from ("", "The person's calendar, in local time:")
    for planned in report.person or ():
        what = f"{planned.kind} {planned.item}".rstrip()
        reason = f": {planned.reason}" if planned.reason else ""
        yield f"  {planned.at:%Y-%m-%d %a %H:%M}  {what:40} {planned.state}{reason}"
