"""What became of it goes back: the owner is asked once how good a lead was, and a recycled one returns."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from app.domain import workhours
from app.domain.criteria import State
from app.domain.errors import Conflict, NotAllowed
from app.domain.lifecycle import Action, Role, Status
from app.domain.model import Event, Handoff, Owed
from app.domain.outcomes import fields_of
from app.domain.package import CHOOSE, Package, values_of
from app.domain.personal import FORGOTTEN
from app.domain.suggestion import LAST, Past, What, suggest
from app.domain.workhours import NoWorkingTime
from app.policy import Policy
from app.services import outbox, reminders, team
from app.services.team import Team
from app.store import feedback as rows
from app.store import handoffs
from app.store import outbox as owed_rows
from app.store.db import Database

ASKED, CAME_BACK = "feedback_asked", "came_back"
GATHERS = timedelta(hours=1)  # after a meeting: she may rate it by herself, and others may come to it
MOST = 10  # leads in one question; the others are asked about on her next day
COMES_AT = time(9)  # on the day that was agreed, by the SDR's clock
TELLS = (Action.HOLD, Action.NO_SHOW, Action.RECYCLE, Action.WIN, Action.LOSE)  # then she knows how good
OVER = "{} (#{}) is not there to be handed off again. `/handoff` opens a new form."


def changes(session: Session, handoff: Handoff, action: Action, now: datetime) -> dict[str, Any]:
    """Give what a move writes of when to ask: after a meeting or an end, unless it was rated or asked about.

    A meeting that is booked again is waited for.
    """
    if action in (Action.RATE, Action.BOOK):
        return {"feedback_at": None}
    if action not in TELLS or not _is_to_be_asked(session, handoff):
        return {}
    return {"feedback_at": min(now + GATHERS, handoff.feedback_at or now + GATHERS)}


def wait_for_outcome(session: Session, handoff: Handoff, overdue_at: datetime | None) -> None:
    """Let the owner be asked once word on a meeting is overdue (UTC), if she has not given it by then."""
    if _is_to_be_asked(session, handoff):
        handoffs.write(session, handoff, feedback_at=overdue_at)


def _is_to_be_asked(session: Session, handoff: Handoff) -> bool:
    return handoff.quality is None and handoffs.last_of(session, handoff.number, (ASKED,)) is None


def sweep(db: Database, policy: Policy, now: datetime) -> None:
    """Ask the owners who are to be asked now, and give back the recycled leads whose day it is."""
    with db.reading() as session:
        owners, back = rows.owners_due(session, now), rows.returning(session, now)
    for team_id, owner in owners:
        with db.transaction() as session:
            _ask(session, policy, team_id, owner, now)
    for number in back:
        with db.transaction() as session:
            _give_back(session, policy, number, now)


def _ask(session: Session, policy: Policy, team_id: str, owner: str, now: datetime) -> None:
    """Ask somebody about all that is due in one message, or put it off until she may be asked."""
    found = rows.due(session, team_id, owner, now, MOST)
    if not found:
        return  # another process was faster
    crew = team.load(session, policy, team_id, owner)
    moment = _when(session, crew, owner, now)
    if moment != now:
        rows.put_off(session, team_id, owner, now, moment)
        return
    owed = Owed(
        key=_key(crew, owner, now),
        team_id=team_id,
        kind="feedback",
        recipient=owner,
        note={"of": [one.number for one in found]},
        due_at=now,
        created_at=now,
    )
    owed_rows.add(session, owed)
    reminders.count(session, crew, found[0], owner, "feedback", now)
    for handoff in found:
        handoffs.write(session, handoff, feedback_at=None)
        handoffs.record(session, handoff, ASKED, None, now, whom=owner)


def _when(session: Session, crew: Team, owner: str, now: datetime) -> datetime | None:
    """Give when somebody may be asked: at work, once a day, within her noise budget; None for never."""
    if not crew.roster.is_present(owner):
        return None
    hours, zone = crew.hours(owner)
    asked = owed_rows.get(session, _key(crew, owner, now)) is not None
    try:
        if asked or reminders.is_spent(session, crew, owner, now):
            tomorrow = workhours.midnight(workhours.today(now, zone) + timedelta(days=1), zone)
            return workhours.next_open(tomorrow, hours, zone)
        return workhours.next_open(now, hours, zone)
    except NoWorkingTime:
        return None


def _key(crew: Team, owner: str, now: datetime) -> str:
    return f"feedback:{crew.id}:{workhours.today(now, crew.roster.zone(owner))}:{owner}"


def show_anew(session: Session, handoff: Handoff, now: datetime) -> None:
    """Owe a new version of the question in which an owner was asked about this handoff."""
    for owed in rows.asks(session, handoff.team_id, handoff.owner_id or ""):
        if handoff.number in owed.note.get("of", ()):
            owed_rows.want_anew(session, owed.key, now)


def advice(session: Session, crew: Team, handoff: Handoff) -> dict[str, Any]:
    """Give the one suggestion that an SDR reads with a rating, as a note; nothing if there is no pattern."""
    last = rows.last_decided(session, crew.id, handoff.sdr_id, LAST)
    told = rows.told_of(session, [one.number for one in last], (Action.REJECT.value, Action.RATE.value))
    found = suggest(_past(one, [event for event in told if event.handoff_id == one.id]) for one in last)
    if found is None:
        return {}
    labels = dict(crew.policy.reject_reasons) if found.what is What.REASON else {}
    for one in [] if labels else last:
        labels |= fields_of(Package.model_validate(one.package))
    label = labels.get(found.name, found.name)
    return {"advice": {"what": found.what.value, "label": label, "count": found.count, "of": found.of}}


def _past(handoff: Handoff, told: Sequence[Event]) -> Past:
    """Tell one of her handoffs; a rejection that names no criterion lacked those that nothing was said to."""
    last = {event.action: event.note for event in told}
    rejection, rating = last.get(Action.REJECT, {}), last.get(Action.RATE, {})
    judged = Package.model_validate(handoff.package).readiness.judged
    empty = [one.name for one in judged if one.state is State.EMPTY]
    failed = rejection.get("criterion")
    return Past(
        rejected=handoff.status is Status.REJECTED,
        lacked=[failed] if failed else empty,
        reason=rejection.get("reason", ""),
        wrong=rating.get("wrong", ()),
        missing=rating.get("missing", ()),
    )


def comes_back_at(crew: Team, sdr: str, day: date) -> datetime:
    """Give the moment (UTC) on a day at which a lead comes back to an SDR: at nine, if she works then."""
    hours, zone = crew.hours(sdr)
    nine = datetime.combine(day, COMES_AT, workhours.zone_of(zone))
    try:
        return workhours.next_open(nine, hours, zone)
    except NoWorkingTime:
        return nine.astimezone(UTC)


def _give_back(session: Session, policy: Policy, number: int, now: datetime) -> None:
    """Give a recycled lead back, once its SDR is at work; if she is gone, to who manages her."""
    handoff = handoffs.get_free(session, number)
    if handoff is None or handoff.returns_at is None or handoff.returns_at > now:
        return  # another process was faster
    crew = team.around(session, policy, handoff)
    whom = next(
        (one for one in (handoff.sdr_id, *crew.roster.chain(handoff.sdr_id)) if crew.roster.is_present(one)),
        handoff.sdr_id,
    )
    try:
        moment = workhours.next_open(now, *crew.hours(whom))
    except NoWorkingTime:
        moment = now
    if moment > now:
        handoffs.write(session, handoff, returns_at=moment)
        return
    handoffs.write(session, handoff, returns_at=None)
    handoffs.record(session, handoff, CAME_BACK, None, now, whom=whom)
    outbox.owe_once(session, handoff, "return", whom, now)
    outbox.refresh(session, handoff, now)


def again(handoff: Handoff, person: str) -> dict[str, Any]:
    """Give what the form opens with when a recycled lead is handed off again.

    Raises NotAllowed for anybody but its SDR, and Conflict if it is not recycled, or was forgotten.
    """
    if person != handoff.sdr_id:
        raise NotAllowed("hand it off again", Role.SDR.value)
    if handoff.status is not Status.RECYCLED or handoff.company == FORGOTTEN:
        raise Conflict(OVER.format(handoff.company, handoff.number))
    about = {"segment": handoff.segment, "priority": handoff.priority, "source": handoff.source}
    return values_of(Package.model_validate(handoff.package)) | {CHOOSE: [CHOOSE]} | about
