"""Joins the parts that speak to other services, as far as the settings name any."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.routing import Route

from app.outside import oauth, pages
from app.outside.boxes import Boxes
from app.outside.carrier import OutsideCarrier
from app.outside.consent import Consent
from app.outside.oauth import Provider
from app.outside.requests import client
from app.outside.safe import Safe
from app.policy import Policy
from app.settings import Settings
from app.store.db import Database

Links = Callable[[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Outside:
    """What carries, where a browser comes to, and the links to begin with (label → address) for somebody."""

    carrier: OutsideCarrier
    routes: list[Route]
    links: Links


def build(
    settings: Settings, db: Database, policy: Callable[[], Policy], now: Callable[[], datetime]
) -> Outside:
    """Join them. Without a key no mailbox opens; without a public address nobody connects one herself."""
    web, safe, chosen = client(), safe_of(settings), providers(settings)
    boxes = Boxes(db, safe, chosen, web, now)
    carrier = OutsideCarrier(db, policy, boxes, web, now, hook_secret=settings.hook_secret)
    if safe is None or not chosen or not settings.public_url:
        return Outside(carrier, [], lambda team_id, person_id: {})
    consent = Consent(db, safe, chosen, web, now, public_url=settings.public_url, secret=settings.mailbox_key)
    return Outside(carrier, pages.routes(consent), consent.links)


def safe_of(settings: Settings) -> Safe | None:
    """Give what the key opens, or None without one."""
    return Safe(settings.mailbox_key) if settings.mailbox_key else None


def providers(settings: Settings) -> dict[str, Provider]:
    """List where our app is registered."""
    found = []
    if settings.google_client_id:
        ours = settings.google_client_id, settings.google_client_secret
        found.append(oauth.google(*ours, base=settings.google_url))
    if settings.microsoft_client_id:
        ours = settings.microsoft_client_id, settings.microsoft_client_secret
        found.append(oauth.microsoft(*ours, settings.microsoft_tenant, base=settings.microsoft_url))
    return {one.name: one for one in found}
