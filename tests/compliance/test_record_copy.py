"""Wen takes a complete copy of an amended visit: to read, and for programs, with its trail and its signatures."""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from accounts.models import Access, Signature
from accounts.signed import canonical, digest
from compliance.record_copy import changes_of, parts_of
from compliance.record_pdf import as_pdf
from compliance.versions import find_subject
from tests import factories
from tests.visits.conftest import complete, planned, policy, submitted, today, topic  # noqa: F401
from visits.models import (
    FollowUp,
    Visit,
    VisitAmendment,
    VisitMessage,
    VisitParticipant,
    VisitProduct,
)
from visits.services.amendment import accept_amendment, file_amendment

PARTS = [Visit, VisitParticipant, VisitProduct, VisitMessage, VisitAmendment, FollowUp]


@pytest.fixture
def amended(submitted, complete, lin, shen):  # noqa: F811
    record = replace(complete, outcome="too_short", feedback="她要赶去手术", participants=())
    amendment = file_amendment(submitted, record=record, reason="Wrong outcome tapped", by=lin)
    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))
    return Visit.objects.get()


def url_of(visit, form):
    return reverse("compliance:copy", args=["visits.visit", visit.uuid, form])


@pytest.fixture
def copy(amended, wen, as_user):
    return json.loads(as_user(wen).get(url_of(amended, "json")).content)


@pytest.mark.req("GL-013")
def test_the_copy_for_programs_keeps_to_the_published_schema(copy, wen, as_user):
    schema = json.loads(as_user(wen).get(reverse("compliance:copy_schema")).content)
    Draft202012Validator.check_schema(schema)

    assert list(Draft202012Validator(schema).iter_errors(copy)) == []
    copy["records"][0]["versions"][0].pop("who")
    assert len(list(Draft202012Validator(schema).iter_errors(copy))) == 1


@pytest.mark.req("GL-013")
def test_its_counts_are_those_of_the_database(copy):
    """Also of what is no longer there: the participant whom the amendment took out."""
    versions = {model: model.history.count() for model in PARTS}
    records = {model: len(set(model.history.values_list("id", flat=True))) for model in PARTS}

    assert copy["counts"] == {
        "records": sum(records.values()),
        "versions": sum(versions.values()),
        "signatures": Signature.objects.count(),
    }
    for model in PARTS:
        mine = [one for one in copy["records"] if one["label"] == model._meta.label_lower]
        assert len(mine) == records[model]
        assert sum(len(one["versions"]) for one in mine) == versions[model]
    assert VisitParticipant.objects.count() == 0 < records[VisitParticipant]


@pytest.mark.req("GL-013", "SIG-003")
def test_whoever_has_the_copy_can_count_the_hash_of_what_was_signed(copy):
    record = next(one for one in copy["records"] if one["signatures"])
    (signature,) = record["signatures"]
    version = next(one for one in record["versions"] if one["version"] == signature["version"])
    content = {
        "record": record["label"],
        "uuid": record["key"],
        "version": signature["version"],
        "fields": {name: version["values"][name] for name in signature["fields"]},
    }

    assert digest(canonical(content)) == signature["sha256"]
    assert (signature["state"], signature["meaning"]) == ("valid", "approved")


@pytest.mark.req("GL-013")
def test_the_table_has_a_line_for_each_field_that_changed_and_each_signature(amended, wen, as_user):
    answer = as_user(wen).get(url_of(amended, "csv"))
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    outcome = [
        (line["what"], line["who"], line["before"], line["after"], line["reason"])
        for line in lines
        if (line["label"], line["field"]) == ("visits.visit", "Outcome")
    ]
    assert outcome[-1] == ("Amended", "沈立群", "Seen", "Too short", "Wrong outcome tapped")
    assert [line["signature"] for line in lines if line["action"] == "signature"] == ["valid"]


@pytest.mark.req("GL-013")
def test_taking_a_copy_is_itself_on_record(amended, wen, as_user):
    as_user(wen).get(url_of(amended, "json"))

    row = Access.objects.get(action="export")
    assert (row.user, row.what, row.subject, row.filters) == (
        wen,
        "visits.visit",
        amended.uuid,
        "json",
    )


@pytest.mark.req("GL-013", "GL-016")
def test_only_who_reads_history_and_may_export_takes_one(amended, lin, shen, director, as_user):
    for person in (lin, shen, director):
        assert as_user(person).get(url_of(amended, "pdf")).status_code == 403


def words_in(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def struck(node):
    """How many texts the document's structure marks as struck."""
    node = node.get_object()
    if isinstance(node, list):
        return sum(map(struck, node))
    if not isinstance(node, dict):
        return 0
    attributes = node.get("/A", [])
    attributes = attributes if isinstance(attributes, list) else [attributes]
    found = [one.get_object().get("/TextDecorationType") for one in attributes]
    return found.count("/LineThrough") + (struck(node["/K"]) if "/K" in node else 0)


@pytest.mark.req("GL-012", "GL-013", "SIG-001")
def test_the_printed_copy_shows_both_values_who_when_why_and_the_signature(amended, wen):
    subject = find_subject(wen, Visit, str(amended.uuid))
    reader, words = words_in(as_pdf(subject, by=wen))
    signature = Signature.objects.get()

    assert (
        f"Amended · 沈立群 · {timezone.localtime(amended.history.latest().history_date):%Y-%m-%d}"
        in words
    )
    assert "Why: Wrong outcome tapped" in words
    assert "Outcome Seen Too short" in words and "她要赶去手术" in words
    assert "沈立群 · Approved · Signature valid" in words
    assert f"{signature.signed_at:%Y-%m-%d %H:%M:%S} UTC" in words
    assert signature.sha256 in words.replace(" ", "")
    first_values = sum(
        bool(one.before)
        for part in parts_of(subject)
        for _v, found in changes_of(part)
        for one in found
    )
    assert struck(reader.trailer["/Root"]["/StructTreeRoot"]) == first_values > 0


@pytest.mark.req("GL-012")
def test_it_reads_chinese_for_a_chinese_reader(amended, wen, as_user):
    with translation.override("zh-hans"):
        subject = find_subject(wen, Visit, str(amended.uuid))
        _reader, words = words_in(as_pdf(subject, by=wen))

    assert "沈立群 · 批准 · 签名有效" in words


@pytest.mark.req("GL-012")
def test_the_visits_own_page_strikes_the_first_value_beside_the_new_one(amended, shen, as_user):
    page = as_user(shen).get(reverse("visits:visit_detail", args=[amended.uuid])).text

    for words in (
        "<del>Seen</del>",
        "<ins>Too short</ins>",
        "Wrong outcome tapped",
        "Filed by 林晓彤",
    ):
        assert words in page
    assert "Decided by 沈立群" in page
