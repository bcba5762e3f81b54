"""Installing the app in several teams, with slack_bolt's own OAuth flow, and taking it out again."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore

from sandbox.config import AppConfig
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.sandbox.bolt_over_http import bolt, serve
from tests.sandbox.pressing import Ears

CLIENT = {"client_id": AppConfig.client_id, "client_secret": AppConfig.client_secret}
BACK = "http://localhost:3000/slack/oauth_redirect"
SCOPES = ["commands", "chat:write", "users:read"]
ASKED = {"client_id": AppConfig.client_id, "scope": ",".join(SCOPES), "state": "s&1", "redirect_uri": BACK}
ZOE = {"person": "T0CONTOSO/U0ZOE", "decision": "allow"}


@pytest.fixture
def http(workspace: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=workspace.url, trust_env=False) as client:
        yield client


@pytest.fixture
def nobody(workspace: Sandbox) -> WebClient:
    return WebClient(base_url=workspace.api_url)


def decided(http: httpx.Client, form: dict[str, str] = ZOE, **asked: str) -> dict[str, str]:
    """What the app finds in the query when the person's browser comes back to it."""
    answer = http.post("/oauth/v2/authorize", params=ASKED | asked, data=form)
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(f"{BACK}?")
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


def installed(http: httpx.Client, nobody: WebClient) -> WebClient:
    code = decided(http)["code"]
    token = nobody.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)["access_token"]
    return WebClient(token, base_url=nobody.base_url)


def test_the_page_offers_the_people_of_every_team(http: httpx.Client) -> None:
    page = http.get("/oauth/v2/authorize", params=ASKED).text
    people = re.findall(r'<option value="([^"]+)">', page)
    assert people == ["T0NORTHWND/U0SAM", "T0NORTHWND/U0ANNA", "T0CONTOSO/U0ZOE"]
    assert "<code>chat:write</code>" in page
    page = http.get("/oauth/v2/authorize", params=ASKED | {"team": "T0CONTOSO"}).text
    assert "U0SAM" not in page


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"scope": ""}, "no_scopes"),
        ({"team": "T0NONE"}, "invalid_team"),
    ],
)
def test_the_page_refuses(http: httpx.Client, asked: dict[str, str], error: str) -> None:
    answer = http.get("/oauth/v2/authorize", params=ASKED | asked)
    assert (answer.status_code, error in answer.text) == (400, True)


def test_cancel_and_people_who_may_not_install(http: httpx.Client) -> None:
    assert decided(http, {"decision": "cancel"}) == {"error": "access_denied", "state": "s&1"}
    guest = {"person": "T0CONTOSO/U0GUS", "decision": "allow"}
    assert http.post("/oauth/v2/authorize", params=ASKED, data=guest).status_code == 400


def test_a_code_becomes_a_token_once(http: httpx.Client, nobody: WebClient) -> None:
    came_back = decided(http)
    assert came_back["state"] == "s&1"
    given = {"code": came_back["code"], "redirect_uri": BACK}
    for wrong, error in (
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "guess"}, "bad_client_secret"),
        ({"redirect_uri": "http://localhost:3000/else"}, "bad_redirect_uri"),
        ({"code": "1.2.3"}, "invalid_code"),
    ):
        with pytest.raises(SlackApiError, match=error):
            nobody.oauth_v2_access(**(CLIENT | given | wrong))
    answer = nobody.oauth_v2_access(**CLIENT, **given)
    assert (answer["team"], answer["authed_user"]) == (
        {"id": "T0CONTOSO", "name": "Contoso"},
        {"id": "U0ZOE"},
    )
    assert (answer["token_type"], answer["scope"]) == ("bot", "chat:write,commands,users:read")
    with pytest.raises(SlackApiError, match="invalid_code"):
        nobody.oauth_v2_access(**CLIENT, **given)


def test_a_code_lives_ten_minutes(http: httpx.Client, nobody: WebClient, desk: Driver) -> None:
    code = decided(http)["code"]
    desk.advance(minutes=11)
    with pytest.raises(SlackApiError, match="invalid_code"):
        nobody.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)


def test_each_teams_token_sees_its_own_team(
    workspace: Sandbox, http: httpx.Client, nobody: WebClient, client: WebClient
) -> None:
    contoso = installed(http, nobody)
    assert contoso.auth_test()["team_id"] == "T0CONTOSO"
    assert client.auth_test()["team_id"] == "T0NORTHWND"
    assert contoso.users_info(user="U0ZOE")["user"]["team_id"] == "T0CONTOSO"
    for someone, theirs in ((contoso, "U0SAM"), (client, "U0ZOE")):
        with pytest.raises(SlackApiError, match="user_not_found"):
            someone.users_info(user=theirs)
    contoso.chat_postMessage(channel="U0ZOE", text="hello Contoso")
    with Driver(workspace.url, team="T0CONTOSO") as desk:
        desk.as_user("zoe").sees("hello Contoso")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_postMessage(channel="C0DESK", text="not here")
    with pytest.raises(SlackApiError, match="missing_scope"):
        contoso.conversations_list()


