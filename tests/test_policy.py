"""policy.toml: what a team may write, and the one line it reads when something is wrong."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from app.domain.deadlines import Clock
from app.domain.roster import Listed
from app.domain.workhours import ALWAYS
from app.policy import Policy, PolicyError, load, parse
from app.policy.sla import Sla
from tests.office import ROOT

LIMITED = (Clock.ACCEPT, Clock.ANSWER, Clock.TOUCH, Clock.OUTCOME)
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
    assert [policy.sla.allowed(clock) for clock in LIMITED] == [timedelta(hours=h) for h in (4, 8, 24, 8)]
    assert policy.sla == Sla(hours=ALWAYS)
    assert (policy.digest.channel, policy.digest.weekday, policy.digest.time) == (
        "#sales-handoffs",
        0,
        time(9),
    )
    assert {entry.role for entry in policy.entries()} == {"sdr", "ae", "manager", "director"}
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
        f'\noutcome_within = "{written}"'
    )
    assert {policy.sla.allowed(clock) for clock in LIMITED} == {meant}


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
    assert policy.entries() == [
        Listed("U1", "sdr", "Boss@x.example"),
        Listed("Ae@x.example", "ae", None, "US-CA"),
    ]
    assert policy.emails() == ["ae@x.example", "boss@x.example"]


def test_a_digest_has_its_day_time_and_zone() -> None:
    digest = parse('[digest]\nchannel = "C1"\nday = "Friday "\ntime = "16:30"\nzone = "Asia/Tokyo"').digest
    assert (digest.channel, digest.weekday, digest.time, digest.zone) == ("C1", 4, time(16, 30), "Asia/Tokyo")
    assert parse("[digest]\ntime = 16:30:00").digest.time == time(16, 30)


def test_a_handoff_can_be_told_by_which_text_it_was_judged() -> None:
    assert parse("# one").version != parse("# two").version
    assert parse("# one").version == parse("# one").version
    assert len(parse("").version) <= 16


POOL = f'{AE}[[pool]]\nname = "in"\nmembers = ["ae@x.example"]\n'
WRONG = {
    'framework = "BUNT"': "line 1: framework: “BUNT” is none of BANT, MEDDIC, MEDDPICC",
    'frame = "BANT"': "line 1: frame: is not a key of the policy; did you mean “framework”?",
    "\nzzz = 1": "line 2: zzz: is not a key of the policy; docs/policy.md lists all there are",
    'version = "mine"': "line 1: version: is not a key of the policy",
    'text = "mine"': "line 1: text: is not a key of the policy",
    'owners = { "acme.com" = "U1" }': "line 1: owners: is not a key of the policy",
    '[sla]\naccept = "4h"': "line 2: sla.accept: is not a key of the policy; did you mean “accept_within”?",
    "[sla]\nretain_days = 90": "line 2: sla.retain_days: is not a key here; it belongs to the top",
    "[digest]\nper_day = 3": "line 2: digest.per_day: is not a key here; it belongs to [noise] or [pool]",
    "[sla]\nnudge_at = [0.5]": "line 2: sla.nudge_at: is gone: write a [[sla.ladder]] entry",
    '[sla]\naccept_within = "4 hours"': "line 2: sla.accept_within: “4 hours” is not a duration: write",
    '[sla]\ntouch_within = "0h"': "sla.touch_within: “0h” is not a duration",
    "[sla]\nanswer_within = 4": "sla.answer_within: 4 is not a duration",
    '[sla]\naccept_within = "9999d"': "line 1: sla: a limit and its last step take more than a year",
    '[sla]\ntouch_within = "2d"\nhours = { mon = "09:00-09:30" }': "sla: a limit and its last step take",
    '[sla]\nhours = "sometimes"': "sla.hours: 'sometimes' are no hours: write \"always\" or a table",
    '[sla]\nhours = { monday = "09:00-17:00" }': "line 2: sla.hours.monday: not a day; use mon, tue",
    '[sla.hours]\nmon = ""\ntue = "9-17"': "line 3: sla.hours.tue: '9-17' is no window; write",
    '[sla]\nhours = { mon = "09:00-17:00", holidays = "Mars" }': "sla.hours.holidays: 'Mars' is not known",
    "[sla]\nladder = 0.5": "sla.ladder: 0.5 is not a list: write it in square brackets",
    '[[sla.ladder]]\nat = 0.5\nwho = "boss"\ndo = "nudge"': "line 3: sla.ladder.1.who: with do = “nudge”",
    '[[person]]\nrole = "ae"': "line 1: person.1: give either id or email",
    '[[person]]\nid = "U1"\nemail = "a@x.example"\nrole = "ae"': "person.1: give either id or email",
    '[[person]]\nid = "U1"': "line 1: person.1.role: is missing: an entry of this kind needs it",
    f'{AE}[[person]]\nid = "U1"\nrole = "aes"': "director; did you mean “ae”?",
    f'{AE}boss = "U1"': "line 4: person.1.boss: is not a key of the policy",
    f'{AE}hours = "late"': "line 4: person.1.hours: 'late' are no hours",
    f'{AE}hours = {{ mon = "09:00-09:05" }}': "line 4: person.1.hours: a limit and its last step",
    f'{AE}country = "Mars"': "line 4: person.1.country: 'Mars' is not known; use a country like \"DE\"",
    f"{AE}{AE}": "line 4: person.2: ae@x.example is listed 2 times",
    f"{POOL}catch_up = 3": "line 7: pool.in.catch_up: 3 is not true or false",
    f'{POOL}max_open = "3"': "line 7: pool.in.max_open: “3” is not a whole number",
    f"{POOL}max_open = 0": "line 7: pool.in.max_open: 0 is not possible: give 1 or more",
    f'[[pool]]\nname = "in"\nmembers = [\n"U1",\n]\n{AE}': "line 4: pool.in.members.1: U1 is not",
    '[digest]\nday = "noday"': "digest.day: “noday” is none of monday, tuesday, wednesday",
    '[digest]\ntime = "9 am"': "digest.time: “9 am” is not a time such as 09:00",
    '[digest]\nzone = "Berlin"': "digest.zone: “Berlin” is not a time zone such as Europe/Berlin",
    '[digest]\nchannel = ""': "line 2: digest.channel: must not be empty",
    "digest = 3": "line 1: digest: 3 is not a section: write it under a heading",
    "[reject_reasons]": "reject_reasons: give 1 to 100 reasons",
    "[reject_reasons]\nprice = 3": "line 2: reject_reasons.price: 3 is not a text: write it in quotes",
    f'[loss_reasons]\nprice = "{"x" * 76}"': "loss_reasons.price: a code has 1 to 40",
    f'[recycle_reasons]\n{"c" * 41} = "x"': "a code has 1 to 40 characters",
    "retain_days = 3": "line 1: retain_days: 3 is not possible: give 30 or more",
    "\nframework = BANT": "line 2: is not TOML (Invalid value): a text needs quotes",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_said_in_one_line_with_its_place_and_key(text: str) -> None:
    said = told(text)
    assert WRONG[text] in said
    assert "more: “handoff doctor”" not in said, "one fault is told as one"


MANY = """frame = "BANT"
retain_days = 3

