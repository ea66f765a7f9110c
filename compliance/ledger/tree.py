"""Proofs over the stored leaves (RFC 9162, 2.1.3.1 and 2.1.4.1)."""

from compliance.ledger.merkle import Frontier


def inclusion_path(hashes, index):
    """The hashes that lead from the leaf at `index` to the root of all `hashes`."""
    if len(hashes) < 2:
        return []
    half = split(len(hashes))
    if index < half:
        return [*inclusion_path(hashes[:half], index), root_of(hashes[half:])]
    return [*inclusion_path(hashes[half:], index - half), root_of(hashes[:half])]


def consistency_path(hashes, old_size):
    """The hashes that show that the tree of all `hashes` begins with that of the first `old_size`."""
    return _consistency(hashes, old_size, True) if 0 < old_size < len(hashes) else []


def _consistency(hashes, old_size, is_whole):
    if old_size == len(hashes):
        return [] if is_whole else [root_of(hashes)]
    half = split(len(hashes))
    if old_size <= half:
        return [*_consistency(hashes[:half], old_size, is_whole), root_of(hashes[half:])]
    return [*_consistency(hashes[half:], old_size - half, False), root_of(hashes[:half])]


def split(size):
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


def root_of(hashes):
    tree = Frontier()
    for hashed in hashes:
        tree.append(hashed)
    return tree.root()
