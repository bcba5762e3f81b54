"""Out of office: the form, what is planned, and what a new absence means for whatever waits."""

from datetime import datetime, time, timedelta

from app.domain import leave
from app.domain.leave import Calendar, Planned
from app.domain.model_team import Absence
from app.domain.workhours import zone_of
from blocks import ids
from blocks.parts import (
    Block,
    actions,
    button,
    context,
    day,
    divider,
    esc,
    labelled,
    mention,
    modal,
    section,
    text_input,
    typed,
)

TITLE = "Out of office"
NAMED = 5  # handoffs that are named
MOST = 20  # absences shown of a manager's team
QUARTER = 15 * 60  # seconds


def form(calendar: Calendar) -> Block:
    """Draw the form: for the rest of today unless it is changed, with what is planned below."""
    blocks: list[Block] = [section("No new handoffs come meanwhile, and clocks that wait pause.")]
    if calendar.manages:
        person: Block = {"type": "users_select", "action_id": leave.PERSON, "initial_user": calendar.person}
        blocks.append(labelled(leave.PERSON, "Who", person, hint="You, or somebody you manage"))
    starts_at, ends_at = _rest_of_today(calendar)
    blocks += [
        labelled(leave.STARTS, "From", _picker(leave.STARTS, starts_at), required=True),
        labelled(leave.ENDS, "Until", _picker(leave.ENDS, ends_at), required=True),
        text_input(
            leave.NOTE, "Note", hint="Only you and your managers see it", lines=False, limit=leave.NOTE_LENGTH
        ),
        *planned(calendar),
    ]
    if calendar.theirs:
        blocks += [divider(), section("*Your team*")]
        blocks += [_line(one, calendar.zone, named=True) for one in calendar.theirs[:MOST]]
    return modal(ids.OOO_PLAN, TITLE, blocks, submit="Plan it")


def planned(calendar: Calendar) -> list[Block]:
    """List what somebody has planned, each with a button that cancels it."""
    if not calendar.mine:
        return [context("You have nothing planned.")]
    return [divider(), section("*Planned*"), *(_line(one, calendar.zone) for one in calendar.mine)]


def at_home(calendar: Calendar) -> list[Block]:
    """Draw the part of the Home tab: what is planned, and the button that opens the form."""
    shown = [_line(one, calendar.zone) for one in calendar.mine[:3]]
    more = len(calendar.mine) - len(shown)
    return [
        *(shown or [context("You have nothing planned.")]),
        *([context(f"… and {more} more.")] if more > 0 else []),
        *actions(button("Plan time off", ids.OOO_OPEN, "new")),
    ]


def done(made: Planned, viewer: str) -> Block:
    """Draw what takes the form's place: what was planned, and what becomes of what waits."""
    return modal("ooo.done", TITLE, [section(said(made, viewer))], close="Close")


def said(made: Planned, viewer: str) -> str:
    """Say what was planned, and what becomes of what waits for the person who leaves."""
    absence = made.absence
    is_me = absence.person_id == viewer
    who = "You are" if is_me else f"{mention(absence.person_id)} is"
    return f"🌴 {who} out of office {span(absence, made.zone)}. {_waits(made, 'you' if is_me else 'them')}"


def told(absence: Absence, zone: str, by: str) -> str:
    """Tell somebody that a manager planned her absence; plain text."""
    return f"{by} has planned time off for you: {span(absence, zone)}. `/handoff ooo` shows and cancels it."


def cancelled(absence: Absence, zone: str, by: str) -> str:
    """Tell somebody that a manager cancelled her absence, or ended it; plain text."""
    return f"{by} has cancelled your time off: {span(absence, zone)}."


def back(waiting: int) -> str:
    """Welcome somebody back."""
    runs = "its clock runs" if waiting == 1 else "their clocks run"
    return f"👋 Welcome back! {_count(waiting)} for you{f'; {runs} again' if waiting else ''}."


def span(absence: Absence, zone: str) -> str:
    """Say from when until when, as somebody in `zone` reads it; whole days by their names alone."""
    tz = zone_of(zone)
    starts, ends = absence.starts_at.astimezone(tz), absence.ends_at.astimezone(tz)
    if ends.time() == time():  # until midnight: the day before is the last one
        last = (ends - timedelta(minutes=1)).date()
        if starts.time() == time():
            one = last == starts.date()
            return f"on {day(last)}" if one else f"from {day(starts.date())} to {day(last)} (included)"
        until = "the end of the day" if last == starts.date() else f"the end of {day(last)}"
        return f"from {_at(starts)} to {until}"
    if starts.date() == ends.date():
        return f"on {day(starts.date())} from {starts:%H:%M} to {ends:%H:%M %Z}"
    return f"from {_at(starts)} to {_at(ends)}"


def _at(local: datetime) -> str:
    return f"{day(local.date())}, {local:%H:%M %Z}"


def _waits(made: Planned, whom: str) -> str:
    waiting = len(made.waiting)
    if not waiting:
        return f"No handoff waits for {whom} now."
    more = f" and {waiting - NAMED} more" if waiting > NAMED else ""
    named = ", ".join(typed(one, 80) for one in made.waiting[:NAMED]) + more
    count = f"{_count(waiting)} for {whom} ({named})"
    if made.passed_on:
        stays = waiting - made.passed_on
        rest = f"; {stays} could not, and pause{'s' if stays == 1 else ''}" if stays else ""
        return f"{count}: {made.passed_on} went on to the next AE{rest}."
    if made.goes_on:
        return f"{count}: what nobody has answered by then goes on to the next AE, the rest pauses."
    return f"{count}: {'it pauses' if waiting == 1 else 'they pause'} meanwhile."


def _count(waiting: int) -> str:
    if not waiting:
        return "No handoff waits"
    return "1 handoff waits" if waiting == 1 else f"{waiting} handoffs wait"


def _line(absence: Absence, zone: str, *, named: bool = False) -> Block:
    who = f"{mention(absence.person_id)} " if named else ""
    note = f"\n{typed(absence.note)}" if absence.note else ""
    text = f"{who}{esc(span(absence, zone))}{note}"
    return section(text, accessory=button("Cancel", ids.OOO_CANCEL, absence.id))


def _picker(name: str, moment: datetime) -> Block:
    return {"type": "datetimepicker", "action_id": name, "initial_date_time": int(moment.timestamp())}


def _rest_of_today(calendar: Calendar) -> tuple[datetime, datetime]:
    tz = zone_of(calendar.zone)
    tomorrow = calendar.now.astimezone(tz).date() + timedelta(days=1)
    quarter = int(calendar.now.timestamp()) // QUARTER * QUARTER
    return datetime.fromtimestamp(quarter, tz), datetime.combine(tomorrow, time(), tz)
