"""The steps of the form: what was entered is kept, what is wrong is shown, and the last one hands off."""

import re
from collections.abc import Iterable
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from app.domain import package
from app.domain.criteria import NotReady
from app.domain.errors import Incomplete, NotFound
from app.domain.package import CHOOSE, TOLD, WHO
from app.services import assignment, drafts, submitting, team
from app.services import duplicates as alike
from app.services.drafts import Draft
from app.services.duplicates import HandedOffAlready
from app.slack import duplicates, why
from app.slack.desk import Desk, caller, typed_values
from app.slack.sitting import ORDER, Sitting, draft_of, shows, sit
from blocks import duplicates as drawn
from blocks import handoff_form as form
from blocks import ids
from blocks.parts import Block, esc

VIEWS = re.compile("|".join(f"^{re.escape(view)}$" for view in (*ORDER, ids.FORM)))
BESIDE = (form.AE, CHOOSE, form.SEGMENT, form.PRIORITY, form.SOURCE, form.LANGUAGE)
IN_WHO = {*BESIDE, *(slot.name for slot in WHO)}
IN_TOLD = {slot.name for slot in TOLD}
BEFORE = {ids.FORM_TOLD: ids.FORM_WHO, ids.FORM_CRITERIA: ids.FORM_TOLD}  # else the criteria
UNNAMED = "Name an AE, or tick “Choose for me” below."


def register(app: App, desk: Desk) -> None:
    """Listen to whatever happens in the form."""

    @app.action(re.compile(f"^{re.escape(ids.TYPED)}"))
    def entered(ack: Ack, body: dict[str, Any]) -> None:
        keep_entered(desk, body, at=_moment(body["actions"][0].get("action_ts")))
        ack()

    @app.view(VIEWS)
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        ack(**submit(desk, body))

    @app.view_closed(VIEWS)
    def closed(ack: Ack, body: dict[str, Any]) -> None:
        keep_entered(desk, body, at=None)
        ack()

    @app.action(ids.BACK)
    def back(ack: Ack, body: dict[str, Any]) -> None:
        desk.client.views_update(view_id=body["view"]["id"], view=go_back(desk, body))
        ack()


def keep_entered(desk: Desk, body: dict[str, Any], *, at: float | None) -> None:
    """Keep what stands in a step, as of a keystroke (`at`), or as it is closed (None)."""
    view, values = body["view"], typed_values(body["view"])
    if draft := draft_of(caller(body), view):
        with desk.db.transaction() as session:
            drafts.enter(session, desk.policy, draft, values, view["callback_id"], desk.now(), at=at)


