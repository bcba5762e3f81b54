"""Once a week the channel reads what was handed off, how fast it was answered, and where leads were lost."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.driver_message import Message
from tests.accepting import accepts
from tests.commands import environment, handoff
from tests.office import MONDAY, Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHANNEL = "#sales-handoffs"
NEXT = datetime(2026, 11, 30, 8, 0, 1, tzinfo=UTC)  # Monday, a second past 9:00 in Berlin


def test_the_digest_is_posted_once_at_its_time_in_its_channel(office: Office) -> None:
    _a_week(office)
    office.passes_to(NEXT - timedelta(seconds=10))
    assert not _digests(office)

    office.passes_to(NEXT)
    assert len(_digests(office)) == 1
    office.tick()
    office.advance(days=6, hours=23)
    assert len(_digests(office)) == 1
    assert not _digests(office, "#general")

    office.passes_to(NEXT + timedelta(days=7))
    first, second = _digests(office)
    assert "week to Mon 7 Dec, 09:00 CET" in second.shown
    assert "No handoffs this week." in second.shown
    assert "Hooli" in second.shown  # still stalled, and still said so
    assert first.shown != second.shown


def test_the_digest_counts_what_happened(office: Office) -> None:
    _a_week(office)
    office.passes_to(NEXT)
    (digest,) = _digests(office)
    for figure in (
        "Handoffs, week to Mon 30 Nov, 09:00 CET",
        "4 handed off, 67% of the decided ones accepted, 1 stalled.",
        "⏳ Waiting for an answer: 1  ·  🚫 Rejected: 1  ·  🤝 Being worked: 2",
        "*Acceptance rate*\n67% (2 of 3)",
        "*Time to accept*\nmedian 1 h, 90 % 3 h",
        "*Time to first touch*\nmedian 2 h, 90 % 5 h",
        "*Meetings*\n1 held, 1 no-shows",
        "• Bad timing: 1",
        "*Which criteria failed*\n• Timeline: 1",
        f"• *Hooli* (#4) waits for <@{office.yuki.id}> since Mon 23 Nov, 14:00 CET",
    ):
        assert figure in digest.shown
    assert "4 handed off, 67% of the decided ones accepted" in digest.text


def test_what_is_accepted_is_said_to_be_untouched_until_it_is_touched(office: Office) -> None:
    office.hand_off()
    accepts(office.card(office.anna))
    office.passes_to(NEXT)
    assert "*Accepted, untouched now*\n1" in _digests(office)[-1].shown
    office.card(office.anna).clicks("Log first touch")
    office.passes_to(NEXT + timedelta(days=7))
    assert "untouched" not in _digests(office)[-1].shown


def test_a_bot_that_was_down_at_the_hour_posts_it_when_it_is_back(office: Office) -> None:
    _a_week(office)
    office.closes()
    office.desk.moves_to(NEXT + timedelta(days=1, hours=5))
    office.opens()
    office.tick()
    office.hand_off(Company="Umbrella")  # of the next week
    office.tick()
    (digest,) = _digests(office)
    assert "week to Mon 30 Nov, 09:00 CET" in digest.shown
    assert "4 handed off" in digest.shown


def test_day_time_zone_and_channel_are_the_policys(office_under: OpensOffice) -> None:
    office = office_under(
        policy(digest='channel = "C0GENERAL"\nday = "Friday"\ntime = "16:30"\nzone = "America/New_York"')
    )
    office.hand_off()
    friday = datetime(2026, 11, 27, 21, 29, 50, tzinfo=UTC)
    office.passes_to(friday)
    assert not _digests(office, "#general")
    office.passes_to(friday + timedelta(seconds=15))
    (digest,) = _digests(office, "#general")
    assert "week to Fri 27 Nov, 16:30 EST" in digest.shown
    assert not _digests(office)


def test_a_policy_without_a_channel_wants_no_digest(office_under: OpensOffice) -> None:
    office = office_under(policy(digest='day = "monday"'))
    office.hand_off()
    office.passes_to(NEXT + timedelta(days=14))
    assert not _digests(office)


def test_a_team_that_has_not_begun_gets_no_digest(office: Office) -> None:
    office.passes_to(NEXT + timedelta(days=14))
    assert not _digests(office)


def test_an_admin_reads_or_posts_it_while_the_bot_is_at_work(office: Office) -> None:
    _a_week(office)
    env = environment(office.slack, office.config.database_url)
    read = handoff("digest --dry-run", env)
    assert read.returncode == 0, read.stderr
    assert "4 handed off, 67% of the decided ones accepted, 1 stalled." in read.stdout
    assert "Yuki Tanaka since Mon 23 Nov, 14:00 CET" in read.stdout
    assert "Which criteria failed:\n• Timeline: 1\n" in read.stdout
    assert not _digests(office)

    posted = handoff("digest", env)
    assert posted.returncode == 0, posted.stderr
    assert CHANNEL in posted.stdout
    (digest,) = _digests(office)
    assert "4 handed off, 67% of the decided ones accepted, 1 stalled." in digest.shown


def test_an_admin_posts_it_while_the_bot_is_not_at_work(office: Office) -> None:
    _a_week(office)
    office.closes()
    env = environment(office.slack, office.config.database_url)
    posted = handoff("digest", env)
    assert posted.stdout == f"The digest went to {CHANNEL}.\n"
    assert len([m for m in office.anna.messages(channel=CHANNEL) if "4 handed off" in m.shown]) == 1


def test_an_admin_is_told_when_it_cannot_be_posted(office_under: OpensOffice) -> None:
    office = office_under(policy(digest='channel = "#nowhere"'))
    office.closes()
    env = environment(office.slack, office.config.database_url)
    env["HANDOFF_POLICY"] = str(office.config.handoff_policy)
    for more, line in (
        ({}, "handoff: the digest did not get to #nowhere: channel_not_found."),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "handoff: Slack does not answer, so it is not known"),
    ):
        ended = handoff("digest", {**env, **more})
        assert ended.returncode == 2
        assert ended.stderr.splitlines()[-1].startswith(line)
        assert ended.stdout == ""


def _a_week(office: Office) -> None:
    """Acme: accepted in 1 h, touched in 2 h, met. Globex: 3 h, 5 h, no-show. Hooli stalls."""
    for company, ae in (("Acme", "@anna"), ("Globex", "@ben"), ("Initech", "@anna"), ("Hooli", "@yuki")):
        office.hand_off(Company=company, AE=ae)
    office.desk.advance(hours=1)
    accepts(office.card(office.anna))
    modal = office.card(office.anna, "Initech").clicks("Reject").modal
    assert modal is not None
    failed = {"Reason": "Bad timing", "Which criterion failed?": "Timeline", "Comment": "Too early"}
    modal.fill(failed).submit()
    office.desk.advance(hours=2)
    office.card(office.anna).clicks("Log first touch")
    accepts(office.card(office.ben, "Globex"))
    office.desk.advance(hours=5)
    for person, company, end in ((office.anna, "Acme", "Meeting held"), (office.ben, "Globex", "No-show")):
        office.card(person, company).clicks("Meeting booked")
        office.card(person, company).clicks(end)
    assert office.slack.clock.now() < MONDAY + timedelta(days=1)


def _digests(office: Office, channel: str = CHANNEL) -> list[Message]:
    return office.heard(office.anna, "Handoffs, week to", channel=channel)
