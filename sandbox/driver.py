"""Acts as people do: types, reads, fills inputs by label and presses buttons by their text."""

import base64
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx

from sandbox.driver_message import Message, Reply
from sandbox.driver_modal import Home, Modal
from sandbox.wire import Json

POLL_SECONDS = 0.02


class DeskPerson:
    def __init__(self, desk: "Driver", handle: str) -> None:
        self.desk = desk
        self.handle = handle

    @property
    def id(self) -> str:
        return str(self.state()["me"]["id"])

    def state(self) -> Json:
        return self.desk.get("state", {"as": self.handle})

    def types(self, line: str, channel: str | None = None) -> Reply:
        return self.acts("command", {"channel": channel or self._some_channel(), "text": line})

    def writes(self, text: str, channel: str, thread_ts: str | None = None) -> Reply:
        return self.acts("message", {"channel": channel, "text": text, "thread_ts": thread_ts})

    def uploads(self, name: str, content: bytes, *, channel: str, text: str = "") -> Reply:
        encoded = base64.b64encode(content).decode()
        return self.acts("file", {"name": name, "content": encoded, "channel": channel, "text": text})

    def reacts(self, message: Message, name: str, *, remove: bool = False) -> Reply:
        place: Json = {"channel": message.channel, "ts": message.ts}
        return self.acts("reaction", place | {"name": name, "remove": remove})

    def sets_status(self, text: str, emoji: str = "", *, until: datetime | None = None) -> Reply:
        expiration = int(until.timestamp()) if until else 0
        status: Json = {"status_text": text, "status_emoji": emoji, "status_expiration": expiration}
        return self.acts("profile", status)

    def snoozes(self, *, until: datetime | None = None) -> Reply:
        """Turn Do Not Disturb on until a moment; without one it ends."""
        return self.acts("dnd", {"until": int(until.timestamp()) if until else 0})

    def shortcut(self, name: str, *, message: Message | None = None) -> Reply:
        shortcuts: list[Json] = self.state()["app"]["shortcuts"]
        named = [one["callback_id"] for one in shortcuts if one["name"] == name]
        if not named:
            raise AssertionError(f"no shortcut {name!r}, only {[one['name'] for one in shortcuts]}")
        on: Json = {"channel": message.channel, "ts": message.ts} if message else {}
        return self.acts("shortcut", {"callback_id": named[0]} | on)

    def modal(self) -> Modal | None:
        view = self.state()["modal"]
        return Modal(self, view) if view else None

    def opens_home(self, *, within: float = 2.0) -> Home:
        """Waits for the app to publish, which it does after its ack."""
        before = self.state()["home"]
        self.looks_at_home()
        home = before
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            home = self.state()["home"]
            if home and (before is None or home["hash"] != before["hash"]):
                break
            time.sleep(POLL_SECONDS)
        if home is None:
            raise AssertionError(f"nothing was published on {self.handle}'s Home tab")
        return Home(self, home)

    def looks_at_home(self) -> Reply:
        """Only tells the app; whatever it publishes comes later."""
        return self.acts("home", {})

    def messages(self, *, with_: str | None = None, channel: str | None = None) -> list[Message]:
        """Oldest first; the DM with the app when no place is named."""
        return self._messages(self._place(with_, channel), None)

    def thread(self, message: Message) -> list[Message]:
        return self._messages(message.channel, message.thread_ts or message.ts)

    def sees(
        self, text: str, *, within: float = 5.0, thread: bool = False, channel: str | None = None
    ) -> Message:
        """The newest message that shows the text, waited for."""
        deadline = time.monotonic() + within
        while True:
            there = self._everything(channel, thread=thread)
            for message in reversed(there):
                if text in message.shown:
                    return message
            if time.monotonic() > deadline:
                listed = "\n".join(f"  {message}" for message in there) or "  (nothing)"
                raise AssertionError(f"{self.handle} does not see {text!r}. There is:\n{listed}")
            time.sleep(POLL_SECONDS)

    def never_sees(self, text: str, *, for_: float = 0.3, channel: str | None = None) -> None:
        try:
            message = self.sees(text, within=for_, thread=True, channel=channel)
        except AssertionError:
            return
        raise AssertionError(f"{self.handle} sees {text!r}: {message}")

    def acts(self, what: str, given: Json) -> Reply:
        place = given.get("channel")
        before = {message.ts for message in self._ephemerals(place)}
        ack = self.desk.post(what, {"as": self.handle} | given)
        new = [message for message in self._ephemerals(place) if message.ts not in before]
        return Reply(ack, self.modal(), new)

    def _everything(self, channel: str | None, *, thread: bool) -> list[Message]:
        top = self.messages(channel=channel)
        replies = [reply for m in top if thread and m.json["reply_count"] for reply in self.thread(m)]
        return sorted([*top, *replies], key=lambda message: message.ts)

    def _messages(self, channel: str, thread_ts: str | None) -> list[Message]:
        answer = self.desk.get(
            "messages", {"as": self.handle, "channel": channel, "thread_ts": thread_ts or ""}
        )
        return [Message(json, self) for json in answer["messages"]]

    def _ephemerals(self, channel: str | None) -> list[Message]:
        return [m for m in self._messages(channel, None) if m.ephemeral] if channel else []

    def _some_channel(self) -> str:
        channels = (one for one in self.state()["channels"] if one["kind"] in ("channel", "private"))
        return str(next(channels)["id"])

    def _place(self, with_: str | None, channel: str | None) -> str:
        if channel:
            return channel
        state = self.state()
        if with_ is None or with_ == state["app"]["name"]:
            return str(state["app"]["bot_user"])
        names = {one["name"]: one["id"] for one in state["people"]}
        return str(names.get(with_, with_))


