"""An SDR who thinks that her prospect was rejected wrongly, and the manager who rules on it."""

import pytest

from sandbox.driver_message import Message
from tests import by_hand, signed
from tests.accepting import accepts
from tests.office import Office, OpensOffice, policy

# On one database: the moves themselves are tested on both in tests/services.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EVIDENCE = "They have 400 people, see <https://acme.example/about>"
UNDER_DAN = [("anna", "ae", "dan"), ("sam", "sdr", "dan"), ("dan", "manager", None)]


def _fills(seen: Message, button: str, **answers: str) -> None:
    modal = seen.clicks(button).modal
    assert modal is not None, f"no form behind {button}"
    submitted = modal.fill(answers).submit()
    assert submitted.ok and submitted.modal is None, submitted.errors


def _rejected(office: Office) -> Message:
    """Anna rejects Acme; gives what Sam is told."""
    _fills(office.hand_off(), "Reject", Reason="Not a fit", Comment="Too small for us")
    (news,) = office.heard(office.sam, "rejected *Acme*")
    return news


def _disputed(office: Office) -> Message:
    """Sam disputes it; gives what Maria is asked."""
    _fills(_rejected(office), "Dispute", Evidence=EVIDENCE)
    return office.heard(office.maria, "Acme (#1): rejection disputed")[-1]


def test_an_sdr_disputes_a_rejection_and_everybody_knows_whose_turn_it_is(office: Office) -> None:
    news = _rejected(office)
    assert news.buttons() == ["Dispute"]
    modal = news.clicks("Dispute").modal
    assert modal is not None
    assert "*Acme* was rejected: Not a fit\n> Too small for us" in modal.texts
    assert modal.submit(skip_client_checks=True).errors == {"Evidence": "This is needed."}
    assert modal.fill({"Evidence": EVIDENCE}).submit().ok

    asked = office.heard(office.maria, "Acme (#1): rejection disputed")[-1]
    assert "Please rule by Mon 23 Nov, 18:00 CET" in asked.shown
    assert f"*<@{office.anna.id}>:* Not a fit\n> Too small for us" in asked.shown
    assert "&lt;https://acme.example/about&gt;" in asked.shown
    assert asked.buttons() == ["Overturn", "Uphold", "Full package"]
    (told,) = office.heard(office.anna, f"<@{office.sam.id}> disputes your rejection of *Acme*")
    assert f"<@{office.maria.id}> rules on it. There is nothing you need to do." in told.shown
    for colleague in (office.sam, office.anna):
        card = office.card(colleague)
        assert f"It is disputed: <@{office.maria.id}> should rule by Mon 23 Nov" in card.shown
        assert card.buttons() == ["Full package"]
    news.clicks("Dispute")  # it stays on what was said
    assert office.heard(office.sam, "Acme (#1) has been disputed once already, and that can be done once.")
    assert "*Acme* (#1) · ⚖️ Rejected, disputed" in office.maria.opens_home().shown


def test_an_overturned_rejection_gives_the_ae_another_look_with_a_new_clock(office: Office) -> None:
    asked = _disputed(office)
    office.advance(hours=1)
    _fills(asked, "Overturn", Comment="400 people is what we look for")
    (news,) = office.heard(
        office.sam, f"overturned the rejection of *Acme*, so <@{office.anna.id}> has it again"
    )
    assert "> 400 people is what we look for" in news.shown
    assert office.heard(office.anna, "overturned your rejection of *Acme*, so you have it again")
    card = office.card(office.anna)
    assert card.buttons() == ["Accept", "Reject", "Ask for info", "Full package", "Brief"]
    assert "You should accept, reject or ask by Mon 23 Nov, 15:00 CET" in card.shown
    assert "Too small" not in card.shown
    ruled = office.heard(office.maria, "There is nothing left for you to decide.")[-1]
    assert ruled.ts == asked.ts
    accepts(card)
    assert office.heard(office.sam, f"<@{office.anna.id}> accepted *Acme*")


def test_an_upheld_rejection_stands_and_cannot_be_disputed_again(office: Office) -> None:
    _fills(_disputed(office), "Uphold", Comment="They only use the free plan")
    for colleague, whose in ((office.sam, "the"), (office.anna, "your")):
        (news,) = office.heard(colleague, f"upheld {whose} rejection of *Acme*")
        assert "> They only use the free plan" in news.shown
        assert f"It was disputed, and <@{office.maria.id}> upheld it." in office.card(colleague).shown
    again = by_hand.move(office.slack, office.sam.id, "dispute", 1)
    assert "Acme (#1) has been disputed once already" in signed.post(office.slack, again).text
    assert len(office.heard(office.maria, "rejection disputed")) == 0


