"""Guests, outsiders, bots and those who left do nothing here, whatever the policy lists and Slack signs."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.domain.lifecycle import MOVES
from app.domain.model import Deadline, Event, Handoff, Owed
from app.domain.model_loop import Preference
from app.domain.model_mail import Intro, Mailbox
from app.domain.model_team import Absence
from sandbox.people import Person
from tests import by_hand, every_request, signed
from tests.office import APP, Office, OpensOffice, fill

pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # who is let in is no database's matter

Json = dict[str, Any]
GUEST = "Warm Handoff is for full members of this workspace, not for guests."
ELSEWHERE = "Warm Handoff is for the people of its own workspace."
NO_IDS = ("", "U0SAM\x00", "\ud800", "u0sam", "U" * 90, "U0SAM' OR 1=1", None, 7, ["U0SAM"], {"a": 1})
ANYBODY = '[sla]\nhours = "always"\n'  # a policy that lists nobody: anyone may hand off and be chosen


def restricted(person: Person) -> None:
    person.guest = True


def deactivated(person: Person) -> None:
    person.deleted = True


def automated(person: Person) -> None:
    person.is_bot = True


def member(person: Person) -> None:
    """Nothing about her changes."""


def from_another_workspace(payload: Json) -> None:
    payload["user"]["team_id"] = "T0OTHER"


def in_another_workspace(payload: Json) -> None:
    payload["team"]["id"] = "T0OTHER"


def as_it_is(payload: Json) -> None:
    """Nothing about the request changes."""


KINDS: list[tuple[str, Callable[[Person], None], Callable[[Json], None]]] = [
    (GUEST, restricted, as_it_is),
    ("Your account is deactivated in this workspace", deactivated, as_it_is),
    ("a bot cannot do that", automated, as_it_is),
    (ELSEWHERE, member, from_another_workspace),
    (ELSEWHERE, member, in_another_workspace),
]


def test_no_listener_lets_them_in_though_all_of_it_was_theirs(office: Office) -> None:
    every_request.ready(office)
    before = rows(office)
    for told, becomes, comes in KINDS:
        for handle in ("sam", "anna", "maria"):
            person = office.slack.person(handle)
            person.guest = person.deleted = person.is_bot = False
            becomes(person)
            office.bot.directory.look_up("T0NORTHWND", person.id)
        requests = list(every_request.all_of_them(office.slack))
        for name, payload in requests:
            comes(payload)
            answer = signed.post(office.slack, payload)
            assert answer.status_code == 200, name
            assert told in said(office, answer), name
        assert rows(office) == before
        assert len(requests) == len(MOVES) + 32


def test_the_same_requests_of_members_are_heard(office: Office) -> None:
    every_request.ready(office)
    for name, payload in every_request.all_of_them(office.slack):
        before = rows(office), [p.state()["modal"] for p in (office.sam, office.anna, office.maria)]
        answer = signed.post(office.slack, payload)
        told = said(office, answer)
        assert answer.status_code == 200, name
        assert not told or re.search("You are out of office|is reminded of", told), name
        after = rows(office), [p.state()["modal"] for p in (office.sam, office.anna, office.maria)]
        assert after != before, name


def test_a_guest_is_told_so_by_the_command_and_at_home(office: Office) -> None:
    office.hand_off()
    office.slack.person("sam").guest = True
    office.bot.directory.look_up("T0NORTHWND", office.sam.id)
    for line in ("/handoff", "/handoff list", "/handoff help"):
        reply = office.sam.types(line)
        assert reply.modal is None
        assert GUEST in reply.ephemerals[0].shown
    assert GUEST in office.sam.opens_home().shown
    office.card(office.sam).clicks("Withdraw")
    assert office.heard(office.sam, GUEST)


def test_though_anybody_may_hand_off_a_guest_may_neither_do_so_nor_be_chosen(
    office_under: OpensOffice,
) -> None:
    office = office_under(ANYBODY)
    modal = office.gia.types("/handoff", channel=APP).modal
    assert modal is not None
    refused = fill(modal).submit()  # nobody knew what she is until now
    assert refused.modal is not None
    assert GUEST in refused.modal.texts
    assert office.form(office.priya, AE="@gia").submit().errors == {
        "AE": "Gia Moretti is a guest here. Please name a full member."
    }
    assert rows(office) == []
    assert "Accept" in office.hand_off(office.priya).buttons()


def test_a_guest_whom_the_policy_lists_by_id_may_not(office_under: OpensOffice) -> None:
    listed = '[[person]]\nid = "U0GIA"\nrole = "{}"\n'
    office = office_under(listed.format("sdr") + ANYBODY)
    office.bot.directory.keep(office.bot.desk.policy)
    assert GUEST in office.gia.types("/handoff", channel=APP).ephemerals[0].shown


def test_while_slack_does_not_say_who_she_is_she_counts_as_a_colleague(
    office_under: OpensOffice,
) -> None:
    office = office_under(ANYBODY)
    form = office.form(office.priya)
    office.desk.fails("users.info", "http_500", times=2)
    assert form.submit().ok
    assert "Accept" in office.card(office.anna).buttons()


def test_who_became_a_guest_since_is_found_out_when_she_hands_off(office_under: OpensOffice) -> None:
    office = office_under(ANYBODY)
    office.hand_off(office.priya)
    office.slack.person("priya").guest = True
    office.desk.advance(hours=13)
    refused = office.form(office.priya, Company="Globex").submit()
    assert refused.modal is not None
    assert GUEST in refused.modal.texts


def test_a_form_for_what_is_no_longer_theirs_is_refused(office: Office) -> None:
    office.hand_off()
    opened = [by_hand.move(office.slack, "U0ANNA", action, 1) for action in ("reject", "ask")]
    signed.post(office.slack, by_hand.move(office.slack, "U0MARIA", "reassign", 1, ae="U0BEN"))
    before = rows(office)
    for modal in opened:
        told = said(office, signed.post(office.slack, modal))
        assert "Only the AE it is assigned to can do that" in told
    assert rows(office) == before
    assert before[0]["ae_id"] == "U0BEN"


def test_a_request_that_is_sent_again_has_no_second_effect(office: Office) -> None:
    every_request.ready(office)
    for name, payload in every_request.all_of_them(office.slack):
        signed.post(office.slack, payload)
        before = rows(office)
        assert signed.post(office.slack, payload).status_code == 200, name
        assert rows(office) == before, name


def test_a_person_whom_no_id_of_slacks_names_changes_nothing_and_breaks_nothing(office: Office) -> None:
    every_request.ready(office)
    before = rows(office)
    for forged in NO_IDS:
        for _, payload in every_request.numbered(office.slack):
            payload["user"]["id"] = forged
            assert signed.post(office.slack, payload).status_code == 200
        payload["user"] |= {"id": "U0SAM", "team_id": forged}
        payload["team"]["id"] = forged
        assert signed.post(office.slack, payload).status_code == 200
    assert rows(office) == before


def said(office: Office, answer: httpx.Response) -> str:
    """What the person is told: in the form, or by the notice that the click left."""
    text = answer.text
    with office.bot.db.transaction() as session:
        for notice in session.exec(select(Owed).where(Owed.kind == "notice")).all():
            text += str(notice.note["text"])
            session.delete(notice)
    return text


def rows(office: Office) -> list[Any]:
    """All that is known of every handoff, and who is away."""
    with office.bot.db.reading() as session:
        tables: tuple[Any, ...] = (Handoff, Event, Deadline, Intro, Absence, Preference, Mailbox)
        return [row.model_dump() for table in tables for row in session.exec(select(table)).all()]
