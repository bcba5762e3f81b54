"""How often a method may be called, and what slack_sdk's own client meets when it calls too often."""

from dataclasses import replace
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import RateLimitErrorRetryHandler

from sandbox import web_api
from sandbox.config import Config, LimitsConfig
from sandbox.driver import Driver
from sandbox.rate_limits import OTHERS, PER_CHANNEL, SPECIAL, TIER_OF, RateLimited, RateLimits
from sandbox.server import Sandbox


@pytest.fixture
def client(workspace: Sandbox) -> WebClient:
    return WebClient("xoxb-sandbox", base_url=workspace.api_url, retry_handlers=[])


class Watch:
    seconds = 1000.0

    def read(self) -> float:
        return self.seconds


def limits(watch: Watch, burst: int = 3) -> RateLimits:
    return RateLimits(LimitsConfig(enforce=True, burst=burst), watch.read)


def passed(limits: RateLimits, method: str, tries: int, *, team: str = "T1", channel: str = "C1") -> int:
    """How many of so many calls at once get through."""
    count = 0
    for _ in range(tries):
        try:
            limits.check(method, app="A1", team=team, channel=channel)
            count += 1
        except RateLimited:
            pass
    return count


def test_every_method_has_a_limit_of_its_own() -> None:
    known = TIER_OF.keys() | SPECIAL.keys() | PER_CHANNEL.keys()
    assert OTHERS == 3
    # These are in no tier of Slack's reference.
    assert web_api.METHODS.keys() - known <= {"blocks.validate"}


@pytest.mark.parametrize(
    ("method", "a_minute"),
    [("apps.uninstall", 1), ("users.list", 20), ("chat.update", 50), ("views.open", 100)],
)
def test_a_tier_is_so_many_calls_a_minute_and_a_burst(method: str, a_minute: int) -> None:
    watch = Watch()
    enforced = limits(watch)
    assert passed(enforced, method, 200) == a_minute + 3
    watch.seconds += 60
    assert passed(enforced, method, 200) == a_minute
    assert passed(enforced, method, 200, team="T2") == a_minute + 3


def test_one_message_a_second_in_each_channel_with_a_small_burst() -> None:
    watch = Watch()
    enforced = limits(watch, burst=2)
    assert passed(enforced, "chat.postMessage", 10) == 3
    assert passed(enforced, "chat.postMessage", 10, channel="C2") == 3
    for _ in range(5):
        watch.seconds += 1
        assert passed(enforced, "chat.postMessage", 3) == 1


def test_some_hundred_messages_a_minute_in_a_workspace() -> None:
    enforced = limits(Watch(), burst=0)
    assert sum(passed(enforced, "chat.postMessage", 1, channel=f"C{n}") for n in range(400)) == 300


def test_retry_after_is_the_whole_seconds_to_wait() -> None:
    watch = Watch()
    enforced = limits(watch, burst=0)
    assert passed(enforced, "apps.uninstall", 1) == 1
    for waited, left in ((0.0, "60"), (30.5, "30"), (29.2, "1")):
        watch.seconds += waited
        with pytest.raises(RateLimited) as refusal:
            enforced.check("apps.uninstall", app="A1", team="T1", channel="")
        assert refusal.value.headers == {"retry-after": left}
    watch.seconds += 0.3
    assert passed(enforced, "apps.uninstall", 1) == 1


def test_off_until_it_is_switched_on(desk: Driver, client: WebClient) -> None:
    for _ in range(6):
        client.chat_postMessage(channel="C0ORDERS", text="free")
    assert desk.limits()["methods"]["chat.postMessage"] == {"tier": None, "calls": 6, "refused": 0}

    desk.enforces_limits(burst=1)
    client.chat_postMessage(channel="C0ORDERS", text="1")
    client.chat_postMessage(channel="C0ORDERS", text="2")
    with pytest.raises(SlackApiError) as refusal:
        client.chat_postMessage(channel="C0ORDERS", text="3")
    response = refusal.value.response
    assert (response.status_code, response.data) == (429, {"ok": False, "error": "ratelimited"})
    assert response.headers["Retry-After"] == "1"
    client.chat_postMessage(channel="U0ANNA", text="another channel")
    client.auth_test()

    counted = desk.limits()["methods"]
    assert counted["chat.postMessage"] == {"tier": None, "calls": 10, "refused": 1}
    called = [entry for entry in desk.traffic() if entry["direction"] == "from_app"]
    assert [entry["status"] for entry in called[:3]] == [200, 200, 429]
    desk.enforces_limits(False)
    client.chat_postMessage(channel="C0ORDERS", text="free again")


def test_moving_the_workspaces_clock_fills_no_bucket(desk: Driver, client: WebClient) -> None:
    desk.enforces_limits(burst=0)
    client.chat_postMessage(channel="C0ORDERS", text="1")
    desk.advance(days=1)
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C0ORDERS", text="2")


def test_slack_sdk_waits_as_it_is_told(desk: Driver, client: WebClient) -> None:
    waits: list[float] = []

    class Impatient(RateLimitErrorRetryHandler):
        def prepare_for_next_attempt(self, **told: object) -> None:
            waits.append(float(told["response"].headers["retry-after"][0]))  # type: ignore[attr-defined]
            desk.enforces_limits(False)
            told["state"].next_attempt_requested = True  # type: ignore[attr-defined]

    desk.enforces_limits(burst=0)
    client.retry_handlers.append(Impatient())
    client.chat_postMessage(channel="C0ORDERS", text="1")
    client.chat_postMessage(channel="C0ORDERS", text="2")
    assert waits == [1.0]


def test_a_limits_minute_can_be_made_shorter(desk: Driver, client: WebClient) -> None:
    desk.enforces_limits(burst=0, speed=50)
    client.chat_postMessage(channel="C0ORDERS", text="1")
    desk.wait_for(lambda: client.chat_postMessage(channel="U0ANNA", text="2"))
    desk.wait_for(lambda: _posted(client), within=1)


def _posted(client: WebClient) -> bool:
    try:
        return bool(client.chat_postMessage(channel="C0ORDERS", text="3")["ok"])
    except SlackApiError:
        return False


def test_the_configuration_switches_them_on(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "strict.toml"
    file.write_text("[limits]\nenforce = true\nburst = 0\n", encoding="utf-8")
    loaded = Config.load(file).limits
    assert loaded == LimitsConfig(enforce=True, burst=0)
    with Sandbox(replace(config, limits=loaded)) as running:
        client = WebClient("xoxb-sandbox", base_url=running.api_url, retry_handlers=[])
        client.chat_postMessage(channel="C0ORDERS", text="1")
        with pytest.raises(SlackApiError, match="ratelimited"):
            client.chat_postMessage(channel="C0ORDERS", text="2")
