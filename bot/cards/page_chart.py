"""Draws a chart as SVG for a page that loads nothing, with every number in a table beneath."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.cards.card import Chart, Series
from bot.cards.clean import clean
from bot.cards.plain import chart_line

_WIDTH, _HEIGHT = 600, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 20, 14, 44
_SHARE_ENDS = 100
_CROWDED = 6  # labels from which every second one stands lower, so that none runs into its neighbour


def draw_chart(chart: Chart) -> str:
    """A figure: title, picture with a text alternative, and the numbers."""
    told = "; ".join(chart_line(chart, series) for series in chart.series)
    alternative = _text(f"{chart.title}: {told}")
    parts = (
        f"<figure><figcaption>{_text(chart.title)}</figcaption>",
        f'<div class="wide"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{alternative}">',
        *_axis(chart),
        *_labels(chart),
        *(line for place, series in enumerate(chart.series) for line in _line(chart, series, place)),
        "</svg></div>",
        _legend(chart),
        _table(chart),
        "</figure>",
    )
    return "\n".join(parts)


def _text(text: str) -> str:
    return escape(clean(text))


def _top_of(chart: Chart) -> float:
    """Where the axis ends: a share at 100."""
    most = max((v for series in chart.series for v in series.values if v is not None), default=0)
    return _SHARE_ENDS if chart.unit == "%" and most <= _SHARE_ENDS else most or 1


def _x(chart: Chart, place: int) -> float:
    steps = max(1, len(chart.categories) - 1)
    return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * (place / steps if len(chart.categories) > 1 else 0.5), 1)


def _y(chart: Chart, value: float) -> float:
    return round(_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * max(0.0, value) / _top_of(chart), 1)


def _axis(chart: Chart) -> Iterator[str]:
    """The axis begins at nothing: one that starts elsewhere makes small changes look large."""
    for part in (0, 0.5, 1):
        value = part * _top_of(chart)
        y = _y(chart, value)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text class="tick" x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{value:g}</text>'


def _labels(chart: Chart) -> Iterator[str]:
    crowded = len(chart.categories) > _CROWDED and max(map(len, chart.categories)) > len("W12")
    last = len(chart.categories) - 1
    for place, category in enumerate(chart.categories):
        y = _HEIGHT - _BOTTOM + 18 + (14 if crowded and place % 2 else 0)
        anchor = "end" if crowded and place == last else "middle"
        yield (
            f'<text class="tick" x="{_x(chart, place)}" y="{y}" text-anchor="{anchor}">{_text(category)}</text>'
        )


def _line(chart: Chart, series: Series, place: int) -> Iterator[str]:
    """One series; where a value is unknown the line has a gap."""
    kind = f"line-{place + 1}"
    for run in _runs(series):
        points = " ".join(f"{_x(chart, at)},{_y(chart, value)}" for at, value in run)
        yield f'<polyline class="{kind}" points="{points}"/>'
        for at, value in run:
            yield f'<circle class="{kind}" cx="{_x(chart, at)}" cy="{_y(chart, value)}" r="3"/>'


def _runs(series: Series) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for place, value in enumerate(series.values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _legend(chart: Chart) -> str:
    named = (
        f'<span><i class="key line-{place + 1}"></i>{_text(series.name)}</span>'
        for place, series in enumerate(chart.series)
    )
    return f'<p class="legend">{" ".join(named)}</p>'


def _table(chart: Chart) -> str:
    """Every number: what stands where a picture is not drawn."""
    head = "".join(f'<th scope="col">{_text(category)}</th>' for category in chart.categories)
    rows = (
        f'<tr><th scope="row">{_text(series.name)}</th>{"".join(_cell(value) for value in series.values)}</tr>'
        for series in chart.series
    )
    corner = f"<td>{_text(chart.unit)}</td>"
    return f'<div class="wide"><table><tr>{corner}{head}</tr>{"".join(rows)}</table></div>'


def _cell(value: float | None) -> str:
    return f"<td>{'–' if value is None else f'{value:g}'}</td>"
