"""The tree is that of RFC 6962, and its proofs prove what they say and nothing else."""

import pytest

from compliance.ledger.merkle import Frontier, consistency_holds, inclusion_holds, leaf_hash
from compliance.ledger.tree import consistency_path, inclusion_path, root_of

# The reference vectors of Certificate Transparency.
INPUTS = [
    *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = 65
HASHES = [leaf_hash(str(number).encode()) for number in range(SIZES)]


@pytest.mark.req("LED-008")
def test_the_roots_are_those_of_the_reference():
    hashes = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]

    assert [root_of(hashes[:size]).hex() for size in range(1, 9)] == ROOTS


def test_a_frontier_goes_on_from_where_it_was_kept():
    tree = Frontier()
    for number, hashed in enumerate(HASHES):
        tree = Frontier(number, bytes(tree))
        tree.append(hashed)

    assert tree.root() == root_of(HASHES)


@pytest.mark.req("LED-008")
def test_every_leaf_of_every_size_has_a_proof_that_fits_no_other_place():
    wrong = []
    for size in range(1, SIZES):
        root = root_of(HASHES[:size])
        for index in range(size):
            path = inclusion_path(HASHES[:size], index)
            at = [inclusion_holds(HASHES[index], n, size, path, root) for n in (index, index + 1)]
            other = inclusion_holds(HASHES[index - 1], index, size, path, root) and size > 1
            if (at, other) != ([True, False], False):
                wrong.append((size, index))
    assert wrong == []


@pytest.mark.req("LED-008")
def test_every_bigger_tree_is_proven_to_begin_with_the_smaller_and_no_rewritten_one_is():
    wrong = []
    for size in range(1, SIZES):
        root, other = root_of(HASHES[:size]), root_of([HASHES[-1], *HASHES[1:size]])
        for old in range(1, size + 1):
            path, before = consistency_path(HASHES[:size], old), root_of(HASHES[:old])
            if not consistency_holds(old, before, size, root, path):
                wrong.append((old, size))
            if consistency_holds(old, before, size, other, path):
                wrong.append((old, size, "rewritten"))
    assert wrong == []
