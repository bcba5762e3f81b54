"""What must stay together: moves and buttons, ids and listeners, debts and renderers, manifest and code."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt import BoltRequest
from slack_sdk import WebClient
from sqlmodel import select

from app import main, settings
from app.domain.lifecycle import MOVES, Action
from app.domain.model import Owed, Sending
from app.domain.model_loop import Preference
from app.services.handoffs import SAYS_AE, SAYS_SDR
from app.slack import card as listeners
from app.slack.messages import KINDS, compose
from app.store import outbox
from app.store.migrate import migrate
from blocks import card, decisions, ids
from chaos.mutations import MUTATIONS, Mutation
from tests.cast import ANNA, MORNING, PRIYA, SAM, TEAM, policy
from tests.office import ROOT
from tests.services.desk import Desk

COMMANDS, SHORTCUTS = {"COMMAND"}, {"SHORTCUT": "shortcut", "SHORTCUT_MESSAGE": "message_action"}
FORMS = {
    "FORM",
    "ACCEPT",
    "REJECT",
    "DISPUTE",
    "UPHOLD",
    "OVERTURN",
    "DECLINE",
    "ASK",
    "ANSWER",
    "HAND_OVER",
    "REASSIGN",
    "EXTEND",
    "SNOOZE",
    "OPPORTUNITY",
    "WIN",
    "RECYCLE",
    "LOSE",
    "RATE",
    "INTRO_EDIT",
    "INTRO_WISH",
    "HOLD_PAUSED",
    "HOLD_TOUCH",
    "OOO_PLAN",
    "SEARCH",
    "SETTINGS",
}
STEPS = {"FORM_WHO", "FORM_TOLD", "FORM_CRITERIA", "FORM_NOT_READY", "FORM_DUPLICATE", "FORM_DRAFTS"}
CLICKS = {
    "BACK",
    "DRAFT_GO_ON",
    "DRAFT_DISCARD",
    "OOO_OPEN",
    "OOO_CANCEL",
    "STORY",
    "STORY_POST",
    "HOME_SEARCH",
    "SETTINGS_OPEN",
    "SHOW",
    "BRIEF",
    "LIVE",
    "START",
    "INTRO_SENT",
    "INTRO_CHANGE",
    "INTRO_COPY",
    "INTRO_ASK",
    "INTRO_FILE",
    "INTRO_PUT",
    "MAILBOX_LEAVE",
    "CALENDAR_FILE",
    "HOLD_PAUSE",
    "HOLD_ASK",
    "HOLD_GRANT",
    "HOLD_REFUSE",
    "NUDGE",
    "AGAIN",
}
BEGINNINGS = {
    "STAR": "4",
    "ACT": "accept",
    "MEETING_AT": ".1",
    "INTRO_OPEN": "gmail",
    "INTRO_FORM": "template",
    "MAILBOX_CONNECT": "gmail",
    "CALENDAR_OPEN": "google",
    "HOME_LOOK": "menu",
    "TYPED": "company",
}  # + what follows them, for example
ON_MESSAGES = {  # people have them in their conversations: a button of last year still works
    "SHOW": "handoff.show",
    "BRIEF": "handoff.brief",
    "LIVE": "handoff.live",
    "START": "handoff.open_form",
    "ACT": "handoff.act.",
    "MEETING_AT": "handoff.meeting_at",
    "INTRO_OPEN": "intro.open.",
    "INTRO_SENT": "intro.sent",
    "INTRO_CHANGE": "intro.change",
    "INTRO_COPY": "intro.copy",
    "INTRO_ASK": "intro.ask",
    "INTRO_FILE": "intro.file",
    "INTRO_PUT": "intro.put",
    "CALENDAR_FILE": "calendar.file",
    "CALENDAR_OPEN": "calendar.open.",
    "HOLD_PAUSE": "hold.pause",
    "HOLD_ASK": "hold.ask",
    "HOLD_GRANT": "hold.grant",
    "HOLD_REFUSE": "hold.refuse",
    "NUDGE": "digest.nudge",
    "STAR": "feedback.star.",
    "AGAIN": "handoff.again",
    "STORY": "handoff.story",
    "STORY_POST": "handoff.story.post",
}
MOVES_ON_MESSAGES = {
    *("accept", "reject", "ask", "answer", "reassign", "extend", "take", "withdraw", "touch", "book", "hold"),
    "hand_over",
    *("approve", "decline", "dispute", "uphold", "overturn"),
    *("snooze", "no_show", "opportunity", "recycle", "win", "lose", "rate"),
}
EVENTS = ["app_home_opened", "user_change", "dnd_updated_user"]
WHO = {"team": {"id": TEAM}, "user": {"id": SAM}, "trigger_id": "1.2.3", "api_app_id": "A1", "token": "x"}


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[main.Bot]:
    """The bot with nobody to talk to."""
    config = settings.read(
        env_file=tmp_path / "none",
        slack_bot_token="xoxb-1",
        slack_signing_secret="s",
        slack_api_url="http://127.0.0.1:9/api/",
        database_url=f"sqlite:///{tmp_path}/handoff.db",
        handoff_policy=ROOT / "policy.toml",
    )
    built = main.build(config, lambda: MORNING)
    migrate(built.db)
    yield built
    built.db.close()


def answer(bot: main.Bot, payload: dict[str, Any]) -> int:
    """The status with which Bolt answers: 404 when nobody listens."""
    return int(bot.app.dispatch(BoltRequest(body=payload, mode="socket_mode")).status)


def click(bot: main.Bot, action_id: str, **more: str) -> int:
    clicked = {"type": "button", "action_id": action_id, "block_id": "b", "value": "1"}
    return answer(
        bot, {**WHO, **more, "type": "block_actions", "channel": {"id": "D1"}, "actions": [clicked]}
    )


def submit(bot: main.Bot, callback_id: str) -> int:
    inputs = [{"type": "input", "block_id": "company"}]
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": "1",
        "blocks": inputs,
    }
    return answer(bot, {**WHO, "type": "view_submission", "view": {**view, "state": {"values": {}}}})


def written(name: str) -> str:
    return str(getattr(ids, name))


def test_every_id_is_of_a_kind_that_is_tested_here() -> None:
    every = {name for name in vars(ids) if name.isupper()}
    assert every == COMMANDS | set(SHORTCUTS) | FORMS | STEPS | CLICKS | set(BEGINNINGS)
    assert len({written(name) for name in every}) == len(every)


def test_every_id_has_a_listener_and_anything_else_has_none(bot: main.Bot) -> None:
    for name in CLICKS:
        assert click(bot, written(name)) == 200, name
    for name, more in BEGINNINGS.items():
        assert click(bot, written(name) + more) == 200, name
    for name in FORMS | STEPS:
        assert submit(bot, written(name)) == 200, name
    for name, kind in SHORTCUTS.items():
        message = {"message": {"text": "Jane called"}, "channel": {"id": "C1"}}
        assert answer(bot, {**WHO, **message, "type": kind, "callback_id": written(name)}) == 200, name
    command = {"command": ids.COMMAND, "text": "help", "team_id": TEAM, "user_id": SAM, "trigger_id": "1.2.3"}
    assert answer(bot, command) == 200
    assert [click(bot, "nobody.listens"), submit(bot, "nobody.listens")] == [404, 404]


def test_opening_home_has_a_listener(bot: main.Bot) -> None:
    opened = {"type": "app_home_opened", "user": SAM, "tab": "messages"}
    assert answer(bot, {**WHO, "type": "event_callback", "team_id": TEAM, "event": opened}) == 200
    other = {"type": "reaction_added", "user": SAM}
    assert answer(bot, {**WHO, "type": "event_callback", "team_id": TEAM, "event": other}) == 404


def test_every_move_has_a_button_that_reaches_its_rules(bot: main.Bot) -> None:
    assert set(card.BUTTONS) == set(MOVES) == set(Action) - {Action.SUBMIT}
    for action in MOVES:
        assert click(bot, ids.ACT + action.value, trigger_id=action.value) == 200
    with bot.db.reading() as session:
        told = [notice.note["text"] for notice in session.exec(select(Owed))]
    assert told == ["There is no handoff #1 in this workspace."] * len(MOVES)


def test_what_asks_first_has_a_form_whose_needed_inputs_are_needed() -> None:
    assert set(listeners.REQUIRED) == set(decisions.ASKS_FIRST.values())
    assert set(decisions.ASKS_FIRST) <= set(MOVES)
    assert {written(name) for name in FORMS} == set(listeners.REQUIRED) | {
        ids.FORM,
        ids.INTRO_EDIT,
        ids.INTRO_WISH,
        ids.HOLD_PAUSED,
        ids.HOLD_TOUCH,
        ids.OOO_PLAN,
        ids.SEARCH,
        ids.SETTINGS,
    }


def test_the_buttons_on_old_messages_keep_their_ids() -> None:
    assert {name: written(name) for name in ON_MESSAGES} == ON_MESSAGES
    assert {move.value for move in MOVES} == MOVES_ON_MESSAGES


def owed_kinds() -> set[str]:
    """Every kind of message that a service owes, as its source says."""
    kinds = set()
    for path in (ROOT / "app" / "services").glob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = call.args[2:3] if name in ("owe_once", "owe_anew") else []
            given += [word.value for word in call.keywords if name == "Owed" and word.arg == "kind"]
            kinds |= {str(kind.value) for kind in given if isinstance(kind, ast.Constant)}
    return kinds


def living_kinds() -> set[str]:
    """Those that are one message kept up to date."""
    text = "".join(path.read_text() for path in (ROOT / "app" / "services").glob("*.py"))
    return set(re.findall(r'owe_anew\(session, handoff, "(\w+)"', text))


TOMORROW = MORNING + timedelta(days=1)
OF_SEVERAL = {"digest", "breakdown", "numbers", "review", "evidence", "feedback"}  # handoffs, or of none
NOTES: dict[str, dict[str, Any]] = {
    "stalled": {"of": 1},
    "ruling": {"of": 1},
    "news": {"action": "accept", "actor": ANNA},
    "nudge": {"clock": "touch", "due_at": MORNING.timestamp(), "at": "0.5"},
    "warning": {"clock": "touch", "due_at": MORNING.timestamp(), "at": "0.75"},
    "overdue": {"clock": "touch", "whom": ANNA, "at": "1"},
    "unanswered": {"action": "unanswered", "actor": ANNA},
    "notice": {"text": "Too late", "channel": "D1"},
    "digest": {"end": MORNING.isoformat()},
    "file": {"what": "eml"},
    "breakdown": {"end": TOMORROW.isoformat(), "of": "posted"},
    "numbers": {"end": TOMORROW.isoformat()},
    "review": {"month": "2026-11-01"},
    "evidence": {"month": "2026-11-01", "of": "posted"},
    "feedback": {"of": [1]},
    "undelivered": {"day": MORNING.date().isoformat()},
}


@pytest.fixture
def desk(bot: main.Bot) -> Desk:
    accepted = Desk(bot.db, policy())
    accepted.hand_off()
    accepted.does(ANNA, "accept")
    return accepted


def owed(kind: str) -> Owed:
    row = {
        "key": kind,
        "team_id": TEAM,
        "recipient": SAM,
        "turn": 2,
        "due_at": MORNING,
        "created_at": MORNING,
    }
    about = None if kind in OF_SEVERAL | {"notice", "undelivered"} else 1
    return Owed(kind=kind, handoff_id=about, note=NOTES.get(kind, {}), **row)  # type: ignore[arg-type]


def test_everything_that_is_owed_can_be_drawn_and_nothing_else_is(desk: Desk) -> None:
    kinds = owed_kinds()
    assert kinds == set(KINDS) | OF_SEVERAL | {"notice", "undelivered", "file"} | set(outbox.OUTSIDE)
    desk.hand_off("V2", sdr=PRIYA)
    with desk.db.transaction() as session:
        dead = owed("card")
        dead.key, dead.state = "dead", Sending.DEAD
        outbox.add(session, dead)
        posted = owed("digest")
        posted.key, posted.state, posted.ts = "posted", Sending.SENT, "1.2"
        outbox.add(session, posted)
        session.add(Preference(team_id=TEAM, person_id=SAM, numbers=True, set_at=MORNING))
        session.flush()
        for kind in kinds - set(outbox.OUTSIDE):  # of which Slack hears nothing
            message = compose(session, desk.policy, owed(kind), MORNING)
            assert message is not None, kind
            assert message.text


def test_what_is_kept_up_to_date_is_found_again_when_something_changes(desk: Desk) -> None:
    with desk.db.transaction() as session:
        for kind in KINDS:
            outbox.add(session, owed(kind))
        found = {key.partition(":")[0] for key in outbox.living(session, 1)}
    assert found == living_kinds() == {"card", "receipt", "intro", "live", "stalled", "ruling", "offer"}


def test_whoever_is_told_of_a_move_is_told_of_one_that_there_is() -> None:
    assert set(MOVES) >= SAYS_SDR | SAYS_AE


SCOPES = {
    "auth_test": "",
    "chat_postEphemeral": "chat:write",
    "dnd_teamInfo": "dnd:read",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_history": "channels:history groups:history im:history mpim:history",
    "conversations_list": "channels:read groups:read",
    "conversations_open": "im:write mpim:write",
    "conversations_replies": "channels:history groups:history im:history mpim:history",
    "files_completeUploadExternal": "files:write",
    "files_delete": "files:write",
    "files_getUploadURLExternal": "files:write",
    "users_info": "users:read",
    "users_lookupByEmail": "users:read.email",
    "views_open": "",
    "views_push": "",
    "views_update": "",
    "views_publish": "",
}


def called() -> set[str]:
    """Every method of the Web API that the product names."""
    names = {
        node.attr
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and "_" in node.attr.strip("_")
    }
    return {name for name in names if hasattr(WebClient, name)} - {"api_call"}  # which all of them go through


@pytest.fixture
def manifest() -> Any:
    return yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))


def test_the_manifest_asks_for_the_scopes_that_our_calls_need_and_no_other(manifest: Any) -> None:
    assert called() == set(SCOPES)
    needed = {scope for name in called() for scope in SCOPES[name].split()}
    needed |= {
        "commands",
        "chat:write.public",
    }  # the command and shortcuts; a digest where we were not invited
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == needed
    assert len(scopes["bot"]) == len(needed)
    assert set(scopes) == {"bot"}


def test_the_manifest_has_the_command_the_shortcuts_and_home_as_we_listen_to_them(manifest: Any) -> None:
    features = manifest["features"]
    assert [command["command"] for command in features["slash_commands"]] == [ids.COMMAND]
    assert {(s["callback_id"], s["type"]) for s in features["shortcuts"]} == {
        (ids.SHORTCUT, "global"),
        (ids.SHORTCUT_MESSAGE, "message"),
    }
    assert features["app_home"]["home_tab_enabled"] is True
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == EVENTS
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def test_the_example_names_every_variable_and_no_other() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in settings.Settings.model_fields)


def test_the_defaults_in_the_example_are_the_defaults() -> None:
    default = settings.Settings.model_construct()
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        if given := re.match(r"#([A-Z_]+)=(\S+)$", line):
            assert str(getattr(default, given[1].lower())) == given[2], given[1]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.breaks)
def test_each_promise_is_written_down_with_a_mutation_that_fits_the_code(mutation: Mutation) -> None:
    changes = [(mutation.file, mutation.old), *([mutation.also[:2]] if mutation.also else [])]
    for file, old in changes:
        assert (ROOT / file).read_text("utf-8").count(old) == 1
    test = mutation.test.partition("::")[0]
    assert (ROOT / test).exists()
    assert f"| {mutation.breaks} | `{test}` |" in (ROOT / "docs" / "promises.md").read_text("utf-8")
