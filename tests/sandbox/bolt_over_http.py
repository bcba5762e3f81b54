"""Serves a stock slack_bolt App over HTTP, as its own development server does, and keeps what came in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_bolt import App, BoltRequest, BoltResponse

Answer = Callable[[dict[str, str], str], BoltResponse]


@dataclass
class Listening:
    url: str
    requests: list[tuple[dict[str, str], str]] = field(default_factory=list)


def bolt(app: App) -> Answer:
    def answer(headers: dict[str, str], body: str) -> BoltResponse:
        return app.dispatch(BoltRequest(body=body, headers={**headers}))

    return answer


@contextmanager
def serve(answer: Answer) -> Iterator[Listening]:
    """`answer` gets lower-case headers and the raw body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            listening.requests.append((headers, body))
            response = answer(headers, body)
            content = response.body.encode()
            self.send_response(response.status)
            for name, value in response.first_headers().items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: pytest's output is for failures."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A caller that gave up after its time limit is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    listening = Listening(f"http://127.0.0.1:{server.server_port}/slack/events")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield listening
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
