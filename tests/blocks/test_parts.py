"""Escaping and clipping, of which everything else is made."""

import html

from hypothesis import given
from hypothesis import strategies as st

from blocks.parts import CUT, actions, clip, esc, fields, mention, modal, mrkdwn, plain, typed, when
from tests.blocks import drawn
from tests.cast import ANNA, MORNING

HOSTILE = st.text(alphabet="&<>;amplgt!@ x\n", max_size=80)


@given(HOSTILE | st.text())
def test_what_is_typed_reads_the_same_and_does_nothing(text: str) -> None:
    assert not set("<>") & set(esc(text))
    assert html.unescape(esc(text)) == html.unescape(html.escape(text, quote=False))


@given(HOSTILE, st.integers(len(CUT), 60))
def test_a_cut_never_leaves_half_an_entity_and_says_that_it_cut(text: str, limit: int) -> None:
    cut = typed(text, limit)
    assert len(cut) <= limit
    assert not drawn.ENTITY.search(cut)
    if len(esc(text.strip())) > limit:
        assert cut.endswith(CUT)
        assert esc(text.strip()).startswith(cut.removesuffix(CUT))
    else:
        assert cut == esc(text.strip())


def test_what_fits_exactly_is_not_cut() -> None:
    assert clip("x" * 10, 10) == "x" * 10
    assert clip("x" * 30, 20) == "x" * (20 - len(CUT)) + CUT


def test_a_broadcast_that_somebody_typed_pings_nobody() -> None:
    assert typed("<!channel> & <@U0DAN>") == "&lt;!channel&gt; &amp; &lt;@U0DAN&gt;"


def test_slack_takes_no_empty_text() -> None:
    assert plain("", 10)["text"] == mrkdwn("")["text"] == "–"
    assert actions(None) == []
    assert fields([("Website", "")]) == []


def test_eleven_fields_need_two_blocks() -> None:
    assert [len(block["fields"]) for block in fields((f"L{n}", "x") for n in range(11))] == [10, 1]


def test_a_moment_is_said_in_the_readers_zone_by_name() -> None:
    assert when(MORNING, "Europe/Berlin") == "Mon 23 Nov, 10:00 CET"
    assert when(MORNING, "Asia/Tokyo") == "Mon 23 Nov, 18:00 JST"
    assert when(MORNING, "") == when(MORNING, "Nowhere/Atall") == "Mon 23 Nov, 09:00 UTC"


def test_a_person_is_named_so_that_slack_shows_her_name_and_nobody_is_nobody() -> None:
    assert mention(ANNA) == f"<@{ANNA}>"
    assert mention(None) == "nobody"


def test_a_modal_without_a_question_has_no_submit() -> None:
    assert "submit" not in modal("a.callback", "Title", [])
    assert modal("a.callback", "A title that is far too long", [], private=7)["private_metadata"] == "7"
    drawn.view(
        modal("a.callback", "A title that is far too long for Slack", [], submit="And a submit, too, so long")
    )
