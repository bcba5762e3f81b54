"""The Home tab and `/handoff list`: what waits on whom, most urgent first, however much it is."""

from datetime import timedelta

from app.domain.homepage import (
    LISTS,
    MOST,
    OFFERS,
    ON_ITS_WAY,
    ON_ME,
    ON_OTHERS,
    PAGE,
    STALLED,
    Homepage,
    Look,
    Numbers,
    Part,
)
from app.domain.leave import Calendar
from app.domain.lifecycle import Action, Status
from app.domain.metrics import Figures
from app.domain.model_loop import Preference
from app.domain.model_team import Absence, DraftPackage
from app.domain.preferences import MUTABLE
from app.domain.sight import Sight
from blocks import home, replies
from blocks.parts import section
from tests.blocks import drawn
from tests.cast import ANNA, MARIA, MORNING, SAM, TEAM, handoff, passed, sight

LONG = "<!channel> & " * 11
ABOVE = ["Hand off a prospect", "Search"]


def many(viewer: str, count: int) -> list[Sight]:
    rows = [handoff(id=n, company=f"{n} Inc") for n in range(1, count + 1)]
    return [sight(viewer, row) for row in rows]


def part(what: str, sights: list[Sight]) -> Part:
    return Part(what, len(sights), sights[: MOST[what]])


def test_an_ae_reads_what_waits_on_her_and_can_act_at_once() -> None:
    drawing = home.home(Homepage(parts=[part(ON_ME, many(ANNA, 1))]))
    shown = drawn.view(drawing)
    assert "Waiting on you (1)" in shown
    assert (
        f"*1 Inc* (#1) · ⏳ Waiting for an answer\n<@{SAM}> → <@{ANNA}> · by Mon 23 Nov, 14:00 CET" in shown
    )
    card = ["Accept", "Reject", "Ask for info", "Full package"]
    assert drawn.buttons(drawing["blocks"]) == [*ABOVE, *card]


def test_what_waits_on_others_comes_without_moves() -> None:
    drawing = home.home(Homepage(parts=[part(ON_OTHERS, many(SAM, 1))]))
    assert "You are waiting for (1)" in drawn.view(drawing)
    assert drawn.buttons(drawing["blocks"]) == ABOVE
    assert [one["accessory"]["text"]["text"] for one in drawing["blocks"] if "accessory" in one] == [
        "Full package"
    ]


def test_only_a_manager_sees_what_stalls() -> None:
    late = [sight(MARIA, now=MORNING + timedelta(hours=5))]
    drawing = home.home(Homepage(parts=[part(STALLED, late)], manages=True, untouched=3))
    assert "Stalled in your team (1)" in drawn.view(drawing)
    assert "(overdue)" in drawn.view(drawing)
    assert "Accepted but untouched in your team: 3" in drawn.view(drawing)
    assert "Take it" in drawn.buttons(drawing["blocks"])
    assert "Stalled in my team" in drawn.view(drawing)
    assert "Nothing stalls in your team." in drawn.view(home.home(Homepage(parts=[Part(STALLED)])))
    assert "team" not in drawn.view(home.home(Homepage(parts=[Part(ON_ME)])))


def test_what_is_offered_to_her_can_be_accepted_and_not_yet_read() -> None:
    row = handoff(ae_id="", offered=[ANNA], falls_to=MARIA)
    seen = sight(ANNA, row, waits_for=MARIA, choices=(Action.ACCEPT,))
    drawing = home.home(Homepage(parts=[part(OFFERS, [seen])]))
    assert f"First to accept (1)\n*Acme* (#7) · ⏳ Waiting for an answer\n<@{SAM}> → offered to 1 AE" in (
        drawn.view(drawing)
    )
    assert drawn.buttons(drawing["blocks"]) == [*ABOVE, "Accept"]


def test_an_empty_desk_says_so() -> None:
    shown = drawn.view(home.home(Homepage(parts=[Part(what) for what in LISTS])))
    for said in ("Nothing waits on you.", "You wait for nobody.", "Nothing is on its way yet."):
        assert said in shown


def test_one_list_alone_has_pages_and_a_way_back_to_everything() -> None:
    page = Part(ON_ME, 2 * PAGE + 1, many(ANNA, PAGE), 2)
    drawing = home.home(Homepage(look=Look(ON_ME, 2), parts=[page]))
    assert "Page 2 of 3" in drawn.view(drawing)
    *_, back, on, everything = [
        element for block in drawing["blocks"] for element in block.get("elements", []) if "value" in element
    ]
    assert (back["value"], on["value"], everything["value"]) == ("on_me.1", "on_me.3", "all.1")
    first = home.home(Homepage(look=Look("is.pending"), parts=[Part("is.pending", 1, many(ANNA, 1))]))
    assert "⏳ Waiting for an answer (1)" in drawn.view(first)
    assert drawn.buttons(first["blocks"])[-1] == "Everything"
    assert "‹ Back" not in drawn.buttons(first["blocks"])


