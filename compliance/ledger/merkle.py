"""Merkle trees as RFC 6962 has them; proofs are checked as RFC 9162 says."""

import hashlib


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree by the roots of its full subtrees, the biggest first: one for each set bit of its size."""

    def __init__(self, size=0, hashes=b""):
        self.size = size
        self.hashes = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]

    def append(self, hashed):
        level = self.size
        while level & 1:
            hashed = node_hash(self.hashes.pop(), hashed)
            level >>= 1
        self.hashes.append(hashed)
        self.size += 1

    def root(self):
        if not self.hashes:
            return hashlib.sha256(b"").digest()
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def __bytes__(self):
        return b"".join(self.hashes)


def inclusion_holds(hashed, index, size, path, root):
    """Whether the leaf is at `index` of the tree of that size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last = index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            hashed = node_hash(sibling, hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and hashed == root


def consistency_holds(old_size, old_root, size, root, path):
    """Whether the bigger tree begins with the smaller one (RFC 9162, 2.1.4.2)."""
    if old_size == size:
        return not path and old_root == root
    if not 0 < old_size < size:
        return False
    path = list(path) if old_size & (old_size - 1) else [old_root, *path]
    if not path:
        return False
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == (old_root, root)
