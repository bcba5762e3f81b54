"""What the form takes from the message that it is started from."""

import pytest

from app.domain.clues import clues, plain

MAIL = "<mailto:jane@acme.example|jane@acme.example>"
FOUND = {"contact_email": "jane@acme.example", "website": "acme.example", "company": "Acme"}


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (f"Jane ({MAIL}) called", FOUND),
        ("call jane@acme.example, please.", FOUND),
        (f"{MAIL} of <https://www.acme-group.example/about|their site>", {**FOUND, "company": "Acme-group"}),
        ("<http://globex.example|globex.example>", {"company": "Globex", "website": "http://globex.example"}),
        ("look at www.globex.example.", {"company": "Globex", "website": "www.globex.example"}),
        ("joe@gmail.com wants a demo", {"contact_email": "joe@gmail.com"}),
        ("<https://northwind.slack.com/archives/C1|our thread>", {}),
        ("sam@northwind.example says it is urgent", {}),
        ("no address, nobody@nowhere, @here & <@U0SAM>", {}),
        ("", {}),
    ],
)
def test_an_address_and_a_website_are_taken(message: str, found: dict[str, str]) -> None:
    expected = {**found, "website": "https://www.acme-group.example/about"} if "group" in message else found
    assert clues(message, {"northwind.example"}) == expected


def test_the_notes_are_what_the_reader_of_the_message_saw() -> None:
    assert (
        plain(f"{MAIL} &amp; <https://acme.example|the site> &lt;b&gt;") == "jane@acme.example & the site <b>"
    )


def test_a_message_of_any_length_is_read_in_no_time() -> None:
    assert clues("x" * 1_000_000 + "@") == {}
    assert clues("a@" * 50_000) == {}