def test_all_that_there_can_be_fits_a_hundred_blocks() -> None:
    sights = many(ANNA, 200)
    long = [handoff(id=n, company=LONG, package=passed(company=LONG).model_dump()) for n in range(1, 201)]
    for seen in (sights, [sight(ANNA, row) for row in long]):
        drawing = home.home(full(seen), home.checklist(["<!channel> " * 40] * 20) + [section("x")] * 5)
        assert len(drawing["blocks"]) <= 100
        shown = drawn.view(drawing)
        assert "Waiting on you (200)" in shown
        assert "… and 192 more" in drawn.buttons(drawing["blocks"])
    assert "&lt;!channel&gt; &amp;" in shown


def full(seen: list[Sight]) -> Homepage:
    """A Home with as much as there can be of everything."""
    away = [
        Absence(
            id=n, team_id=TEAM, person_id=ANNA, starts_at=MORNING, ends_at=MORNING, note=LONG, made_at=MORNING
        )
        for n in range(20)
    ]
    typed = DraftPackage(id=1, team_id=TEAM, person_id=ANNA, values={"company": LONG}, saved_at=MORNING)  # type: ignore
    hers = Preference(
        team_id=TEAM,
        person_id=ANNA,
        booking="https://" + "b" * 292,
        hours={"mon-fri": "09:00-17:00, " * 30},
        muted=[*MUTABLE],
        set_at=MORNING,
    )
    figures = Figures(MORNING, MORNING, 1, {"handed_off": 12, "accepted": 3, "rejected": 1})
    return Homepage(
        parts=[part(what, seen) for what in LISTS],
        manages=True,
        statuses=dict.fromkeys(Status, 200),
        numbers=Numbers(28, figures, figures, figures),
        drafts=[typed] * 20,
        calendar=Calendar(ANNA, "Europe/Berlin", MORNING, away),
        preference=hers,
    )


def test_her_own_figures_are_few_lines_and_say_when_they_are_few() -> None:
    figures = Figures(MORNING, MORNING, 1, {"handed_off": 5, "accepted": 3, "rejected": 1})
    shown = drawn.view(home.home(Homepage(numbers=Numbers(28, sdr=figures))))
    assert "Your numbers, last 28 days" in shown
    assert "You handed off 5, accepted: 3 of 4, few: could be 30% to 95%." in shown
    assert "numbers" not in drawn.view(home.home(Homepage(numbers=Numbers(28))))


def test_an_admin_reads_what_is_to_be_put_right() -> None:
    def said(to_do: list[str] | None) -> str:
        return drawn.view(home.home(Homepage(), home.checklist(to_do)))

    assert "All is well" in said([])
    assert "`handoff doctor` does so at once" in said(None)
    assert "• scopes: the app lacks files:write" in said(["scopes: the app lacks files:write"])
    assert "… and 3 more: `handoff doctor` lists them." in said(["person x: unknown"] * 11)


def test_what_is_on_its_way_is_the_list_of_what_nobody_must_answer() -> None:
    rows = [handoff(Status.WORKING, id=3), handoff(Status.OPPORTUNITY, id=4)]
    drawing = home.home(Homepage(parts=[part(ON_ITS_WAY, [sight(SAM, row) for row in rows])]))
    assert "On its way (2)" in drawn.view(drawing)


def test_slash_handoff_list_names_each_with_whose_turn_it_is() -> None:
    rows = [handoff(), handoff(Status.WORKING, id=8, company="Globex"), handoff(Status.RETURNED, id=9)]
    text, blocks = replies.listing([sight(SAM, row) for row in rows])
    shown = drawn.message((text, blocks))
    assert text == "Your open handoffs: 3"
    assert f"*Acme* (#7) · ⏳ Waiting for an answer · next: <@{ANNA}>, by Mon 23 Nov, 13:00 UTC" in shown
    assert f"*Globex* (#8) · 🤝 Being worked · next: <@{ANNA}>" in shown
    assert f"(#9) · ❓ Question to the SDR · next: <@{SAM}>" in shown


def test_slash_handoff_list_holds_long_and_hostile_names() -> None:
    rows = [handoff(id=n, company=LONG) for n in range(1, 201)]
    assert "… and 180 more." in drawn.message(replies.listing([sight(ANNA, row) for row in rows]))


def test_slash_handoff_list_without_any_says_how_to_start() -> None:
    assert "`/handoff` starts one" in drawn.message(replies.listing([]))


def test_help_names_every_word_that_the_command_knows() -> None:
    words = ("`/handoff`", "`/handoff Acme`", "`/handoff list`", "`/handoff help`", "Home")
    for word in (
        *words,
        "/handoff show 12",
        "/handoff search",
        "/handoff stats",
        "/handoff why",
        "/handoff ooo",
    ):
        assert word in replies.help_text()
