"""Google and Microsoft as far as we use them, on this machine: consent, tokens, scopes, drafts, faults."""

import base64
import email
import email.policy
import hashlib
import json
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET, TENANT = "client-1", "cl1ent-secret", "organizations"
GMAIL, MICROSOFT = "https://www.googleapis.com/auth/gmail.compose", "offline_access Mail.ReadWrite User.Read"
NOT_FOUND = (404, {"error": "not here"})
Answer = tuple[int, Any]


@dataclass
class Fault:
    """What happens to the next requests of a method and path: done first or not, then answered like this."""

    method: str
    path: str
    times: int
    status: int = 0  # 0: the connection is closed without an answer
    body: Any = None
    head: dict[str, str] = field(default_factory=dict)
    done: bool = False


@dataclass
class Cloud:
    """Both providers at `url`. Whoever comes to a page of consent is signed in as `signed_in`, and agrees."""

    url: str = ""
    signed_in: str = ""
    lasts: int = 3600  # seconds of an access token
    drafts: dict[str, list[bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # every request, as "GET /path"
    faults: list[Fault] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: dict[str, dict[str, str]] = field(default_factory=dict)  # what each token is good for
    refresh: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self, **more: str) -> dict[str, str]:
        """The bot's settings for it."""
        ours = {"client_id": CLIENT, "client_secret": SECRET, "url": self.url}
        both = {f"{who}_{name}": value for who in ("google", "microsoft") for name, value in ours.items()}
        return both | more

    def fails(self, method: str, path: str, times: int = 1, **how: Any) -> None:
        """Let the next requests fail."""
        self.faults.append(Fault(method, path, times, **how))

    def revokes(self) -> None:
        """Take back every consent."""
        self.access.clear()
        self.refresh.clear()

    def mails(self, who: str) -> list[EmailMessage]:
        """Somebody's drafts, as the standard library reads them."""
        parser = email.message_from_bytes
        return [parser(one, policy=email.policy.default) for one in self.drafts.get(who, [])]

    def counts(self, request: str) -> int:
        """How often something was asked for."""
        return self.asked.count(request)

    def answer(self, method: str, path: str, head: dict[str, str], body: bytes) -> tuple[int, Any, Any]:
        """Answer one request: status (0: hang up), JSON, headers."""
        parts = urlsplit(path)
        self.asked.append(f"{method} {parts.path}")
        fault = next((f for f in self.faults if (f.method, f.path) == (method, parts.path) and f.times), None)
        if fault and not fault.done:
            fault.times -= 1
            return fault.status, fault.body, fault.head
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        status, told = self._do(method, parts.path, query, head, body)
        if fault:
            fault.times -= 1
            return fault.status, fault.body, fault.head
        if status == 302:
            return status, None, {"Location": told}
        return status, told, {}

    def _do(self, method: str, path: str, query: dict[str, str], head: dict[str, str], body: bytes) -> Answer:
        if (method, path) in (("GET", "/o/oauth2/v2/auth"), ("GET", f"/{TENANT}/oauth2/v2.0/authorize")):
            return self._consents(path, query)
        if (method, path) in (("POST", "/token"), ("POST", f"/{TENANT}/oauth2/v2.0/token")):
            return self._tokens({name: values[0] for name, values in parse_qs(body.decode()).items()})
        bearer = head.get("authorization", "").removeprefix("Bearer ")
        given = self.access.get(bearer)
        if given is None:
            return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
        needed = GMAIL if path.startswith("/gmail/") else MICROSOFT
        if given["scope"] != needed:
            return 403, {"error": {"code": 403, "errors": [{"reason": "insufficientPermissions"}]}}
        return self._mailbox(method, path, query, head, body, given["who"])

    def _consents(self, path: str, query: dict[str, str]) -> Answer:
        google = path.startswith("/o/")
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["scope"] == (GMAIL if google else MICROSOFT)
        assert query["code_challenge_method"] == "S256"
        assert (query.get("access_type"), query.get("prompt")) == (
            ("offline", "consent") if google else (None, "select_account")
        )
        assert "@" in query["login_hint"]
        code = secrets.token_hex(8)
        self.codes[code] = {**query, "who": self.signed_in}
        return 302, f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def _tokens(self, asked: dict[str, str]) -> Answer:
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "refresh_token":
            given = self.refresh.get(asked["refresh_token"])
            return (200, self._grants(given)) if given else (400, {"error": "invalid_grant"})
        given = self.codes.pop(asked["code"], None)
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if given is None or given["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", asked["code_verifier"])
        if given["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        lasting = secrets.token_hex(8)
        self.refresh[lasting] = {"who": given["who"], "scope": given["scope"]}
        return 200, {**self._grants(self.refresh[lasting]), "refresh_token": lasting}

    def _grants(self, given: dict[str, str]) -> dict[str, Any]:
        token = secrets.token_hex(8)
        self.access[token] = given
        return {
            "access_token": token,
            "expires_in": self.lasts,
            "token_type": "Bearer",
            "scope": given["scope"],
        }

    def _mailbox(
        self, method: str, path: str, query: dict[str, str], head: dict[str, str], body: bytes, who: str
    ) -> Answer:
        mails = self.drafts.setdefault(who, [])
        match method, path:
            case "GET", "/gmail/v1/users/me/profile":
                return 200, {"emailAddress": who, "messagesTotal": len(mails)}
            case "GET", "/v1.0/me":
                return 200, {"mail": who, "userPrincipalName": f"id-{who}"}
            case "POST", "/gmail/v1/users/me/drafts":
                assert head["content-type"] == "application/json"
                mails.append(base64.urlsafe_b64decode(json.loads(body)["message"]["raw"]))
                return 200, {"id": "r1", "message": {"id": "m1", "labelIds": ["DRAFT"]}}
            case "POST", "/v1.0/me/messages":
                assert head["content-type"] == "text/plain"
                mails.append(base64.b64decode(body, validate=True))
                return 201, {"id": "AAMk", "isDraft": True}
            case "GET", "/gmail/v1/users/me/drafts":
                wanted = query["q"].removeprefix("rfc822msgid:")
                return 200, {"drafts": [{"id": "r1"}] if self._holds(who, wanted) else [], "x": 1}
            case "GET", "/v1.0/me/messages":
                named = re.fullmatch(r"internetMessageId eq '<(.*)>'", query["$filter"])
                assert named
                return 200, {"value": [{"id": "AAMk"}] if self._holds(who, named[1]) else []}
        return NOT_FOUND

    def _holds(self, who: str, message_id: str) -> bool:
        return any(one["Message-ID"] == f"<{message_id}>" for one in self.mails(who))


@contextmanager
def running() -> Iterator[Cloud]:
    """Serve both on a free port."""
    cloud, lock = Cloud(), threading.Lock()

    class Call(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            head = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                status, told, more = cloud.answer(self.command, self.path, head, body)
            if not status:
                self.close_connection = True
                return
            content = json.dumps(told).encode() if told is not None else b""
            self.send_response(status)
            for name, value in {"content-length": str(len(content)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Call) as server:
        server.daemon_threads = True
        cloud.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        try:
            yield cloud
        finally:
            server.shutdown()
