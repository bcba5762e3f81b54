"""No one decides, edits or logs for somebody else: not by a click, a submit or a forged id."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.domain.model import Deadline, Event, Handoff
from app.domain.model_mail import Intro
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from sandbox.driver_modal import Home, Modal
from tests import signed
from tests.accepting import accepts
from tests.office import APP, Office
from tests.pressing import presses

pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # who may do what is no database's matter

Try = Callable[[DeskPerson], httpx.Response]
SDRS = ("Answer", "Withdraw")
MANAGERS = ("Reassign", "Extend", "Take it", "Snooze")
BOTHS = ("Edit", "Gmail", "Outlook", "Mail program", "File (.eml)", "Copy", "Mark as sent")
ASKS = "Ask for a change"
NO_NUMBER = ("", "x", "1; DROP TABLE handoff", "-1", "99999999999999999999")


def test_each_button_works_only_for_those_it_was_drawn_for(office: Office) -> None:
    pressed: set[str] = set()
    card = office.hand_off()
    _others_press(office, card, pressed)
    _others_press(office, office.card(office.sam), pressed)
    office.advance(hours=4)
    _others_press(office, office.heard(office.maria, "has stalled")[0], pressed)
    _fills(office.card(office.anna), "Ask for info", Question="Who signs?")
    _others_press(office, office.card(office.sam), pressed)
    _fills(office.card(office.sam), "Answer", Answer="Jane")
    accepts(office.card(office.anna))
    for colleague in (office.sam, office.anna):
        _others_press(office, office.heard(colleague, "Introduction for Acme")[0], pressed)
    for step in ("Log first touch", "Meeting booked", "Opportunity"):
        _others_press(office, office.card(office.anna), pressed)
        presses(office.card(office.anna), step)
    _others_press(office, office.card(office.anna), pressed)

    drawn = {
        "Accept",
        "Reject",
        "Ask for info",
        "Log first touch",
        "Meeting booked",
        "Meeting held",
        "No-show",
    }
    drawn |= {"Opportunity", "Won", "Lost", "Recycle", "Rate lead", "Full package", ASKS}
    drawn |= {"Brief", "Hand over", "Introduce live"}
    drawn |= {*SDRS, *MANAGERS, *BOTHS}
    assert pressed == drawn


def test_a_meetings_date_and_a_home_tab_are_their_owners(office: Office) -> None:
    office.hand_off(Company="Globex")
    home = office.anna.opens_home()
    presses = [partial(_press_at_home, office, home, button) for button in ("Accept", "Reject")]
    _refused(office, product(_everybody_but(office, office.anna), presses))
    accepts(office.card(office.anna, "Globex"))
    office.card(office.anna, "Globex").clicks("Meeting booked")
    card = office.card(office.anna, "Globex")
    (picker,) = (
        e for block in card.blocks for e in block.get("elements", []) if e["type"] == "datetimepicker"
    )
    _refused(
        office,
        product(_everybody_but(office, office.anna), [partial(_pick, office, card, picker["action_id"])]),
    )


def test_a_click_with_another_handoffs_number_is_judged_by_that_handoff(office: Office) -> None:
    card = office.hand_off()
    office.hand_off(AE="@ben", Company="Globex")
    buttons = ("Accept", "Reject", "Ask for info", "Full package")
    _refused(office, [(office.anna, partial(_press, office, card, button, value="2")) for button in buttons])
    before = _rows(office)
    for number in ("3", *NO_NUMBER):
        assert _press(office, card, "Accept", office.anna, value=number).status_code == 200
    assert _rows(office) == before
    assert len(office.heard(office.anna, "There is no handoff #3 in this workspace.")) == 1
    assert len(office.heard(office.anna, "There is no such handoff in this workspace.")) == len(NO_NUMBER)


def test_each_form_is_taken_only_from_those_it_was_opened_for(office: Office) -> None:
    office.hand_off(AE="@ben", Company="Globex")
    card = office.hand_off()
    _others_submit(office, _open(card, "Reject", Reason="Not a fit", Comment="Too small"))
    _others_submit(office, _open(card, "Ask for info", Question="Who signs?"), then=True)
    _others_submit(office, _open(office.card(office.sam), "Answer", Answer="Jane"), then=True)
    office.advance(hours=4)
    stalled = office.heard(office.maria, "Acme (#2) has stalled")[0]
    _others_submit(office, _open(stalled, "Reassign", **{"New AE": "@yuki"}))
    accepts(office.card(office.anna))
    draft = office.heard(office.sam, "Introduction for Acme")[0]
    _others_submit(office, _open(draft, "Edit", Body="Send money to Mallory"))
    _others_submit(office, _open(office.card(office.anna), "Rate lead", **{"Lead quality": "★☆☆☆☆  1"}))
    _others_submit(office, _open(office.card(office.anna), "Recycle", Reason="No response"))
    office.card(office.anna).clicks("Log first touch")
    _others_submit(office, _open(office.card(office.anna), "Opportunity", Amount="50000"), then=True)
    _others_submit(office, _open(office.card(office.anna), "Lost", Reason="Price"))
    _others_submit(office, _open(office.card(office.anna), "Won", Amount="60000"))


def test_a_handoff_form_is_taken_only_from_an_sdr(office: Office) -> None:
    form = office.form().enters()
    for person in (office.anna, office.ben, office.maria, office.dan, office.gia):
        answer = _unchanged(office, partial(signed.submit, office.slack, person, form))
        guest = person.handle == office.gia.handle
        why = "not for guests" if guest else "Only an SDR whom the policy lists can do that"
        assert why in answer.text


def _others_press(office: Office, message: Message, pressed: set[str]) -> None:
    """Everybody else presses every button of a message that nobody has pressed yet."""
    new = set(message.buttons()) - pressed
    _refused(
        office,
        [
            (person, partial(_press, office, message, button))
            for button in new
            for person in _everybody_but(office, *_drawn_for(office, button))
        ],
    )
    pressed |= new


def _press(
    office: Office, message: Message, button: str, person: DeskPerson, value: str | None = None
) -> httpx.Response:
    return signed.click(office.slack, person, message, button, value=value)


def _press_at_home(office: Office, home: Home, button: str, person: DeskPerson) -> httpx.Response:
    return signed.click_at_home(office.slack, person, home, button)


def _pick(office: Office, message: Message, menu: str, person: DeskPerson) -> httpx.Response:
    return signed.pick(office.slack, person, message, menu, {"selected_date_time": 1_900_000_000})


def _drawn_for(office: Office, button: str) -> list[DeskPerson]:
    if button in SDRS:
        return [office.sam]
    if button in MANAGERS:
        return [office.maria, office.dan]
    if button == "Hand over":
        return [office.anna, office.maria, office.dan]
    if button in BOTHS or button == "Introduce live":
        return [office.sam, office.anna]
    if button in ("Full package", "Brief"):
        return [office.sam, office.anna, office.maria, office.dan]
    return [office.anna]


def _everybody_but(office: Office, *those: DeskPerson) -> list[DeskPerson]:
    """Both SDRs, two AEs, the manager, the director and a guest, but those."""
    everybody = (office.sam, office.priya, office.anna, office.ben, office.maria, office.dan, office.gia)
    return [person for person in everybody if person.handle not in {one.handle for one in those}]


def _refused(office: Office, tries: Iterable[tuple[DeskPerson, Try]]) -> None:
    """Nothing of that changes or opens anything, and whoever tries is told so each time."""
    tries = list(tries)
    office.settle()
    people = {person.handle: person for person, _ in tries}
    seen = {person.handle: (person.messages(channel=APP), _open_modal(person)) for person in people.values()}
    before = _rows(office)
    for person, act in tries:
        assert act(person).status_code == 200
    assert _rows(office) == before
    office.settle()
    for handle, times in Counter(person.handle for person, _ in tries).items():
        messages, modal = seen[handle]
        told = [one.shown for one in people[handle].messages(channel=APP) if one not in messages]
        assert len(told) == times, (handle, told)
        assert all(one.startswith("Only ") and one.endswith("Nothing was changed.") for one in told), told
        assert _open_modal(people[handle]) == modal


def _open_modal(person: DeskPerson) -> str:
    modal = person.modal()
    return modal.id if modal else ""


def _others_submit(office: Office, modal: Modal, *, then: bool = False) -> None:
    """Everybody else submits a form as it is filled in, its own person another handoff's; `then` she does."""
    owners = [office.maria, office.dan] if "New AE" in modal.labels() else [modal.person]
    if "Body" in modal.labels():
        owners = [office.sam, office.anna]
    for person in _everybody_but(office, *owners):
        answer = _unchanged(office, partial(signed.submit, office.slack, person, modal))
        assert answer.json()["response_action"] == "update"
        assert "Nothing was changed." in answer.text
    for number, told in (("1", "Only "), ("3", "There is no "), ("x", "There is no ")):
        if number == "1" and modal.person.handle in ("maria", "sam"):
            continue  # they have their part in that one, too
        answer = _unchanged(office, partial(signed.submit, office.slack, modal.person, modal, private=number))
        assert answer.json()["response_action"] in ("update", "errors")
        assert told in answer.text
    if then:
        assert modal.submit().ok


def _unchanged(office: Office, does: Callable[[], httpx.Response]) -> httpx.Response:
    before = _rows(office)
    answer = does()
    assert _rows(office) == before
    return answer


def _rows(office: Office) -> list[Any]:
    """All that is known of every handoff."""
    with office.bot.db.reading() as session:
        tables: Iterable[Any] = (Handoff, Event, Deadline, Intro)
        return [row.model_dump() for table in tables for row in session.exec(select(table)).all()]


def _fills(message: Message, button: str, **values: str) -> None:
    assert _open(message, button, **values).submit().ok


def _open(message: Message, button: str, **values: str) -> Modal:
    modal = message.clicks(button).modal
    assert modal is not None
    return modal.fill(dict(values))
