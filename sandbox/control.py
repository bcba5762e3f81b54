"""`/_control/…`: what a person at a client can do, and the clock, for the page, tests and demos."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from sandbox import actions, commands, control_state, endpoint_checks, scheduled, submissions, trace
from sandbox.actions import Place
from sandbox.control_faults import FaultControls
from sandbox.control_people import PeopleControls
from sandbox.deliver import Courier
from sandbox.messages import Channel, Message
from sandbox.people import Person
from sandbox.views import View
from sandbox.wire import ControlError, Json, object_or_none


class Control:
    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._ws = courier.ws
        faults = FaultControls(self._ws)
        self._reads: dict[str, Callable[[Json], Any]] = {
            "state": self._state,
            "messages": self._messages,
            "traffic": self._traffic,
            "trace": lambda _: trace.of(self._ws),
            **faults.reads,
        }
        self._acts: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "command": self._command,
            "message": self._message,
            "action": self._action,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "home": self._home,
            "clock": self._clock,
            "request_url": self._request_url,
            "ssl_check": self._ssl_check,
            "socket": self._socket,
            **faults.acts,
            **PeopleControls(self._ws, self._actor, self._shown_message).acts,
        }
        self._deletes: dict[str, Callable[[Json], Awaitable[Json]]] = {"fault": faults.clear}

    async def answer(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name == "stream":
            return StreamingResponse(self._ws.live.events(), media_type="text/event-stream")
        try:
            return JSONResponse(await self._answer(name, request))
        except ControlError as error:
            return JSONResponse({"ok": False, "error": error.error, **error.fields})
        except KeyError as missing:
            return JSONResponse({"ok": False, "error": f"missing field: {missing}"})

    async def _answer(self, name: str, request: Request) -> Any:
        if request.method == "GET" and name in self._reads:
            return self._reads[name](dict(request.query_params))
        if request.method == "DELETE" and name in self._deletes:
            return await self._deletes[name](dict(request.query_params))
        if request.method == "POST" and name in self._acts:
            given = object_or_none((await request.body()).decode("utf-8", "replace"))
            if given is None:
                raise ControlError("the body must be a JSON object")
            return await self._acts[name](given)
        raise ControlError(f"no such control: {request.method} {name}")

    def _state(self, given: Json) -> Json:
        connected = "socket" if self._courier.sockets.connected else "http"
        return control_state.overview(self._ws, self._ws.person(given["as"]), connected)

    def _messages(self, given: Json) -> Json:
        person = self._ws.person(given["as"])
        channel = self._ws.place(given["channel"], person)
        thread_ts = given.get("thread_ts") or None
        shown = control_state.shown_messages(self._ws, person, channel, thread_ts)
        if channel.mark_read(person.id, thread_ts):
            self._ws.live.changed(people=[person.id])
        return {"ok": True, "messages": shown}

    def _traffic(self, given: Json) -> list[Json]:
        limit = int(given.get("limit", 100))
        shown = {"detail": given.get("detail") == "1", "without": given.get("without", "")}
        return self._ws.traffic.newest(limit, **shown)

    async def _command(self, given: Json) -> Json:
        person = self._actor(given)
        channel = self._ws.place(given["channel"], person)
        return await commands.type_command(self._courier, person, channel, given["text"])

    async def _message(self, given: Json) -> Json:
        person = self._actor(given)
        channel = self._ws.place(given["channel"], person)
        thread_ts = given.get("thread_ts") or None
        message = commands.write(self._ws, person, channel, given["text"], thread_ts)
        return {"ok": True, "channel": channel.id, "ts": message.ts}

    async def _action(self, given: Json) -> Json:
        person = self._actor(given)
        place = self._place(given, person)
        if isinstance(place, View):
            actions.remember(self._ws, place, given.get("state"))
        ids = {name: str(given[name]) for name in ("block_id", "action_id")}
        return await actions.act(self._courier, person, place, raw=given.get("value"), **ids)

    async def _suggest(self, given: Json) -> Json:
        person = self._actor(given)
        ids = {name: str(given[name]) for name in ("block_id", "action_id")}
        typed = str(given.get("value") or "")
        return await actions.suggest(self._courier, person, self._place(given, person), typed=typed, **ids)

    async def _submit(self, given: Json) -> Json:
        person = self._actor(given)
        unchecked = bool(given.get("skip_client_checks"))
        view = self._modal(given, person)
        return await submissions.submit(self._courier, person, view, given.get("values"), unchecked=unchecked)

    async def _close(self, given: Json) -> Json:
        person = self._actor(given)
        view = self._modal(given, person)
        return await submissions.close(self._courier, person, view, everything=bool(given.get("all")))

    async def _shortcut(self, given: Json) -> Json:
        person = self._actor(given)
        on = self._shown_message(given, person) if given.get("ts") else None
        return await commands.use_shortcut(self._courier, person, given["callback_id"], on)

    async def _home(self, given: Json) -> Json:
        return await commands.open_home(self._courier, self._actor(given), given.get("tab") or "home")

    async def _clock(self, given: Json) -> Json:
        if "jump" in given:
            self._ws.clock.to(self._jump(given))
        elif "to" in given:
            self._ws.clock.to(datetime.fromisoformat(given["to"]))
        elif "advance" in given or "skew_seconds" not in given:
            self._ws.clock.advance(float(given["advance"]))
        home = self._ws.home
        home.skew_seconds = float(given.get("skew_seconds", home.skew_seconds))
        for team in self._ws.teams.values():
            scheduled.outbox(team).send_due()
        self._ws.live.changed()
        return {"ok": True, "now": self._ws.clock.now().isoformat()}

    def _jump(self, given: Json) -> datetime:
        """One of the workspace's own, by its label."""
        for jump in self._ws.config.jumps:
            if jump.label == given["jump"]:
                return jump.after(self._ws.clock.now(), self._ws.person(given["as"]).tz)
        raise ControlError(f"no such jump: {given['jump']}")

    async def _request_url(self, given: Json) -> Json:
        """With `verify` as Slack's settings page does: an address that does not answer is not taken."""
        if given.get("verify"):
            await endpoint_checks.verify(self._ws.home, given["url"])
        self._ws.home.request_url = given["url"]
        return {"ok": True}

    async def _ssl_check(self, _: Json) -> Json:
        ack = await endpoint_checks.ssl_check(self._ws.home)
        return {"ok": ack.error is None, "status": ack.status, "error": ack.error}

    async def _socket(self, given: Json) -> Json:
        """Slack's own disconnects: warning, refresh_requested, link_disabled; "lost" comes unannounced."""
        reason = str(given["disconnect"])
        if reason == "lost":
            await self._courier.sockets.close()
        else:
            await self._courier.sockets.disconnect(reason, close=reason != "warning")
        return {"ok": True}

    def _actor(self, given: Json) -> Person:
        person = self._ws.person(given["as"])
        if person.deleted or person.is_bot:
            raise ControlError(f"{person.name} cannot sign in")
        return person

    def _place(self, given: Json, person: Person) -> Place:
        if given.get("view_id"):
            return self._view(given, person)
        return self._shown_message(given, person)

    def _shown_message(self, given: Json, person: Person) -> tuple[Channel, Message]:
        channel = self._ws.place(given["channel"], person)
        message = channel.find(given["ts"])
        if message is None or message.ephemeral_to not in ("", person.id):
            raise ControlError(f"{person.name} sees no message {given['ts']} in {channel.id}")
        return channel, message

    def _modal(self, given: Json, person: Person) -> View:
        view = self._view(given, person)
        if view is not self._ws.views.top(person.id):
            raise ControlError("that view is not on top")
        return view

    def _view(self, given: Json, person: Person) -> View:
        view = self._ws.views.find(view_id=given["view_id"])
        if view is None or view.user != person.id:
            raise ControlError(f"{person.name} sees no view {given['view_id']}")
        return view
