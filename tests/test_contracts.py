"""What must agree though it stands in several rooms: moves, buttons, words, listeners, manifest."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt import BoltRequest

from app import main, settings
from app.domain.lifecycle import MOVES, Action
from app.services import handoffs
from app.slack.messages import KINDS
from app.store.migrate import migrate
from blocks import decisions, ids
from blocks.card import BUTTONS

ROOT = Path(__file__).parents[1]
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text())


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[main.Bot]:
    """The whole bot, joined but not started: no network is used."""
    nowhere = "http://127.0.0.1:9/api/"
    given = {"slack_api_url": nowhere, "slack_bot_token": "xoxb-1", "slack_signing_secret": "s"}
    url = f"sqlite:///{tmp_path}/x.db"
    policy = ROOT / "policy.toml"
    built = main.build(settings.read(tmp_path / ".env", database_url=url, handoff_policy=policy, **given))
    migrate(built.db)
    yield built
    built.db.close()


def test_every_move_has_a_button() -> None:
    assert set(BUTTONS) == set(MOVES)
    assert set(MOVES) == set(Action) - {Action.SUBMIT}


def test_every_modal_that_asks_first_has_a_callback_of_its_own() -> None:
    assert len(set(decisions.ASKS_FIRST.values())) == len(decisions.ASKS_FIRST)


def test_every_button_and_modal_is_listened_to(bot: main.Bot) -> None:
    """Whatever we draw comes back to a listener: Bolt answers 404 to what nobody listens to."""
    clicks = [ids.ACT + action.value for action in BUTTONS]
    clicks += [ids.SHOW, ids.START, f"{ids.MEETING_AT}.1", ids.INTRO_SENT, ids.INTRO_CHANGE]
    clicks += [f"{ids.INTRO_OPEN}{program}" for program in ("gmail", "outlook", "mail")]
    for action_id in clicks:
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": "1"}
        assert _status(bot, {"type": "block_actions", "actions": [action]}) == 200, action_id
    for callback in [ids.FORM, ids.INTRO_EDIT, *decisions.ASKS_FIRST.values()]:
        view = {
            "type": "modal",
            "callback_id": callback,
            "id": "V1",
            "private_metadata": "1",
            "blocks": [_INPUT],
        }
        assert _status(bot, {"type": "view_submission", "view": view}) == 200, callback
    for kind, callback in (("shortcut", ids.SHORTCUT), ("message_action", ids.SHORTCUT_MESSAGE)):
        given = {"type": kind, "callback_id": callback, "message": {"text": "x"}}
        assert _status(bot, given) == 200, callback
    unknown = {"type": "button", "action_id": "nobody.knows", "block_id": "b"}
    assert _status(bot, {"type": "block_actions", "actions": [unknown]}) == 404


_INPUT = {"type": "input", "block_id": "company"}


def _status(bot: main.Bot, payload: dict[str, Any]) -> int:
    """Bring a payload to Bolt as Socket Mode does. There is no such handoff, and that is answered."""
    who = {"user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": "1.1.a"}
    return bot.app.dispatch(BoltRequest(mode="socket_mode", body={**who, **payload})).status


def test_every_news_has_words_and_every_kind_a_renderer() -> None:
    words = (ROOT / "blocks" / "news.py").read_text()
    for action in handoffs.SAYS_SDR | handoffs.SAYS_AE:
        assert re.search(rf'case .*"{action.value}"', words), action
    owed = set()
    for path in (ROOT / "app" / "services").glob("*.py"):
        owed |= set(re.findall(r'owe_(?:once|anew)\(\s*session,\s*handoff,\s*"(\w+)"', path.read_text()))
    assert owed == set(KINDS)


def test_the_manifest_names_what_we_listen_to() -> None:
    features = MANIFEST["features"]
    assert [command["command"] for command in features["slash_commands"]] == [ids.COMMAND]
    assert {shortcut["callback_id"]: shortcut["type"] for shortcut in features["shortcuts"]} == {
        ids.SHORTCUT: "global",
        ids.SHORTCUT_MESSAGE: "message",
    }
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert MANIFEST["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened"]
    assert features["app_home"]["home_tab_enabled"] is True
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True


def test_the_example_environment_names_every_setting() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert {name.lower() for name in named} == set(settings.Settings.model_fields)
    assert set(settings.HOW) <= set(named)
