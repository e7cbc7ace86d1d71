"""Draws a chart for Slack: the native block, and the same in text where a workspace has none.

Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block.
"""

from __future__ import annotations

from bot.cards.card import Chart
from bot.cards.plain import chart_line, chart_numbers
from bot.slack.elements import Json, context, run, section, seen

NATIVE_CHART = "data_visualization"
_AXIS_LABEL = 50


def chart_words(chart: Chart) -> str:
    """Each series in one line: what a screen reader and a narrow screen need beside the picture."""
    return "\n".join(chart_line(chart, series) for series in chart.series)


def drawn_chart(chart: Chart) -> list[Json]:
    """The native block with its words beneath."""
    return [native_chart(chart), context(chart_words(chart))]


def written_chart(chart: Chart) -> Json:
    """The same without a picture: title, sparklines, and every number in order."""
    told = f"\n{chart_words(chart)}\n{chart_numbers(chart)}"
    return section(run(chart.title, bold=True), run(told))


def can_be_native(chart: Chart) -> bool:
    """Whether Slack's block can show it faithfully: with exactly one number a category."""
    # Slack wants exactly one number a category: an unknown value would have to become a zero.
    names = [series.name for series in chart.series]
    return (
        all(value is not None for series in chart.series for value in series.values)
        and len(set(names)) == len(names)
        and len(set(chart.categories)) == len(chart.categories)
        and max(len(chart.x_label), len(chart.unit)) <= _AXIS_LABEL
    )


def native_chart(chart: Chart) -> Json:
    """The chart as Slack's own block."""
    categories = [seen(category) for category in chart.categories]
    axes: Json = {"categories": categories}
    if chart.x_label:
        axes["x_label"] = seen(chart.x_label)
    if chart.unit:
        axes["y_label"] = seen(chart.unit)
    series = [
        {
            "name": seen(s.name),
            "data": [
                {"label": label, "value": value} for label, value in zip(categories, s.values, strict=True)
            ],
        }
        for s in chart.series
    ]
    drawn = {"type": "line", "series": series, "axis_config": axes}
    return {"type": NATIVE_CHART, "title": seen(chart.title), "chart": drawn}
