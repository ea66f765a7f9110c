"""Signs checkpoints: a process of its own, without Django and without the database, behind a socket.

    python -m compliance.ledger.signer FOLDER unix:PATH | tcp:HOST:PORT [FOLDER OF THE PUBLIC KEY]

It remembers what it signed last and signs only what grows from there, so a rolled back or rewritten log gets no
signature. One request per connection: a line of JSON, then the hashes of the new leaves; the answer is a line of JSON.
"""

import base64
import hashlib
import json
import os
import secrets
import socketserver
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from compliance.ledger.merkle import Frontier
from compliance.ledger.note import Key

PATIENCE = 30  # seconds for one request
HASHES_AT_MOST = 20_000_000  # of one request: a whole log after a restore


class Refused(Exception):
    """Why there is no signature."""


class Signer:
    def __init__(self, folder, public_folder=None):
        self.folder = Path(folder)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.private = Ed25519PrivateKey.from_private_bytes(self._seed())
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key = Key(f"pharmacrm.ledger/{hashlib.sha256(public).hexdigest()[:8]}", public)
        write_whole(Path(public_folder or folder) / "ledger.pub", f"{self.key}\n".encode(), 0o444)

    def _seed(self):
        path = self.folder / "ledger.key"
        if not path.exists():
            write_whole(path, secrets.token_bytes(32), 0o400)
        return path.read_bytes()

    def answer(self, request, hashes):
        match request["do"]:
            case "state":
                tree = self._remembered(request["origin"])
                return {"key": str(self.key), "size": tree.size, "root": tree.root().hex()}
            case "sign":
                return {"note": self.sign(hashes, **request["checkpoint"])}
        raise Refused("unknown request")

    def sign(self, hashes, *, origin, begin, size, root):
        """`hashes` are those of the leaves from `begin` to `size`."""
        tree = self._remembered(origin)
        if size < tree.size:
            raise Refused(f"the log has shrunk: {tree.size} leaves are signed already")
        if begin > tree.size or begin + len(hashes) != size:
            raise Refused(f"the leaves behind {tree.size} are needed")
        for hashed in hashes[tree.size - begin :]:
            tree.append(hashed)
        if tree.root().hex() != root:
            raise Refused("the log is not the one that was signed before")
        self._remember(origin, tree)
        return self._note(origin, tree)

    def _note(self, origin, tree):
        body = f"{origin}\n{tree.size}\n{base64.b64encode(tree.root()).decode()}\n"
        signature = base64.b64encode(self.key.hash + self.private.sign(body.encode())).decode()
        return f"{body}\n— {self.key.name} {signature}\n"

    def _remembered(self, origin):
        path = self._path(origin)
        if not path.exists():
            return Frontier()
        known = json.loads(path.read_bytes())
        return Frontier(known["size"], bytes.fromhex(known["frontier"]))

    def _remember(self, origin, tree):
        known = {"origin": origin, "size": tree.size, "frontier": bytes(tree).hex()}
        write_whole(self._path(origin), json.dumps(known).encode(), 0o600)

    def _path(self, origin):
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"


class Handler(socketserver.StreamRequestHandler):
    timeout = PATIENCE

    def handle(self):
        try:
            request = json.loads(self.rfile.readline(10_000))
            number = request.get("hashes", 0)
            if not 0 <= number <= HASHES_AT_MOST:
                raise Refused("too many leaves at once")
            raw = self.rfile.read(number * 32)
            hashes = [raw[at : at + 32] for at in range(0, number * 32, 32)]
            answer = self.server.signer.answer(request, hashes)
        except Refused as reason:
            answer = {"refused": str(reason)}
        except (ValueError, KeyError, TypeError, AttributeError):
            answer = {"refused": "unreadable request"}
        self.wfile.write(json.dumps(answer).encode() + b"\n")


class UnixServer(socketserver.UnixStreamServer):
    def server_bind(self):
        Path(self.server_address).unlink(missing_ok=True)
        super().server_bind()
        os.chmod(self.server_address, 0o600)


class TcpServer(socketserver.TCPServer):
    allow_reuse_address = True


def write_whole(path, content, mode):
    """The whole file or none, on the disk before anybody hears of it."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def main(folder, address, public_folder=None):
    kind, _colon, place = address.partition(":")
    if kind == "unix":
        server = UnixServer(place, Handler)
    else:
        host, _colon, port = place.removeprefix("//").rpartition(":")
        server = TcpServer((host, int(port)), Handler)
    server.signer = Signer(folder, public_folder)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
