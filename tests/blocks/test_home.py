"""The Home tab and `/handoff list`: what waits on whom, most urgent first, however much it is."""

from datetime import timedelta

from app.domain.lifecycle import Action, Status
from app.domain.sight import Overview, Sight
from blocks import home, replies
from tests.blocks import drawn
from tests.cast import ANNA, MARIA, MORNING, SAM, handoff, passed, sight

LONG = "<!channel> & " * 11


def many(viewer: str, count: int) -> list[Sight]:
    rows = [handoff(id=n, company=f"{n} Inc") for n in range(1, count + 1)]
    return [sight(viewer, row) for row in rows]


def test_an_ae_reads_what_waits_on_her_and_can_act_at_once() -> None:
    drawing = home.home(Overview(many(ANNA, 1), [], [], manages=False))
    shown = drawn.view(drawing)
    assert "Waiting on you (1)" in shown
    assert (
        f"*1 Inc* (#1) · ⏳ Waiting for an answer\n<@{SAM}> → <@{ANNA}> · by Mon 23 Nov, 14:00 CET" in shown
    )
    assert drawn.buttons(drawing["blocks"]) == [
        "Hand off a prospect",
        "Accept",
        "Reject",
        "Ask for info",
        "Full package",
    ]


def test_what_waits_on_others_comes_without_moves() -> None:
    drawing = home.home(Overview([], many(SAM, 1), [], manages=False))
    assert "You are waiting for (1)" in drawn.view(drawing)
    assert drawn.buttons(drawing["blocks"]) == ["Hand off a prospect", "Full package"]


def test_only_a_manager_sees_what_stalls() -> None:
    late = [sight(MARIA, now=MORNING + timedelta(hours=5))]
    drawing = home.home(Overview([], [], late, manages=True))
    assert "Stalled in your team (1)" in drawn.view(drawing)
    assert "(overdue)" in drawn.view(drawing)
    assert "Take it" in drawn.buttons(drawing["blocks"])
    assert "Nothing stalls in your team." in drawn.view(home.home(Overview([], [], [], manages=True)))
    assert "team" not in drawn.view(home.home(Overview([], [], [], manages=False)))


def test_what_is_offered_to_her_can_be_accepted_and_not_yet_read() -> None:
    row = handoff(ae_id="", offered=[ANNA], falls_to=MARIA)
    seen = sight(ANNA, row, waits_for=MARIA, choices=(Action.ACCEPT,))
    drawing = home.home(Overview([], [], [], manages=False, offers=[seen]))
    assert f"First to accept (1)\n*Acme* (#7) · ⏳ Waiting for an answer\n<@{SAM}> → offered to 1 AE" in (
        drawn.view(drawing)
    )
    assert drawn.buttons(drawing["blocks"]) == ["Hand off a prospect", "Accept"]
    assert "First to accept" not in drawn.view(home.home(Overview([], [], [], manages=False)))


def test_an_empty_desk_says_so() -> None:
    shown = drawn.view(home.home(Overview([], [], [], manages=False)))
    assert "Nothing waits on you." in shown
    assert "You wait for nobody." in shown


def test_two_hundred_handoffs_fit_and_the_rest_is_counted() -> None:
    drawing = home.home(Overview(many(ANNA, 200), many(ANNA, 200), many(ANNA, 200), manages=True))
    assert len(drawing["blocks"]) <= 100
    shown = drawn.view(drawing)
    assert "Waiting on you (200)" in shown
    assert "… and 192 more" in shown


def test_companies_with_long_and_hostile_names_fit_too() -> None:
    rows = [handoff(id=n, company=LONG, package=passed(company=LONG).model_dump()) for n in range(1, 201)]
    sights = [sight(ANNA, row) for row in rows]
    assert "&lt;!channel&gt; &amp;" in drawn.view(home.home(Overview(sights, sights, sights, manages=True)))
    text, blocks = replies.listing(sights)
    assert "… and 180 more." in drawn.message((text, blocks))


def test_slash_handoff_list_names_each_with_whose_turn_it_is() -> None:
    rows = [handoff(), handoff(Status.WORKING, id=8, company="Globex"), handoff(Status.RETURNED, id=9)]
    text, blocks = replies.listing([sight(SAM, row) for row in rows])
    shown = drawn.message((text, blocks))
    assert text == "Your open handoffs: 3"
    assert f"*Acme* (#7) · ⏳ Waiting for an answer · next: <@{ANNA}>, by Mon 23 Nov, 13:00 UTC" in shown
    assert f"*Globex* (#8) · 🤝 Being worked · next: <@{ANNA}>" in shown
    assert f"(#9) · ❓ Question to the SDR · next: <@{SAM}>" in shown


def test_slash_handoff_list_without_any_says_how_to_start() -> None:
    assert "`/handoff` starts one" in drawn.message(replies.listing([]))


def test_help_names_every_word_that_the_command_knows() -> None:
    for word in ("`/handoff`", "`/handoff Acme`", "`/handoff list`", "`/handoff help`", "Home"):
        assert word in replies.help_text()
