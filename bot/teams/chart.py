"""Draws a chart for Teams: the picture, the same numbers where there is no picture, and one line.

Source: learn.microsoft.com/microsoftteams/platform, "Charts in Adaptive Cards".
"""

from __future__ import annotations

from itertools import permutations

from bot.cards.card import Chart
from bot.cards.plain import chart_line, lead
from bot.teams.elements import Json, facts, paragraphs
from bot.teams.escape import escaped, inert

_COLORS = (
    "categoricalBlue",
    "categoricalMarigold",
    "categoricalTeal",
    "categoricalPurple",
    "categoricalLime",
    "categoricalRed",
)


def draw_chart(chart: Chart, locale: str) -> list[Json]:
    """A heading, the picture (elsewhere the numbers), and each line in one line of text."""
    heading = paragraphs(chart.title, weight="Bolder")
    same_in_words = facts(_numbers(chart, locale))
    lines = _in_axis_order(_known_lines(chart), chart.categories)
    if not lines:
        return [*heading, same_in_words]
    picture: Json = {
        "type": "Chart.Line",
        "data": lines,
        "fallback": same_in_words,
    }
    heights = [point["y"] for line in lines for point in line["values"]]
    if min(heights) >= 0:
        picture["yMin"] = 0  # an axis that starts elsewhere makes small changes look large
    if chart.unit == "%" and max(heights) <= 100:
        picture["yMax"] = 100  # a share ends there, and so does its axis
    if chart.x_label:
        picture["xAxisTitle"] = inert(chart.x_label)
    if chart.unit:
        picture["yAxisTitle"] = inert(chart.unit)
    told = "\n".join(chart_line(chart, series) for series in chart.series)
    return [*heading, picture, *paragraphs(told, size="Small", isSubtle=True)]


def _known_lines(chart: Chart) -> list[Json]:
    lines = []
    for series, color in zip(chart.series, _COLORS, strict=False):
        points = zip(chart.categories, series.values, strict=True)
        values = [{"x": inert(x), "y": y} for x, y in points if y is not None]
        if values:
            lines.append({"legend": inert(series.name), "color": color, "values": values})
    return lines


def _in_axis_order(lines: list[Json], categories: tuple[str, ...]) -> list[Json]:
    """The lines so that Teams' axis comes out in order, none when no order of them does that.

    Teams takes the axis from the first line and puts what only later lines know behind it.
    """
    wanted = list(dict.fromkeys(map(inert, categories)))
    for order in permutations(lines):
        axis = dict.fromkeys(point["x"] for line in order for point in line["values"])
        if list(axis) == [x for x in wanted if x in axis]:
            return list(order)
    return []


def _numbers(chart: Chart, locale: str) -> list[tuple[str, str]]:
    """Every number of the chart, one line a category; a dash where a value is unknown."""
    rows = []
    for place, category in enumerate(chart.categories):
        values = [(each.name, _number(each.values[place], chart.unit)) for each in chart.series]
        said = " · ".join(lead(name, locale) + value for name, value in values)
        rows.append((escaped(category), escaped(said if len(values) > 1 else values[0][1])))
    return rows


def _number(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:g} {unit}".strip()
