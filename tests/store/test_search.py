"""Finding by a word in the company or a contact, on each database, as far as somebody may see it."""

import pytest

from app.domain.model import Handoff
from app.services import search
from app.store.db import Database
from tests.cast import (
    ANNA,
    BEN,
    DAN,
    GIA,
    MARIA,
    MORNING,
    PRIYA,
    SAM,
    TEAM,
    handoff,
    passed,
    policy,
    settle_in,
)

CONTACTS = 'Jörg Übel, joerg@globex.example, Einkauf\nO\'Neil "100%", oneil_x@globex.example, CFO \\ COO'


@pytest.fixture
def filled(db: Database) -> Database:
    settle_in(db)
    rows: list[Handoff] = [
        handoff(id=1, submit_key="V1"),
        handoff(
            id=2,
            submit_key="V2",
            company="Globex",
            ae_id=BEN,
            package=passed(company="Globex", more_contacts=CONTACTS).model_dump(),
        ),
        handoff(id=3, submit_key="V3", team_id="T0OTHER"),
        handoff(id=4, submit_key="V4", company="100% Über_Co", sdr_id=PRIYA, ae_id=BEN, deputies=[GIA]),
    ]
    with db.transaction() as session:
        session.add_all(rows)
    return db


@pytest.mark.parametrize(
    ("viewer", "text", "found"),
    [
        (DAN, "acme", [4, 2, 1]),  # her colleague's address has it
        (DAN, "globex", [2]),
        (DAN, "übel", [2]),
        (DAN, "ÜBEL jörg", [2]),
        (DAN, "über", [4]),
        (DAN, "ÜBER_", [4]),
        (DAN, "100%", [4, 2]),
        (DAN, "%", [4, 2]),
        (DAN, "_", [4, 2]),
        (DAN, "\\", [2]),
        (DAN, '"100', [2]),
        (DAN, "o'neil", [2]),
        (DAN, "coo jane", [4, 2, 1]),
        (DAN, "coo nobody", []),
        (DAN, "logistics", []),  # notes are not looked through
        (DAN, "contacts", []),
        (DAN, "null", []),
        (DAN, " \x00 ", []),
        (MARIA, "jane", [4, 2, 1]),
        (SAM, "jane", [2, 1]),
        (ANNA, "jane", [1]),
        (BEN, "jane", [4, 2]),
        (PRIYA, "jane", [4]),
        (GIA, "jane", [4]),  # asked in place of a manager
    ],
)
def test_it_finds_what_is_meant_and_no_more(
    filled: Database, viewer: str, text: str, found: list[int]
) -> None:
    with filled.reading() as session:
        answer = search.search(session, policy(), TEAM, viewer, text, MORNING)
    assert [sight.handoff.number for sight in answer.shown] == found
    assert not answer.more
