"""An office whose people can connect their mailboxes, and a browser that goes where the links lead."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from app.outside.safe import new_key
from sandbox.driver import DeskPerson
from tests.office import Office, open_office
from tests.outside.cloud import Cloud

PUBLIC = "https://bot.northwind.example"
KEY = new_key()


@contextmanager
def connecting_office(database_url: str, cloud: Cloud, **more: str) -> Iterator[Office]:
    """Open an office beside both providers."""
    ours = cloud.settings(mailbox_key=KEY, public_url=PUBLIC) | more
    with open_office(database_url, more=ours) as office:
        yield office


def address(person: DeskPerson) -> str:
    """Somebody's address, as Slack has it."""
    return f"{person.handle.removeprefix('@')}@northwind.example"


def links(person: DeskPerson) -> dict[str, str]:
    """What her Home tab leads to, by label."""
    elements = [one for block in person.opens_home().view["blocks"] for one in block.get("elements", [])]
    return {one["text"]["text"]: one["url"] for one in elements if "url" in one}


def browse(office: Office, url: str) -> httpx.Response:
    """Go to an address and wherever it leads on; our own public address leads to the bot at work."""
    bot = office.slack.workspace.request_url.removesuffix("/slack/events")
    answer = httpx.get(url.replace(PUBLIC, bot), trust_env=False)
    for _ in range(5):
        if answer.status_code != 302:
            break
        answer = httpx.get(answer.headers["location"].replace(PUBLIC, bot), trust_env=False)
    return answer


def connects(office: Office, cloud: Cloud, person: DeskPerson, label: str, *, sign_in: str = "") -> str:
    """Connect somebody's mailbox from her Home tab; gives what the last page says."""
    cloud.signed_in = sign_in or address(person)
    answer = browse(office, links(person)[f"Connect {label}"])
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert urlsplit(str(answer.url)).path.endswith("/callback")
    return answer.text
