"""Encrypts by a key that is not in the database: secrets of mailboxes, and links to connect one."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unreadable(Exception):
    """It was not encrypted by us for this purpose and person, not by this key, or too long ago."""


def new_key() -> str:
    """Make a key."""
    return Fernet.generate_key().decode()


class Safe:
    """Encrypts by the first of the keys (MAILBOX_KEY, commas between), and decrypts by any of them."""

    def __init__(self, keys: str) -> None:
        """Take the keys; raises ValueError for what is none."""
        self._keys = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])

    def seal(self, purpose: str, told: Mapping[str, Any], now: datetime) -> str:
        """Encrypt something for one purpose ("secret T1 U1"): it is good for no other."""
        text = json.dumps({"for": purpose, **told}).encode()
        return self._keys.encrypt_at_time(text, int(now.timestamp())).decode()

    def open(
        self, purpose: str, sealed: str, now: datetime | None = None, good_for: timedelta | None = None
    ) -> dict[str, Any]:
        """Decrypt what was sealed for a purpose, lately if it is said how lately; raises Unreadable."""
        try:
            if now is None or good_for is None:
                text = self._keys.decrypt(sealed)
            else:
                seconds = int(good_for.total_seconds())
                text = self._keys.decrypt_at_time(sealed, seconds, int(now.timestamp()))
        except (InvalidToken, ValueError):  # ValueError: letters that no token has
            raise Unreadable from None
        told: dict[str, Any] = json.loads(text)
        if told.pop("for", None) != purpose:
            raise Unreadable
        return told