def test_installing_again_keeps_the_token_and_adds_scopes(http: httpx.Client, nobody: WebClient) -> None:
    first = installed(http, nobody)
    code = decided(http, scope="im:write")["code"]
    again = nobody.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)
    assert again["access_token"] == first.token
    assert "im:write" in first.auth_test().headers["x-oauth-scopes"].split(",")


def test_uninstalling_tells_the_app_and_ends_the_token(
    workspace: Sandbox, http: httpx.Client, nobody: WebClient, ears: Ears, client: WebClient
) -> None:
    contoso = installed(http, nobody)
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        contoso.api_call("apps.uninstall", params=CLIENT | {"client_secret": "guess"})
    contoso.api_call("apps.uninstall", params=CLIENT)
    with Driver(workspace.url, team="T0CONTOSO") as desk:
        desk.wait_for(lambda: len(ears.told) == 2)
        assert desk.as_user("zoe").types("/order tea", channel="desk").ack["error"] == "unknown_command"
    events = {one["event"]["type"]: one for one in ears.told}
    assert set(events) == {"tokens_revoked", "app_uninstalled"}
    assert events["app_uninstalled"]["team_id"] == "T0CONTOSO"
    assert events["tokens_revoked"]["event"]["tokens"]["bot"] == ["UB0CONTOSO"]
    with pytest.raises(SlackApiError, match="account_inactive"):
        contoso.auth_test()
    assert client.auth_test()["ok"]


def test_a_revoked_token(client: WebClient) -> None:
    assert client.auth_revoke(test=True)["revoked"] is False
    assert client.auth_revoke(test=False)["revoked"] is True
    with pytest.raises(SlackApiError, match="token_revoked"):
        client.auth_test()


def oauth_app(workspace: Sandbox, folder: Path) -> App:
    store = FileInstallationStore(base_dir=str(folder), client_id=CLIENT["client_id"])
    settings = OAuthSettings(
        client_id=CLIENT["client_id"],
        client_secret=CLIENT["client_secret"],
        scopes=SCOPES,
        redirect_uri=BACK,
        installation_store=store,
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(folder / "states")),
        authorization_url=f"{workspace.url}/oauth/v2/authorize",
    )
    client = WebClient(base_url=workspace.api_url)
    app = App(signing_secret=AppConfig.signing_secret, client=client, oauth_settings=settings)
    app.enable_token_revocation_listeners()

    @app.command("/order")
    def order(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack(f"{client.auth_test()['team']} orders {body['text']}")

    return app


def test_bolts_own_flow_from_the_button_to_the_uninstall(
    workspace: Sandbox, http: httpx.Client, desk: Driver, tmp_path: Path
) -> None:
    app = oauth_app(workspace, tmp_path)
    assert app.oauth_flow and app.oauth_flow.settings.installation_store
    start = app.oauth_flow.handle_installation(BoltRequest(body="", query={}))
    address = re.search(r'href="([^"]+/oauth/v2/authorize[^"]+)"', start.body)
    assert address
    cookie = start.first_headers()["set-cookie"].split(";")[0]
    allowed = http.post(address[1].replace("&amp;", "&"), data=ZOE)
    query = parse_qs(urlsplit(allowed.headers["location"]).query)
    back = BoltRequest(body="", query={name: v[0] for name, v in query.items()}, headers={"cookie": cookie})
    assert app.oauth_flow.handle_callback(back).status == 200
    store = app.oauth_flow.settings.installation_store
    found = store.find_bot(enterprise_id=None, team_id="T0CONTOSO")
    assert found and found.bot_user_id == "UB0CONTOSO"
    with serve(bolt(app)) as listening, Driver(workspace.url, team="T0CONTOSO") as contoso:
        contoso.request_url(listening.url)
        (answer,) = contoso.as_user("zoe").types("/order tea", channel="desk").ephemerals
        assert answer.text == "Contoso orders tea"
        WebClient(found.bot_token, base_url=workspace.api_url).api_call("apps.uninstall", params=CLIENT)
        desk.wait_for(lambda: store.find_bot(enterprise_id=None, team_id="T0CONTOSO") is None)
