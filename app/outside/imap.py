"""Drafts in a mailbox behind IMAP: APPEND to the folder of drafts, flagged as a draft."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError
from imapclient.imapclient import DRAFTS, IMAPClient

from app.domain.tries import MaybePosted, NotPosted, Refused, ShutOut
from app.outside.requests import SECONDS

LOOPBACK = ("localhost", "127.0.0.1", "::1")
FLAGS = (rb"\Draft", rb"\Seen")
PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")  # RFC 5530: no word on the password
NAMED = {
    *("drafts", "draft", "entwürfe", "brouillons", "borradores", "rascunhos", "bozze", "concepten"),
    "下書き",
}


@dataclass(frozen=True)
class Server:
    """Where a mailbox is: imaps:// is encrypted from the start, imap:// by STARTTLS (not to this machine)."""

    host: str
    port: int
    starttls: bool
    plain: bool

    def __str__(self) -> str:
        scheme = "imap" if self.starttls or self.plain else "imaps"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"


def server(text: str) -> Server:
    """Read where a mailbox is; raises ValueError."""
    parts = urlsplit(text if "://" in text else f"imaps://{text}")
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or parts.path or parts.username:
        raise ValueError("write it like imaps://imap.example.com, or imap://imap.example.com for STARTTLS")
    own, secure = parts.hostname in LOOPBACK, parts.scheme == "imaps"
    port = parts.port or (993 if secure else 143)
    return Server(parts.hostname, port, starttls=not secure and not own, plain=not secure and own)


class Imap:
    """One mailbox, opened."""

    def __init__(self, session: IMAPClient, folder: str) -> None:
        """Take a session that is logged in, and the folder of drafts."""
        self._session, self.folder = session, folder

    def put(self, mail: bytes) -> None:
        """Put a mail among the drafts."""
        try:
            self._session.append(self.folder, mail, FLAGS)
        except (OSError, IMAPClientAbortError) as error:
            raise MaybePosted(type(error).__name__) from error
        except IMAPClientError as error:
            if "OVERQUOTA" in str(error):
                raise Refused("the mailbox is full") from error
            raise NotPosted("the mail server does not take it") from error

    def has(self, message_id: str) -> bool:
        """Say whether a draft with this id is there."""
        try:
            self._session.select_folder(self.folder, readonly=True)
            return bool(self._session.search(["HEADER", "Message-ID", f"<{message_id}>"]))
        except (OSError, IMAPClientError) as error:
            raise NotPosted(f"it cannot be searched: {type(error).__name__}") from error


class _Session(IMAPClient):  # type: ignore[misc]  # the library has no types
    def log_in(self, user: str, password: str) -> None:
        """Log in; by SASL where the server can, which takes any character."""
        if self.has_capability("AUTH=PLAIN"):
            self.plain_login(user, password)
        else:
            self.login(user, password)

    def drafts(self) -> str | None:
        """Find the folder of drafts by its special use (RFC 6154), then by its name."""
        if self.has_capability("SPECIAL-USE"):  # the library does not ask, and not every server tells unasked
            listed = self._proc_folder_list(self._command_and_check("list", '(SPECIAL-USE) ""', '"*"'))
            for flags, _, name in listed:
                if DRAFTS in flags:
                    return str(name)
        if found := self.find_special_folder(DRAFTS):
            return str(found)
        for _, between, name in self.list_folders():
            if str(name).rpartition((between or b"/").decode())[2].casefold() in NAMED:
                return str(name)
        return None


@contextmanager
def opened(where: Server, user: str, password: str) -> Iterator[Imap]:
    """Log in and find the folder of drafts; raises NotPosted, ShutOut or Refused."""
    session = None
    try:
        try:
            context = ssl.create_default_context()
            secure = not (where.plain or where.starttls)
            session = _Session(
                where.host, where.port, ssl=secure, ssl_context=context if secure else None, timeout=SECONDS
            )
            if where.starttls:
                session.starttls(context)
            session.log_in(user, password)
            folder = session.drafts()
        except (LoginError, UnicodeError) as error:
            broke_off = isinstance(error.__context__, IMAPClientAbortError)
            if broke_off or any(code in str(error) for code in PASSING):
                raise NotPosted("the mail server lets nobody in just now") from error
            raise ShutOut("the mail server does not take the user name or the password") from error
        except ssl.SSLError as error:
            raise NotPosted("the mail server's certificate is not valid") from error
        except (OSError, IMAPClientError) as error:
            raise NotPosted(f"the mail server is not reachable: {type(error).__name__}") from error
        if folder is None:
            raise Refused("the mailbox has no folder of drafts")
        yield Imap(session, folder)
    finally:
        if session is not None:
            _end(session)


def _end(session: IMAPClient) -> None:
    try:
        session.logout()
    except (OSError, IMAPClientError):
        with suppress(OSError, IMAPClientError):
            session.shutdown()
