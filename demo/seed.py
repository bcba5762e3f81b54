"""Two days of a sales team's life, acted out through Slack as its people would."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.driver import DeskPerson, Driver
from sandbox.driver_message import Message

BERLIN = ZoneInfo("Europe/Berlin")
FOLLOWS = 0.6  # seconds in which an app that follows the workspace's time has noticed that it moved
CHECKS = ["Confirmed interest", "Clear use case", "Willing to go deeper"]


@dataclass(frozen=True)
class Prospect:
    """What an SDR knows of one company."""

    company: str
    website: str
    contact: str
    email: str
    role: str
    pain: str
    use_case: str
    next_step: str
    city: str
    words: str = ""  # her own
    phone: str = ""


ACME = Prospect(
    "Acme Logistics",
    "acme-logistics.example",
    "Jane Doe",
    "jane@acme-logistics.example",
    "COO",
    "Inbound requests wait for two days because nobody knows whose they are",
    "Route every inbound request to an owner within the hour",
    "Demo with the operations team on Thursday",
    "New York",
    "We lose a customer a week between two inboxes.",
    "+1 212 555 0142",
)
HARBOR = Prospect(
    "Blue Harbor",
    "blueharbor.example",
    "Tom Reyes",
    "tom@blueharbor.example",
    "Head of IT",
    "Three tools that do not talk to each other",
    "Replace the ticket spreadsheet",
    "Send the security questionnaire",
    "London",
)
COBALT = Prospect(
    "Cobalt Health",
    "cobalt.example",
    "Dr. Mina Sato",
    "mina@cobalt.example",
    "CIO",
    "Audits take six weeks because evidence is scattered",
    "One place for audit evidence across four clinics",
    "Call with their compliance lead",
    "Tokyo",
)
DYNAMO = Prospect(
    "Dynamo Bikes",
    "dynamo.example",
    "Ola Berg",
    "ola@dynamo.example",
    "VP Sales",
    "Dealers hear back after a week and buy elsewhere",
    "Answer dealer requests the same day",
    "Proposal for the twelve Nordic dealers",
    "Stockholm",
)
ELM = Prospect(
    "Elm & Oak",
    "elmandoak.example",
    "Ruth Adler",
    "ruth@elmandoak.example",
    "Owner",
    "Quotes are written by hand, at night",
    "Quotes from a template, signed on a phone",
    "Show the quote flow on her own price list",
    "Chicago",
)
FJORD = Prospect(
    "Fjord Foods",
    "fjordfoods.example",
    "Lars Holm",
    "lars@fjordfoods.example",
    "Supply Chain Manager",
    "Late deliveries are seen only when a shop complains",
    "Alerts when a delivery will be late",
    "Trial in the two Oslo depots",
    "Oslo",
    "A shop should not be the first to know that we are late.",
    "+47 22 00 01 23",
)


def seed(desk: Driver) -> None:
    """Hand off six prospects and bring each to another state, from Thursday to Monday 10:30 in Berlin."""
    sam, priya = desk.as_user("sam"), desk.as_user("priya")
    anna, ben, yuki = desk.as_user("anna"), desk.as_user("ben"), desk.as_user("yuki")
    monday = _last_monday(datetime.now(UTC))
    _at(desk, monday - timedelta(days=4, hours=-1))

    dynamo, harbor = _hand_off(sam, DYNAMO, anna), _hand_off(priya, HARBOR, ben)
    _later(desk, minutes=35)
    _click(dynamo, "Accept")
    _click(
        harbor, "Reject", Reason="Wrong person or no authority", Comment="Tom cannot sign; ask for the CFO."
    )
    for hours, step in (
        (2, "Log first touch"),
        (1, "Meeting booked"),
        (22, "Meeting held"),
        (2, "Opportunity"),
    ):
        _later(desk, hours=hours)
        _click(dynamo, step)
    acme = _hand_off(sam, ACME, anna)
    _later(desk, minutes=50)
    _click(acme, "Accept")
    _later(desk, hours=1)
    _click(acme, "Log first touch")
    _click(acme, "Meeting booked")

    _at(desk, monday - timedelta(minutes=50))
    _hand_off(priya, ELM, anna)
    cobalt, fjord = _hand_off(priya, COBALT, yuki), _hand_off(sam, FJORD, ben)
    _later(desk, minutes=40)
    _click(cobalt, "Ask for info", Question="Which of the four clinics starts?")
    _click(fjord, "Accept")
    _later(desk, minutes=100)  # the digest has come at 9:00, and half of Anna's time for Elm & Oak is over


def _last_monday(now: datetime) -> datetime:
    """Give the newest Monday, 9:00 in Berlin: the moment of the digest."""
    today = now.astimezone(BERLIN).replace(hour=9, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday())


def _at(desk: Driver, moment: datetime) -> None:
    desk.moves_to(moment)
    time.sleep(FOLLOWS)


def _later(desk: Driver, **amount: float) -> None:
    desk.advance(**amount)
    time.sleep(FOLLOWS)


def _hand_off(sdr: DeskPerson, prospect: Prospect, ae: DeskPerson) -> Message:
    """Fill in the form and give the card that the AE gets."""
    form = sdr.types(f"/handoff {prospect.company}").modal
    if form is None:
        raise RuntimeError("the form did not open")
    answers: dict[str, Any] = {
        "Company": prospect.company,
        "Website": prospect.website,
        "Contact name": prospect.contact,
        "Contact email": prospect.email,
        "Contact role": prospect.role,
        "Contact phone": prospect.phone,
        "Contact's city": prospect.city,
        "In their own words": prospect.words,
        "Company background": "Met at the autumn fair, called back twice",
        "Discovery notes": f"{prospect.pain}. They looked for a way out since spring.",
        "Pain points": prospect.pain,
        "Use case": prospect.use_case,
        "Product-fit signals": "Works in Slack all day",
        "Budget": "Around 40k a year, approved in principle",
        "Authority": f"{prospect.contact} decides, the CFO signs",
        "Need": "The board asked for a fix this quarter",
        "Timeline": "Live before February",
        "AE-ready checks": CHECKS,
        "Agreed next step": prospect.next_step,
        "AE": f"@{ae.handle}",
    }
    while form is not None:  # step after step
        here = {label: answers[label] for label in form.labels() if label in answers}
        submitted = form.fill(here, quietly=True).submit()
        if not submitted.ok:
            raise RuntimeError(f"{prospect.company} was not taken: {submitted.errors}")
        form = submitted.modal
    return ae.sees(f"{prospect.company} (#", within=15)


def _click(message: Message, button: str, **answers: str) -> None:
    """Press a button, answer the modal if it opens one, and wait until the card shows another row."""
    card = _again(message)
    before = card.buttons()
    modal = card.clicks(button).modal
    if modal:
        modal.fill(dict(answers)).submit()
    message.person.desk.wait_for(lambda: _again(message).buttons() != before, within=15)


def _again(message: Message) -> Message:
    return next(found for found in message.person.messages(channel=message.channel) if found.ts == message.ts)
