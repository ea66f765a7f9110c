"""Xiang of marketing keeps materials and answers; Mo of medical affairs approves them; Lin brings them to Zhou."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.permissions import Role
from compliance.services import material as verbs
from compliance.services.question import (
    add_question,
    approve_answer,
    draft_answer,
    submit_answer,
)
from tests.factories import UserFactory

YEAR = timedelta(days=365)
PDF = b"%PDF-1.7 a leaflet"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def xiang(db):
    return UserFactory(username="xiang", name="向阳", roles=[Role.MARKETING])


@pytest.fixture
def leaflet(xiang, product):
    """For everybody, about Velopin; without a version."""
    return verbs.create_material(title="Leaflet", kind="leaflet", products=[product], by=xiang)


@pytest.fixture
def draft(xiang, today):
    """draft(material, valid_to=…): the next version."""

    def make(material, **dates):
        dates = {"valid_from": today, "valid_to": today + YEAR} | dates
        upload = SimpleUploadedFile("leaflet.pdf", PDF)
        return verbs.draft_version(material, upload=upload, **dates, by=xiang)

    return make


@pytest.fixture
def approve(draft, xiang, mo):
    """approve(material, …): the next version, handed in by Xiang and approved by Mo."""

    def make(material, **dates):
        version = verbs.submit_version(draft(material, **dates), by=xiang)
        return verbs.approve_version(version, approval_number="YQ-1", by=mo)

    return make


@pytest.fixture
def version(leaflet, approve):
    return approve(leaflet)


@pytest.fixture
def question(product, xiang):
    return add_question(
        product=product, text="肾功能不全需要调整剂量吗", text_en="Renal dose change?", by=xiang
    )


@pytest.fixture
def answer(question, messages, xiang, mo, today):
    drafted = draft_answer(
        question,
        text="无需调整",
        text_en="None needed",
        key_message=messages[1],
        source="Package insert",
        valid_from=today,
        by=xiang,
    )
    return approve_answer(submit_answer(drafted, by=xiang), by=mo)
