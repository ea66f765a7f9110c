"""What is taken away on paper: Typst templates in a font that holds Chinese, and any list as a table over A4 pages."""

import datetime
import json
from pathlib import Path

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

TEMPLATE = Path(__file__).with_name("printed_list.typ")


def pdf_writer(*, title, sub, by):
    """A function of (file, columns, rows) that returns the number written, as exports take it."""

    def write(file, columns, rows):
        told = [[_cell(value(row)) for _heading, value in columns] for row in rows]
        page = {
            "lang": get_language().partition("-")[0],
            "title": title,
            "sub": sub,
            "footer": _footer(by),
            "headings": [str(heading) for heading, _value in columns],
            "rows": told,
        }
        file.write(compiled(TEMPLATE, page))
        return len(told)

    return write


def compiled(template, data):
    """The PDF of a Typst template that reads `data` as JSON from its inputs."""
    return typst.compile(
        template,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        font_paths=[path for path in settings.PDF_FONTS if path.is_dir()],
        ignore_system_fonts=True,
    )


def taken_by(by):
    day = date_format(timezone.localdate(), "SHORT_DATE_FORMAT")
    return _("Taken by %(name)s on %(day)s") % {"name": by, "day": day}


def _footer(by):
    return f"{taken_by(by)} · {settings.SITE_URL}"


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "Y-m-d H:i")
    return str(value)
