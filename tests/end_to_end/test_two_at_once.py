"""Two people, or an impatient one, at the same moment: one outcome, one history row, one set of messages."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from app.store import handoffs
from sandbox.driver import DeskPerson
from tests import by_hand, signed
from tests.accepting import begins
from tests.office import Office
from tests.race import at_once

pytestmark = pytest.mark.parametrize(
    "database_url", ["postgresql"], indirect=True
)  # SQLite has one writer at a time

ROUNDS = 4


def actions_of(office: Office, number: int) -> Counter[str]:
    """Count the moves in a handoff's history."""
    with office.bot.db.reading() as session:
        return Counter(event.action for event in handoffs.history(session, number))


def together(*works: Callable[[], object]) -> list[object]:
    """Do several things in the same moment."""
    return at_once(len(works), lambda number: works[number]())


def _accepts(office: Office, number: int) -> Callable[[], object]:
    """Make Anna submit the form that accepts, on a device of its own."""
    return partial(signed.post, office.slack, by_hand.move(office.slack, office.anna.id, "accept", number))


def _told(person: DeskPerson, text: str) -> bool:
    """Close the form in front of somebody; True if it had become news that says so."""
    modal = person.modal()
    if modal is None:
        return False
    modal.cancel(everything=True)
    return modal.title == "Not done" and text in modal.texts


def test_accept_twice_at_once_is_one_acceptance(office: Office) -> None:
    for number in range(1, ROUNDS + 1):
        office.hand_off(Company=f"Twice {number}.")
        together(*[_accepts(office, number) for _ in range(4)])
        office.settle()
        assert actions_of(office, number) == {"submit": 1, "accept": 1}
        told = office.heard(office.sam, f"accepted *Twice {number}.*")
        assert len(told) == 1
        for person in (office.sam, office.anna):
            assert len(office.heard(person, f"Introduction for Twice {number}.")) == 1


def test_accept_and_withdraw_at_once_have_one_winner_and_the_loser_is_told(office: Office) -> None:
    winners = Counter[str]()
    for number in range(1, ROUNDS + 1):
        company = f"Race {number}."
        card = office.hand_off(Company=company)
        office.settle()
        receipt = next(m for m in office.sam.messages() if f"{company} (#" in m.shown)
        together(begins(card).submit, partial(receipt.clicks, "Withdraw"))
        office.settle()

        decided = actions_of(office, number)
        assert decided.total() == 2, decided
        winner = "accept" if decided["accept"] else "withdraw"
        winners[winner] += 1
        assert len(office.heard(office.sam, f"{company} (#{number}) is")) == (winner == "accept")
        assert _told(office.anna, f"{company} (#{number}) is") == (winner == "withdraw")
        drafts = office.heard(office.sam, f"Introduction for {company}")
        assert len(drafts) == (winner == "accept")
    assert winners.total() == ROUNDS


def test_accept_and_a_submitted_rejection_at_once_have_one_winner(office: Office) -> None:
    for number in range(1, ROUNDS + 1):
        card = office.hand_off(Company=f"Split {number}.")
        modal = card.clicks("Reject").modal
        assert modal is not None
        modal.fill({"Reason": "Not a fit", "Comment": "Too small"})
        _, answered = together(modal.submit, _accepts(office, number))
        office.settle()
        decided = actions_of(office, number)
        assert decided.total() == 2, decided
        assert decided["accept"] + decided["reject"] == 1
        said = office.heard(office.sam, f"*Split {number}.*")
        assert len([m for m in said if "accepted" in m.shown or "rejected" in m.shown]) == 1
        lost = f"Split {number}. (#{number}) is"
        assert _told(office.anna, lost) == bool(decided["accept"])
        assert (lost in answered.text) == bool(decided["reject"])  # type: ignore[attr-defined]


def test_a_manager_who_takes_it_while_the_ae_accepts_it_owns_it_alone(office: Office) -> None:
    companies = {number: f"Tug {number}." for number in range(1, ROUNDS + 1)}
    for company in companies.values():
        office.hand_off(Company=company)
    office.advance(hours=4)
    for number, company in companies.items():
        card = office.card(office.anna, company)
        (stalled,) = office.heard(office.maria, f"{company} (#{number}) has stalled")
        together(begins(card).submit, partial(stalled.clicks, "Take it"))
        office.settle()
        _told(office.anna, "")
        history = actions_of(office, number)
        assert history["take"] == 1
        assert "Log first touch" in office.card(office.maria, company).buttons()
        assert office.card(office.anna, company).buttons() == []
        assert len(office.heard(office.anna, f"took over *{company}*")) == 1
        owned = office.heard(office.sam, f"*{company}* and owns the next step now")
        assert len(owned) == 1 + history["accept"]  # she may just have accepted it when the manager took it


def test_one_form_submitted_twice_at_once_is_one_handoff(office: Office) -> None:
    for number in range(1, ROUNDS + 1):
        who = {"Company": f"Form {number}.", "Website": None, "Contact email": f"jane@form{number}.example"}
        last = office.form(**who).goes_to("Hand off · 3 of 3")
        together(last.submit, last.submit)
        office.settle()
        (card,) = office.heard(office.anna, f"Form {number}. (#")
        stored = int(card.shown.split("(#")[1].split(")")[0])  # a refused insert may have used up a number
        assert actions_of(office, stored) == {"submit": 1}
