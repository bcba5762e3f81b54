"""A message in front of a person, and what an action of theirs led to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox import shown
from sandbox.driver_modal import Modal
from sandbox.wire import Json

if TYPE_CHECKING:
    from sandbox.driver import DeskPerson


@dataclass(frozen=True)
class Reply:
    """What a person has in front of them after an action: a modal, new ephemerals, or only the ack."""

    ack: Json
    modal: Modal | None
    ephemerals: list["Message"]

    @property
    def ok(self) -> bool:
        return bool(self.ack.get("ok"))


@dataclass(frozen=True, eq=False)
class Message:
    json: Json
    person: "DeskPerson"

    def __eq__(self, other: object) -> bool:
        """The same message, however it reads by now and whoever reads it."""
        return isinstance(other, Message) and (self.channel, self.ts) == (other.channel, other.ts)

    def __hash__(self) -> int:
        return hash((self.channel, self.ts))

    def __repr__(self) -> str:
        buttons = f" {self.buttons()}" if self.buttons() else ""
        return f"[{self.ts} {self.json['user']}] {self.shown}{buttons}"

    @property
    def ts(self) -> str:
        return str(self.json["ts"])

    @property
    def channel(self) -> str:
        return str(self.json["channel"])

    @property
    def user(self) -> str:
        return str(self.json["user"])

    @property
    def text(self) -> str:
        return str(self.json["text"])

    @property
    def thread_ts(self) -> str | None:
        return self.json.get("thread_ts")

    @property
    def metadata(self) -> Json | None:
        return self.json.get("metadata")

    @property
    def blocks(self) -> list[Json]:
        return self.json.get("blocks") or []

    @property
    def edited(self) -> bool:
        return bool(self.json["edited"])

    @property
    def ephemeral(self) -> bool:
        return bool(self.json["ephemeral"])

    @property
    def shown(self) -> str:
        return shown.of_blocks(self.blocks) if self.blocks else self.text

    def buttons(self) -> list[str]:
        return [text for text, _, _ in shown.buttons(self.blocks)]

    def links(self) -> dict[str, str]:
        return {text: button["url"] for text, _, button in shown.buttons(self.blocks) if "url" in button}

    def clicks(self, text: str) -> Reply:
        block, button = shown.button(self.blocks, text)
        return self._acts(block, button, {})

    def picks(self, menu: str, option: str) -> Reply:
        """An option of a menu, the menu named by its placeholder or action_id."""
        block, element = shown.menu(self.blocks, menu)
        return self._acts(block, element, {"value": shown.raw(element, option)})

    def _acts(self, block: Json, element: Json, value: Json) -> Reply:
        ids: Json = {"block_id": block["block_id"], "action_id": element["action_id"]}
        return self.person.acts("action", {"channel": self.channel, "ts": self.ts} | ids | value)