def test_an_ae_who_rejects_it_again_after_the_ruling_is_not_disputed_again(office: Office) -> None:
    _fills(_disputed(office), "Overturn", Comment="They fit")
    _fills(
        office.card(office.anna), "Reject", Reason="Already in the pipeline", Comment="Globex is their parent"
    )
    assert office.heard(office.sam, "*Reason:* Already in the pipeline")[-1].buttons() == []


def test_two_managers_who_rule_at_once_are_told_who_was_first(office: Office) -> None:
    asked = _disputed(office)
    modal = asked.clicks("Overturn").modal
    assert modal is not None
    ruled = by_hand.move(office.slack, office.dan.id, "uphold", 1)
    assert signed.post(office.slack, ruled).text == ""
    late = modal.fill({"Comment": "They fit"}).submit()
    assert late.modal is not None
    assert "Acme (#1) is ruled on already: Dan Whitfield was first." in late.modal.texts
    assert "🚫 Rejected" in office.card(office.sam).shown


def test_nobody_rules_on_her_own_case(office_under: OpensOffice) -> None:
    office = office_under(policy(people='[[person]]\nemail = "dan@northwind.example"\nrole = "director"\n'))
    _fills(office.hand_off(AE="@yuki"), "Ask for info", Question="Which CRM?")
    office.advance(minutes=1)
    _fills(office.heard(office.sam, "asks about *Acme*")[-1], "Answer", Answer="None")
    _fills(office.card(office.yuki), "Reject", Reason="Not a fit", Comment="Too small")
    for person in (office.sam, office.yuki, office.anna):
        for action in ("uphold", "overturn"):
            refused = signed.post(office.slack, by_hand.move(office.slack, person.id, action, 1)).text
            assert "Only a manager who is neither its SDR nor its AE can do that" in refused


def test_a_manager_who_rejected_it_herself_is_ruled_on_by_the_next_one_up(office_under: OpensOffice) -> None:
    lead = policy().replace(
        'email = "maria@northwind.example"\nrole = "manager"',
        'email = "maria@northwind.example"\nrole = "ae"',
    )
    office = office_under(lead)
    _fills(office.hand_off(AE="@maria"), "Reject", Reason="Not a fit", Comment="Too small")
    _fills(office.heard(office.sam, "rejected *Acme*")[-1], "Dispute", Evidence=EVIDENCE)
    assert office.heard(office.dan, "Acme (#1): rejection disputed")
    assert office.card(office.maria).buttons() == ["Full package"]


def test_where_the_policy_names_no_manager_a_dispute_is_refused_and_nothing_is_lost(
    office_under: OpensOffice,
) -> None:
    office = office_under('[sla]\nhours = "always"\n')
    modal = _rejected(office).clicks("Dispute").modal
    assert modal is not None
    refused = modal.fill({"Evidence": EVIDENCE}).submit()
    assert refused.modal is not None
    assert "The policy names no manager who could decide that." in refused.modal.texts
    assert "🚫 Rejected" in office.card(office.sam).shown


def test_a_manager_who_does_not_rule_is_reminded_and_then_the_next_one_up_may(office: Office) -> None:
    asked = _disputed(office)
    office.advance(hours=4)
    (nudge,) = office.heard(
        office.maria, "*Acme* waits for your decision: please uphold or overturn the rejection"
    )
    assert nudge.buttons() == ["Overturn", "Uphold"]
    office.advance(hours=4)
    stalled = office.heard(office.dan, "Acme (#1) has stalled")[-1]
    assert f"No ruling from <@{office.maria.id}> by Mon 23 Nov" in stalled.shown
    _fills(stalled, "Overturn", Comment="They fit")
    assert office.heard(office.sam, f"<@{office.dan.id}> overturned the rejection of *Acme*")
    assert office.heard(office.dan, "Acme (#1) is moving again")
    assert office.heard(office.maria, "There is nothing left for you to decide.")[-1].ts == asked.ts


def test_a_dispute_is_counted_in_the_digest(office: Office) -> None:
    _fills(_disputed(office), "Overturn", Comment="They fit")
    accepts(office.card(office.anna))
    office.advance(days=7)
    (digest,) = office.heard(office.dan, "Handoffs, week to", "sales-handoffs")
    assert "1 raised, 1 overturned" in digest.shown
    assert "1 of 1 decided ones accepted" in digest.shown
