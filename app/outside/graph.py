"""Drafts in Outlook and Exchange Online: Microsoft Graph, with the scope Mail.ReadWrite."""

import base64

import httpx

from app.domain.tries import MaybePosted, Refused, ShutOut
from app.outside.gmail import Expired
from app.outside.requests import ask, told

NO_MAILBOX = ("MailboxNotEnabledForRESTAPI", "ErrorMailboxNotFound", "ErrorAccessDenied")


class Graph:
    """One mailbox at Microsoft."""

    def __init__(self, web: httpx.Client, api: str, access: str) -> None:
        """Take the address of the API and an access token."""
        self._web, self._api, self._head = web, api, {"Authorization": f"Bearer {access}"}

    def addresses(self) -> list[str]:
        """Give the addresses that the mailbox is known by, the one that it writes from first."""
        found = told(self._done(self._get("/me", **{"$select": "mail,userPrincipalName"})))
        return [str(found[name]) for name in ("mail", "userPrincipalName") if found.get(name)]

    def put(self, mail: bytes) -> None:
        """Put a mail among the drafts."""
        head = {**self._head, "Content-Type": "text/plain"}
        answer = ask(
            self._web, "POST", f"{self._api}/me/messages", headers=head, content=base64.b64encode(mail)
        )
        if not told(self._done(answer)).get("id"):
            raise MaybePosted("an answer without its draft")

    def has(self, message_id: str) -> bool:
        """Say whether a message with this id is there."""
        named = f"internetMessageId eq '<{message_id}>'"
        found = self._get("/me/messages", **{"$filter": named, "$select": "id", "$top": "1"})
        return bool(told(self._done(found)).get("value"))

    def _get(self, path: str, **asked: str) -> httpx.Response:
        return ask(self._web, "GET", self._api + path, harmless=True, headers=self._head, params=asked)

    def _done(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        if answer.status_code == 401:
            raise Expired
        error = told(answer).get("error")
        code = str(error.get("code", ""))[:80] if isinstance(error, dict) else ""
        shut = answer.status_code == 403 or code in NO_MAILBOX
        why = f"Outlook refuses it (HTTP {answer.status_code}{' ' if code else ''}{code})"
        raise (ShutOut if shut else Refused)(why)
