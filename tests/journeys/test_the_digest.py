"""Once a week the channel reads what was handed off, how fast it was answered, and where leads were lost."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sqlmodel import select
from typer.testing import CliRunner, Result

from app.cli import cli
from app.domain.model import Event
from app.domain.model_loop import Preference
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from sandbox.files import drawer
from tests.accepting import accepts
from tests.commands import environment, handoff
from tests.office import MONDAY, Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHANNEL = "#sales-handoffs"
NEXT = datetime(2026, 11, 30, 8, 0, 1, tzinfo=UTC)  # Monday, a second past 9:00 in Berlin
NEXT_UTC = NEXT + timedelta(hours=1)  # 9:00 of a policy without a zone
CHART, TABLE = "data_visualization", "table"


@pytest.fixture
def command(office: Office) -> Iterator[Callable[..., Result]]:
    """Run a command as it is typed beside the bot, in this process, which is ten times as fast."""
    env = environment(office.slack, office.config.database_url)
    before = structlog.get_config()
    yield lambda line, **more: CliRunner().invoke(cli, line.split(), env=env | more)
    structlog.configure(**before)


def test_the_week_is_told_once_at_its_time_and_counts_what_happened(office: Office) -> None:
    _a_week(office)
    office.passes_to(NEXT - timedelta(seconds=10))
    assert not _digests(office)
    office.passes_to(NEXT)
    (digest,) = _digests(office)
    for figure in (
        "Handoffs, week to Mon 30 Nov, 09:00 CET",
        "A small week: 4 handed off, 2 of 3 decided ones accepted. That is too few to compare.",
        "4 handed off → 2 accepted → 2 touched → 2 booked → 1 held → 0 opportunities → 0 won (1 no-show)",
        "Accepted: median 1 h, 90% within 3 h; in the SLA 2 of 2, few: could be 34% to 100%",
        "First touch: median 2 h, 90% within 5 h",
        "*Why some were rejected*\nBad timing (1)\nCriteria that failed: Timeline (1)",
        f"• *Hooli* (#4) waits for <@{office.yuki.id}> since Mon 23 Nov, 14:00 CET",
        "This week: Handed off 4, Accepted 2",
    ):
        assert figure in digest.shown
    assert "4 handed off, 2 of 3 decided ones accepted" in digest.text
    assert [block["type"] for block in digest.blocks].count(CHART) == 1
    assert digest.shown.index("A small week") < digest.shown.index("Stalled right now")

    by_ae, *others = office.anna.thread(digest)
    assert "Anna Keller | 2 | 1 of 2 | 1 h | 1 of 1 | 1 | 0" in by_ae.shown
    assert "<@" not in by_ae.shown  # a table pings nobody
    assert others == []  # one SDR, no segments and no sources: nothing to compare

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


def test_managers_nudge_or_reassign_from_the_digest_and_nobody_else_does(office: Office) -> None:
    office.hand_off(Company="Hooli", AE="@yuki")
    office.passes_to(NEXT)
    for colleague in (office.sam, office.anna, office.yuki):
        _digest_of(office, colleague).clicks("Nudge")
        assert "Only a manager of the people on it can do that (nudge)." in _told(office, colleague)
    assert _asked(office) == []
    seen = _digest_of(office, office.maria)
    office.desk.advance(hours=2)  # the ladder has reminded her, too
    seen.clicks("Nudge")
    assert "Yuki Tanaka is reminded of Hooli (#1) now." in _told(office, office.maria)
    (nudge,) = office.heard(office.yuki, "asks you to")
    assert "*Hooli* waits for your answer" in nudge.shown
    assert f"<@{office.maria.id}> asks you to." in nudge.shown
    seen.clicks("Nudge")
    assert "was reminded of Hooli (#1) a moment ago" in _told(office, office.maria)
    assert [action for action, _ in _asked(office)] == ["nudged", "held"]

    modal = seen.clicks("Reassign").modal
    assert modal is not None
    modal.fill({"New AE": "@ben"}).submit()
    seen.clicks("Nudge")
    assert "Hooli (#1) is not late any more: Ben Carter has time yet." in _told(office, office.maria)
    assert {who for _, who in _asked(office)} == {office.maria.id}


def test_where_slack_draws_no_charts_a_table_stands_for_it_and_a_picture_for_both(office: Office) -> None:
    office.hand_off()
    office.desk.knows_no(CHART)
    office.passes_to(NEXT)
    kinds = {block["type"] for block in _digests(office)[-1].blocks}
    assert (CHART in kinds, TABLE in kinds) == (False, True)
    assert "Handed off | 1 | 0" in _digests(office)[-1].shown

    office.desk.knows_no()
    office.closes()
    office.opens()  # it is remembered: no second refusal
    before = _refusals(office)
    office.desk.knows_no(CHART)
    office.passes_to(NEXT + timedelta(days=7))
    assert _refusals(office) == before
    office.hand_off(Company="Globex")

    office.desk.knows_no(CHART, TABLE)
    office.passes_to(NEXT + timedelta(days=14))
    digest = _digests(office)[-1]
    assert not {CHART, TABLE} & {block["type"] for block in digest.blocks}
    assert "1 handed off → 0 accepted" in digest.shown
    (picture,) = [one for said in office.anna.thread(digest) for one in said.json["files"]]
    assert picture["mimetype"] == "image/png"
    assert picture["alt_text"].startswith("From handed off to won. This week: 1 Handed off, 0 Accepted")
    assert (drawer(office.slack.workspace).files[picture["id"]].content or b"").startswith(b"\x89PNG")


def test_numbers_come_in_the_readers_own_hours_to_whoever_wants_them(office_under: OpensOffice) -> None:
    office = office_under(policy('hours = {mon-fri = "09:00-18:00"}'))
    for company in ("Acme", "Globex"):
        office.hand_off(Company=company)
    office.hand_off(Company="Hooli", AE="@yuki")
    accepts(office.card(office.anna))
    with office.bot.db.transaction() as session:
        for who in (office.sam, office.yuki):
            session.add(Preference(team_id="T0NORTHWND", person_id=who.id, numbers=True, set_at=MONDAY))
    office.passes_to(NEXT_UTC)
    _tells_numbers(office)
    (sams,) = office.heard(office.sam, "Your numbers, week to")
    assert "*Handed off*\n3 (0 the week before)" in sams.shown
    assert "*Accepted*\n1 of 1, few: could be 21% to 100%" in sams.shown
    assert not office.heard(office.anna, "Your numbers")  # she does not want them
    (marias,) = office.heard(office.maria, "Your team, week to")
    assert "*Handoffs to your team*" in marias.shown
    assert not office.heard(office.yuki, "Your numbers")  # 18:00 in Tokyo is past her hours
    office.desk.advance(hours=15)
    for _ in range(2):
        _tells_numbers(office)
    (yukis,) = office.heard(office.yuki, "Your numbers, week to")
    assert "*Handoffs to you*" in yukis.shown
    assert len(office.heard(office.sam, "Your numbers, week to")) == 1


def test_at_the_policys_time_it_goes_to_the_fallback_if_its_channel_was_archived_and_an_admin_is_told(
    office_under: OpensOffice,
) -> None:
    when = 'day = "Friday"\ntime = "16:30"\nzone = "America/New_York"'
    office = office_under(policy(digest=f'channel = "#sales-handoffs"\nfallback = "C0GENERAL"\n{when}'))
    office.hand_off()
    _archive(office, "sales-handoffs")
    friday = datetime(2026, 11, 27, 21, 29, 50, tzinfo=UTC)
    office.passes_to(friday)
    assert not _digests(office, "#general")
    office.passes_to(friday + timedelta(seconds=15))
    (digest,) = _digests(office, "#general")
    assert "week to Fri 27 Nov, 16:30 EST" in digest.shown
    assert "This came here because #sales-handoffs could not be reached." in digest.shown
    assert office.heard(office.maria, "could not be delivered")[0].shown.count("is_archived") == 1
    _archive(office, "general")
    office.passes_to(friday + timedelta(days=7, seconds=15))
    assert "because #sales-handoffs could not be reached" in office.heard(office.maria, "week to")[-1].shown
    assert len(_digests(office, "#general")) == 1
    assert not _digests(office)


def test_an_admin_reads_any_week_in_any_form_while_the_bot_is_at_work(
    office: Office, command: Callable[..., Result]
) -> None:
    _a_week(office)
    office.closes()
    office.desk.moves_to(NEXT + timedelta(days=1, hours=5))
    office.opens()
    office.tick()  # it was down at the hour, and posts it when it is back
    office.hand_off(Company="Umbrella")  # of the next week
    office.tick()
    (digest,) = _digests(office)
    assert "4 handed off" in digest.shown

    office.desk.advance(minutes=1)
    assert "A small week: 1 handed off." in command("digest --dry-run").stdout
    week = command("digest --dry-run --week 2026-W48")
    assert week.exit_code == 0, week.output
    assert "A small week: 4 handed off" in week.stdout
    assert "Yuki Tanaka since Mon 23 Nov, 14:00 CET" in week.stdout
    assert "Criteria that failed: Timeline (1)\n" in week.stdout
    told = json.loads(command("digest --dry-run --week 2026-W48 --format json").stdout)
    assert (told["end"], told["week"]["counts"]["handed_off"]) == ("2026-11-30T08:00:00+00:00", 4)
    assert told["by_ae"][office.anna.id]["acceptance"]["of"] == 2
    assert command("digest --dry-run --week 2026-W48 --format png").stdout_bytes.startswith(b"\x89PNG")
    for line, why in (
        ("digest --dry-run --week 2026-W54", "there is no week 2026-W54: write it like 2026-W47."),
        ("digest --dry-run --week lately", "there is no week lately"),
        ("digest --dry-run --week 2026-W50", "which is yet to come"),
        ("digest --format json", "--format is for --dry-run"),
    ):
        refused = command(line)
        assert refused.exit_code == 2
        assert why in refused.stderr
    assert len(_digests(office)) == 1

    assert command("digest --week 2026-W48").stdout == f"The digest goes to {CHANNEL}.\n"
    assert "4 handed off" in _digests(office)[-1].shown


def test_an_admin_posts_it_while_the_bot_is_not_at_work_or_is_told_why_not(
    office: Office, command: Callable[..., Result]
) -> None:
    office.hand_off()
    office.closes()
    posted = handoff("digest", environment(office.slack, office.config.database_url))
    assert posted.stdout == f"The digest went to {CHANNEL}.\n", posted.stderr
    assert len([m for m in office.anna.messages(channel=CHANNEL) if "1 handed off" in m.shown]) == 1
    _archive(office, "sales-handoffs")
    for more, line in (
        ({}, f"handoff: the digest did not get to {CHANNEL}: is_archived."),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "handoff: Slack does not answer, so it is not known"),
    ):
        ended = command("digest", **more)
        assert ended.exit_code == 2
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


def _digest_of(office: Office, reader: DeskPerson) -> Message:
    """The newest digest, before somebody of the channel."""
    return office.heard(reader, "Handoffs, week to", channel=CHANNEL)[-1]


def _told(office: Office, person: DeskPerson) -> str:
    """What somebody alone was told last in the channel."""
    office.settle()
    return [one for one in person.messages(channel=CHANNEL) if one.ephemeral][-1].shown


def _asked(office: Office) -> list[tuple[str, str | None]]:
    """What managers did to remind somebody, and who, as the history has it."""
    with office.bot.db.reading() as session:
        events = session.exec(select(Event).order_by(Event.id)).all()  # type: ignore[arg-type]
    return [(event.action, event.actor_id) for event in events if event.note.get("at") == "asked"]


def _refusals(office: Office) -> int:
    return sum(one["error"] == "invalid_blocks" for one in office.desk.traffic())


def _archive(office: Office, name: str) -> None:
    channel = office.slack.workspace.channel_named(name)
    assert channel is not None
    channel.archived = True


def _tells_numbers(office: Office) -> None:
    office.bot.clock.tell_numbers()
    office.settle()
