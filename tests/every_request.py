"""One request to every listener there is, as Slack signs it, each by somebody who may make it."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

from sqlmodel import select

from app.domain.criteria import CHECKS
from app.domain.lifecycle import MOVES, OWNED, Action, Dispute, Meeting, Place, Role, Status
from app.domain.model import Deadline, Handoff
from app.domain.model_mail import Mailbox
from app.services import drafts, intros, team
from app.store import mailboxes
from blocks import ids
from sandbox import payloads
from sandbox.server import Sandbox
from tests import by_hand
from tests.cast import typed
from tests.office import Office

Json = dict[str, Any]
STANDS: dict[Action, Place] = {  # where a move is possible
    action: Place(
        min(move.origins),
        min(move.meeting & {Meeting.BOOKED} or move.meeting),
        min(move.dispute & {Dispute.OPEN} or move.dispute) if len(move.dispute) == 1 else "",
    )
    for action, move in MOVES.items()
}
BY = {
    Role.SDR: "U0SAM",
    Role.AE: "U0ANNA",
    Role.OWNER: "U0ANNA",
    Role.MANAGER: "U0MARIA",
    Role.JUDGE: "U0MARIA",
}
MAILBOX: dict[str, Any] = {
    "person_id": "U0ANNA",
    "kind": "imap",
    "address": "anna@northwind.example",
    "secret": "sealed",
}
INTRO = {"to": "mallory@evil.example", "cc": "", "subject": "Hello", "body": "Send money"}


def ready(office: Office) -> None:
    """Hand off once for each move, and put each handoff where its move is possible; two more for the rest."""
    office.hand_off()
    rest = [Place(Status.WORKING, Meeting.BOOKED), Place(Status.ACCEPTED)]
    with office.bot.db.transaction() as session:
        row = session.get_one(Handoff, 1)
        alike = row.model_dump(exclude={"id", "submit_key"})
        late = session.exec(select(Deadline)).one()
        late.started_at -= timedelta(days=2)
        session.add(late)
        for n, place in enumerate([*STANDS.values(), *rest], start=1):
            row = row if n == 1 else Handoff(**alike, submit_key=f"V{n}")
            row.status, row.meeting, row.dispute, _ = place
            row.owner_id = row.ae_id if place.status in OWNED else None
            row.judge_id = BY[Role.JUDGE]
            session.add(row)
            session.flush()
        began = {"company": "Globex", "notes": "Jane called"}
        drafts.begin(session, office.bot.desk.policy, row.team_id, row.sdr_id, began, office.bot.desk.now())
        intros.draft(session, team.around(session, office.bot.desk.policy, row), row, office.bot.desk.now())
        mailboxes.save(session, Mailbox(**MAILBOX, team_id=row.team_id, connected_at=office.bot.desk.now()))


def all_of_them(slack: Sandbox) -> Iterator[tuple[str, Json]]:
    """Every request, each made when it is asked for: its trigger lives for three seconds."""
    yield from numbered(slack)
    yield from others(slack)


def numbered(slack: Sandbox) -> Iterator[tuple[str, Json]]:
    """Every request that carries a handoff's number, by name, for the handoffs that `ready` made."""
    booked, last = len(MOVES) + 1, len(MOVES) + 2
    yield ids.NUDGE, clicked(slack, "U0MARIA", ids.NUDGE, 1)  # before it moves on
    for n, (action, move) in enumerate(MOVES.items(), start=1):
        yield action.value, by_hand.move(slack, BY[move.by], action.value, n, ae="U0BEN")
    yield ids.INTRO_EDIT, submitted(slack, "U0SAM", ids.INTRO_EDIT, INTRO, private=str(last))
    intros_own = (ids.INTRO_OPEN + "gmail", ids.INTRO_CHANGE, ids.INTRO_COPY)
    for action_id in (ids.SHOW, ids.BRIEF, ids.LIVE, *intros_own):
        yield action_id, clicked(slack, "U0ANNA", action_id, last)
    yield ids.INTRO_ASK, clicked(slack, "U0ANNA", ids.INTRO_ASK, last)
    wish = {"wish": "Say hello from me"}
    yield ids.INTRO_PUT, clicked(slack, "U0ANNA", ids.INTRO_PUT, last)
    yield ids.INTRO_WISH, submitted(slack, "U0ANNA", ids.INTRO_WISH, wish, private=str(last))
    yield ids.INTRO_SENT, clicked(slack, "U0ANNA", ids.INTRO_SENT, last)
    for action_id in (ids.HOLD_PAUSE, ids.HOLD_ASK):
        yield action_id, clicked(slack, "U0SAM", action_id, last)
    touch, ticked = {"touch": "The report, today"}, {"checklist": ["0", "1"]}
    yield ids.HOLD_TOUCH, submitted(slack, "U0SAM", ids.HOLD_TOUCH, touch, private=str(last))
    yield ids.HOLD_PAUSED, submitted(slack, "U0SAM", ids.HOLD_PAUSED, ticked, private=str(last))
    yield ids.HOLD_GRANT, clicked(slack, "U0ANNA", ids.HOLD_GRANT, last)
    yield ids.MEETING_AT, picked(slack, "U0ANNA", booked, 1_800_000_000)
    yield ids.STORY, clicked(slack, "U0ANNA", ids.STORY, last)
    yield ids.STAR, clicked(slack, "U0ANNA", ids.STAR + "4", last)
    recycled = list(MOVES).index(Action.RECYCLE) + 1
    yield ids.AGAIN, clicked(slack, "U0SAM", ids.AGAIN, recycled)


