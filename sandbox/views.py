"""Modals, in a stack of at most three per person, and each person's Home tab."""

from dataclasses import dataclass, field
from typing import Any

from sandbox import state
from sandbox.blocks import filled
from sandbox.ids import Ids
from sandbox.wire import Json, SlackError

STACK_LIMIT = 3
DEFAULTS: Json = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "title": None,
    "submit": None,
    "close": None,
    "clear_on_close": False,
    "notify_on_close": False,
    "submit_disabled": False,
}


@dataclass
class View:
    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    # The conversation it was opened from.
    channel: str | None = None
    # state.values entries of what the person has entered and we have been told.
    entered: dict[str, Json] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks

    def __getitem__(self, name: str) -> Any:
        return self.content[name]

    def values(self) -> Json:
        return state.values(self.blocks, self.entered)


class Views:
    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        return self._stacks.setdefault(user, [])

    def top(self, user: str) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None

    def open(self, user: str, payload: Json, *, channel: str | None = None) -> View:
        """Opening replaces whatever modal the person had: only push keeps it underneath."""
        self._refuse_taken_external_id(payload, None)
        self.stack(user).clear()
        return self._add(user, payload, channel)

    def push(self, user: str, payload: Json, *, onto: str) -> View:
        stack = self.stack(user)
        if all(view.id != onto for view in stack):
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self._refuse_taken_external_id(payload, None)
        return self._add(user, payload, stack[-1].channel)

    def update(self, view: View, payload: Json, hash: str | None = None) -> View:
        """Keeps the id and the place; what was entered stays where block_id and action_id stay."""
        if hash and hash != view.hash:
            raise SlackError("hash_conflict")
        self._refuse_taken_external_id(payload, view)
        before = view.values()
        view.content = self._content(payload, view.channel)
        view.entered = state.kept(before, view.blocks)
        view.hash = self._hash()
        return view

    def publish(self, user: str, payload: Json, hash: str | None = None) -> View:
        home = self.homes.get(user)
        if home is not None:
            return self.update(home, payload, hash)
        self._refuse_taken_external_id(payload, None)
        self.homes[user] = self._new(user, payload)
        return self.homes[user]

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        for view in self._alive():
            if view.id == view_id or (external_id and view["external_id"] == external_id):
                return view
        return None

    def pop(self, view: View) -> None:
        self.stack(view.user).remove(view)

    def clear(self, user: str) -> None:
        self.stack(user).clear()

    def _add(self, user: str, payload: Json, channel: str | None) -> View:
        stack = self.stack(user)
        view = self._new(user, payload, channel)
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def _new(self, user: str, payload: Json, channel: str | None = None) -> View:
        id = self._ids.prefixed("V")
        content = self._content(payload, channel)
        return View(id, user, content, self._hash(), root_id=id, channel=channel)

    def _content(self, payload: Json, channel: str | None) -> Json:
        given = {name: payload[name] for name in DEFAULTS if payload.get(name) is not None}
        blocks = filled(payload["blocks"], self._ids)
        if channel:
            _fill_current_conversation(blocks, channel)
        return DEFAULTS | given | {"type": payload["type"], "blocks": blocks}

    def _hash(self) -> str:
        return f"17{self._ids.digest(8)}.{self._ids.digest(8)}"

    def _refuse_taken_external_id(self, payload: Json, own: View | None) -> None:
        taken = payload.get("external_id") and self.find(external_id=payload["external_id"])
        if taken and taken is not own:
            raise SlackError("duplicate_external_id")

    def _alive(self) -> list[View]:
        return [view for stack in self._stacks.values() for view in stack] + list(self.homes.values())


def _fill_current_conversation(blocks: list[Json], channel: str) -> None:
    """What the client picks for default_to_current_conversation, before any initial value of the app's."""
    for _, element in state.stateful(blocks):
        if element.get("default_to_current_conversation"):
            many = element["type"].startswith("multi_")
            name = "initial_conversations" if many else "initial_conversation"
            element[name] = [channel] if many else channel


def as_api(view: View, team_id: str, app_id: str, bot_id: str) -> Json:
    return {
        "id": view.id,
        "team_id": team_id,
        **view.content,
        "state": {"values": view.values()},
        "hash": view.hash,
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app_id,
        "app_installed_team_id": team_id,
        "bot_id": bot_id,
    }
