"""Ask for info: the question goes back, the AE's clock stands still until it is answered."""

import pytest

from sandbox.driver_message import Message
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
QUESTION, ANSWER = "Who signs, and <when>?", "The CFO & Jane, in May"


def test_the_question_goes_to_the_sdr_and_her_answer_back_to_the_ae(office: Office) -> None:
    _ask(office.hand_off())
    assert "❓ Question to the SDR" in office.card(office.anna).shown
    assert office.card(office.anna).buttons() == ["Full package"]

    asked = office.heard(office.sam, f"<@{office.anna.id}> asks about *Acme*")
    assert len(asked) == 1
    assert "> Who signs, and &lt;when&gt;?" in asked[0].shown
    assert asked[0].buttons() == ["Answer"]
    assert "*Question:* Who signs, and &lt;when&gt;?" in office.card(office.sam).shown
    assert "You should answer by Mon 23 Nov, 18:00 CET" in office.card(office.sam).shown

    modal = asked[0].clicks("Answer").modal
    assert modal is not None
    assert "Who signs, and &lt;when&gt;?" in modal.texts
    assert modal.fill({"Answer": ANSWER}).submit().ok

    card = office.card(office.anna)
    assert card.buttons() == ["Accept", "Reject", "Ask for info", "Full package", "Brief"]
    assert len(office.heard(office.anna, "> The CFO &amp; Jane, in May")) == 1
    package = card.clicks("Full package").modal
    assert package is not None
    assert "*Asked:* Who signs, and &lt;when&gt;?" in package.texts
    assert "*Answered:* The CFO &amp; Jane, in May" in package.texts


def test_an_empty_question_or_answer_is_refused(office: Office) -> None:
    modal = office.hand_off().clicks("Ask for info").modal
    assert modal is not None
    assert modal.fill({"Question": " "}).submit(skip_client_checks=True).errors == {
        "Question": "This is needed."
    }
    assert modal.fill({"Question": QUESTION}).submit().ok
    modal = office.card(office.sam).clicks("Answer").modal
    assert modal is not None
    assert modal.submit(skip_client_checks=True).errors == {"Answer": "This is needed."}
    assert "❓ Question to the SDR" in office.card(office.anna).shown


def test_the_aes_clock_pauses_and_goes_on_where_it_stopped(office_under: OpensOffice) -> None:
    office = office_under(policy('hours = "always"\naccept_within = "4h"\nanswer_within = "20h"'))
    card = office.hand_off()
    office.advance(hours=1, minutes=30)
    _ask(card)
    office.advance(hours=9)  # more than twice Anna's whole time
    assert not office.heard(office.anna, "⏰")
    assert not office.heard(office.maria, "")

    _answer(office)
    assert (
        "should accept, reject or ask by Mon 23 Nov, 23:00 CET" in office.card(office.anna).shown
    )  # 2.5 h left
    office.advance(minutes=29)
    assert not office.heard(office.anna, "⏰")
    office.advance(minutes=1)
    assert len(office.heard(office.anna, "⏰")) == 1
    office.advance(hours=1, minutes=59)
    assert not office.heard(office.maria, "stalled")
    office.advance(minutes=1)
    assert len(office.heard(office.maria, "Acme (#1) has stalled")) == 1


def test_a_nudge_is_not_repeated_when_the_clock_goes_on(office: Office) -> None:
    office.hand_off()
    office.advance(hours=3)
    assert len(office.heard(office.anna, "⏰")) == 1
    _ask(office.card(office.anna))
    _answer(office)
    office.advance(minutes=59)
    assert len(office.heard(office.anna, "⏰")) == 1
    office.advance(minutes=1)
    assert len(office.heard(office.maria, "has stalled")) == 1


def test_the_sdr_who_does_not_answer_is_nudged_and_then_her_manager_hears_of_it(office: Office) -> None:
    _ask(office.hand_off())
    office.advance(hours=3, minutes=59)
    assert not office.heard(office.sam, "⏰")
    office.advance(minutes=1)
    nudge = office.heard(
        office.sam, f"⏰ <@{office.sam.id}> <@{office.anna.id}> waits for your answer on *Acme*"
    )
    assert len(nudge) == 1
    assert "by Mon 23 Nov, 18:00 CET" in nudge[0].shown
    assert nudge[0].buttons() == ["Answer", "Withdraw"]
    office.advance(hours=4)
    stalled = office.heard(office.maria, "Acme (#1) has stalled")
    assert len(stalled) == 1
    assert f"No answer from <@{office.sam.id}>" in stalled[0].shown


def test_one_may_ask_again_after_the_answer(office: Office) -> None:
    _ask(office.hand_off())
    _answer(office)
    _ask(office.card(office.anna), "And the budget?")
    assert len(office.heard(office.sam, "> And the budget?")) == 1
    _answer(office, "50k")
    package = office.card(office.anna).clicks("Full package").modal
    assert package is not None
    for said in ("The CFO &amp; Jane", "And the budget?", "50k"):
        assert said in package.texts


def _ask(card: Message, question: str = QUESTION) -> None:
    modal = card.clicks("Ask for info").modal
    assert modal is not None
    assert modal.fill({"Question": question}).submit().ok


def _answer(office: Office, answer: str = ANSWER) -> None:
    modal = office.card(office.sam).clicks("Answer").modal
    assert modal is not None
    assert modal.fill({"Answer": answer}).submit().ok
