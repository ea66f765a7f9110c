"""A steward and her lists: made-up names with the oddities of real ones."""

import io

import pytest
from openpyxl import Workbook

from accounts.services.job import run_job
from customers.importing.definition import Definition
from customers.models import Customer, CustomerImport
from customers.services.customer_import import apply_import, check_import, upload_import
from customers.services.import_mapping import save_mapping

HOSPITALS = """name,address,longitude_wgs84,latitude_wgs84
临江医科大学第三医院（临医大三院、临江市骨科医院）,云南省临江市自强路139号,102.46162238741583,25.04006356122766
临江市第一人民医院,云南省临江市城东区建华大街133号,102.54,25.03
西岭矿业（集团）总医院,西岭市朝阳路8号,102.1,25.1
"""


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def upload(steward):
    """upload(text or bytes, "list.csv") → CustomerImport."""

    def send(content, name="list.csv", *, encoding="utf-8", by=None):
        content = content.encode(encoding) if isinstance(content, str) else content
        return upload_import(name=name, chunks=[content], by=by or steward)

    return send


@pytest.fixture
def check(upload, steward):
    """Uploads, reads by the mapping that fits or by the given Definition, and returns the import as checked."""

    def read(content, name="list.csv", *, definition=None, source="test", mode=None, **options):
        customer_import = upload(content, name, **options)
        mapping = customer_import.mapping
        if definition:
            mapping = save_mapping(source, definition, by=steward)
        check_import(
            customer_import,
            mapping=mapping,
            mode=mode or CustomerImport.Mode.SKIP_BAD_LINES,
            by=steward,
        )
        return finish(customer_import)

    return read


@pytest.fixture
def bring_in(check, steward):
    """Checks and applies; returns the import as it is then."""

    def run(*args, **options):
        customer_import = check(*args, **options)
        apply_import(customer_import, by=steward)
        return finish(customer_import)

    return run


def finish(customer_import):
    """Lets the worker do the job that was started."""
    run_job(customer_import.job_id)
    customer_import.refresh_from_db()
    return customer_import


def workbook(rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def counts(customer_import):
    names = ["created", "updated", "unchanged", "rejected", "incomplete"]
    return {
        name: getattr(customer_import, name) for name in names if getattr(customer_import, name)
    }


def findings(customer_import):
    """{line: [codes]} of the lines about which there is something to say."""
    return {
        line.number: [code for code, _values in line.findings]
        for line in customer_import.import_lines.all()
        if line.findings
    }


def customer(name):
    return Customer.objects.select_related("organisation", "person").get(name=name)


def organisations(**columns):
    """A Definition of organisations: field=heading."""
    return Definition.from_json(
        {
            "kind": "organisation",
            "takes": [{"field": field, "columns": [column]} for field, column in columns.items()],
        }
    )
