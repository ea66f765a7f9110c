"""A server on this machine in the place of a chat platform or a browser's push service."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

YES = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True)
class Letter:
    path: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Platform:
    """Keeps what it was sent; answers the next requests with `answers`, all later ones with its yes."""

    url: str
    letters: list = field(default_factory=list)
    answers: list = field(default_factory=list)  # (status, JSON or bytes, headers)
    yes: tuple = (200, YES, {})

    def refuse(self, *answers):
        self.answers += [(*answer, {}, {})[:3] for answer in answers]


@contextmanager
def serve():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            platform.letters.append(Letter(self.path, headers, body))
            status, said, headers = platform.answers.pop(0) if platform.answers else platform.yes
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    platform = Platform(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
