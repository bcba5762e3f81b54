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
    status_text: str = ""
    status_emoji: str = ""
    # Seconds since 1970; 0 for a status that stays.
    status_expiration: int = 0
    # Do Not Disturb, from and until (seconds since 1970); 0 for none.
    dnd_from: int = 0
    dnd_until: int = 0

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
            status_text=raw.status_text,
            status_emoji=raw.status_emoji,
            status_expiration=int(raw.status_expiration.timestamp()) if raw.status_expiration else 0,
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
        "profile": profile(person, team_id, now, with_email=with_email),
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


def profile(person: Person, team_id: str, now: datetime, *, with_email: bool) -> Json:
    shown: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": person.handle,
        "display_name_normalized": person.handle,
        "first_name": person.name.split(" ")[0],
        "last_name": " ".join(person.name.split(" ")[1:]),
        **status(person, now),
        "avatar_hash": f"g{person.color}",
        "team": team_id,
    }
    for size in (24, 32, 48, 72, 192, 512):
        shown[f"image_{size}"] = f"https://avatars.slack-edge.example/{person.id}_{size}.png"
    if person.is_bot:
        shown |= {"bot_id": person.bot_id, "api_app_id": person.app_id, "always_active": True}
    elif with_email and person.email:
        shown["email"] = person.email
    return shown


def status(person: Person, now: datetime) -> Json:
    """A status is gone once the workspace's clock has passed its time."""
    expired = 0 < person.status_expiration <= now.timestamp()
    return {
        "status_text": "" if expired else person.status_text,
        "status_emoji": "" if expired else person.status_emoji,
        "status_expiration": 0 if expired else person.status_expiration,
    }


def dnd(person: Person) -> Json:
    """As dnd.info tells of somebody else: a snooze reads like any other time of Do Not Disturb."""
    return {
        "dnd_enabled": bool(person.dnd_until),
        "next_dnd_start_ts": person.dnd_from or 1,
        "next_dnd_end_ts": person.dnd_until or 1,
    }