def submit(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    """Take one step: give what Slack is to show next, or raise what is wrong with what is shown.

    What is wrong in a step that is not shown leads back to it.
    """
    view = body["view"]
    step = view["callback_id"]
    sitting = sit(desk, view, caller(body))
    if sitting is None:
        return {}  # it has been handed off: this is the same submission, delivered again
    if step == ids.FORM_NOT_READY and sitting.exits.not_ready is not NotReady.APPROVAL:
        return {}  # kept as a draft, as it has been all the time
    faults = _faults(desk, sitting, step)
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if here := {name: fault for name, fault in faults.items() if name in inputs}:
        _keep(desk, sitting, step)
        raise Incomplete(here)
    if step in ORDER[:2]:
        return _shows(desk, sitting, ORDER[ORDER.index(step) + 1])
    if faults:
        return _shows(desk, sitting, _step_of(faults), faults.values())
    return _hand_off(desk, body, sitting, step)


def _hand_off(desk: Desk, body: dict[str, Any], sitting: Sitting, step: str) -> dict[str, Any]:
    """Hand off what is whole, or say first what must be decided: not ready, or with somebody already."""
    passed = package.build(sitting.given, sitting.exits)
    asked = step in ORDER[3:] and sitting.exits.not_ready is NotReady.APPROVAL
    if not passed.readiness.ready:
        passed = passed.model_copy(update={"waived": sitting.text(form.REASON) if asked else ""})
        if not passed.waived:
            return _shows(desk, sitting, ids.FORM_NOT_READY)
    try:
        with desk.effect(body) as session:
            return _decided(session, desk, sitting, step, passed)
    except HandedOffAlready as found:
        draft = _keep(desk, sitting, ids.FORM_DUPLICATE)
        view = duplicates.view(desk, sitting, draft.number, found.matches)
        return {"response_action": "update", "view": view}
    except Incomplete as refused:
        if refused.faults.keys() <= {block.get("block_id") for block in body["view"]["blocks"]}:
            raise
        return _shows(desk, sitting, _step_of(refused.faults), refused.faults.values())


def _decided(
    session: Session, desk: Desk, sitting: Sitting, step: str, passed: package.Package
) -> dict[str, Any]:
    """Hand off, or add to what is open already; raises HandedOffAlready if she has not been asked."""
    who, ae, now = sitting.who, sitting.text(form.AE) or None, desk.now()
    found = alike.find(session, who.team, passed, who.user, key=sitting.key)
    if found and step != ids.FORM_DUPLICATE:
        raise HandedOffAlready(found)
    if sitting.draft:
        drafts.discard(session, sitting.draft)
    number = duplicates.adds_to(sitting) if step == ids.FORM_DUPLICATE else None
    if number is not None:
        added = alike.add_to(session, found, number, who.user, passed, now)
        return {"response_action": "update", "view": drawn.added(added.company, added.number)}
    submitting.submit(
        session,
        team.load(session, desk.policy, who.team, who.user, ae),
        sdr=who.user,
        package=alike.despite(passed, found, sitting.text(drawn.REASON)),
        ae=ae,
        key=sitting.key,
        segment=sitting.text(form.SEGMENT),
        priority=sitting.priority,
        source=sitting.source,
        now=now,
    )
    return {}


def go_back(desk: Desk, body: dict[str, Any]) -> Block:
    """Keep what stands in a step, and give the one before it."""
    view = body["view"]
    sitting = sit(desk, view, caller(body))
    if sitting is None or view["callback_id"] not in ORDER[1:]:
        raise NotFound(drafts.GONE)
    answer = _shows(desk, sitting, BEFORE.get(view["callback_id"], ids.FORM_CRITERIA))
    shown: Block = answer["view"]
    return shown


def _shows(desk: Desk, sitting: Sitting, step: str, said: Iterable[str] = ()) -> dict[str, Any]:
    """Keep what stands in the form, and go on to a step of it; `said` are faults to show on top."""
    draft, crew, given = _keep(desk, sitting, step), sitting.crew, sitting.given
    with desk.db.reading() as session:
        ahead = why.beforehand(session, crew, sitting.who.user, given, desk.now())
    notes = [*(f"⚠️ {esc(fault)}" for fault in said), *ahead]
    return {"response_action": "update", "view": shows(desk, crew, draft, given, step, notes)}


def _keep(desk: Desk, sitting: Sitting, step: str) -> Draft:
    who, now = sitting.who, desk.now()
    with desk.db.transaction() as session:
        draft = sitting.draft
        if draft is None:
            row = drafts.begin(session, desk.policy, who.team, who.user, {}, now)
            draft = Draft(who.team, who.user, row.number)
        drafts.keep(session, desk.policy, draft, sitting.given, step, now)
    return draft


def _faults(desk: Desk, sitting: Sitting, step: str) -> dict[str, str]:
    """Say, by field, what is wrong in any step; the AE is not looked up where nothing comes of it."""
    given = sitting.given
    faults = package.faults_of(given) | sitting.exits.faults(given)
    if desk.policy.segment and sitting.text(form.SEGMENT) not in desk.policy.segment:
        faults[form.SEGMENT] = "Segment is needed."
    if step == ids.FORM_NOT_READY and not sitting.text(form.REASON):
        faults[form.REASON] = "A reason is needed."
    if step == ids.FORM_DUPLICATE:
        faults |= duplicates.faults(sitting)
    who, ae = sitting.who, sitting.text(form.AE)
    if ae and step != ids.FORM_TOLD:
        # The one look-up before an ack: whether an account is deactivated must be true now, not last night.
        desk.directory.look_up(who.team, ae)
        with desk.db.reading() as session:
            crew = team.load(session, desk.policy, who.team, who.user, ae)
        try:
            assignment.check_named(crew, who.user, ae, desk.now())
        except Incomplete as refused:
            faults |= refused.faults
    elif not ae and CHOOSE not in (given.get(CHOOSE) or []):
        faults[form.AE] = UNNAMED
    return faults


def _step_of(faults: Iterable[str]) -> str:
    """Name the first step that has one of these faults."""
    steps = [
        ids.FORM_WHO if name in IN_WHO else ids.FORM_TOLD if name in IN_TOLD else ids.FORM_CRITERIA
        for name in faults
    ]
    return min(steps, key=ORDER.index)


def _moment(action_ts: object) -> float:
    """Read when something was entered (Unix seconds)."""
    try:
        return float(str(action_ts))
    except ValueError:
        return 0.0
