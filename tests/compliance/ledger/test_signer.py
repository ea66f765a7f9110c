"""The signer signs what grows, refuses what shrinks or forks, and its notes are C2SP's."""

import json
import socket

import pytest
from django.conf import settings
from django.db import connection

from compliance.ledger.merkle import Frontier, leaf_hash
from compliance.ledger.note import Checkpoint, Key, Malformed
from compliance.ledger.signer import Refused, Signer
from compliance.ledger.signing import NotSigned, sign, signed_state

HASHES = [leaf_hash(str(number).encode()) for number in range(20)]


def tree_of(hashes):
    tree = Frontier()
    for hashed in hashes:
        tree.append(hashed)
    return tree


@pytest.fixture
def signer(tmp_path):
    return Signer(tmp_path)


def ask(signer, hashes, begin, size, root=None, origin="pharmacrm/a"):
    root = root or tree_of(HASHES[:size]).root().hex()
    return signer.sign(hashes, origin=origin, begin=begin, size=size, root=root)


@pytest.mark.req("LED-011")
def test_a_note_reads_as_what_was_signed(signer):
    checkpoint = Checkpoint.read(ask(signer, HASHES[:8], 0, 8))

    assert (checkpoint.origin, checkpoint.size) == ("pharmacrm/a", 8)
    assert checkpoint.root == tree_of(HASHES[:8]).root()
    assert checkpoint.is_signed_by([Key.read(str(signer.key))])


@pytest.mark.req("LED-012")
@pytest.mark.parametrize(
    ("hashes", "begin", "size", "why"),
    [
        (HASHES[:5], 0, 5, "shrunk"),
        ([HASHES[9], *HASHES[1:12]], 0, 12, None),
        ([*HASHES[8:11], HASHES[0]], 8, 12, "not the one"),
        (HASHES[10:12], 10, 12, "are needed"),
    ],
    ids=["smaller", "its own leaves count", "another leaf", "a gap"],
)
def test_it_goes_on_from_its_own_leaves(signer, hashes, begin, size, why):
    ask(signer, HASHES[:8], 0, 8)

    if why:
        with pytest.raises(Refused, match=why):
            ask(signer, hashes, begin, size)
    else:
        assert Checkpoint.read(ask(signer, hashes, begin, size)).size == size


@pytest.mark.req("LED-012")
def test_a_rolled_back_log_is_refused_also_by_a_signer_that_was_started_anew(signer, tmp_path):
    ask(signer, HASHES[:8], 0, 8)

    with pytest.raises(Refused, match="shrunk"):
        ask(Signer(tmp_path), HASHES[:5], 0, 5)


def test_the_same_tree_is_signed_again_after_a_crash_before_our_commit(signer):
    first = ask(signer, HASHES[:8], 0, 8)

    assert ask(signer, HASHES[:8], 0, 8) == first
    assert Checkpoint.read(ask(signer, HASHES[:12], 0, 12)).size == 12


@pytest.mark.req("LED-011")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace("\n8\n", "\n08\n"),
        lambda note: note.replace("\n8\n", "\n+8\n"),
        lambda note: note.replace("\n8\n", "\n8 \n"),
        lambda note: note[:-1],
        lambda note: note + "\n",
        lambda note: note.replace("pharmacrm/a\n", "\n", 1),
        lambda note: note.replace("pharmacrm/a\n", "pharmacrm a\n", 1),
        lambda note: note.replace("=\n\n", "=\nmore\n\n"),
        lambda note: note.replace("— ", "- "),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note.replace("\n", "\r\n"),
        lambda note: note[: note.rindex(" ") + 9] + "\n",
    ],
)
def test_a_note_that_is_written_otherwise_is_none(signer, spoil):
    with pytest.raises(Malformed):
        Checkpoint.read(spoil(ask(signer, HASHES[:8], 0, 8)))


def test_a_changed_size_is_not_signed(signer):
    note = ask(signer, HASHES[:8], 0, 8).replace("\n8\n", "\n9\n")

    assert not Checkpoint.read(note).is_signed_by([signer.key])


@pytest.mark.req("LED-012")
def test_the_key_is_its_own_file_and_nowhere_in_settings_or_database(signer, tmp_path):
    seed = (tmp_path / "ledger.key").read_bytes()
    told = repr({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(note, '') FROM ledger_checkpoint")

    assert (tmp_path / "ledger.key").stat().st_mode & 0o777 == 0o400
    assert seed.hex() not in told and str(seed) not in told


def test_it_answers_over_its_socket_whatever_it_is_asked():
    origin = f"pharmacrm/test-{id(HASHES):x}"
    root = tree_of(HASHES[:3]).root().hex()
    note = sign(HASHES[:3], origin=origin, begin=0, size=3, root=root)

    assert Checkpoint.read(note).size == 3
    assert signed_state(origin) == (3, root)
    with pytest.raises(NotSigned, match="not the one"):
        sign(HASHES[3:4], origin=origin, begin=3, size=4, root="00")
    assert raw(b"nonsense\n") == {"refused": "unreadable request"}


def raw(request):
    with socket.socket(socket.AF_UNIX) as connection_:
        connection_.connect(settings.LEDGER_SIGNER.removeprefix("unix:"))
        connection_.sendall(request)
        return json.loads(connection_.makefile("rb").readline())
