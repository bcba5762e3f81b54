"""What the office does all day: hand off, decide, answer, step in; each as a person at a Slack client."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from chaos.office import AES, MANAGERS, SDRS, slack_id
from sandbox.driver import DeskPerson, Driver
from sandbox.driver_message import Message
from sandbox.driver_modal import Modal
from tests.form import Filling
from tests.office import APP, fill
from tests.race import at_once

LOOKED_AT = 20  # newest messages: nobody scrolls back for ever
PATIENCE = 6  # times that somebody presses Submit again after an error
# How much people like to press a button, where there is one.
LIKED = {
    "Accept": 6,
    "Reject": 2,
    "Dispute": 4,
    "Overturn": 3,
    "Uphold": 3,
    "Ask for info": 2,
    "Answer": 6,
    "Withdraw": 1,
    "Log first touch": 5,
    "Meeting booked": 2,
    "Meeting held": 2,
    "No-show": 1,
    "Opportunity": 3,
    "Won": 2,
    "Lost": 1,
    "Recycle": 1,
    "Rate lead": 1,
    "Hand over": 1,
    "Reassign": 4,
    "Extend": 2,
    "Take it": 2,
    "Mark as sent": 1,
    "Grant": 2,
    "Not now": 1,
}
ACTION = {
    "Accept": "accept",
    "Reject": "reject",
    "Dispute": "dispute",
    "Overturn": "overturn",
    "Uphold": "uphold",
    "Ask for info": "ask",
    "Answer": "answer",
    "Opportunity": "opportunity",
    "Won": "win",
    "Recycle": "recycle",
    "Lost": "lose",
    "Hand over": "hand_over",
    "Reassign": "reassign",
    "Extend": "extend",
    "Rate lead": "rate",
}


@dataclass
class Office:
    """What the people have done so far, for whoever judges it afterwards."""

    desk: Driver
    # By company, what was acknowledged: the SDR's handle, and that of the AE whom she named ("" for nobody).
    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)
    decided: list[tuple[int, str, str]] = field(default_factory=list)  # handoff, action, Slack id
    attacks: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    pace: float = 1.5  # handoffs a second that there are to be
    began: float = field(default_factory=time.monotonic)
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _busy: dict[str, threading.Lock] = field(default_factory=dict)

    def next_company(self) -> str:
        """Name a prospect as no other."""
        with self._lock:
            self._count += 1
            return f"Prospect {self._count:04d} Ltd"

    @property
    def is_behind(self) -> bool:
        """Say whether more should have been handed off by now."""
        return len(self.acknowledged) < self.pace * (time.monotonic() - self.began)

    @contextmanager
    def alone(self, handle: str) -> Iterator[bool]:
        """Say whether somebody is free to fill in a form: one person has one form before her."""
        with self._lock:
            lock = self._busy.setdefault(handle, threading.Lock())
        free = lock.acquire(blocking=False)
        try:
            yield free
        finally:
            if free:
                lock.release()


class Hand:
    """One after the other, everybody's hand: people act at the same time as there are hands."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.rng = office, random.Random(seed)

    def works(self, acts: list[tuple[float, Callable[["Hand"], None]]], pause: float) -> None:
        """Do one thing after the other until the day is over; `pause` is the mean time between (seconds)."""
        weights = [weight for weight, _ in acts]
        while not self.office.stopped.wait(self.rng.expovariate(1 / pause)):
            ((_, act),) = self.rng.choices(acts, weights)
            try:
                hands_off(self) if self.office.is_behind and self.rng.random() < 0.5 else act(self)
            except (AssertionError, LookupError, ValueError, httpx.HTTPError):
                continue  # what was to be clicked has changed meanwhile: she does something else

    def person(self, handles: list[str]) -> DeskPerson:
        """Pick somebody."""
        return self.office.desk.as_user(self.rng.choice(handles))


def hands_off(hand: Hand) -> None:
    """An SDR fills in the form, and presses Submit again when something went wrong."""
    office, sdr = hand.office, hand.person(SDRS)
    with office.alone(sdr.handle) as free:
        modal = sdr.types("/handoff", "general").modal if free else None
        if modal is None:
            return
        company, ae = office.next_company(), "" if hand.rng.random() < 0.15 else hand.rng.choice(AES)
        if hand.rng.random() < 0.02:
            ae = "dee"  # who has left
        # Else each would be a duplicate of all the others.
        at = "".join(filter(str.isalnum, company)).lower() + ".example"
        who = {"Company": company, "Website": at, "Contact_email": f"jane@{at}"}
        form = fill(modal, AE=f"@{ae}" if ae else None, **who)
        if not ae:
            form.fill({"No AE in mind?": ["Choose for me"]})
        office.tried.append(company)
        if submits(hand, form):
            office.acknowledged[company] = (sdr.handle, ae)


def submits(hand: Hand, modal: Modal | Filling) -> bool:
    """Submit a form until it is taken or refused; True if it was taken."""
    for _ in range(PATIENCE):
        submitted = modal.submit()
        if submitted.ok:
            return submitted.ack.get("result") == "closed"
        if submitted.errors and not any("went wrong" in text for text in submitted.errors.values()):
            break
        time.sleep(0.5)
    modal.cancel()
    return False


def looks(handles: list[str]) -> Callable[[Hand], None]:
    """Make the act of one of these people who looks at her messages and does what one of them offers."""

    def act(hand: Hand) -> None:
        person = hand.person(handles)
        offered = [
            (message, button)
            for message in person.messages(channel=APP)[-LOOKED_AT:]
            for button in message.buttons()
            if button in LIKED
        ]
        if offered:
            message, button = hand.rng.choices(offered, [LIKED[button] for _, button in offered])[0]
            presses(hand, person, message, button)

    return act


def presses(hand: Hand, person: DeskPerson, message: Message, button: str) -> None:
    """Press a button; some people click twice. Fill in the form behind it."""
    if button not in ACTION:
        if hand.rng.random() < 0.15:
            at_once(2, lambda _: message.clicks(button))
        else:
            message.clicks(button)
        return
    with hand.office.alone(person.handle) as free:
        modal = message.clicks(button).modal if free else None
        if modal is None or not modal.labels():
            return
        if submits(hand, modal.fill(answers(hand, button))):
            hand.office.decided.append((number(message), ACTION[button], slack_id(person.handle)))


def answers(hand: Hand, button: str) -> dict[str, object]:
    """Give what somebody types into the form behind a button."""
    typed: dict[str, dict[str, object]] = {
        "Reject": {"Reason": "Not a fit", "Comment": "Too small for us"},
        "Dispute": {"Evidence": "They have 400 people"},
        "Overturn": {"Comment": "They fit"},
        "Uphold": {"Comment": "Too small"},
        "Ask for info": {"Question": "Who signs?"},
        "Answer": {"Answer": "Their CFO"},
        "Hand over": {"New owner": f"@{hand.rng.choice(AES)}"},
        "Reassign": {"New AE": f"@{hand.rng.choice(AES)}"},
        "Extend": {"Reason": "She is at a trade fair"},
        "Rate lead": {"Lead quality": "★★★"},
    }
    return typed.get(button, {})


def number(message: Message) -> int:
    """Read a handoff's number from its card."""
    found = re.search(r"\(#(\d+)\)", message.shown)
    if found is None:
        raise LookupError("no card")
    return int(found[1])


ACTS: list[tuple[float, Callable[[Hand], None]]] = [
    (2.0, hands_off),
    (8.0, looks(AES)),
    (2.5, looks(SDRS)),
    (2.0, looks(MANAGERS)),
]
