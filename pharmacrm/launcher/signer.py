"""The ledger's signer on a laptop: a process that neither the database nor the web server can read."""

import json
import signal
import socket
import sys

from pharmacrm.launcher.engine import Engine
from pharmacrm.launcher.home import PROJECT


class Signer(Engine):
    name, title, variable, stop_with = "signer", "the signer", "LEDGER_SIGNER", signal.SIGTERM

    @property
    def socket(self):
        return self.home.run / "signer.sock"

    @property
    def url(self):
        return f"unix:{self.socket}"

    def command(self):
        module = [sys.executable, "-m", "compliance.ledger.signer"]
        return ["env", f"PYTHONPATH={PROJECT}", *module, self.data, self.url]

    def answers(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(json.dumps({"do": "state", "origin": ""}).encode() + b"\n")
                return b'"key"' in connection.recv(4096)
            except OSError:
                return False

    def end_leftover(self):
        """One that still runs ends with its keeper; a new one takes over the socket."""
