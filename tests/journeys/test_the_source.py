"""Where a lead came from: the SDR says so if she knows, colleagues read it, and figures are told by it."""

from datetime import timedelta

import pytest

from app.domain.metrics import Kind
from app.services import figures, team
from tests.everything import on
from tests.office import Office, OpensOffice, policy

WEEK = timedelta(days=7)
GLOBEX = {"Company": "Globex", "Contact email": "jo@globex.de", "Website": "globex.de"}


def package_of(office: Office, company: str = "Acme") -> str:
    modal = office.card(office.anna, company).clicks("Full package").modal
    assert modal is not None
    return modal.texts


@on("sqlite")
def test_it_goes_from_the_form_to_the_package_and_into_the_figures(office: Office) -> None:
    office.hand_off(Source="Referral")
    office.hand_off(**GLOBEX)
    assert "Source: Referral" in package_of(office)
    assert "Source:" not in package_of(office, "Globex")
    now = office.slack.clock.now()
    with office.bot.db.reading() as session:
        crew = team.load(session, office.bot.desk.policy, office.bot.desk.directory.team_id)
        by_source = figures.sliced(session, crew, Kind.SOURCE, now - WEEK, now + WEEK)
    assert {name: one.handed_off for name, one in by_source.items()} == {"referral": 1, "": 1}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_team_has_sources_of_its_own(office_under: OpensOffice) -> None:
    office = office_under(policy() + '[sources]\nfair = "A trade fair"\n')
    office.hand_off(Source="A trade fair")
    assert "Source: A trade fair" in package_of(office)
