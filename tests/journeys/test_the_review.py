"""Once a month the channel reads what the exit criteria tell; an admin reads it of any month."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from typer.testing import CliRunner

from app.cli import cli
from sandbox.driver_message import Message
from tests.accepting import accepts
from tests.commands import environment
from tests.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHANNEL = "#sales-handoffs"
NOVEMBERS_LAST = datetime(2026, 11, 30, 9, 0, 1, tzinfo=UTC)  # Monday, a second past 9:00
DECEMBERS_FIRST = NOVEMBERS_LAST + timedelta(days=7)
FEW = "So far there are too few decisions to say anything of a criterion."


def test_the_first_digest_of_a_month_brings_the_review_of_the_one_before_and_an_admin_prints_any(
    office: Office,
) -> None:
    _november(office)
    office.passes_to(NOVEMBERS_LAST)
    assert not _reviews(office)  # nothing was handed off in October or before
    office.passes_to(DECEMBERS_FIRST)
    (review,) = _reviews(office)
    assert review.shown.startswith("What the exit criteria tell: November 2026")
    assert FEW in review.shown
    assert review.text == f"What the exit criteria tell: November 2026. {FEW}"
    (evidence,) = office.anna.thread(review)
    assert "2 handoffs in 12 months, 2 decided." in evidence.shown
    assert "nothing to compare" in evidence.shown
    assert "Budget" in evidence.shown

    office.passes_to(DECEMBERS_FIRST + timedelta(days=7))
    assert len(_reviews(office)) == 1
    _an_admin_prints_the_review_of_any_month(office)


def _an_admin_prints_the_review_of_any_month(office: Office) -> None:
    env, before = environment(office.slack, office.config.database_url), structlog.get_config()

    def command(line: str) -> str:
        ran = CliRunner().invoke(cli, line.split(), env=env)
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    printed = command("review --month 2026-11")
    assert FEW in printed
    assert "2 handoffs in 12 months, 2 decided." in printed
    told = json.loads(command("review --month 2026-11 --format json"))
    assert told["this_month"] == {
        **{"handed_off": 2, "decided": 2, "accepted": 1},
        **{"grown": 1, "held": 0, "opportunities": 0},
    }
    assert told["evidence"]["grown"] == 0  # handed off too late in November to have become anything
    accepted = told["criteria"]["timeline"]["accepted"]
    assert (accepted["met"]["part"], accepted["met"]["of"], accepted["verdict"]) == (1, 2, "too_few")
    assert told["proposals"] == []
    assert "Nothing was decided" in command("review --month 2026-10")
    for month in ("2026-13", "0000-01", "lately"):
        refused = CliRunner().invoke(cli, ["review", "--month", month], env=env)
        assert refused.exit_code == 2
        assert f"there is no month {month}" in refused.output
    structlog.configure(**before)


def _november(office: Office) -> None:
    for company in ("Acme", "Initech"):
        office.hand_off(Company=company)
    accepts(office.card(office.anna))
    modal = office.card(office.anna, "Initech").clicks("Reject").modal
    assert modal is not None
    modal.fill({"Reason": "Bad timing", "Comment": "Too early"}).submit()


def _reviews(office: Office) -> list[Message]:
    return office.heard(office.anna, "What the exit criteria tell", channel=CHANNEL)
