"""policy.toml: what a team may write, and the one line it reads when something is wrong."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from app.domain.deadlines import Clock, Step
from app.domain.workhours import ALWAYS
from app.policy import Policy, PolicyError, load, parse
from tests.office import ROOT

AE = '[[person]]\nemail = "ae@x.example"\nrole = "ae"\n'


def told(text: str) -> str:
    """What the team reads."""
    with pytest.raises(PolicyError) as refused:
        parse(text)
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith("policy.toml")
    return line.removeprefix("policy.toml")


def test_the_shipped_policy_is_the_one_the_readme_speaks_of() -> None:
    policy = load(ROOT / "policy.toml")
    assert (policy.framework, policy.sla.hours) == ("BANT", ALWAYS)
    assert [policy.sla.allowed(clock) for clock in Clock] == [timedelta(hours=h) for h in (4, 8, 24)]
    assert policy.sla.ladder() == (Step(0.5), Step(1.0, 0), Step(1.5, 1))
    assert (policy.digest.channel, policy.digest.weekday, policy.digest.time) == (
        "#sales-handoffs",
        0,
        time(9),
    )
    assert {role for _, role, _, _ in policy.entries()} == {"sdr", "ae", "manager", "director"}
    assert "maria@northwind.example" in policy.emails()
    assert "not_a_fit" in policy.reject_reasons


def test_everything_may_be_left_out() -> None:
    policy = parse("")
    assert (policy.framework, policy.person, policy.digest.channel) == ("BANT", [], None)
    assert policy.sla.accept_within == timedelta(hours=4)
    monday = datetime(2026, 11, 23, tzinfo=UTC).date()
    assert policy.sla.hours.on(monday) == ((9 * 60, 18 * 60),)
    assert all((policy.reject_reasons, policy.loss_reasons, policy.recycle_reasons))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2s", timedelta(seconds=2)),
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("4h", timedelta(hours=4)),
        ("1d", timedelta(days=1)),
        ("1h30m", timedelta(minutes=90)),
    ],
)
def test_a_limit_is_written_as_people_say_it(written: str, meant: timedelta) -> None:
    policy = parse(
        f'[sla]\naccept_within = "{written}"\ntouch_within = "{written}"\nanswer_within = "{written}"'
    )
    assert {policy.sla.allowed(clock) for clock in Clock} == {meant}


@pytest.mark.parametrize(
    "hours",
    ['"always"', '{ mon-fri = "09:00-17:30" }', '{ mon = "09:00-12:00, 13:00-17:00", sat = "10:00-24:00" }'],
)
def test_hours_are_always_or_a_weekly_table(hours: str) -> None:
    week = parse(f"[sla]\nhours = {hours}").sla.hours
    assert (week == ALWAYS) is (hours == '"always"')


def test_people_are_named_by_id_or_email_with_the_boss_likewise() -> None:
    policy = parse(
        '[[person]]\nid = "U1"\nrole = "sdr"\nreports_to = "Boss@x.example"\n'
        '[[person]]\nemail = "Ae@x.example"\nrole = "ae"\ncountry = "US-CA"\n'
    )
    assert policy.entries() == [("U1", "sdr", "Boss@x.example", None), ("Ae@x.example", "ae", None, "US-CA")]
    assert policy.emails() == ["ae@x.example", "boss@x.example"]


def test_a_digest_has_its_day_time_and_zone() -> None:
    digest = parse('[digest]\nchannel = "C1"\nday = "Friday "\ntime = "16:30"\nzone = "Asia/Tokyo"').digest
    assert (digest.channel, digest.weekday, digest.time, digest.zone) == ("C1", 4, time(16, 30), "Asia/Tokyo")
    assert parse("[digest]\ntime = 16:30:00").digest.time == time(16, 30)


def test_a_handoff_can_be_told_by_which_text_it_was_judged() -> None:
    assert parse("# one").version != parse("# two").version
    assert parse("# one").version == parse("# one").version
    assert len(parse("").version) <= 16


WRONG = {
    'framework = "BUNT"': "framework: “BUNT” is none of BANT, MEDDIC, MEDDPICC",
    'frame = "BANT"': "frame: is not a key of the policy",
    'version = "mine"': "version: is not a key of the policy",
    '[sla]\naccept = "4h"': "sla.accept: is not a key of the policy",
    '[sla]\naccept_within = "4 hours"': "sla.accept_within: '4 hours' is not a duration: write it",
    '[sla]\ntouch_within = "0h"': "sla.touch_within: '0h' is not a duration",
    "[sla]\nanswer_within = 4": "sla.answer_within: 4 is not a duration",
    '[sla]\naccept_within = "9999d"': "sla: a limit and its last step take more than a year of working time",
    '[sla]\ntouch_within = "2d"\nhours = { mon = "09:00-09:30" }': "sla: a limit and its last step take",
    '[sla]\nhours = "sometimes"': "sla.hours: 'sometimes' are no hours: write \"always\" or a table",
    '[sla]\nhours = { monday = "09:00-17:00" }': "sla.hours: monday: not a day; use mon, tue",
    '[sla]\nhours = { mon = "9-17" }': "sla.hours: mon: '9-17' is no window; write \"09:00-17:30\"",
    '[sla]\nhours = { mon = "09:00-17:00", holidays = "Mars" }': "sla.hours: holidays: 'Mars' is not known",
    "[sla]\nnudge_at = 0.5": "sla.nudge_at: Input should be a valid list",
    "[sla]\nnudge_at = [0]": "sla.nudge_at.0: Input should be greater than 0",
    "[sla]\nescalate_at = [1, 11]": "sla.escalate_at.1: Input should be less than or equal to 10",
    "[sla]\nescalate_at = [nan]": "sla.escalate_at.0: Input should be",
    '[[person]]\nrole = "ae"': "person.0: give either id or email",
    '[[person]]\nid = "U1"\nemail = "a@x.example"\nrole = "ae"': "person.0: give either id or email",
    '[[person]]\nid = "U1"': "person.0.role: Field required",
    f'{AE}[[person]]\nid = "U1"\nrole = "boss"': "person.1.role: Input should be 'sdr', 'ae', 'manager' or",
    f'{AE}boss = "U1"': "person.0.boss: is not a key of the policy",
    f'{AE}country = "Mars"': "person.0.country: 'Mars' is not known; use a country like \"DE\"",
    f"{AE}{AE}": "person: ae@x.example is listed 2 times",
    '[digest]\nday = "noday"': "digest.day: Input should be 'monday', 'tuesday'",
    '[digest]\ntime = "9 am"': "digest.time: “9 am” is not a time such as 09:00",
    '[digest]\nzone = "Berlin"': "digest.zone: “Berlin” is not a time zone such as Europe/Berlin",
    '[digest]\nchannel = ""': "digest.channel: String should have at least 1 character",
    "[reject_reasons]": "reject_reasons: give 1 to 100 reasons",
    f'[loss_reasons]\nprice = "{"x" * 76}"': "loss_reasons.price: a code has 1 to 40",
    f'[recycle_reasons]\n{"c" * 41} = "x"': "a code has 1 to 40 characters",
    "framework = ": " is not TOML: Invalid value",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_said_in_one_line_with_its_key(text: str) -> None:
    assert WRONG[text] in told(text)


def test_a_policy_that_is_not_there_or_no_text_is_named_with_its_variable(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    for path, why in (
        (tmp_path / "none.toml", "is not there"),
        (tmp_path, "read"),
        (tmp_path / "binary.toml", "read"),
    ):
        with pytest.raises(PolicyError, match="HANDOFF_POLICY names the policy file") as refused:
            load(path)
        assert str(path) in str(refused.value)
        assert why in str(refused.value)


def test_a_policy_cannot_be_changed_while_it_is_in_force() -> None:
    policy = Policy()
    with pytest.raises(ValueError, match="frozen"):
        policy.framework = "MEDDIC"
