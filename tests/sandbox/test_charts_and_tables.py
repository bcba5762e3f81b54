"""Charts and tables: taken within Slack's limits, refused beyond them, and by a workspace that has none."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Driver
from sandbox.validate import check_message_blocks
from sandbox.wire import SlackError

Block = dict[str, Any]


def bars(series: int = 2, points: int = 3, **changes: Any) -> Block:
    labels = [f"week {n}" for n in range(points)]
    drawn: Block = {
        "type": "bar",
        "series": [
            {"name": f"series {n}", "data": [{"label": label, "value": n + 1.5} for label in labels]}
            for n in range(series)
        ],
        "axis_config": {"categories": labels, "x_label": "Week", "y_label": "Handoffs"},
    }
    return {"type": "data_visualization", "title": "Handoffs", "chart": drawn | changes}


def pie(*values: float, label: str = "x") -> Block:
    segments = [{"label": f"{label}{n}", "value": value} for n, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Reasons", "chart": {"type": "pie", "segments": segments}}


def table(*rows: list[Block], **more: Any) -> Block:
    return {"type": "table", "rows": list(rows), **more}


def cell(text: str) -> Block:
    return {"type": "raw_text", "text": text}


ANNA = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0ANNA"}]}],
}
NUMBER = {"type": "raw_number", "value": 7}


TWICE = bars(1)
TWICE["chart"]["series"] *= 2


def faults(block: Block) -> list[str]:
    try:
        check_message_blocks([block])
    except SlackError as error:
        return [str(one) for one in error.fields["errors"]]
    return []


def test_what_slack_draws_is_taken() -> None:
    for kind in ("bar", "line", "area"):
        assert not faults(bars(6, 20, type=kind))
    assert not faults(pie(1, 2.5, 3))
    assert not faults(table([cell("Who"), cell("Accepted")], [ANNA, NUMBER], column_settings=[None]))


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (bars(7), "no more than 6 items allowed [json-pointer:/blocks/0/chart/series]"),
        (bars(1, 21), "no more than 20 items allowed [json-pointer:/blocks/0/chart/series/0/data]"),
        (bars() | {"title": "x" * 51}, "must be less than 51 characters [json-pointer:/blocks/0/title]"),
        (bars(type="radar"), "unsupported type: radar [json-pointer:/blocks/0/chart/type]"),
        (bars(axis_config=None), "missing required field: axis_config [json-pointer:/blocks/0/chart]"),
        (
            bars(1, axis_config={"categories": ["week 0"]}),
            "data labels must match axis_config.categories [json-pointer:/blocks/0/chart/series/0/data]",
        ),
        (
            TWICE,
            "series names must be unique: `series 0` [json-pointer:/blocks/0/chart/series]",
        ),
        (pie(1, 0), "must be greater than 0 [json-pointer:/blocks/0/chart/segments/1/value]"),
        (pie(*range(1, 8)), "no more than 6 items allowed [json-pointer:/blocks/0/chart/segments]"),
        (
            pie(1, label="y" * 20),
            "must be less than 21 characters [json-pointer:/blocks/0/chart/segments/0/label]",
        ),
        (
            bars() | {"chart": {"type": "pie", "segments": [{"label": "a", "value": "1"}]}},
            "must provide a number [json-pointer:/blocks/0/chart/segments/0/value]",
        ),
        (table([cell("")]), "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]"),
        (table([cell("x")] * 21), "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
        (table(*[[cell("x")]] * 101), "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
        (table([cell("x" * 10_001)]), "must be less than 10001 characters [json-pointer:/blocks/0/rows]"),
        (table([{"type": "button"}]), "unsupported type: button [json-pointer:/blocks/0/rows/0/0/type]"),
    ],
)
def test_what_is_beyond_a_limit_is_refused_at_its_place(block: Block, fault: str) -> None:
    assert fault in faults(block)


def test_a_message_has_two_charts_and_one_table_at_the_most() -> None:
    check_message_blocks([bars(), pie(1)])
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_message_blocks([bars(), pie(1), pie(2)])
    with pytest.raises(SlackError, match="invalid_attachments"):
        check_message_blocks([table([cell("a")]), table([cell("a")])])


def test_a_person_reads_a_chart_and_a_table(desk: Driver, client: WebClient) -> None:
    rows = table([cell("Who"), cell("Accepted")], [ANNA, NUMBER])
    client.chat_postMessage(channel="C0ORDERS", text="figures", blocks=[bars(1, 2), pie(3), rows])
    (message,) = desk.as_user("sam").messages(channel="orders")
    assert message.shown.splitlines() == [
        *("Handoffs", "series 0: week 0 1.5, week 1 1.5", "Reasons", "pie: x0 3"),
        *("Who | Accepted", "<@U0ANNA> | 7"),
    ]


def test_a_workspace_that_knows_no_charts_refuses_them_until_it_does(desk: Driver, client: WebClient) -> None:
    desk.knows_no("data_visualization")
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0ORDERS", text="figures", blocks=[bars()])
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["errors"] == [
        "unsupported type: data_visualization [json-pointer:/blocks/0/type]"
    ]
    client.chat_postMessage(channel="C0ORDERS", text="figures", blocks=[table([cell("a")])])
    desk.knows_no()
    client.chat_postMessage(channel="C0ORDERS", text="figures", blocks=[bars()])
    assert len(desk.as_user("sam").messages(channel="orders")) == 2


def test_only_blocks_that_exist_can_be_unknown(desk: Driver) -> None:
    with pytest.raises(AssertionError, match="no such block: chart"):
        desk.knows_no("chart")