def others(slack: Sandbox) -> Iterator[tuple[str, Json]]:
    """Every request that starts something."""
    yield ids.START, clicked(slack, "U0SAM", ids.START, "new")
    ws = slack.workspace
    yield ids.SHORTCUT, payloads.shortcut(ws, ws.people["U0SAM"], ids.SHORTCUT)
    yield ids.SHORTCUT_MESSAGE, from_message(slack, "U0SAM", "Jane called")
    other = {"company": "Initech", "website": "", "contact_email": "bill@initech.example"}
    yield ids.FORM, form(slack, "U0SAM", **other)
    yield ids.DRAFT_GO_ON, clicked(slack, "U0SAM", ids.DRAFT_GO_ON, 2)  # the first one was handed off
    yield ids.HOME_SEARCH, clicked(slack, "U0SAM", ids.HOME_SEARCH, "new")
    yield ids.SETTINGS_OPEN, clicked(slack, "U0SAM", ids.SETTINGS_OPEN, "own")
    yield ids.SETTINGS, submitted(slack, "U0SAM", ids.SETTINGS, {"hours": "mon-fri 08:00-16:00"})
    yield ids.MAILBOX_LEAVE, clicked(slack, "U0ANNA", ids.MAILBOX_LEAVE, "imap")
    yield ids.OOO_OPEN, clicked(slack, "U0SAM", ids.OOO_OPEN, "new")
    yield ids.OOO_PLAN, submitted(slack, "U0SAM", ids.OOO_PLAN, leave(slack))


def clicked(slack: Sandbox, person: str, action_id: str, value: object) -> Json:
    """A click on any button."""
    payload = by_hand.move(slack, person, "touch", 1)
    payload["actions"][0] |= {"action_id": action_id, "value": str(value)}
    return payload


def picked(slack: Sandbox, person: str, number: object, moment: object) -> Json:
    """A date picked for a meeting."""
    payload = by_hand.move(slack, person, "touch", 1)
    action = {"type": "datetimepicker", "action_id": f"{ids.MEETING_AT}.{number}", "block_id": "b"}
    payload["actions"] = [action | {"selected_date_time": moment, "action_ts": "1.2"}]
    return payload


def from_message(slack: Sandbox, person: str, text: str) -> Json:
    """The shortcut on a message."""
    payload = by_hand.move(slack, person, "touch", 1)
    for name in ("actions", "container", "state"):
        del payload[name]
    shortcut = {"type": "message_action", "callback_id": ids.SHORTCUT_MESSAGE, "action_ts": "1.2"}
    return payload | shortcut | {"message": {"type": "message", "text": text, "ts": "1.2"}}


def submitted(slack: Sandbox, person: str, callback_id: str, values: Json, *, private: object = "") -> Json:
    """Any modal submitted; a list is what was ticked, whatever names an AE was picked."""
    payload = deepcopy(by_hand.move(slack, person, "ask", 1))
    state = {name: {name: _entry(name, value)} for name, value in values.items()}
    payload["view"] |= {
        "callback_id": callback_id,
        "private_metadata": private,
        "blocks": [{"type": "input", "block_id": name} for name in values],
        "state": {"values": state},
    }
    return payload


def form(slack: Sandbox, person: str, **changes: object) -> Json:
    """The handoff form, complete but for the changes."""
    values: Json = {**typed(), "more_contacts": "", "checks": list(CHECKS), "ae": "U0ANNA"} | changes
    return submitted(slack, person, ids.FORM, values)


def leave(slack: Sandbox) -> Json:
    """What the form of somebody's time off says: an hour from now on."""
    now = int(slack.clock.time())
    return {"starts_at": now, "ends_at": now + 3600, "note": "Dentist"}


def _entry(name: str, value: object) -> Json:
    if isinstance(value, list):
        return {"selected_options": [{"value": one} for one in value]}
    if isinstance(value, int):
        return {"selected_date_time": value}
    return {"selected_user": value} if name == "ae" else {"value": value}
