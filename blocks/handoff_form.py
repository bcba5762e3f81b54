"""The modal in which an SDR hands off."""

from collections.abc import Mapping

from app.domain.package import CHECKS, CHECKS_FIELD, CONTACT, FRAMEWORKS, Slot, slots
from blocks import ids
from blocks.parts import Block, header, labelled, modal, option, text_input

AE, CHOOSE = "ae", "choose"


def form(framework: str, *, prefill: Mapping[str, str] | None = None, may_choose: bool = True) -> Block:
    """Draw the form for a framework; `prefill` maps field names to what stands there already."""
    given = prefill or {}
    headings = {
        CONTACT[0].name: "Who the AE will talk to",
        "background": "What you learned",
        FRAMEWORKS[framework][0].name: f"Exit criteria ({framework})",
        "next_step": "Who does what next",
    }
    blocks: list[Block] = []
    for slot in slots(framework):
        if slot.name in headings:
            blocks.append(header(headings[slot.name]))
        if slot.name == "next_step":
            blocks.insert(-1, _checks())
        blocks.append(_field(slot, given.get(slot.name, "")))
    blocks.append(_ae())
    if may_choose:
        blocks.append(_choose())
    return modal(ids.FORM, "Hand off a prospect", blocks, submit="Hand off")


def _field(slot: Slot, value: str) -> Block:
    kind = "email_text_input" if slot.name == "contact_email" else "plain_text_input"
    return text_input(
        slot.name,
        slot.label,
        value=value,
        hint=slot.hint,
        required=slot.required,
        lines=slot.lines,
        limit=slot.limit,
        kind=kind,
    )


def _checks() -> Block:
    element: Block = {
        "type": "checkboxes",
        "action_id": CHECKS_FIELD,
        "options": [option(name, label) for name, label in CHECKS.items()],
    }
    return labelled(CHECKS_FIELD, "AE-ready checks", element, hint="All three must be true", required=True)


def _ae() -> Block:
    element: Block = {
        "type": "users_select",
        "action_id": AE,
        "placeholder": {"type": "plain_text", "text": "Pick an AE"},
    }
    return labelled(AE, "AE", element, hint="Who should sell. Name somebody, or let us choose below.")


def _choose() -> Block:
    element: Block = {
        "type": "checkboxes",
        "action_id": CHOOSE,
        "options": [option(CHOOSE, "Choose for me")],
    }
    return labelled(CHOOSE, "No AE in mind?", element, hint="The AE with the fewest open handoffs gets it.")
