"""The control interface's part for what people do beside the app: their status, files and reactions."""

import base64
import binascii
from collections.abc import Awaitable, Callable

from sandbox import commands, events, reactions
from sandbox.files import File, drawer
from sandbox.messages import Channel, Message
from sandbox.people import Person
from sandbox.wire import ControlError, Json, SlackError
from sandbox.workspace import Workspace

Actor = Callable[[Json], Person]
Place = Callable[[Json, Person], tuple[Channel, Message]]


class PeopleControls:
    def __init__(self, ws: Workspace, actor: Actor, message: Place) -> None:
        self._ws, self._actor, self._message = ws, actor, message
        self.acts: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "profile": self._profile,
            "dnd": self._dnd,
            "file": self._file,
            "reaction": self._reaction,
        }

    async def _profile(self, given: Json) -> Json:
        """What users.profile.set does for the person; `away` is their presence."""
        person = self._actor(given)
        person.status_text = str(given.get("status_text", person.status_text))
        person.status_emoji = str(given.get("status_emoji", person.status_emoji))
        person.status_expiration = int(given.get("status_expiration", person.status_expiration))
        person.away = bool(given.get("away", person.away))
        self._ws.live.changed(people=[person.id])
        events.profile_changed(self._ws, person)
        return {"ok": True}

    async def _dnd(self, given: Json) -> Json:
        """What dnd.setSnooze does for the person; without `until` (seconds since 1970) it ends."""
        person = self._actor(given)
        until = int(given.get("until") or 0)
        person.dnd_from, person.dnd_until = (int(self._ws.clock.time()), until) if until else (0, 0)
        events.dnd_changed(self._ws, person)
        return {"ok": True}

    async def _file(self, given: Json) -> Json:
        """The person uploads a file and, if a channel is named, shares it there."""
        ws, person = self._ws, self._actor(given)
        try:
            content = base64.b64decode(given["content"], validate=True)
        except binascii.Error:
            raise ControlError("content must be base64") from None
        now, id = int(ws.clock.time()), ws.ids.prefixed("F")
        file = File(id, str(given["name"]), person.id, now, len(content), ws.ids.digest(32))
        file.content, file.complete = content, True
        file.title = str(given.get("title") or file.name)
        drawer(ws).files[file.id] = file
        if not given.get("channel"):
            return {"ok": True, "file": file.id}
        channel = ws.place(str(given["channel"]), person)
        text, thread_ts = str(given.get("text") or ""), given.get("thread_ts") or None
        message = commands.write(ws, person, channel, text, thread_ts, file=file)
        return {"ok": True, "file": file.id, "channel": channel.id, "ts": message.ts}

    async def _reaction(self, given: Json) -> Json:
        person = self._actor(given)
        channel, message = self._message(given, person)
        do = reactions.take_back if given.get("remove") else reactions.react
        try:
            do(self._ws, channel, message, user=person.id, name=str(given["name"]).strip(":"))
        except SlackError as error:
            raise ControlError(error.error) from None
        return {"ok": True}
