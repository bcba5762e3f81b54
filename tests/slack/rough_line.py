"""A line to the local Slack that garbles the answer to a call when told to, stored or not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


@dataclass(frozen=True)
class Garble:
    """What comes back in place of the answer, byte for byte, and whether Slack did what was asked."""

    name: str
    answer: bytes
    stored: bool

    def __str__(self) -> str:
        return f"{self.name}, {'' if self.stored else 'not '}stored"


@dataclass
class Line:
    """Reaches from the bot to the local Slack at `api_url`."""

    api_url: str
    url: str = ""
    to_come: dict[str, list[Garble]] = field(default_factory=dict)

    def garbles(self, method: str, how: Garble, *, times: int) -> None:
        """The next answers to a method are garbled."""
        self.to_come.setdefault(method, []).extend([how] * times)

    def carry(self, method: str, headers: dict[str, str], body: bytes) -> bytes:
        """Bring a call to Slack, or not, and give what the bot gets to read."""
        garble = self.to_come[method].pop() if self.to_come.get(method) else None
        if garble and not garble.stored:
            return garble.answer
        answer = httpx.post(
            self.api_url + method, content=body, headers=headers, trust_env=False, verify=False
        )
        if garble:
            return garble.answer
        head = f"HTTP/1.1 {answer.status_code} \r\ncontent-type: application/json\r\n\r\n".encode()
        return head + answer.content


@contextmanager
def rough_line(api_url: str) -> Iterator[Line]:
    """Serve the line on a free port."""
    line = Line(api_url)

    class Call(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            kept = ("authorization", "content-type")
            headers = {name: value for name, value in self.headers.items() if name.lower() in kept}
            self.wfile.write(line.carry(self.path.rpartition("/")[2], headers, body))

        do_GET = do_POST

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Call) as server:
        line.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield line
        finally:
            server.shutdown()
            thread.join(5)