[sla]
accept_within = "4 hours"

[[person]]
email = "sam@x.example"
role = "boss"

[[person]]
email = "anna@x.example"
role = "ae"

[[pool]]
name = "in"
members = [
  "sam@x.example",    # which may be an AE, once her role is right
  { who = "anna@x.example", weigth = 2 },
  "ben@x.example",
]

[accounts]
"acme.example" = "carl@x.example"
"""


def test_all_faults_are_found_at_once_and_none_that_others_only_cause() -> None:
    with pytest.raises(PolicyError) as refused:
        parse(MANY)
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [
        (1, "frame"),
        (2, "retain_days"),
        (5, "sla.accept_within"),
        (9, "person.1.role"),
        (19, "pool.in.members.2.weigth"),
        (20, "pool.in.members.3"),
        (24, "accounts.acme.example"),
    ]
    assert str(refused.value).endswith(" (and 6 more: “handoff doctor” lists them)")


def test_the_accounts_file_belongs_to_the_policy(tmp_path: Path) -> None:
    text = f'{AE}[routing]\naccounts_file = "accounts.csv"\n'
    (tmp_path / "policy.toml").write_text(text)
    with pytest.raises(
        PolicyError, match=r"accounts.csv: is not there. routing.accounts_file in .* names it"
    ):
        load(tmp_path / "policy.toml")
    versions = set()
    for owned in ("acme.example", "globex.example"):
        (tmp_path / "accounts.csv").write_text(f"domain,owner\n{owned},ae@x.example\n")
        policy = load(tmp_path / "policy.toml")
        assert policy.owners == {owned: "ae@x.example"}
        versions.add(policy.version)
    assert len(versions) == 2
    (tmp_path / "accounts.csv").write_text("domain,owner\nacme.example,bo@x.example\n")
    with pytest.raises(PolicyError, match=r"accounts.csv: bo@x.example is not listed as a \[\[person\]\]"):
        load(tmp_path / "policy.toml")


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
