"""Installing the app: codes for a team's grant, oauth.v2.access, and what takes a grant back."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sandbox import events
from sandbox.call import Call, Method
from sandbox.wire import Json, SlackError
from sandbox.workspace import Workspace

CODE_SECONDS = 600
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Code:
    team: str
    user: str
    scopes: frozenset[str]
    # As the app asked for it, or the default, which the app need not name again.
    redirect_uri: str
    named: bool
    expires: float


@dataclass
class Codes:
    ws: Workspace
    unused: dict[str, Code] = field(default_factory=dict)

    def give(self, code: Code) -> str:
        ids = self.ws.ids
        text = f"{ids.number(13)}.{ids.number(13)}.{ids.hexadecimal(64)}"
        self.unused[text] = code
        return text

    def redeem(self, text: str, redirect_uri: str) -> Code:
        """Once, within ten minutes of the workspace's time; a wrong address leaves the code unused."""
        code = self.unused.get(text)
        if code is None or self.ws.clock.time() > code.expires:
            raise SlackError("invalid_code")
        if redirect_uri != code.redirect_uri and (redirect_uri or code.named):
            raise SlackError("bad_redirect_uri")
        del self.unused[text]
        return code


def codes(ws: Workspace) -> Codes:
    return ws.part(Codes)


def redirect_address(ws: Workspace, asked: str) -> str:
    """One of the manifest's, or below one; without any in the manifest only this machine's own."""
    known: list[str] = (ws.config.manifest.raw.get("oauth_config") or {}).get("redirect_urls") or []
    if known:
        address = asked or known[0]
        fits = any(address == one or address.startswith(f"{one.rstrip('/')}/") for one in known)
    else:
        address = asked
        fits = urlsplit(asked).hostname in LOOPBACK
    if not fits:
        raise SlackError("bad_redirect_uri")
    return address


def access(call: Call) -> Json:
    _check_client(call)
    grant_type = call.args.text("grant_type", "authorization_code")
    if grant_type == "refresh_token":
        raise SlackError("invalid_refresh_token")
    if grant_type != "authorization_code":
        raise SlackError("invalid_grant_type")
    code = codes(call.ws).redeem(call.args.text("code"), call.args.text("redirect_uri"))
    ws = call.ws.teams[code.team]
    ids = ws.ids
    token = ws.grant.give(f"xoxb-{ids.number(12)}-{ids.number(13)}-{ids.digest(24)}", code.scopes)
    ws.live.changed()
    return {
        "app_id": ws.config.app.id,
        "authed_user": {"id": code.user},
        "scope": ",".join(sorted(ws.grant.scopes)),
        "token_type": "bot",
        "access_token": token,
        "bot_user_id": ws.bot.id,
        "team": {"id": ws.team_id, "name": ws.config.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def revoke(call: Call) -> Json:
    """Revoking its only token uninstalls the app."""
    if call.args.flag("test"):
        return {"revoked": False}
    _take_back(call.ws, "token_revoked")
    return {"revoked": True}


def uninstall(call: Call) -> Json:
    _check_client(call)
    _take_back(call.ws, "account_inactive")
    return {}


def _take_back(ws: Workspace, error: str) -> None:
    ws.grant.revoke(error)
    ws.live.changed()
    events.send(ws, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [ws.bot.id]}})
    events.send(ws, {"type": "app_uninstalled"})


def _check_client(call: Call) -> None:
    app = call.ws.config.app
    if call.args.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if call.args.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")


METHODS: dict[str, Method] = {
    "oauth.v2.access": Method(access, token="none"),
    "auth.revoke": Method(revoke),
    "apps.uninstall": Method(uninstall),
}
