"""Whatever goes wrong on the way to a mailbox, the draft gets there once, or its reader hears why not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.model import Owed, Sending
from tests.accepting import accepts
from tests.everything import some
from tests.office import Office
from tests.outside import cloud as clouds
from tests.outside.cloud import Cloud
from tests.outside.connecting import address, connecting_office, connects

GMAIL = ("Gmail", "/gmail/v1/users/me/drafts", "/token")
OUTLOOK = ("Outlook", "/v1.0/me/messages", "/organizations/oauth2/v2.0/token")


@dataclass(frozen=True)
class Case:
    """What happens to which requests, and how often a draft is put there in all."""

    name: str
    puts: int
    faults: list[tuple[str, str, int, dict[str, Any]]] = field(default_factory=list)  # method, which, times


LATER = {"status": 429, "head": {"Retry-After": "40"}}
CASES = [
    Case("stored, but no answer", 1, [("POST", "put", 1, {"done": True})]),
    Case("stored, but an answer that fails", 1, [("POST", "put", 1, {"status": 503, "done": True})]),
    Case("no answer, not stored", 2, [("POST", "put", 1, {})]),
    Case("fails, not stored", 2, [("POST", "put", 1, {"status": 500})]),
    Case("busy", 2, [("POST", "put", 1, LATER)]),
    Case("the token is not taken", 2, [("POST", "put", 1, {"status": 401, "body": {"error": {}}})]),
    Case("no sense in the answer", 1, [("POST", "put", 1, {"status": 200, "body": [], "done": True})]),
    Case(
        "stored, no answer, and the look fails",
        1,
        [("POST", "put", 1, {"done": True}), ("GET", "put", 3, {"status": 503})],
    ),
    Case(
        "the token is not taken, and no new one comes at once",
        2,
        [("POST", "put", 1, {"status": 401, "body": {}}), ("POST", "token", 1, {"status": 503})],
    ),
]


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with clouds.running() as running:
        yield running


@pytest.fixture
def office(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    file = tmp_path_factory.mktemp("faults") / "handoff.db"
    with connecting_office(f"sqlite:///{file}", cloud) as opened:
        yield opened


def _left(office: Office, state: Sending) -> list[Owed]:
    with office.bot.db.reading() as session:
        return list(session.exec(select(Owed).where(col(Owed.state) == state)).all())


@pytest.mark.parametrize(
    ("label", "put", "token", "cases"), [(*GMAIL, some(CASES)), (*OUTLOOK, some(CASES, 1))]
)
def test_no_fault_loses_or_doubles_a_draft(
    office: Office, cloud: Cloud, label: str, put: str, token: str, cases: Sequence[Case]
) -> None:
    connects(office, cloud, office.anna, label)
    anna = address(office.anna)
    for number, case in enumerate(cases, 1):
        for method, which, times, how in case.faults:
            cloud.fails(method, {"put": put, "token": token}[which], times, **how)
        asked, company = cloud.counts(f"POST {put}"), f"Company {number}"
        accepts(office.hand_off(Company=company))
        assert office.heard(office.anna, f"Introduction for {company}")  # nothing in Slack waits for it
        for _ in range(4):
            office.advance(seconds=35)
        found = [mail for mail in cloud.mails(anna) if f"{company}:" in str(mail["Subject"])]
        assert len(found) == 1, case.name
        assert cloud.counts(f"POST {put}") - asked >= case.puts, case.name
        assert not any(fault.times for fault in cloud.faults), case.name
    assert not _left(office, Sending.DEAD)
    assert len({mail["Message-ID"] for mail in cloud.mails(anna)}) == len(cases)


@pytest.mark.parametrize(("label", "put", "token"), [GMAIL, OUTLOOK])
def test_an_access_that_has_ended_is_renewed_before_it_is_used(
    office: Office, cloud: Cloud, label: str, put: str, token: str
) -> None:
    connects(office, cloud, office.anna, label)
    office.advance(hours=2)
    accepts(office.hand_off())
    office.settle()
    assert len(cloud.mails(address(office.anna))) == 1
    assert (cloud.counts(f"POST {token}"), cloud.counts(f"POST {put}")) == (2, 1)


def test_what_a_mailbox_refuses_is_told_to_its_reader_alone(office: Office, cloud: Cloud) -> None:
    connects(office, cloud, office.anna, "Gmail")
    cloud.fails("POST", GMAIL[1], status=413, body={})
    accepts(office.hand_off())
    (told,) = office.heard(office.anna, "The introduction of handoff #1 could not be put into your drafts")
    assert "Gmail refuses it (HTTP 413)" in told.shown
    assert "The draft here in Slack stays as it is." in told.shown
    assert len(_left(office, Sending.DEAD)) == 1
    for person in (office.maria, office.dan):
        assert not office.heard(person, "could not be delivered")
    assert "Disconnect" in office.anna.opens_home().buttons()


def test_a_provider_that_is_away_for_a_day_is_given_up_and_one_for_an_hour_is_not(
    office: Office, cloud: Cloud
) -> None:
    connects(office, cloud, office.anna, "Gmail")
    cloud.fails("POST", "/token", times=10_000, status=503)
    cloud.access.clear()
    accepts(office.hand_off())
    for _ in range(15):
        office.advance(minutes=6)
    assert not _left(office, Sending.DEAD)
    office.advance(days=1)
    office.advance(minutes=6)
    assert office.heard(office.anna, "could not be put into your drafts at anna@northwind.example")


def test_a_consent_for_less_than_we_need_shuts_us_out(office: Office, cloud: Cloud) -> None:
    connects(office, cloud, office.anna, "Gmail")
    for given in [*cloud.access.values(), *cloud.refresh.values()]:
        given["scope"] = "https://www.googleapis.com/auth/gmail.readonly"
    accepts(office.hand_off())
    assert office.heard(office.anna, "I can put no more drafts into your mailbox")
    assert not cloud.mails(address(office.anna))


def test_neither_waits_for_the_other(office: Office, cloud: Cloud) -> None:
    connects(office, cloud, office.anna, "Gmail")
    card = office.hand_off()
    slack = office.bot.client.base_url
    office.bot.client.base_url = "http://127.0.0.1:9/api/"  # nobody listens there
    accepts(card)
    office.settle()
    assert len(cloud.mails(address(office.anna))) == 1
    assert not office.heard(office.anna, "Introduction for Acme")
    office.bot.client.base_url = slack
    office.advance(minutes=1)
    assert office.heard(office.anna, "Introduction for Acme")
