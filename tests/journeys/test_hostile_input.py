"""The worst that can be typed or forged, in every field and parameter: nothing breaks, nobody is pinged."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import select

from app.domain.model import Event, Handoff
from app.domain.model_mail import Intro
from app.domain.package import tidy
from blocks import ids
from sandbox.signed_http import signature
from tests import by_hand, every_request, signed
from tests.accepting import accepts
from tests.cast import typed
from tests.hostile import BROKEN, STRINGS
from tests.journeys.test_the_door import rows
from tests.office import APP, Office

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Json = dict[str, Any]
TAGS = re.compile(r"<([^>\n]*)>")
OURS = {"@U0SAM", "@U0ANNA", "@U0MARIA", "@U0BEN"}
FIELDS = [name for name in typed() if name != "contact_email"]


def test_every_field_of_every_form_takes_it_or_says_what_is_wrong(office: Office) -> None:
    strings = share(office)
    numbers = [_hands_off(office, strings) for _ in range(len(list(share(office))) // len(FIELDS))]
    for number in numbers:
        _asks_answers_and_writes(office, strings, number)
    office.settle()
    for person in (office.sam, office.anna):
        assert not _pinged(office, person.messages(channel=APP))
    with office.bot.db.reading() as session:
        tables: tuple[Any, ...] = (Handoff, Event, Intro)
        kept = "".join(_texts([row.model_dump() for t in tables for row in session.exec(select(t)).all()]))
    assert "\x00" not in kept
    assert kept.encode("utf-8")  # no half of a character
    assert "Accept" in office.hand_off(Company="Globex").buttons()


def test_the_command_takes_any_text(office: Office) -> None:
    for text in share(office):
        answer = _types(office, text)
        assert answer.status_code == 200, text
        assert "Something went wrong" not in answer.text, text
        assert not [tag for tag in TAGS.findall(answer.text) if tag not in OURS], text
    assert "Accept" in office.hand_off().buttons()


def test_any_parameter_of_a_request_may_be_nonsense(office: Office) -> None:
    office.hand_off()
    before = rows(office)
    requests = (_nonsense_click, _nonsense_form, _nonsense_message)
    for n, text in enumerate(share(office)):
        for make in requests if text in BROKEN else requests[n % 6 :][:1]:  # half of them, one each
            assert signed.post(office.slack, make(office, text[:20_000])).status_code == 200, text
    assert rows(office) == before
    accepts(office.card(office.anna))
    assert office.heard(office.sam, "Your outreach is on hold")


def _nonsense_click(office: Office, text: str) -> Json:
    click = by_hand.move(office.slack, "U0BEN", "touch", 1)
    click["actions"][0] |= {"block_id": text, "action_ts": text, "type": text}
    click |= {"trigger_id": text, "response_url": text, "api_app_id": text, "token": text}
    click["channel"] = click["container"] = {"id": text, "channel_id": text, "message_ts": text}
    click["user"] |= {"name": text, "username": text}
    return click


def _nonsense_form(office: Office, text: str) -> Json:
    form = every_request.submitted(office.slack, "U0BEN", ids.REJECT, {"reason": text, "comment": text})
    form["view"] |= {"id": text, "hash": text, "root_view_id": text, "private_metadata": "1"}
    return form


def _nonsense_message(office: Office, text: str) -> Json:
    return every_request.from_message(office.slack, "U0SAM", text)


def share(office: Office) -> Iterator[str]:
    """Half of all the strings for each database, and for both what PostgreSQL cannot store."""
    half = 0 if office.bot.db.is_sqlite else 1
    return iter([text for n, text in enumerate(STRINGS) if n % 2 == half or text in BROKEN])


def _hands_off(office: Office, strings: Iterator[str]) -> int:
    """Every field gets another string; what is refused, at its field, is put right and sent again."""
    given = dict.fromkeys(FIELDS, "") | dict(zip(FIELDS, strings, strict=False))
    answer = signed.post(office.slack, every_request.form(office.slack, "U0SAM", **given))
    if "errors" in answer.text:
        faults = answer.json()["errors"]
        assert set(faults) <= set(FIELDS) | {"more_contacts"}, answer.text
        assert all(re.search("is needed|characters at most", fault) for fault in faults.values()), faults
        given |= dict.fromkeys(faults, "put right")
        answer = signed.post(office.slack, every_request.form(office.slack, "U0SAM", **given))
    if "Not ready yet" in answer.text:  # a criterion that nobody can read is none
        given |= {name: "put right" for name in FIELDS if not tidy(given[name])}
        answer = signed.post(office.slack, every_request.form(office.slack, "U0SAM", **given))
    if "Handed off already" in answer.text:  # the same address each time
        draft, anyway = (
            answer.json()["view"]["private_metadata"],
            {"duplicate": "anyway", "duplicate_reason": "x"},
        )
        again = every_request.submitted(office.slack, "U0SAM", ids.FORM_DUPLICATE, anyway, private=draft)
        answer = signed.post(office.slack, again)
    assert (answer.status_code, answer.text) == (200, ""), given
    with office.bot.db.reading() as session:
        return max(row.number for row in session.exec(select(Handoff)).all())


def _asks_answers_and_writes(office: Office, strings: Iterator[str], number: int) -> None:
    for person, callback, name in (("U0ANNA", ids.ASK, "question"), ("U0SAM", ids.ANSWER, "answer")):
        _says(office, person, callback, {name: next(strings, "?")}, number)
    assert signed.post(office.slack, by_hand.move(office.slack, "U0ANNA", "accept", number)).text == ""
    mail = {"to": f"jane@acme.example\n{next(strings, '')}", "cc": next(strings, "")}
    mail |= {"subject": next(strings, "?"), "body": next(strings, "?")}
    _says(office, "U0SAM", ids.INTRO_EDIT, mail, number)
    _says(office, "U0ANNA", ids.RATE, {"quality": "5", "comment": next(strings, "?")}, number)


def _says(office: Office, person: str, callback: str, values: dict[str, str], number: int) -> None:
    answer = signed.post(
        office.slack, every_request.submitted(office.slack, person, callback, values, private=str(number))
    )
    if answer.text:
        faults = answer.json()["errors"]
        assert set(faults) <= set(values), answer.text
        assert not any("Something went wrong" in fault for fault in faults.values()), faults
        right = {"to": "jane@acme.example", "cc": ""}
        values = values | {name: right.get(name, "put right") for name in faults}
        answer = signed.post(
            office.slack, every_request.submitted(office.slack, person, callback, values, private=str(number))
        )
    assert (answer.status_code, answer.text) == (200, ""), values


def _pinged(office: Office, messages: list[Any]) -> set[str]:
    """Every mention, link or ping in what Slack was sent that is none of ours."""
    assert messages
    texts = [one.text for one in messages]
    found = {tag for text in texts for tag in TAGS.findall(text)}
    for message in messages:
        found |= {tag for text in _mrkdwn(message.blocks) for tag in TAGS.findall(text)}
    return found - OURS


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _texts(one)


def _mrkdwn(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _mrkdwn(one)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"]
        for one in node.values():
            yield from _mrkdwn(one)


def _types(office: Office, text: str) -> httpx.Response:
    ws = office.slack.workspace
    given = {"command": ids.COMMAND, "text": text, "user_id": "U0SAM", "team_id": ws.team_id}
    given["trigger_id"] = ws.triggers.give("U0SAM")
    body = urlencode(given, errors="surrogatepass").encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    headers |= signature(ws.config.app.signing_secret, body)
    return httpx.post(ws.request_url, content=body, headers=headers, trust_env=False, verify=False)
