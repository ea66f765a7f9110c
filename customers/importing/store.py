"""Uploaded lists on disk, known by the SHA-256 of their bytes, kept once however often they come."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def keep(chunks):
    """Stores the bytes; returns (sha256, size). The file is whole before it has its name."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            kept = _place(digest.hexdigest())
            kept.parent.mkdir(exist_ok=True)
            os.replace(file.name, kept)
        except BaseException:
            os.unlink(file.name)
            raise
    return digest.hexdigest(), size


def drop(sha256):
    _place(sha256).unlink(missing_ok=True)


def path_of(customer_import):
    return Path(settings.MEDIA_ROOT) / customer_import.path


def _folder():
    return Path(settings.MEDIA_ROOT) / "imports"


def _place(sha256):
    return _folder() / sha256[:2] / sha256
