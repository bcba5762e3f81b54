"""The limits of charts and of tables' cells: the third part of the table in limits.py."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.rules import Rule, Shape, anything, many, number, one, string

CHARTS_PER_MESSAGE = 2
TABLE_TEXT = 10_000
LABEL = string(20, required=True, least=1)
SERIES = many(one("series"), most=6, required=True)
AXIS = one("axis_config", required=True)
CHARTS = ("pie", "bar", "area", "line")

_PLOT = Shape({"series": SERIES, "axis_config": AXIS})
DATA_SHAPES: dict[str, Shape] = {
    "pie": Shape({"segments": many(one("segment"), most=6, required=True)}),
    "bar": _PLOT,
    "area": _PLOT,
    "line": _PLOT,
    "segment": Shape({"label": LABEL, "value": number(above=0, required=True)}),
    "series": Shape({"name": LABEL, "data": many(one("point"), most=20, required=True)}),
    "point": Shape({"label": LABEL, "value": number(required=True)}),
    "axis_config": Shape(
        {
            "categories": many(string(20, least=1), most=20, required=True),
            "x_label": string(50),
            "y_label": string(50),
        }
    ),
    "raw_text": Shape({"text": string(required=True, least=1)}),
    "raw_number": Shape({"value": number(required=True), "text": string()}),
}
UNTYPED_DATA = frozenset({"segment", "series", "point", "axis_config"})
TABLE: dict[str, Rule] = {
    "rows": many(many(one("raw_text", "raw_number", "rich_text"), most=20, least=1), most=100, required=True),
    "column_settings": many(anything(), most=20, least=0),
}
CHART: dict[str, Rule] = {"title": string(50, required=True, least=1), "chart": one(*CHARTS, required=True)}


def chart_faults(chart: Any) -> Iterator[tuple[str, str]]:
    """What no shape states: names are given once, and each series has its one point in every category."""
    if not isinstance(chart, dict) or chart.get("type") == "pie":
        return
    series = [entry for entry in _list(chart.get("series")) if isinstance(entry, dict)]
    for name, count in Counter(str(entry.get("name")) for entry in series).items():
        if count > 1:
            yield f"series names must be unique: `{name}`", "/chart/series"
    axis = chart.get("axis_config")
    categories = _list(axis.get("categories")) if isinstance(axis, dict) else []
    for place, entry in enumerate(series):
        labels = [point.get("label") for point in _list(entry.get("data")) if isinstance(point, dict)]
        if labels != categories:
            yield "data labels must match axis_config.categories", f"/chart/series/{place}/data"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