class Driver:
    """`desk = Driver(url)`; `desk.as_user("sam").types("/handoff Acme")`."""

    def __init__(self, url: str, *, team: str = "") -> None:
        # No idle connections: a test that forgets to close its driver leaks nothing.
        limits = httpx.Limits(max_keepalive_connections=0)
        verify: Any = url.startswith("https")
        self._http = httpx.Client(
            base_url=url, timeout=30, trust_env=False, limits=limits, verify=verify, params={"team": team}
        )

    def __enter__(self) -> "Driver":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def as_user(self, handle: str) -> DeskPerson:
        return DeskPerson(self, handle)

    def now(self) -> datetime:
        return datetime.fromisoformat(self.post("clock", {"advance": 0})["now"])

    def advance(self, **amount: float) -> datetime:
        """advance(hours=4), advance(minutes=15), advance(days=1)."""
        seconds = timedelta(**amount).total_seconds()
        return datetime.fromisoformat(self.post("clock", {"advance": seconds})["now"])

    def moves_to(self, moment: datetime) -> datetime:
        return datetime.fromisoformat(self.post("clock", {"to": moment.isoformat()})["now"])

    def request_url(self, url: str) -> None:
        self.post("request_url", {"url": url})

    def traffic(self, limit: int = 100, *, detail: bool = False) -> list[Json]:
        entries: list[Json] = self._http.get(
            "/_control/traffic", params={"limit": limit, "detail": int(detail)}
        ).json()
        return entries

    def fails(self, method: str, kind: str, *, times: int = 1, **details: Any) -> None:
        """The next calls of a method go wrong: fails("chat.postMessage", "reset_after", times=2)."""
        self._must("fault", {"method": method, "kind": kind, "times": times} | details)

    def delivers(self, how: str, *, times: int = 1, **details: Any) -> None:
        """The next interactions go astray: delivers("duplicate"), delivers("drop", of="command")."""
        self._must("fault", {"delivery": how, "times": times} | details)

    def clears_faults(self) -> None:
        self._must("faults_clear", {})

    def knows_no(self, *blocks: str) -> None:
        """Make the workspace refuse messages with these types of blocks; without any it takes all again."""
        self._must("unknown_blocks", {"types": list(blocks)})

    def faults(self) -> Json:
        return self.get("fault", {})

    def enforces_limits(self, enforce: bool = True, **settings: Any) -> None:
        self._must("limits", {"enforce": enforce} | settings)

    def limits(self) -> Json:
        return self.get("limits", {})

    def skews(self, seconds: float) -> None:
        """Make the timestamps of signatures wrong."""
        self._must("clock", {"skew_seconds": seconds})

    def wait_for(self, true: Callable[[], Any], *, within: float = 5.0) -> Any:
        deadline = time.monotonic() + within
        while not (found := true()):
            if time.monotonic() > deadline:
                raise AssertionError("that did not come to pass")
            time.sleep(POLL_SECONDS)
        return found

    def _must(self, what: str, body: Json) -> None:
        answer = self.post(what, body)
        if not answer["ok"]:
            raise AssertionError(f"{what} {body}: {answer['error']}")

    def get(self, what: str, query: Json) -> Json:
        answer: Json = self._http.get(f"/_control/{what}", params=query).json()
        if not answer["ok"]:
            raise AssertionError(f"{what} {query}: {answer['error']}")
        return answer

    def post(self, what: str, body: Json) -> Json:
        answer: Json = self._http.post(f"/_control/{what}", json=body).json()
        return answer
