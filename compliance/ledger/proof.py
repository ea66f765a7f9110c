"""That one entry stands in the signed log: a self-contained file in C2SP's form (tlog-proof), with the leaf as extra."""

import base64
from dataclasses import dataclass

from compliance.ledger.merkle import inclusion_holds, leaf_hash
from compliance.ledger.note import Checkpoint, Malformed, unbase64

HEAD = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Proof:
    leaf: str
    index: int
    path: tuple
    checkpoint: Checkpoint

    def __str__(self):
        lines = [
            HEAD,
            f"extra {base64.b64encode(self.leaf.encode()).decode()}",
            f"index {self.index}",
        ]
        lines += [base64.b64encode(hashed).decode() for hashed in self.path]
        return "\n".join(lines) + f"\n\n{self.checkpoint.note}"

    @classmethod
    def read(cls, text):
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        names = [line.partition(" ")[0] for line in lines[1:3]]
        if lines[0] != HEAD or names != ["extra", "index"] or not blank:
            raise Malformed("This is no proof.")
        leaf, index = (line.partition(" ")[2] for line in lines[1:3])
        if not index.isdecimal() or str(int(index)) != index:
            raise Malformed("This is no index.")
        path = tuple(map(unbase64, lines[3:]))
        return cls(unbase64(leaf).decode(), int(index), path, Checkpoint.read(note))

    def holds(self, keys):
        checkpoint, hashed = self.checkpoint, leaf_hash(self.leaf.encode())
        return checkpoint.is_signed_by(keys) and inclusion_holds(
            hashed, self.index, checkpoint.size, self.path, checkpoint.root
        )
