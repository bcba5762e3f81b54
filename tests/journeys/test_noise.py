"""The noise budget: nobody is reminded all day long; what was held back is listed in the next reminder."""

import pytest

from tests.ladders import ladder
from tests.office import OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TWO_A_DAY = "[noise]\nper_day = 2\n"


def test_beyond_the_days_budget_reminders_wait_and_are_listed_in_the_next_one(
    office_under: OpensOffice,
) -> None:
    office = office_under(policy(ladder=ladder([0.5], [1.0]) + TWO_A_DAY))
    for company in ("Acme", "Globex", "Initech", "Umbrella"):
        office.hand_off(Company=company)
    office.advance(hours=2)
    assert len(office.heard(office.anna, "⏰")) == 2
    office.card(office.sam, "Umbrella").clicks("Withdraw")
    for company in ("Acme", "Globex"):
        assert office.heard(office.anna, f"*{company}* waits for your answer")
    office.passes_to(office.slack.clock.now().replace(hour=23, minute=30))  # the next day, in Berlin
    assert len(office.heard(office.maria, "has stalled")) == 3  # requests to step in are never held back
    office.hand_off(Company="Hooli")
    office.advance(hours=2)
    (asked,) = office.heard(office.anna, "*Hooli* waits for your answer")
    assert "Also waiting: Initech (#3)" in asked.shown
    assert "Umbrella" not in asked.shown  # which was withdrawn meanwhile


def test_nobody_is_reminded_of_one_handoff_twice_within_the_hour(office_under: OpensOffice) -> None:
    sla = 'hours = "always"\naccept_within = "1h"'
    office = office_under(policy(sla, ladder=ladder([0.25, 0.5, 0.75], [])))
    office.hand_off()
    for _ in range(4):
        office.advance(minutes=15)
    assert len(office.heard(office.anna, "⏰")) == 1
