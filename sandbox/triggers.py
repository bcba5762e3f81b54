"""trigger_ids: good for one view, within three real seconds of what the person did."""

import time
from dataclasses import dataclass

from sandbox.ids import Ids
from sandbox.wire import SlackError


@dataclass
class Trigger:
    user: str
    expires: float
    view_id: str | None = None
    # The conversation the person was in, for default_to_current_conversation.
    channel: str | None = None
    used: bool = False


class Triggers:
    def __init__(self, ids: Ids, seconds: float) -> None:
        self._ids = ids
        self._seconds = seconds
        self._given: dict[str, Trigger] = {}

    def give(self, user: str, view_id: str | None = None, *, channel: str | None = None) -> str:
        trigger_id = self._ids.trigger()
        self._given[trigger_id] = Trigger(user, time.monotonic() + self._seconds, view_id, channel)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
