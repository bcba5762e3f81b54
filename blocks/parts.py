"""The pieces every surface is made of. Escaping and clipping happen here and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.workhours import zone_of

Block = dict[str, Any]
ERASED = "(erased)"  # in place of what somebody had typed

SECTION, HEADER, BUTTON_TEXT, BUTTON_URL, OPTION_TEXT, TITLE, FIELD = 3000, 150, 75, 3000, 75, 24, 2000
CUT = "… (cut)"


def esc(text: str) -> str:
    """Make typed text harmless in mrkdwn: no mention, link or ping survives (Slack's three entities)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int) -> str:
    """Cut text to a length and say so. Cuts after escaping, never inside an entity."""
    if len(text) <= limit:
        return text
    kept = text[: limit - len(CUT)]
    entity = kept.rfind("&", max(len(kept) - 5, 0))
    return (kept[:entity] if entity >= 0 and ";" not in kept[entity:] else kept) + CUT


def typed(text: str, limit: int = 600) -> str:
    """Show what a person typed: escaped, then clipped."""
    return clip(esc(text.strip()), limit)


def mention(person: str | None) -> str:
    """Name a person so that Slack shows her own name."""
    return f"<@{person}>" if person else "nobody"


def when(moment: datetime, zone: str) -> str:
    """Say a moment in the reader's zone, named: "Tue 24 Nov, 14:05 CET"."""
    local = moment.astimezone(zone_of(zone))
    return f"{local:%a} {local.day} {local:%b, %H:%M} {local:%Z}"


def day(date: date) -> str:
    """Say a day of the calendar: "Tue 24 Nov"."""
    return f"{date:%a} {date.day} {date:%b}"


def plain(text: str, limit: int) -> Block:
    """Make a plain_text object."""
    return {"type": "plain_text", "text": clip(text, limit) or "–", "emoji": True}


def mrkdwn(text: str) -> Block:
    """Make a mrkdwn object of text that is safe already."""
    return {"type": "mrkdwn", "text": clip(text, SECTION) or "–"}


def header(text: str) -> Block:
    """Make a heading."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str, *, accessory: Block | None = None) -> Block:
    """Make a paragraph of safe mrkdwn."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def fields(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Set label and safe text side by side, ten to a block."""
    cells = [{"type": "mrkdwn", "text": clip(f"*{label}*\n{text}", FIELD)} for label, text in pairs if text]
    return [{"type": "section", "fields": cells[i : i + 10]} for i in range(0, len(cells), 10)]


def context(*texts: str) -> Block:
    """Make a line of small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts if text]}


def divider() -> Block:
    """Make a rule."""
    return {"type": "divider"}


def button(
    text: str, action_id: str, value: object, *, style: str | None = None, url: str | None = None
) -> Block:
    """Make a button; `value` is an id, never state."""
    block: Block = {
        "type": "button",
        "text": plain(text, BUTTON_TEXT),
        "action_id": action_id,
        "value": str(value),
    }
    return block | ({"style": style} if style else {}) | ({"url": url} if url else {})


def actions(*elements: Block | None) -> list[Block]:
    """Set elements in a row, or nothing if there are none."""
    row = [element for element in elements if element]
    return [{"type": "actions", "elements": row}] if row else []


def text_input(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    required: bool = False,
    lines: bool = True,
    limit: int = 3000,
    kind: str = "plain_text_input",
) -> Block:
    """Make a text field whose block_id is its name, so that an error finds it."""
    element: Block = {"type": kind, "action_id": name}
    if kind == "plain_text_input":
        element |= {"multiline": lines, "max_length": limit}
    if value:
        element["initial_value"] = value[:limit]
    return labelled(name, label, element, hint=hint, required=required)


def labelled(name: str, label: str, element: Block, *, hint: str = "", required: bool = False) -> Block:
    """Make an input of any element."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "element": element,
        "optional": not required,
    }
    return {**block, "hint": plain(hint, 2000)} if hint else block


def select(name: str, options: Mapping[str, str], *, initial: str | None = None) -> Block:
    """Make a menu of code → label."""
    choices = [option(code, label) for code, label in options.items()]
    element: Block = {"type": "static_select", "action_id": name, "options": choices}
    return element | {"initial_option": option(initial, options[initial])} if initial else element


def multi_select(name: str, options: Mapping[str, str]) -> Block:
    """Make a menu of code → label of which several may be chosen."""
    choices = [option(code, label) for code, label in options.items()]
    return {"type": "multi_static_select", "action_id": name, "options": choices}


def option(code: str, label: str) -> Block:
    """Make one choice of a menu or checkbox."""
    return {"text": {"type": "plain_text", "text": clip(label, OPTION_TEXT)}, "value": code}


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    private: object = "",
    close: str = "Cancel",
) -> Block:
    """Make a modal; `private` is an id, never state."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "private_metadata": str(private),
        "blocks": list(blocks),
    }
    return {**view, "submit": plain(submit, TITLE)} if submit else view
