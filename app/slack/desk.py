"""What every listener works with, and who is asking."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from sqlmodel import Session

from app.domain.errors import NotFound
from app.policy import Policy
from app.slack.directory import Directory
from app.store import inbound
from app.store.db import Database

WHO = ("user", "team", "event")
ID = re.compile("[A-Za-z0-9_.-]{1,32}")
NUMBER = re.compile("[1-9][0-9]{0,9}")
HIGHEST = 2**31 - 1  # of the databases' integers


class Repeated(Exception):
    """This very interaction has had its effect: it was delivered twice."""


@dataclass
class Desk:
    """The parts a listener may use. `client` opens views: it must answer within a trigger's life."""

    db: Database
    policy: Policy
    client: WebClient
    directory: Directory
    now: Callable[[], datetime]
    wakes: Sequence[Callable[[], None]] = ()  # each tells a courier that something is owed
    mailbox_links: Callable[[str, str], Mapping[str, str]] = lambda team, user: {}  # label → where it starts

    def wake(self) -> None:
        """Tell whoever sends that something is owed."""
        for wake in self.wakes:
            wake()

    @contextmanager
    def effect(self, body: dict[str, Any]) -> Iterator[Session]:
        """Give the transaction of what an interaction changes; raises Repeated if it has changed it already.

        It is noted in the same transaction: a delivery that failed before its commit may come again.
        """
        with self.db.transaction() as session:
            if not inbound.is_first(session, _identity(body), self.now()):
                raise Repeated
            yield session
        self.wake()


@dataclass(frozen=True)
class Caller:
    """Who is asking, from the signed payload and nothing else; "" is what no id of Slack's can be."""

    team: str  # where it was asked
    user: str
    home: str  # the workspace of her account


def caller(body: dict[str, Any]) -> Caller:
    """Read who is asking from any of Slack's payloads."""
    user, team, event = ({} if not isinstance(one := body.get(name), dict) else one for name in WHO)
    home = user.get("team_id")
    where = _id(team.get("id") or body.get("team_id") or home)
    return Caller(
        team=where,
        user=_id(user.get("id") or body.get("user_id") or event.get("user")),
        home=_id(home) if home else where,
    )


def number_in(text: object) -> int:
    """Read a handoff's number as our buttons and forms carry it; raises NotFound for anything else."""
    if (number := number_or_none(text)) is None:
        raise NotFound("There is no such handoff in this workspace.")
    return number


def number_or_none(text: object) -> int | None:
    """Read a number that a row can have; None for anything else."""
    if isinstance(text, str) and NUMBER.fullmatch(text) and int(text) <= HIGHEST:
        return int(text)
    return None


def _id(given: object) -> str:
    return given if isinstance(given, str) and ID.fullmatch(given) else ""


def _identity(body: dict[str, Any]) -> str:
    """Name what was done: a version of a view submitted (however often it was clicked), or one click."""
    if body["type"] == "view_submission":
        done: list[Any] = [body["view"]["id"], body["view"].get("hash")]
    else:
        place = [(body.get("container") or {}).get(name) for name in ("channel_id", "message_ts", "view_id")]
        done = [body.get("trigger_id"), caller(body).user, place, body["actions"]]
    return hashlib.sha256(json.dumps([body["type"], caller(body).team, done]).encode()).hexdigest()


def typed_values(view: dict[str, Any]) -> dict[str, Any]:
    """Read what stands in a view's inputs, by block_id: a text, an id, or a list of codes.

    What is of another kind than Slack sends counts as empty.
    """
    entries = view.get("state", {}).get("values", {})
    return {block: _typed(entry) for block, by_action in entries.items() for entry in by_action.values()}


def _typed(entry: dict[str, Any]) -> Any:
    if "selected_options" in entry:
        return [_text(choice["value"]) for choice in entry["selected_options"] or []]
    if "selected_option" in entry:
        return _text((entry["selected_option"] or {}).get("value"))
    if "selected_date_time" in entry:
        moment = entry["selected_date_time"]
        return str(moment) if type(moment) is int else ""
    return next(
        (_text(entry[key]) for key in ("value", "selected_user", "selected_date") if key in entry), ""
    )


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""
