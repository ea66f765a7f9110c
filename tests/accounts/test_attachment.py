"""Files are known by their bytes, kept once, and opened by those who see the record they belong to."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Attachment
from accounts.services import attachment as attachments
from accounts.services.attachment import DOCX, PICTURES, XLSX, sniff, store_attachment

PDF = b"%PDF-1.7 evidence"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def packed(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def store(content, name, by, **more):
    return store_attachment(ContentFile(content, name=name), by=by, **more)


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (PDF, "a.exe", "application/pdf"),
        (PNG, "a.pdf", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00", "", "image/heic"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "", XLSX),
        (packed("[Content_Types].xml", "word/document.xml"), "", DOCX),
        ("姓名,城市\n周岚,临江\n".encode("gb18030"), "a.csv", "text/csv"),
        (packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx", None),
        (packed("evil.js"), "a.docx", None),
        (b"PK\x03\x04broken", "a.xlsx", None),
        (b"<html><script>1</script>", "a.html", None),
        (b"<svg onload=1>", "a.svg", None),
        (b"MZ\x90\x00", "a.csv", None),
        (b"plain", "a.txt", None),
    ],
)
def test_the_bytes_say_what_a_file_is(content, name, content_type):
    assert sniff(content, name) == content_type


def test_equal_files_are_kept_once(lin, chen):
    one, other = store(PDF, "a.pdf", lin), store(PDF, "b.pdf", chen)

    assert (one.path, one.size) == (other.path, len(PDF))
    assert default_storage.listdir(f"attachments/{one.sha256[:2]}")[1] == [one.sha256]


@pytest.mark.parametrize(
    ("name", "kept"), [("../../etc/pass\nwd", "passwd"), ("C:\\scans\\备案.pdf", "备案.pdf")]
)
def test_a_name_brings_no_path(lin, name, kept):
    upload = ContentFile(PDF)
    upload.name = name

    assert store_attachment(upload, by=lin).name == kept


def test_what_is_not_on_the_list_is_refused(lin):
    with pytest.raises(ValidationError, match="Choose one of HEIC, JPEG, PNG, WebP"):
        store(PDF, "a.pdf", lin, kinds=PICTURES)
    with pytest.raises(ValidationError, match="empty"):
        store(b"", "a.pdf", lin)
    assert Attachment.objects.filter(name="a.pdf").count() == 0


def test_a_file_that_is_too_large_is_refused(lin, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_BYTES", 10)

    with pytest.raises(ValidationError, match="larger than"):
        store(PDF, "a.pdf", lin)
