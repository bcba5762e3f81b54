"""The people of the workspace, the app's bot and Slackbot among them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.config import Config, PersonConfig
from sandbox.wire import Json

SLACKBOT = "USLACKBOT"
COLOURS = ("4f6d7a", "8f3985", "2d7dd2", "c1666b", "3b7a57", "b5651d", "5c4d7d", "1b6b93", "a23b72", "6b8e23")


@dataclass
class Person:
    id: str
    handle: str
    name: str
    title: str
    email: str
    tz: str
    is_bot: bool
    deleted: bool
    guest: bool
    away: bool
    color: str
    bot_id: str = ""
    app_id: str = ""

    @classmethod
    def from_config(cls, raw: PersonConfig, number: int) -> "Person":
        return cls(
            id=raw.id,
            handle=raw.handle,
            name=raw.name,
            title=raw.title,
            email="" if raw.bot else raw.email,
            tz=raw.tz,
            is_bot=raw.bot,
            deleted=raw.deleted,
            guest=raw.guest,
            away=raw.away,
            color=COLOURS[number % len(COLOURS)],
            bot_id=raw.id.replace("U", "B", 1) if raw.bot else "",
        )

    def tz_offset(self, now: datetime) -> int:
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0


def everyone(config: Config) -> dict[str, Person]:
    people = [Person.from_config(raw, number) for number, raw in enumerate(config.people)]
    people.append(_app_bot(config))
    people.append(_bot(SLACKBOT, "slackbot", "Slackbot"))
    return {person.id: person for person in people}


def _app_bot(config: Config) -> Person:
    bot = _bot(config.app.bot_user, config.app.name.lower().replace(" ", ""), config.app.name)
    bot.bot_id = config.app.bot_id
    bot.app_id = config.app.id
    return bot


def _bot(user: str, handle: str, name: str) -> Person:
    return Person(user, handle, name, "", "", "America/Los_Angeles", True, False, False, False, "757575")


def as_user(person: Person, team_id: str, now: datetime, *, with_email: bool) -> Json:
    """The user object of users.info; `email` only for a token with users:read.email."""
    user: Json = {
        "id": person.id,
        "team_id": team_id,
        "name": person.handle,
        "deleted": person.deleted,
        "profile": _profile(person, team_id, with_email=with_email),
        "is_bot": person.is_bot and person.id != SLACKBOT,
        "is_app_user": False,
        "updated": 1700000000,
    }
    if person.deleted:
        return user
    zone = ZoneInfo(person.tz)
    return user | {
        "color": person.color,
        "real_name": person.name,
        "tz": person.tz,
        "tz_label": now.astimezone(zone).tzname() or person.tz,
        "tz_offset": person.tz_offset(now),
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": not person.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile(person: Person, team_id: str, *, with_email: bool) -> Json:
    profile: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.handle,
        "display_name_normalized": person.handle,
        "first_name": person.name.split(" ")[0],
        "last_name": " ".join(person.name.split(" ")[1:]),
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": f"g{person.color}",
        "team": team_id,
    }
    for size in (24, 32, 48, 72, 192, 512):
        profile[f"image_{size}"] = f"https://avatars.slack-edge.example/{person.id}_{size}.png"
    if person.is_bot:
        profile |= {"bot_id": person.bot_id, "api_app_id": person.app_id, "always_active": True}
    elif with_email and person.email:
        profile["email"] = person.email
    return profile
