"""Wen looks at the seal, has it verified, and takes away what an auditor needs."""

import io
import json

import pytest

from accounts.database_role import as_owner, roles
from accounts.models import Access, Job
from accounts.services.job import run_job
from compliance.ledger.bundle import Bundle
from compliance.ledger.proof import Proof
from compliance.ledger.signing import trusted_keys
from compliance.models import Verification
from tests.compliance.ledger.world import rename, seal_everything

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture(autouse=True)
def sealed(product, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.LEDGER_SINKS = [f"directory:{tmp_path / 'kept'}"]
    seal_everything()


@pytest.mark.req("LED-017")
def test_the_page_says_what_is_sealed_and_where_checkpoints_went(as_user, wen, product):
    rename(product, "维络平片", "a new form")

    page = as_user(wen).get("/ledger/")

    standing = page.context["standing"]
    assert (standing.waiting > 0, standing.signer, standing.is_adopted) == (True, "", True)
    assert [(sink.is_late, sink.delivered) for sink in standing.sinks] == [(False, None)]


@pytest.mark.req("LED-001")
def test_the_page_says_when_the_application_itself_could_alter_the_record(as_user, wen):
    client, note = as_user(wen), "The application could alter the record"

    assert (note in client.get("/ledger/").text) is not roles().are_split
    with as_owner():
        assert note in client.get("/ledger/").text


def test_a_rep_is_told_that_it_is_not_for_her(as_user, lin):
    assert as_user(lin).get("/ledger/").status_code == 403


@pytest.mark.req("LED-014", "LED-023")
def test_she_has_it_verified_and_sees_the_result(as_user, wen):
    client = as_user(wen)
    client.post("/ledger/verify/")
    run_job(Job.objects.get().pk)
    seal_everything()

    run = Verification.objects.get()
    assert (run.by, run.level, run.exit_code, run.counts) == (wen, 3, 2, {"NO_CHECKPOINT": 1})
    page = client.get("/ledger/")
    assert page.context["runs"][0] == run
    assert "cannot decide" in page.text


@pytest.mark.req("GL-013")
def test_she_takes_away_the_whole_ledger_and_that_is_logged(as_user, wen):
    client = as_user(wen)
    client.post("/ledger/export/")
    job = Job.objects.get()
    run_job(job.pk)

    answer = client.get(f"/ledger/export/{job.uuid}/")
    bundle = Bundle(io.BytesIO(b"".join(answer.streaming_content)))
    job.refresh_from_db()
    assert len(list(bundle.entries())) == job.result["entries"] > 0
    assert Access.objects.filter(user=wen, action="export", what="ledger").count() == 1


@pytest.mark.req("LED-021")
def test_the_proof_of_a_record_holds_with_the_public_key_alone(as_user, wen, product):
    text = as_user(wen).get(f"/ledger/proof/accounts.product/{product.pk}/").text

    proof = Proof.read(text)
    leaf = json.loads(proof.leaf)
    assert (leaf["tbl"], leaf["pk"]) == ("accounts_product", str(product.pk))
    assert proof.holds(trusted_keys())
    assert not Proof.read(text.replace(f"index {proof.index}", "index 0")).holds(trusted_keys())


def test_a_record_that_is_not_there_has_no_proof(as_user, wen):
    assert as_user(wen).get("/ledger/proof/accounts.product/999999/").status_code == 404


def test_the_verifier_comes_as_one_file(as_user, wen):
    text = as_user(wen).get("/ledger/verifier/").text

    compile(text, "ledger_verifier.py", "exec")
    assert "compliance.ledger" not in text
