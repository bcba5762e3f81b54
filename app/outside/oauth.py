"""Per-user consent at Google and Microsoft: authorization code with PKCE, and the tokens that come of it."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from app.domain.tries import NotPosted, ShutOut
from app.outside.requests import ask, told

EARLY = timedelta(minutes=2)  # before its end a token is renewed
TAKEN_BACK = ("invalid_grant", "interaction_required", "consent_required", "login_required")
Tokens = dict[str, Any]  # access, until (Unix seconds), refresh


@dataclass(frozen=True)
class Provider:
    """One provider as our app is registered there."""

    name: str  # "gmail" or "graph": of the connector, in our addresses and in the database
    label: str
    authorize: str
    token: str
    api: str
    scopes: str
    client_id: str
    client_secret: str
    asks: Mapping[str, str]  # what the page of consent needs to be told besides


def google(client_id: str, client_secret: str, base: str = "") -> Provider:
    """Describe Google; `base` is a local stand-in for all its servers."""
    return Provider(
        name="gmail",
        label="Gmail",
        authorize=f"{base or 'https://accounts.google.com'}/o/oauth2/v2/auth",
        token=f"{base or 'https://oauth2.googleapis.com'}/token",
        api=f"{base or 'https://gmail.googleapis.com'}/gmail/v1",
        scopes="https://www.googleapis.com/auth/gmail.compose",
        client_id=client_id,
        client_secret=client_secret,
        asks={"access_type": "offline", "prompt": "consent"},  # or no refresh token comes a second time
    )


def microsoft(client_id: str, client_secret: str, tenant: str, base: str = "") -> Provider:
    """Describe Microsoft; `base` is a local stand-in for all its servers."""
    login = f"{base or 'https://login.microsoftonline.com'}/{tenant}/oauth2/v2.0"
    return Provider(
        name="graph",
        label="Outlook",
        authorize=f"{login}/authorize",
        token=f"{login}/token",
        api=f"{base or 'https://graph.microsoft.com'}/v1.0",
        scopes="offline_access Mail.ReadWrite User.Read",
        client_id=client_id,
        client_secret=client_secret,
        asks={"response_mode": "query", "prompt": "select_account"},
    )


def page(provider: Provider, *, back: str, state: str, verifier: str, hint: str) -> str:
    """Give the address of the page on which somebody consents; `hint` is the address she should choose."""
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": provider.scopes,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": hint,
        **provider.asks,
    }
    return f"{provider.authorize}?{urlencode(asked)}"


def exchange(
    web: httpx.Client, provider: Provider, *, code: str, back: str, verifier: str, now: datetime
) -> Tokens:
    """Change the code of a consent into tokens; raises NotPosted or ShutOut."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    tokens = _ask(web, provider, asked, now)
    if not tokens["refresh"]:
        raise ShutOut("no lasting access was granted")
    return tokens


def renew(web: httpx.Client, provider: Provider, tokens: Tokens, now: datetime) -> Tokens:
    """Give tokens whose access lasts a while; raises NotPosted, or ShutOut if it was taken back."""
    asked = {"grant_type": "refresh_token", "refresh_token": tokens["refresh"]}
    renewed = _ask(web, provider, asked, now)
    return renewed | {"refresh": renewed["refresh"] or tokens["refresh"]}


def is_fresh(tokens: Tokens, now: datetime) -> bool:
    """Say whether the access lasts long enough for a call."""
    return float(tokens["until"]) > (now + EARLY).timestamp()


def _ask(web: httpx.Client, provider: Provider, asked: Mapping[str, str], now: datetime) -> Tokens:
    ours = {"client_id": provider.client_id, "client_secret": provider.client_secret}
    answer = ask(web, "POST", provider.token, harmless=True, data={**asked, **ours})
    found = told(answer)
    if answer.is_success and isinstance(access := found.get("access_token"), str):
        lasts = found.get("expires_in", 0)
        until = now.timestamp() + (lasts if isinstance(lasts, int | float) else 0)
        return {"access": access, "until": until, "refresh": found.get("refresh_token") or ""}
    error = str(found.get("error", f"HTTP {answer.status_code}"))[:80]
    if error in TAKEN_BACK:
        raise ShutOut(f"{provider.label} says that access was taken back or has expired ({error})")
    raise NotPosted(f"{provider.label} gives no access: {error}")  # the app's registration: an admin's matter
