"""Gives tests what an app gets in its requests: a trigger_id, a response_url, a whole payload."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from slack_bolt import BoltResponse
from slack_sdk import WebClient

from sandbox.driver import Driver
from sandbox.driver_modal import Modal
from tests.sandbox.bolt_over_http import Listening, serve
from tests.sandbox.stock_app import form

Body = dict[str, Any]
Reaction = Callable[[Body], Body | str | None]


@dataclass
class Ears:
    """An app that remembers what it is told and reacts as the test says."""

    react: Reaction = lambda _: None
    told: list[Body] = field(default_factory=list)

    @property
    def last(self) -> Body:
        return self.told[-1]

    def listen(self) -> AbstractContextManager[Listening]:
        return serve(self._answer)

    def _answer(self, headers: dict[str, str], body: str) -> BoltResponse:
        self.told.append(_parsed(headers, body))
        reaction = self.react(self.told[-1])
        return BoltResponse(status=200, body=reaction or "")


def _parsed(headers: dict[str, str], body: str) -> Body:
    if headers["content-type"] == "application/json":
        parsed: Body = json.loads(body)
        return parsed
    fields = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    return json.loads(fields["payload"]) if "payload" in fields else fields


def trigger(desk: Driver, ears: Ears, handle: str = "sam") -> str:
    desk.as_user(handle).types("/silent", channel="open")
    return str(ears.last["trigger_id"])


def inputs(*elements: Body, optional: bool = False) -> Body:
    """A modal of inputs labelled by the types of their elements."""
    view = form()
    view["blocks"] = [
        {
            "type": "input",
            "block_id": f"b{number}",
            "label": {"type": "plain_text", "text": element["type"]},
            "optional": optional,
            "element": {"action_id": "a"} | element,
        }
        for number, element in enumerate(elements)
    ]
    return view


def opened(desk: Driver, client: WebClient, ears: Ears, view: Body) -> Modal:
    client.views_open(trigger_id=trigger(desk, ears), view=view)
    modal = desk.as_user("sam").modal()
    assert modal
    return modal
