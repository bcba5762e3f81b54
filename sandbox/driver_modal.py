"""A modal and a Home tab in a person's hands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox import shown, state
from sandbox.wire import Json

if TYPE_CHECKING:
    from sandbox.driver import DeskPerson
    from sandbox.driver_message import Reply


@dataclass(frozen=True)
class Submitted:
    """`errors` by the label of the input they stand under; `modal` is what is on top afterwards."""

    ok: bool
    errors: dict[str, str]
    modal: "Modal | None"
    ack: Json


class Modal:
    def __init__(self, person: "DeskPerson", view: Json) -> None:
        self.person = person
        self.view = view
        self._entered: Json = {}

    @property
    def id(self) -> str:
        return str(self.view["id"])

    @property
    def title(self) -> str:
        return str(self.view["title"]["text"])

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.view["blocks"]
        return blocks

    @property
    def texts(self) -> str:
        return shown.of_blocks(self.blocks)

    def labels(self) -> list[str]:
        return [block["label"]["text"] for block in self.blocks if block["type"] == "input"]

    def buttons(self) -> list[str]:
        return [text for text, _, _ in shown.buttons(self.blocks)]

    def options(self, label: str) -> list[str]:
        return [option["text"]["text"] for option in state.options_of(self._input(label)["element"])]

    def fill(self, values: dict[str, Any], *, quietly: bool = False) -> "Modal":
        """By label; options by their text; people by handle or name. An input that dispatches does so,
        unless that is to be left out, as if all of those requests were lost."""
        for label, wanted in values.items():
            block = self._input(label)
            element = block["element"]
            raw = self._raw(element, wanted)
            self._entered.setdefault(block["block_id"], {})[element["action_id"]] = raw
            if block.get("dispatch_action") and not quietly:
                self._acts(block, element, raw)
        return self

    def value(self, label: str) -> Any:
        block = self._input(label)
        element = block["element"]
        typed = self._entered.get(block["block_id"], {})
        if element["action_id"] in typed:
            return self._seen(element, typed[element["action_id"]])
        entry = self.view["state"]["values"][block["block_id"]][element["action_id"]]
        return shown.cooked(element, state.value_of(element, entry))

    def clicks(self, text: str) -> "Reply":
        block, button = shown.button(self.blocks, text)
        return self._acts(block, button, None)

    def picks(self, menu: str, option: Any) -> "Reply":
        """In a select outside of the inputs, named by its placeholder or action_id."""
        block, element = shown.menu(self.blocks, menu)
        return self._acts(block, element, self._raw(element, option))

    def submit(self, *, skip_client_checks: bool = False) -> Submitted:
        given: Json = {"view_id": self.id, "values": self._entered, "skip_client_checks": skip_client_checks}
        ack = self.person.desk.post("submit", {"as": self.person.handle} | given)
        errors = {self._label(block_id): text for block_id, text in ack.get("errors", {}).items()}
        return Submitted(bool(ack["ok"]), errors, self.person.modal(), ack)

    def cancel(self, *, everything: bool = False) -> None:
        given: Json = {"view_id": self.id, "all": everything}
        self.person.desk.post("close", {"as": self.person.handle} | given)

    def refresh(self) -> None:
        """After the app has updated it: what was typed stays where the input stayed."""
        view = self.person.state()["modal"]
        if not view or view["id"] != self.id:
            return
        self.view = view
        inputs = {(block["block_id"], element["action_id"]) for block, element in state.stateful(self.blocks)}
        self._entered = {
            block_id: {action_id: raw for action_id, raw in typed.items() if (block_id, action_id) in inputs}
            for block_id, typed in self._entered.items()
        }

    def _acts(self, block: Json, element: Json, raw: Any) -> "Reply":
        given: Json = {"view_id": self.id, "block_id": block["block_id"], "action_id": element["action_id"]}
        reply = self.person.acts("action", given | {"value": raw, "state": self._entered})
        self.refresh()
        return reply

    def _input(self, label: str) -> Json:
        inputs = [block for block in self.blocks if block["type"] == "input"]
        for block in inputs:
            if block["label"]["text"] == label:
                return block
        for block in inputs:
            if block["label"]["text"].casefold().startswith(label.casefold()):
                return block
        raise AssertionError(f"no input labelled {label!r}, only {self.labels()}")

    def _label(self, block_id: str) -> str:
        named = (block["label"]["text"] for block in self.blocks if block["block_id"] == block_id)
        return str(next(named, block_id))

    def _raw(self, element: Json, wanted: Any) -> Any:
        if element["type"].endswith(("users_select", "conversations_select")):
            return self._people(wanted)
        return shown.raw(element, wanted)

    def _people(self, wanted: Any) -> Any:
        if isinstance(wanted, list | tuple | set):
            return [self._people(one) for one in wanted]
        named = {person["name"]: person["id"] for person in self.person.state()["people"]}
        return named.get(wanted, wanted)

    def _seen(self, element: Json, raw: Any) -> Any:
        if isinstance(raw, list):
            return [self._seen(element, one) for one in raw]
        texts = {option["value"]: option["text"]["text"] for option in state.options_of(element)}
        return texts.get(raw, raw) if isinstance(raw, str) else raw


class Home:
    def __init__(self, person: "DeskPerson", view: Json) -> None:
        self.person = person
        self.view = view

    @property
    def shown(self) -> str:
        return shown.of_blocks(self.view["blocks"])

    def buttons(self) -> list[str]:
        return [text for text, _, _ in shown.buttons(self.view["blocks"])]

    def clicks(self, text: str) -> "Reply":
        block, button = shown.button(self.view["blocks"], text)
        ids: Json = {"block_id": block["block_id"], "action_id": button["action_id"]}
        return self.person.acts("action", {"view_id": self.view["id"]} | ids)

    def refresh(self) -> "Home":
        self.view = self.person.state()["home"]
        return self
