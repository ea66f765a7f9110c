"""Files that people upload: only kinds that we know by their bytes, kept once under their hash, never executed."""

import hashlib
import io
import zipfile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import Attachment
from accounts.prescription_counts import refuse_prescription_counts
from accounts.services.setup import decode
from accounts.uploaded_tables import tables_of_csv, tables_of_workbook

MOST_BYTES = 20 * 1024 * 1024
PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
HEIC, CSV = "image/heic", "text/csv"
_OFFICE = "application/vnd.openxmlformats-officedocument."
XLSX, DOCX = f"{_OFFICE}spreadsheetml.sheet", f"{_OFFICE}wordprocessingml.document"

PICTURES = {PNG, JPEG, WEBP, HEIC}
DOCUMENTS = PICTURES | {PDF, XLSX, DOCX, CSV}
NAMES = {
    PDF: "PDF", PNG: "PNG", JPEG: "JPEG", WEBP: "WebP", HEIC: "HEIC", XLSX: "XLSX", DOCX: "DOCX", CSV: "CSV",
}  # fmt: skip
_STARTS = [(b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG)]
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}


def store_attachment(upload, *, by, kinds=DOCUMENTS):
    """Keeps an uploaded file. What it is called and what the browser says it is decide nothing."""
    check_size(upload)
    upload.seek(0)  # the API has read it once, to know it again
    content = upload.read()
    content_type = sniff(content, upload.name)
    if content_type not in kinds:
        raise ValidationError(
            _("This kind of file is not taken. Choose one of %(kinds)s.")
            % {"kinds": ", ".join(sorted(NAMES[kind] for kind in kinds))}
        )
    name, sha256 = _plain_name(upload.name), hashlib.sha256(content).hexdigest()
    refuse_prescription_counts(name, _tables(content, content_type), sha256=sha256, by=by)
    with deed("attachment.store", by=by):
        attachment = Attachment(
            name=name,
            content_type=content_type,
            size=len(content),
            sha256=sha256,
            uploaded_by=by,
        )
        _hold(sha256)
        _write(attachment.path, content)
        attachment.full_clean()
        attachment.save()
    return attachment


def destroy_bytes(attachments):
    """Of files that were removed, as often as it takes. The same bytes stay where another file that is there has them."""
    for attachment in attachments.exclude(removed_at=None):
        with transaction.atomic():
            _hold(attachment.sha256)
            same = Attachment.objects.filter(sha256=attachment.sha256, removed_at=None)
            if not same.exists():
                default_storage.delete(attachment.path)


def check_size(upload):
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024}
        )
    if not upload.size:
        raise ValidationError(_("The file is empty."))


def sniff(content, name=""):
    """The content type that the bytes show, or None. Text is CSV only if it is called so."""
    for start, content_type in _STARTS:
        if content.startswith(start):
            return content_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return CSV if name.lower().endswith(".csv") and _is_text(content) else None


def _tables(content, content_type):
    if content_type == CSV:
        return tables_of_csv(decode(content))
    return tables_of_workbook(io.BytesIO(content)) if content_type == XLSX else []


def _office_type(content):
    """Only the list of contents is read, so that a bomb stays packed."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return None
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else None


def _is_text(content):
    try:
        return "\x00" not in decode(content)
    except ValidationError:
        return False


def _plain_name(name):
    """The last part of the name without control characters, short enough to keep."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[-255:] or "file"


def _hold(sha256):
    """Who keeps a file and who destroys the same bytes come one after the other, until the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('attachment'), hashtext(%s))", [sha256]
        )


def _write(path, content):
    if default_storage.exists(path):
        return
    written = default_storage.save(path, ContentFile(content))
    if written != path:  # somebody else stored the same bytes meanwhile
        default_storage.delete(written)
