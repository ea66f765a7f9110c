"""Zhou's consents stay as answers of a pseudonym: how she gave them, and what she signed, goes with her."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.services.attachment import store_attachment
from compliance.services.erasure import approve_erasure, destroy_outstanding_keys
from customers.models import Consent
from customers.services.consent import give_consent, words_of
from tests import factories

pytestmark = [pytest.mark.req("PRV-010"), pytest.mark.req("PRV-012")]
AGREED = {
    "purpose": "contact",
    "channels": ["phone"],
    "how": "signed",
    "words": "Signed on the ward",
    "notice_version": "2026-1",
}


@pytest.fixture
def stored(settings, tmp_path, lin):
    settings.MEDIA_ROOT = tmp_path
    return store_attachment(SimpleUploadedFile("consent.pdf", b"%PDF-1.7 hers"), by=lin)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_her_words_open_no_more_and_her_paper_is_gone(
    asked, zhou, lin, wen, stored, tmp_path, django_capture_on_commit_callbacks
):
    give_consent(zhou.customer, **AGREED, evidence=stored, by=lin)
    assert len(files_in(tmp_path)) == 1

    with django_capture_on_commit_callbacks(execute=True):
        approve_erasure(
            asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
        )
    destroy_outstanding_keys()

    row = Consent.objects.get()
    assert (row.answer, row.channel, str(row.customer)) == ("given", "phone", asked.pseudonym)
    assert (words_of([row]), files_in(tmp_path)) == ({row.pk: ""}, [])


def test_an_equal_paper_of_somebody_else_stays(
    asked, zhou, lin, wen, stored, tmp_path, django_capture_on_commit_callbacks
):
    store_attachment(SimpleUploadedFile("same.pdf", b"%PDF-1.7 hers"), by=lin)
    give_consent(zhou.customer, **AGREED, evidence=stored, by=lin)

    with django_capture_on_commit_callbacks(execute=True):
        approve_erasure(
            asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
        )

    assert len(files_in(tmp_path)) == 1


def test_nothing_is_recorded_of_her_any_more(erased, zhou, lin):
    with pytest.raises(ValidationError, match="erased on request"):
        give_consent(zhou.customer, **AGREED, by=lin)
