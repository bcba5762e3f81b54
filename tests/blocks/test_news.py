"""What people are told in a card's thread, and how they are reminded."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.lifecycle import Action, Status
from app.services.handoffs import SAYS_AE, SAYS_SDR
from blocks import news
from tests.blocks import drawn
from tests.cast import ANNA, BEN, MARIA, MORNING, SAM, handoff, sight

NOTES: dict[str, dict[str, Any]] = {
    "reject": {"reason": "price", "comment": "Too dear"},
    "dispute": {"evidence": "400 people"},
    "uphold": {"comment": "Too small"},
    "overturn": {"comment": "They fit"},
    "decline": {"comment": "No budget"},
    "ask": {"question": "Which CRM?"},
    "answer": {"answer": "None yet"},
    "hand_over": {"ae": BEN},
    "reassign": {"ae": BEN},
    "extend": {"comment": "Trade fair"},
    "snooze": {"comment": "Trade fair", "until": MORNING.isoformat()},
    "lose": {"reason": "price", "comment": "Too dear"},
    "recycle": {"reason": "price"},
    "rate": {"quality": 4, "comment": "Well prepared"},
}
TO_SDR = {
    "accept": (
        Status.ACCEPTED,
        ["accepted *Acme*", "*Your outreach is on hold:* please pause", "introduction email"],
    ),
    "take": (Status.ACCEPTED, ["took over *Acme*", "*Your outreach is on hold:*"]),
    "reject": (Status.REJECTED, ["rejected *Acme*. *Reason:* Price.\n> Too dear"]),
    "approve": (Status.PENDING, ["approved *Acme* as it is: it goes on now"]),
    "decline": (Status.WITHDRAWN, ["did not approve *Acme*:\n> No budget", "Your draft is kept: `/handoff`"]),
    "uphold": (Status.REJECTED, ["upheld the rejection of *Acme*:\n> Too small"]),
    "overturn": (
        Status.PENDING,
        [f"overturned the rejection of *Acme*, so <@{ANNA}> has it again", "> They fit"],
    ),
    "ask": (Status.RETURNED, ["asks about *Acme*:\n> Which CRM?", "Please answer"]),
    "hand_over": (Status.WORKING, [f"handed *Acme* over to <@{BEN}>, who owns it now. Your outreach stays"]),
    "reassign": (Status.PENDING, [f"gave *Acme* to <@{BEN}>, whose clock starts now"]),
    "opportunity": (Status.OPPORTUNITY, ["*Acme* is an opportunity now"]),
    "win": (Status.WON, ["*Acme* is won"]),
    "lose": (Status.LOST, ["*Acme* is lost. *Reason:* Price.\n> Too dear"]),
    "recycle": (Status.RECYCLED, ["*Acme* comes back to you. *Reason:* Price."]),
    "rate": (Status.WON, ["rated *Acme* 4 of 5.\n> Well prepared"]),
}
TO_AE = {
    "answer": (Status.PENDING, ["answered on *Acme*, your turn again:\n> None yet"]),
    "dispute": (Status.REJECTED, ["disputes your rejection of *Acme*:\n> 400 people", "nothing you need"]),
    "uphold": (Status.REJECTED, ["upheld your rejection of *Acme*:\n> Too small"]),
    "overturn": (Status.PENDING, ["overturned your rejection of *Acme*, so you have it again", "> They fit"]),
    "extend": (Status.PENDING, ["gave you more time for *Acme*:\n> Trade fair"]),
    "snooze": (Status.PENDING, ["counts on you for *Acme* by Mon 23 Nov, 10:00 CET", "> Trade fair"]),
    "take": (Status.ACCEPTED, ["took over *Acme*. There is nothing left for you to do"]),
    "hand_over": (Status.WORKING, [f"handed *Acme* over to <@{BEN}>", "nothing left for you to do"]),
    "withdraw": (Status.WITHDRAWN, ["withdrew *Acme*. There is nothing left for you to do"]),
}


def told(viewer: str, action: str, status: Status, actor: str = MARIA) -> tuple[str, list[dict[str, Any]]]:
    note = {"action": action, "actor": actor, **NOTES.get(action, {})}
    return news.news(sight(viewer, handoff(status, comment="Which CRM?")), note)


@pytest.mark.parametrize("action", TO_SDR)
def test_the_sdr_is_told_what_became_of_her_handoff(action: str) -> None:
    status, words = TO_SDR[action]
    shown = drawn.message(told(SAM, action, status, actor=ANNA))
    assert all(word in shown for word in words)
    assert f"<@{SAM}>" in shown


@pytest.mark.parametrize("action", TO_AE)
def test_the_ae_is_told_what_others_did(action: str) -> None:
    status, words = TO_AE[action]
    shown = drawn.message(told(ANNA, action, status))
    assert all(word in shown for word in words)


def test_there_are_words_for_everything_that_is_told() -> None:
    assert {action.value for action in SAYS_SDR} == set(TO_SDR)
    assert {action.value for action in SAYS_AE} == set(TO_AE)


def test_what_nobody_has_words_for_is_an_error_and_not_an_empty_message() -> None:
    with pytest.raises(ValueError, match="no words for touch"):
        told(SAM, Action.TOUCH, Status.WORKING)


def test_a_notification_shows_names_where_the_message_mentions() -> None:
    fallback, _ = told(SAM, "reassign", Status.PENDING)
    assert fallback == "🔁 Sam Rivera Maria Lopez gave Acme to Ben Ford, whose clock starts now."


def test_a_question_comes_with_the_button_that_answers_it() -> None:
    assert drawn.buttons(told(SAM, "ask", Status.RETURNED)[1]) == ["Answer"]
    assert drawn.buttons(told(SAM, "reject", Status.REJECTED)[1]) == ["Dispute"]
    assert drawn.buttons(told(SAM, "uphold", Status.PENDING)[1]) == []


def test_a_quotation_keeps_its_lines() -> None:
    note = {"action": "ask", "actor": ANNA, "question": "One?\nTwo?"}
    assert "> One?\n> Two?" in drawn.message(news.news(sight(SAM, handoff(Status.RETURNED)), note))


@pytest.mark.parametrize(
    ("viewer", "actor", "status", "words"),
    [
        (SAM, ANNA, Status.PENDING, "has not answered on *Acme* in time"),
        (SAM, ANNA, Status.ACCEPTED, "has not made the first touch on *Acme* in time"),
        (ANNA, SAM, Status.RETURNED, "has not answered on *Acme* in time"),
    ],
)
def test_without_a_manager_the_colleague_at_the_other_end_is_told(
    viewer: str, actor: str, status: Status, words: str
) -> None:
    shown = drawn.message(told(viewer, "unanswered", status, actor=actor))
    assert f"<@{actor}> {words}" in shown
    assert ("withdraw it" in shown) is (Action.WITHDRAW in sight(viewer, handoff(status)).choices)


@pytest.mark.parametrize(
    ("clock", "viewer", "status", "words", "moves"),
    [
        (
            "accept",
            ANNA,
            Status.PENDING,
            "*Acme* waits for your answer",
            ["Accept", "Reject", "Ask for info"],
        ),
        (
            "answer",
            SAM,
            Status.RETURNED,
            f"<@{ANNA}> waits for your answer on *Acme*",
            ["Answer", "Withdraw"],
        ),
        (
            "touch",
            ANNA,
            Status.ACCEPTED,
            "*Acme* waits for your first touch",
            ["Log first touch", "Meeting booked", "Recycle"],
        ),
    ],
)
def test_a_nudge_says_what_to_do_by_when_in_her_own_zone_and_has_the_button(
    clock: str, viewer: str, status: Status, words: str, moves: list[str]
) -> None:
    due_at = (MORNING + timedelta(hours=4)).timestamp()
    fallback, blocks = news.nudge(sight(viewer, handoff(status)), {"clock": clock, "due_at": due_at})
    shown = drawn.message((fallback, blocks))
    assert words in shown
    assert ("by Mon 23 Nov, 14:00 CET" if viewer == ANNA else "by Mon 23 Nov, 13:00 UTC") in shown
    assert drawn.buttons(blocks) == moves
    assert "<@" not in fallback
