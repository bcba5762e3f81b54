"""The form in which an SDR hands off, in three steps, and what she sees if the package is not ready.

`values` maps the fields' names to what stands in them; `draft` is the number of the row that keeps it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.criteria import (
    CHECKS,
    CHECKS_FIELD,
    LONG,
    Criterion,
    ExitCriteria,
    Kind,
    Readiness,
    Slot,
    State,
)
from app.domain.languages import Language
from app.domain.package import CHOOSE, CONTACT, NEXT_STEP, STORY, WHO
from blocks import ids
from blocks.parts import (
    Block,
    actions,
    button,
    context,
    header,
    labelled,
    modal,
    option,
    section,
    select,
    text_input,
)
from blocks.readiness import HOW, explained, score

AE, SEGMENT, PRIORITY, SOURCE = "ae", "segment", "priority", "source"
LANGUAGE, REASON = "language", "approval_reason"
PRIORITIES = {"standard": "Standard", "hot": "Hot"}
STEPS = {ids.FORM_WHO: 1, ids.FORM_TOLD: 2, ids.FORM_CRITERIA: 3}
KEPT = "What you type is kept as a draft: you can close this and go on later."
Values = Mapping[str, Any]


def who(
    values: Values,
    *,
    draft: object,
    segments: Mapping[str, str],
    language: str = Language.EN,
    may_choose: bool = True,
    sources: Mapping[str, str] | None = None,
    said: Sequence[str] = (),
) -> Block:
    """Draw the first step: who the prospect is, and who should get it; `said` is safe mrkdwn on top."""
    blocks = [_field(slot, values) for slot in WHO]
    first = next(n for n, slot in enumerate(WHO) if slot is CONTACT[0])
    blocks.insert(first, header("Who the AE will talk to"))
    own_names = {one.value: one.own_name for one in Language}
    spoken = values.get(LANGUAGE) or language
    blocks.append(_menu(LANGUAGE, "Their language", own_names, spoken, "Of the introduction email"))
    if sources:
        known = values.get(SOURCE)
        blocks.append(_menu(SOURCE, "Source", sources, known, "Where the lead came from", required=False))
    blocks.append(header("Who should get it"))
    if segments:
        blocks.append(
            _menu(SEGMENT, "Segment", segments, values.get(SEGMENT), "Decides which criteria count")
        )
    priority = values.get(PRIORITY) or "standard"
    blocks.append(_menu(PRIORITY, "Priority", PRIORITIES, priority, "Hot: the AE must answer sooner"))
    blocks.append(_ae(values.get(AE)))
    if may_choose:
        blocks.append(_choose(values.get(CHOOSE)))
    return _step(ids.FORM_WHO, [context(KEPT), *_said(said), *blocks], draft, submit="Next")


def told(values: Values, *, draft: object, said: Sequence[str] = ()) -> Block:
    """Draw the second step: what she learned, and what was agreed."""
    blocks = [header("What you learned"), *(_field(slot, values) for slot in STORY)]
    blocks += [header("What happens next"), _field(NEXT_STEP, values)]
    return _step(ids.FORM_TOLD, [*_said(said), *blocks], draft, submit="Next")


def criteria(
    values: Values, exits: ExitCriteria, readiness: Readiness, *, draft: object, said: Sequence[str] = ()
) -> Block:
    """Draw the third step: the exit criteria, and how many are met so far."""
    so_far = [f"{score(readiness)} so far", explained(readiness) if readiness.met else ""]
    blocks = [header(f"Exit criteria ({exits.framework})"), context("\n".join(so_far).strip())]
    needed = exits.refuses
    for criterion in exits.fields:
        blocks.append(_criterion(criterion, values, needed=needed and criterion.counts))
        if criterion.asks_how:
            blocks.append(_how(criterion, values.get(criterion.state_field)))
    blocks.append(_checks(values.get(CHECKS_FIELD), needed=needed))
    return _step(ids.FORM_CRITERIA, [*_said(said), *blocks], draft, submit="Hand off")


def not_ready(readiness: Readiness, values: Values, *, draft: object, may_ask: bool) -> Block:
    """Say what is missing, and offer what the policy allows: to keep a draft, or to ask for an approval."""
    blocks = [
        header(f"Not ready yet. {score(readiness)}"),
        section(explained(readiness)),
        *actions(button("Back", ids.BACK, draft)),
    ]
    if not may_ask:
        blocks.append(context("It can be handed off once everything is met. Your draft is kept meanwhile."))
        return view(ids.FORM_NOT_READY, "Not ready yet", blocks, draft, submit="Keep as draft", close="Close")
    reason = text_input(
        REASON,
        "Reason for an approval",
        value=str(values.get(REASON) or ""),
        hint="Your manager reads it and decides whether it goes on as it is",
        required=True,
    )
    blocks.append(heard(reason))
    return view(
        ids.FORM_NOT_READY,
        "Not ready yet",
        blocks,
        draft,
        submit="Ask for approval",
        close="Keep as draft",
    )


def _step(callback_id: str, blocks: list[Block], draft: object, *, submit: str) -> Block:
    number = STEPS[callback_id]
    back = actions(button("Back", ids.BACK, draft)) if number > 1 else []
    return view(callback_id, f"Hand off · {number} of {len(STEPS)}", [*blocks, *back], draft, submit=submit)


def view(
    callback_id: str, title: str, blocks: list[Block], draft: object, *, submit: str, close: str = "Close"
) -> Block:
    """Make a view of the form: it tells us when it is closed, so that nothing is lost."""
    drawn = modal(callback_id, title, blocks, submit=submit, private=draft, close=close)
    return drawn | {"notify_on_close": True}


def _said(texts: Sequence[str]) -> list[Block]:
    return [section(text) for text in texts]


def _field(slot: Slot, values: Values) -> Block:
    kind = "email_text_input" if slot.name == "contact_email" else "plain_text_input"
    block = text_input(
        slot.name,
        slot.label,
        value=str(values.get(slot.name) or ""),
        hint=slot.hint,
        required=slot.required,
        lines=slot.lines,
        limit=slot.limit,
        kind=kind,
    )
    return heard(block)


def heard(block: Block) -> Block:
    """Let an input tell us of everything that is entered in it, so that nothing is lost."""
    element = block["element"] | {"action_id": ids.TYPED + block["block_id"]}
    if element["type"].endswith("_input"):
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return block | {"element": element, "dispatch_action": True}


def _criterion(criterion: Criterion, values: Values, *, needed: bool) -> Block:
    name, value = criterion.name, values.get(criterion.name)
    hint = criterion.hint or ("" if needed or not criterion.counts else "Needed")
    element: Block
    match criterion.kind:
        case Kind.TEXT:
            element = {"type": "plain_text_input", "multiline": True, "max_length": LONG}
            element |= {"initial_value": value[:LONG]} if value else {}
        case Kind.NUMBER:
            element = {"type": "number_input", "is_decimal_allowed": True}
            element |= {"initial_value": value} if value else {}
        case Kind.DATE:
            element = {"type": "datepicker"} | ({"initial_date": value} if value else {})
        case Kind.CHOICE:
            initial = value if value in criterion.options else None
            element = select(name, {one: one for one in criterion.options}, initial=initial)
        case Kind.CHECK:
            element = _boxes({name: "Yes"}, value)
    return heard(labelled(name, criterion.label, element, hint=hint, required=needed))


def _how(criterion: Criterion, value: Any) -> Block:
    known = value if value in HOW else State.CLAIMED.value
    hint = f"Asked for: {HOW[criterion.asked.value]}"
    return _menu(criterion.state_field, f"{criterion.label}: how do you know?", HOW, known, hint)


def _checks(value: Any, *, needed: bool) -> Block:
    element = _boxes(CHECKS, value)
    return heard(
        labelled(CHECKS_FIELD, "AE-ready checks", element, hint="All three must be true", required=needed)
    )


def _menu(
    name: str, label: str, options: Mapping[str, str], value: Any, hint: str, *, required: bool = True
) -> Block:
    element = select(name, options, initial=value if value in options else None)
    return heard(labelled(name, label, element, hint=hint, required=required))


def _boxes(options: Mapping[str, str], ticked: Any) -> Block:
    choices = {name: option(name, label) for name, label in options.items()}
    element: Block = {"type": "checkboxes", "options": list(choices.values())}
    initial = [choices[name] for name in choices if name in (ticked or [])]
    return element | ({"initial_options": initial} if initial else {})


def _ae(person: Any) -> Block:
    element: Block = {"type": "users_select", "placeholder": {"type": "plain_text", "text": "Pick an AE"}}
    element |= {"initial_user": person} if person else {}
    return heard(labelled(AE, "AE", element, hint="Who should sell. Name somebody, or let us choose below."))


def _choose(ticked: Any) -> Block:
    hint = "The team's routing decides who gets it."
    return heard(labelled(CHOOSE, "No AE in mind?", _boxes({CHOOSE: "Choose for me"}, ticked), hint=hint))
