"""One Web API call, as a method sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.arguments import Arguments
from sandbox.people import Person
from sandbox.wire import Json, SlackError
from sandbox.workspace import Workspace


@dataclass
class Call:
    ws: Workspace
    args: Arguments

    @property
    def bot(self) -> Person:
        return self.ws.bot

    def has(self, scope: str) -> bool:
        return scope in self.ws.grant.scopes

    def need(self, *scopes: str) -> None:
        """Any one of the scopes will do, as for the four kinds of conversations."""
        if not any(self.has(scope) for scope in scopes):
            provided = ",".join(sorted(self.ws.grant.scopes))
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)


@dataclass(frozen=True)
class Method:
    run: Callable[[Call], Json]
    # All of these are needed; a method whose scopes depend on the arguments asks itself.
    scopes: tuple[str, ...] = ()
    token: str = "bot"


def page_of(call: Call, items: Sequence[Any], *, default: int, most: int, name: str) -> Json:
    """One page of a cursor-paginated list with its response_metadata."""
    limit = call.args.number("limit", default) or default
    if limit < 1 or limit > most:
        raise SlackError("invalid_limit")
    start = cursor_start(call)
    more = start + limit < len(items)
    cursor = f"b2Zmc2V0{start + limit:08d}" if more else ""
    return {name: items[start : start + limit], "response_metadata": {"next_cursor": cursor}}


def cursor_start(call: Call) -> int:
    cursor = call.args.text("cursor")
    if not cursor:
        return 0
    digits = cursor.removeprefix("b2Zmc2V0").rstrip("=")
    if not digits.isdigit() or digits == cursor:
        raise SlackError("invalid_cursor")
    return int(digits)
