"""The introduction's draft in the chat: the mail as it will read, and the buttons that get it out."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.lifecycle import OWNED, Status
from app.domain.model_mail import Intro
from blocks import intro
from tests.blocks import drawn
from tests.cast import ANNA, BEN, GIA, MORNING, SAM, handoff, sight

JANE = {"name": "Jane Doe", "email": "jane@acme.example"}
ANNAS = {"name": "Anna Keller", "email": "anna@northwind.example"}
ALL = ["Edit", "Gmail", "Outlook", "Mail program", "File (.eml)", "Copy", "Mark as sent"]
TEMPLATES, LANGUAGES = {"joint": "Joint introduction", "short": "Short"}, {"en": "English", "de": "Deutsch"}


def draft(**changes: Any) -> Intro:
    written: dict[str, Any] = {
        "handoff_id": 7,
        "recipients": [JANE],
        "copies": [ANNAS],
        "subject": "Acme: our next step, together with Anna Keller",
        "body": "Hi Jane,\n\nthis is Anna.",
        "template": "joint",
        "language": "de",
    }
    return Intro(**written | changes)


def shown_to(viewer: str, mail: Intro, status: Status = Status.ACCEPTED, **changes: Any) -> Any:
    return intro.intro(sight(viewer, handoff(status, **changes), intro=mail))


@pytest.mark.parametrize("viewer", [SAM, ANNA])
def test_both_colleagues_see_the_mail_as_it_will_read_with_every_way_to_send_it(viewer: str) -> None:
    fallback, blocks = shown_to(viewer, draft())
    shown = drawn.message((fallback, blocks))
    assert "*To:* Jane Doe &lt;jane@acme.example&gt;" in shown
    assert "*Cc:* Anna Keller &lt;anna@northwind.example&gt;" in shown
    assert "Hi Jane,\n\nthis is Anna." in shown
    assert fallback.endswith("Hi Jane,\n\nthis is Anna.")
    asks = [] if viewer == SAM else ["Ask for a change"]
    assert drawn.buttons(blocks) == [*ALL[:-1], *asks, ALL[-1]]


def test_the_links_open_the_whole_mail() -> None:
    _, blocks = shown_to(SAM, draft())
    gmail, outlook, program = drawn.links(blocks)
    assert parse_qs(urlsplit(gmail).query)["body"] == ["Hi Jane,\r\n\r\nthis is Anna."]
    assert parse_qs(urlsplit(outlook).query) == {"mailtouri": [program]}
    assert program.startswith("mailto:jane@acme.example?cc=anna@northwind.example&subject=Acme")


def test_a_text_too_long_for_a_link_is_said_to_be_copied() -> None:
    fallback, blocks = shown_to(SAM, draft(body="ä" * 2990))
    assert (
        "The text is too long for some of these links: take the file instead, or copy it."
        in drawn.message((fallback, blocks))
    )
    assert drawn.buttons(blocks) == ALL
    assert all(len(url) <= 3000 for url in drawn.links(blocks))


def test_with_more_recipients_than_a_link_holds_the_rest_still_works() -> None:
    many = [{"name": "N" * 80, "email": f"somebody.or.other.{n}@a-long-domain.example"} for n in range(90)]
    fallback, blocks = shown_to(SAM, draft(recipients=many))
    assert "take the file instead" in drawn.message((fallback, blocks))
    assert drawn.buttons(blocks) == ["Edit", "File (.eml)", "Copy", "Mark as sent"]


def test_once_sent_it_says_by_whom_and_when_and_offers_nothing_more() -> None:
    fallback, blocks = shown_to(ANNA, draft(sent_at=MORNING, sent_by=SAM))
    assert f"<@{SAM}> marked it as sent, Mon 23 Nov, 10:00 CET." in drawn.message((fallback, blocks))
    assert drawn.buttons(blocks) == []


@pytest.mark.parametrize("status", OWNED)
def test_in_every_later_state_it_is_still_there(status: Status) -> None:
    assert "this is Anna" in drawn.message(shown_to(SAM, draft(), status))


def test_an_ae_who_gave_the_handoff_away_no_longer_reads_the_mail() -> None:
    fallback, blocks = shown_to(ANNA, draft(body="this is Ben"), ae_id=BEN, owner_id=BEN)
    assert fallback == "The introduction for Acme (#7) is with its owner now."
    assert "Ben" not in drawn.message((fallback, blocks))
    assert drawn.buttons(blocks) == []
    assert drawn.buttons(shown_to(GIA, draft())[1]) == []


def test_while_another_ae_is_asked_the_old_draft_offers_nothing() -> None:
    fallback, blocks = shown_to(SAM, draft(), Status.PENDING, ae_id=BEN)
    assert "is drafted anew once it is accepted" in drawn.message((fallback, blocks))
    assert drawn.buttons(blocks) == []


def test_the_editor_holds_the_whole_mail() -> None:
    mail = draft(recipients=[JANE, {"name": "", "email": "joe@acme.example"}], copies=[])
    modal = intro.edit(7, intro.as_it_is(mail, TEMPLATES, LANGUAGES))
    drawn.view(modal)
    inputs = [block for block in modal["blocks"] if block["type"] == "input"]
    chosen = {one["block_id"]: one["element"]["initial_option"]["value"] for one in inputs[2:4]}
    assert chosen == {"template": "joint", "language": "de"}
    texts = [*inputs[:2], *inputs[4:]]
    values = {block["block_id"]: block["element"].get("initial_value", "") for block in texts}
    assert values == {
        "to": "jane@acme.example, joe@acme.example",
        "cc": "",
        "subject": mail.subject,
        "body": mail.body,
    }


def test_without_a_draft_there_is_nothing_to_show_or_edit() -> None:
    nothing = sight(SAM, handoff(Status.ACCEPTED), now=MORNING + timedelta(hours=1))
    for draw in (intro.intro, intro.copy):
        with pytest.raises(ValueError, match="no introduction"):
            draw(nothing)


def test_the_proposed_times_stand_on_both_clocks_where_they_differ_with_what_to_check() -> None:
    mail = draft(proposed=["2026-11-24T14:00:00+00:00"], caution="Check that <this> is all right.")
    row = handoff(Status.ACCEPTED)
    for place, zone, shown in (
        ("New York", "America/New_York", "Tue 24 Nov, 15:00 CET  ·  Tue 24 Nov, 09:00 EST in New York\n"),
        ("Paris", "Europe/Paris", "Tue 24 Nov, 15:00 CET\n"),
        ("", "", "Tue 24 Nov, 15:00 CET\n"),
    ):
        row.package = {**row.package, "place": place, "zone": zone}
        said = drawn.message(intro.intro(sight(ANNA, row, intro=mail)))
        assert f"*Proposed, on your clock:*\n{shown}⚠️ Check that &lt;this&gt; is all right." in said
