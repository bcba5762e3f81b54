"""Out of office: the form, the words of the command, and the buttons that cancel."""

from typing import Any

from slack_bolt import Ack, App

from app.domain import leave
from app.domain.errors import Incomplete
from app.domain.model_team import Absence
from app.services import absences, team
from app.slack.card import moment_of
from app.slack.desk import Caller, Desk, caller, number_in, typed_values
from app.slack.publishing import publish
from blocks import ids, ooo

BACK = "back"


def register(app: App, desk: Desk) -> None:
    """Listen to the form and to the buttons beside what is planned."""

    @app.view(ids.OOO_PLAN)
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        ack(response_action="update", view=plan(desk, body))

    @app.action(ids.OOO_OPEN)
    def open_it(ack: Ack, body: dict[str, Any]) -> None:
        open_form(desk, body)
        ack()

    @app.action(ids.OOO_CANCEL)
    def cancel_it(ack: Ack, body: dict[str, Any]) -> None:
        cancel(desk, body)
        ack()


def command(desk: Desk, body: dict[str, Any], when: str | None) -> str:
    """Open the form, or plan what the line says and give the answer; raises Unreadable or Incomplete."""
    who = caller(body)
    if not when:
        open_form(desk, body)
        return ""
    desk.directory.ensure(who.team, who.user)  # her zone decides what "today" is
    now = desk.now()
    with desk.db.transaction() as session:
        crew = team.load(session, desk.policy, who.team, who.user)
        span = leave.read(when, now, crew.roster.zone(who.user))
        made = absences.plan(session, desk.policy, who.team, who.user, span, now, by=who.user)
    desk.wake()
    return ooo.said(made, who.user)


def come_back(desk: Desk, body: dict[str, Any]) -> str:
    """End what keeps the caller out of office, and give the answer; raises Conflict."""
    who = caller(body)
    with desk.db.transaction() as session:
        waiting = absences.come_back(session, desk.policy, who.team, who.user, desk.now())
    desk.wake()
    return ooo.back(waiting)


def open_form(desk: Desk, body: dict[str, Any]) -> None:
    """Open the form, with what the caller has planned."""
    desk.client.views_open(trigger_id=body["trigger_id"], view=_form(desk, caller(body)))


def plan(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    """Plan what the form says, and give the view that takes its place; raises Incomplete."""
    who, values = caller(body), typed_values(body["view"])
    moments = {name: moment_of(int(values.get(name) or 0)) for name in (leave.STARTS, leave.ENDS)}
    starts_at, ends_at = moments[leave.STARTS], moments[leave.ENDS]
    if starts_at is None or ends_at is None:
        raise Incomplete({name: "This is needed." for name, moment in moments.items() if moment is None})
    person = values.get(leave.PERSON) or who.user
    desk.directory.ensure(who.team, person)
    with desk.effect(body) as session:
        made = absences.plan(
            session,
            desk.policy,
            who.team,
            person,
            (starts_at, ends_at),
            desk.now(),
            by=who.user,
            note=str(values.get(leave.NOTE) or ""),
        )
        if person != who.user:
            crew = team.load(session, desk.policy, who.team, person, who.user)
            text = ooo.told(made.absence, made.zone, crew.roster.name(who.user))
            absences.tell(session, made.absence, text, "planned", desk.now())
    return ooo.done(made, who.user)


def cancel(desk: Desk, body: dict[str, Any]) -> None:
    """Cancel an absence, and show what is left where the button was: in the form, or on Home."""
    who, clicked = caller(body), body["actions"][0]
    with desk.effect(body) as session:
        absence = absences.cancel(
            session, desk.policy, who.team, number_in(clicked.get("value")), who.user, desk.now()
        )
        if absence.person_id != who.user:
            _tell_cancelled(desk, session, absence, who)
    view = body.get("view") or {}
    if view.get("type") == "modal":
        desk.client.views_update(view_id=view["id"], view=_form(desk, who))
    elif view.get("type") == "home":
        publish(desk, who)


def _tell_cancelled(desk: Desk, session: Any, absence: Absence, who: Caller) -> None:
    crew = team.load(session, desk.policy, who.team, absence.person_id, who.user)
    text = ooo.cancelled(absence, crew.roster.zone(absence.person_id), crew.roster.name(who.user))
    absences.tell(session, absence, text, "cancelled", desk.now())


def _form(desk: Desk, who: Caller) -> dict[str, Any]:
    with desk.db.reading() as session:
        crew = team.load(session, desk.policy, who.team, who.user)
        return ooo.form(absences.calendar(session, crew, who.user, desk.now()))
