"""Proofs over the stored leaves (RFC 9162, 2.1.3.1 and 2.1.4.1)."""

from compliance.ledger.merkle import Frontier


def inclusion_ranges(index, end, begin=0):
    """The ranges of leaves whose roots lead from the leaf at `index` to the root of all up to `end`, lowest first."""
    if end - begin < 2:
        return []
    half = begin + split(end - begin)
    if index < half:
        return [*inclusion_ranges(index, half, begin), (half, end)]
    return [*inclusion_ranges(index, end, half), (begin, half)]


def inclusion_path(hashes, index):
    return [root_of(hashes[begin:end]) for begin, end in inclusion_ranges(index, len(hashes))]


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
