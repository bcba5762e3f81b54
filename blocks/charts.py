"""Numbers to look at: Slack's own chart, or a table where a workspace takes no charts."""

from collections.abc import Sequence

from app.domain.chart import Chart
from blocks.parts import Block, clip

CHART, TABLE = "data_visualization", "table"  # what not every workspace takes
TITLE, LABEL = 50, 20
CELL = 80


def chart(drawn: Chart) -> Block:
    """Draw bars: at most 6 series of 20 points. Slack has the block, slack_sdk no model of it."""
    categories = [clip(one, LABEL) for one in drawn.categories]
    return {
        "type": CHART,
        "title": clip(drawn.title, TITLE),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": clip(name, LABEL),
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(categories, values, strict=True)
                    ],
                }
                for name, values in drawn.series.items()
            ],
            "axis_config": {"categories": categories},
        },
    }


def as_table(drawn: Chart) -> Block:
    """Draw the same numbers as a table."""
    rows = [
        [what, *(f"{values[place]:g}" for values in drawn.series.values())]
        for place, what in enumerate(drawn.categories)
    ]
    return table([drawn.title, *drawn.series], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """Draw a table of plain texts: the first column is read, the others are numbers."""
    return {
        "type": TABLE,
        "column_settings": [{"is_wrapped": True}, *[{"align": "right"}] * (len(head) - 1)],
        "rows": [
            [{"type": "raw_text", "text": clip(cell, CELL) or "–"} for cell in row] for row in [head, *rows]
        ],
    }
