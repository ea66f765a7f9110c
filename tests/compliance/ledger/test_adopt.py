"""A backup is restored into another cluster: nothing is sealed until two people say so, then the log goes on."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.permissions import Role
from compliance.ledger.merkle import Frontier, leaf_hash
from compliance.ledger.seal import NotAdopted, seal_all
from compliance.ledger.signing import sign
from compliance.ledger.verify import verify
from compliance.models import Checkpoint, Incarnation, Leaf
from compliance.services.adoption import adopt
from tests import factories
from tests.compliance.ledger.world import ALWAYS, notes, seal_everything
from tests.unguarded import run_as_owner

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture
def ning(db):
    return factories.UserFactory(username="ning", name="宁审计", roles=[Role.AUDITOR])


@pytest.fixture
def restored(product, wen, ning):
    """The log as the backup has it, in a cluster of another number."""
    seal_everything()
    run_as_owner(
        "ALTER TABLE ledger_incarnation DISABLE TRIGGER USER",
        "UPDATE ledger_incarnation SET system_identifier = 1",
        "ALTER TABLE ledger_incarnation ENABLE TRIGGER USER",
        ALWAYS,
    )
    return Checkpoint.objects.first()


@pytest.fixture
def lost(restored, settings, tmp_path):
    """What was sealed after the backup: only a sink still has its checkpoint."""
    tree, hashes = Frontier(), []
    for hashed in Leaf.objects.order_by("index").values_list("hashed", flat=True):
        tree.append(bytes(hashed))
    for number in range(5):
        hashes.append(leaf_hash(str(number).encode()))
        tree.append(hashes[-1])
    origin = Incarnation.objects.get().origin
    note = sign(hashes, origin=origin, begin=restored.size, size=tree.size, root=tree.root().hex())
    settings.LEDGER_SINKS = [f"directory:{tmp_path}"]
    (tmp_path / "lost.txt").write_text(note)
    return note


@pytest.mark.req("LED-018")
def test_nothing_is_sealed_before_two_people_declare_it(restored, wen, ning):
    with pytest.raises(NotAdopted):
        seal_all()
    with pytest.raises(PermissionDenied, match="Two people"):
        adopt(by=wen, second=wen, because="the disk broke")

    adopt(by=wen, second=ning, because="the disk broke")
    seal_everything()

    origin = Incarnation.objects.latest("seq").origin
    report = verify(3, outside=[("before", restored.note), *notes()])
    assert (report.exit_code, report.findings) == (0, [])
    assert (report.origin, origin[-2:]) == (origin, "/2")


@pytest.mark.req("LED-018")
def test_what_the_backup_did_not_have_is_named_as_lost(lost, wen, ning):
    assert set(verify(2, outside=[("auditor", lost)]).counts) == {"EXT_TRUNCATED"}

    adopt(by=wen, second=ning, because="the disk broke")
    seal_everything()

    report = verify(3, outside=[("auditor", lost), *notes()])
    assert (report.exit_code, dict(report.counts)) == (0, {"RECOVERED": 1})
