"""Drafts in Gmail: users.drafts, with the scope gmail.compose."""

import base64

import httpx

from app.domain.tries import MaybePosted, NotPosted, Refused, ShutOut
from app.outside.requests import ask, seconds_to_wait, told

BUSY = ("rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded", "quotaExceeded")


class Expired(Exception):
    """The access token is not taken (any more); nothing was done."""


class Gmail:
    """One mailbox at Gmail."""

    def __init__(self, web: httpx.Client, api: str, access: str) -> None:
        """Take the address of the API and an access token."""
        self._web, self._api, self._head = web, api, {"Authorization": f"Bearer {access}"}

    def addresses(self) -> list[str]:
        """Give the address that the mailbox is known by."""
        answer = self._done(self._get("/users/me/profile"))
        return [str(told(answer).get("emailAddress", ""))]

    def put(self, mail: bytes) -> None:
        """Put a mail among the drafts."""
        message = {"raw": base64.urlsafe_b64encode(mail).decode()}
        url = f"{self._api}/users/me/drafts"
        answer = self._done(ask(self._web, "POST", url, headers=self._head, json={"message": message}))
        if not told(answer).get("id"):
            raise MaybePosted("an answer without its draft")

    def has(self, message_id: str) -> bool:
        """Say whether a draft with this id is there."""
        answer = self._get("/users/me/drafts", q=f"rfc822msgid:{message_id}", maxResults="1")
        return bool(told(self._done(answer)).get("drafts"))

    def _get(self, path: str, **asked: str) -> httpx.Response:
        return ask(self._web, "GET", self._api + path, harmless=True, headers=self._head, params=asked)

    def _done(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        if answer.status_code == 401:
            raise Expired
        error = told(answer).get("error")
        given = error.get("errors") if isinstance(error, dict) else None
        reasons = [str(one.get("reason")) for one in given or () if isinstance(one, dict)]
        if any(reason in BUSY for reason in reasons):
            raise NotPosted("Gmail is busy", seconds_to_wait(answer))
        why = f"Gmail refuses it (HTTP {answer.status_code} {' '.join(reasons)[:80]})".replace(" )", ")")
        raise (ShutOut if answer.status_code == 403 else Refused)(why)
