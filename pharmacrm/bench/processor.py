"""Processor time: what a busy machine does not change. Ours, and that of PostgreSQL's process where it is on this machine."""

import os
import time
from pathlib import Path

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
USER, SYSTEM = 11, 12  # fields of /proc/<pid>/stat behind the name of the program


class Processor:
    """Seconds of processor time since it was made; of parallel workers PostgreSQL's figure knows nothing."""

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
        self.began, self.server_began = time.process_time(), self._server()

    @property
    def ours(self):
        return time.process_time() - self.began

    @property
    def server(self):
        """None where it runs elsewhere."""
        return None if self.server_began is None else self._server() - self.server_began

    def __str__(self):
        server = "" if self.server is None else f", {self.server:.0f} s PostgreSQL's"
        return f"processor time: {self.ours:.0f} s ours{server}"

    def _server(self):
        try:
            fields = self.stat.read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[USER]) + int(fields[SYSTEM])) / TICK
