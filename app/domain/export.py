"""What an export holds, column by column, and what makes a cell harmless to a spreadsheet. Pure."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "whole number"
    YES_NO = "true or false"
    MOMENT = "moment (UTC)"
    DAY = "day"


class Column(NamedTuple):
    """One column, with what docs/export.md says of it."""

    name: str
    kind: Kind
    about: str


T, N, Y, M, D = Kind.TEXT, Kind.NUMBER, Kind.YES_NO, Kind.MOMENT, Kind.DAY

HANDOFFS: tuple[Column, ...] = (
    Column("id", N, "The handoff's number: #7 in Slack."),
    Column("created_at", M, "When it was handed off."),
    Column("status", T, "Where it stands: pending, accepted, won, …"),
    Column("since", M, "Since when it stands there."),
    Column("sdr_id", T, "Slack id of the SDR."),
    Column("sdr", T, "Her name."),
    Column("ae_id", T, "Slack id of the AE; empty while it is offered to several."),
    Column("ae", T, "Her name."),
    Column("owner_id", T, "Slack id of whoever accepted it."),
    Column("company", T, "The prospect's company; “Forgotten prospect” once it was forgotten."),
    Column("segment", T, "Code of the segment."),
    Column("priority", T, "standard or hot."),
    Column("source", T, "Code of where the lead came from."),
    Column("pool", T, "The pool that the AE was chosen from."),
    Column("accepted_at", M, "When its owner accepted it."),
    Column("accept_seconds", N, "Working seconds until it was first accepted."),
    Column("accept_within", Y, "Whether that was within the SLA."),
    Column("touched_at", M, "When its owner first was in touch."),
    Column("touch_seconds", N, "Working seconds from the acceptance until then."),
    Column("touch_within", Y, "Whether that was within the SLA."),
    Column("meeting", T, "What became of the first meeting: none, booked, held, no_show."),
    Column("meeting_at", M, "When it is, or was to be."),
    Column("reason", T, "Code of the rejection, loss or recycling."),
    Column("dispute", T, "What became of the SDR's objection: open, upheld, overturned; empty: none."),
    Column("quality", N, "The owner's rating, 1 to 5."),
    Column("amount", N, "Of the opportunity, in whole units of the team's currency."),
    Column("returns_on", D, "When a recycled lead goes back to its SDR."),
    Column("round_trips", N, "How often it was returned for information."),
    Column("reassigned", N, "How often it went to another AE by the clock."),
    Column("policy_version", T, "The policy that it is judged by."),
)
CONTACTS: tuple[Column, ...] = (
    Column("website", T, "The company's website."),
    Column("contact_name", T, "The first contact."),
    Column("contact_email", T, "Email address."),
    Column("contact_role", T, "Role."),
    Column("contact_phone", T, "Telephone."),
    Column("contact_place", T, "City."),
    Column("more_contacts", T, "The others: name <email>, role; one after the other, with “; ” between."),
)
EVENTS: tuple[Column, ...] = (
    Column("id", N, "Number of the line; later ones are larger."),
    Column("at", M, "When it happened."),
    Column("handoff_id", N, "The handoff's number."),
    Column("turn", N, "Of the handoff: grows with each move."),
    Column("action", T, "What was done: submit, accept, reject, …; nudged, escalated, … by the clock."),
    Column("actor_id", T, "Slack id of who did it; empty: the clock."),
    Column("actor", T, "Her name."),
    Column("took_seconds", N, "Working seconds of the clock that it stopped."),
    Column("note", T, "JSON: codes, times and colleagues that belong to it, and nothing that was typed."),
)
LEDGER: tuple[Column, ...] = (
    Column("line", N, "1, 2, 3 …"),
    Column("at", M, "When it was earned."),
    Column("kind", T, "sourced, accepted, reassigned, ruled, held, won."),
    Column("person_id", T, "Slack id of who earned it."),
    Column("person", T, "Her name."),
    Column("amount", N, "Of what was won, in whole units of the team's currency."),
    Column("handoff_id", N, "The handoff's number."),
    Column("event_id", N, "The line of the history that earned it."),
    Column("seal", T, "SHA-256 of this line and the seal before it."),
)
# What spreadsheets take for a formula, also behind spaces, and in the wide forms that some of them fold.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def harmless(cell: str) -> str:
    """Put an apostrophe before a text that a spreadsheet might run, as OWASP recommends."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def more_contacts(contacts: Sequence[dict[str, str]]) -> str:
    """Give the contacts after the first in one text."""
    others = [
        f"{one.get('name')} <{one.get('email')}>, {one.get('role')}".rstrip(", ") for one in contacts[1:]
    ]
    return "; ".join(others)
