"""The clock's buttons, as the workspace's file names them."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.jumps import Jump
from sandbox.server import Sandbox

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = Jump("Next working morning", at="09:00", days=("mon", "tue", "wed", "thu", "fri"))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-25T08:59", "2026-11-25T09:00"),
        ("2026-11-25T09:00", "2026-11-26T09:00"),
        ("2026-11-27T12:00", "2026-11-30T09:00"),
        ("2026-10-24T12:00", "2026-10-26T09:00"),  # the night of winter time lies between
    ],
)
def test_the_next_working_morning(now: str, then: str) -> None:
    found = MORNING.after(datetime.fromisoformat(now).replace(tzinfo=BERLIN), "Europe/Berlin")
    assert found == datetime.fromisoformat(then).replace(tzinfo=BERLIN)


def test_a_jump_of_minutes_and_one_in_a_zone_of_its_own() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=BERLIN)
    assert Jump("+15 min", minutes=15).after(now, "UTC") - now == timedelta(minutes=15)
    tokyo = Jump("Breakfast in Tokyo", at="07:30", zone="Asia/Tokyo").after(now, "Europe/Berlin")
    assert tokyo == datetime(2026, 11, 26, 7, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    "given", [{}, {"minutes": 5, "at": "09:00"}, {"at": "25:00"}, {"at": "9", "days": ("Monday",)}]
)
def test_a_jump_that_leads_nowhere_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Jump("nowhere", **given)  # type: ignore[arg-type]


def test_the_page_jumps_by_label_in_the_zone_of_who_looks(config: Config) -> None:
    start = datetime(2026, 11, 25, 12, tzinfo=BERLIN)
    team = replace(config.team, start=start)
    with Sandbox(replace(config, team=team, jumps=(MORNING,))) as workspace, Driver(workspace.url) as desk:
        assert desk.as_user("anna").state()["jumps"] == ["Next working morning"]
        desk.post("clock", {"jump": "Next working morning", "as": "anna"})  # New York, where it is 6:00
        assert abs(desk.now() - datetime(2026, 11, 25, 15, tzinfo=BERLIN)) < timedelta(seconds=5)
        assert desk.post("clock", {"jump": "Never", "as": "anna"})["error"] == "no such jump: Never"


def test_the_demo_names_its_own() -> None:
    demo = Config.load(Path(__file__).parents[2] / "sandbox" / "demo.toml")
    assert [jump.label for jump in demo.jumps] == ["+15 min", "+1 h", "Next working morning", "Next digest"]
