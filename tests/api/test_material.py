"""Materials, answers and preparation for programs: the same verbs, the same refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.compliance_content.conftest import (  # noqa: F401
    answer,
    approve,
    draft,
    files,
    leaflet,
    question,
    version,
    xiang,
)

pytestmark = pytest.mark.req("VIS-14", "ALL-01")


def test_a_version_goes_through_its_steps(program, xiang, mo, lin, product):  # noqa: F811
    marketing, medical, rep = program(xiang), program(mo), program(lin)
    said = {"title": "Leaflet", "kind": "leaflet", "products": [str(product.uuid)]}
    material = marketing.post("materials/", said).json()["uuid"]
    today = timezone.localdate()
    sent = {
        "material": material,
        "upload": SimpleUploadedFile("leaflet.pdf", b"%PDF-1.7"),
        "valid_from": today,
        "valid_to": today,
    }
    drafted = marketing.client.post("/api/v1/material-versions/", sent)
    path = f"material-versions/{drafted.json()['uuid']}/"
    assert (drafted.status_code, rep.get(path).status_code) == (201, 404)

    marketing.post(f"{path}submit/")
    own = marketing.post(f"{path}approve/", {"approval_number": "YQ-9"})
    approved = medical.post(f"{path}approve/", {"approval_number": "YQ-9"})

    assert (own.status_code, approved.json()["status"]) == (403, "approved")
    usable = rep.get("material-versions/", usable_on=today.isoformat()).json()["results"]
    assert [row["approval_number"] for row in usable] == ["YQ-9"]
    withdrawn = marketing.post(f"{path}withdraw/", {"because": "New label"}).json()
    assert (withdrawn["status"], withdrawn["reason"]) == ("withdrawn", "New label")


def test_a_withdrawn_version_is_refused(program, planned, version, xiang, lin):  # noqa: F811
    rep, path = program(lin), f"visits/{planned.uuid}/"
    said = {"objective_measure": "2 patients", "materials": [str(version.uuid)]}

    shown = rep.post(f"{path}prepare/", said).json()
    opened = rep.post(f"{path}open-material/", {"version": str(version.uuid)}).json()

    (brought,) = shown["materials"]
    assert (brought["version"], brought["is_planned"]) == (str(version.uuid), True)
    assert opened["materials"][0]["opened_at"] is not None
    program(xiang).post(f"material-versions/{version.uuid}/withdraw/", {"because": "Old"})
    refused = rep.post(f"{path}prepare/", said)
    assert refused.status_code in {400, 409, 422}
    assert "was withdrawn on" in refused.text
    begun = timezone.now().isoformat()
    seen = {"outcome": "seen", "started_at": begun, "next_step": "none", "adverse_event": False}
    submitted = rep.post(f"{path}submit/", seen)
    assert submitted.status_code == refused.status_code
    assert "was withdrawn on" in submitted.text


def test_the_library_is_searched_and_kept(program, question, answer, xiang, lin):  # noqa: F811
    rep, marketing = program(lin), program(xiang)

    found = rep.get("questions/", q="sgn").json()["results"]
    assert [row["uuid"] for row in found] == [str(question.uuid)]
    answers = rep.get("answers/", question=str(question.uuid)).json()["results"]
    assert [row["text"] for row in answers] == ["无需调整"]
    changed = marketing.patch(f"questions/{question.uuid}/", {"is_active": False})
    assert changed.json()["is_active"] is False
    assert rep.get("questions/", q="sgn").json()["results"] == []


def test_usage_is_counted(program, planned, version, lin):  # noqa: F811
    rep = program(lin)
    rep.post(f"visits/{planned.uuid}/prepare/", {"materials": [str(version.uuid)]})

    asked = {"material": str(version.material.uuid)}
    (row,) = rep.get("material-usage/counts/", **asked).json()["rows"]

    assert (row["planned"], row["opened"], row["shown"]) == (1, 0, 0)


def test_a_key_message_gets_its_next_version(program, xiang, messages):  # noqa: F811
    said = program(xiang).patch(f"key-messages/{messages[0].uuid}/", {"text": "每日一次"}).json()

    assert (said["text"], said["version"], said["replaces"]) == (
        "每日一次",
        2,
        str(messages[0].uuid),
    )
