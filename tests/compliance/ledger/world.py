"""A small sealed company, committed once for many attacks, each of which is rolled back."""

import subprocess
import sys
import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.history import coming_from, deed, system
from accounts.models import Territory, UserRole
from accounts.services.access import log_access
from compliance.ledger.access import seal_access
from compliance.ledger.bundle import write_bundle
from compliance.ledger.capture import recorded_tables
from compliance.ledger.seal import seal_all
from compliance.ledger.signing import trusted_keys
from compliance.ledger.standalone import verifier_source
from compliance.ledger.tables import still_image
from compliance.models import Checkpoint, Entry, Leaf
from customers.models import Need, NeedEvidence
from tests import factories
from tests.unguarded import run_as_owner

CLERK = system("clerk")
# Seconds. Sealing waits for transactions of the whole server, and another worker may be in the middle of a long story.
PATIENCE = 300


def settle():
    """Two checkpoints, with changes before and between them."""
    product = factories.ProductFactory(code="VEL")
    for officer in ("ruan", "song"):
        factories.UserFactory(username=officer, name=officer)
    zhou = factories.PersonFactory(office_phone="0571-88886666")
    retitle(zhou, "副院长", "promoted")
    lin = factories.UserFactory(username="lin", name="林晓彤", roles=["rep"])
    write_of(zhou.customer, lin)
    write_of(factories.OrganisationFactory().customer, lin)
    look(lin, hours_ago=[4, 4, 2])
    seal_hours()
    seal_everything()
    rename(product, "维络平片", "a new form")
    with deed("role.revoke", by=CLERK):
        UserRole.objects.filter(user=lin).first().delete()
    factories.UserFactory(username="chen", name="陈望舒", roles=["rep"])
    seal_everything()


def write_of(customer, user):
    """What our side writes of a customer: a need, and a photograph that shows it."""
    with deed("need.open", by=CLERK, because="as Lin heard it"):
        territory, _made = Territory.objects.get_or_create(code="CN", level="nation")
        need = Need.objects.create(
            customer=customer,
            owner=user,
            territory=territory,
            category="clinical",
            pain_point="No tool to follow up",
            next_review_on=timezone.localdate(),
        )
        photo = factories.AttachmentFactory(name=f"photo-{customer.kind}.png", uploaded_by=user)
        NeedEvidence.objects.create(need=need, attachment=photo)


def look(user, *, hours_ago):
    """Rows of the access log, as if somebody had looked so long ago. One hour between them stays empty."""
    for hours in hours_ago:
        row = log_access(user, "view", "customers.person", filters=f"{hours} hours ago")
        at = timezone.now() - timedelta(hours=hours)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_make_months(%s, 0)", [at.date()])
        run_as_owner(f"UPDATE accounts_access SET at = '{at.isoformat()}' WHERE id = {row.pk}")


def seal_hours():
    """The first round notes that they have closed, a later one seals: whatever ran then has ended."""
    patient_until = time.monotonic() + PATIENCE
    while not seal_access():
        assert time.monotonic() < patient_until, "a write transaction elsewhere does not end"
        time.sleep(0.05)


def seal_everything():
    """Another database of the same server may hold sealing up: transaction numbers are the server's."""
    patient_until = time.monotonic() + PATIENCE
    while True:
        seal_all()
        if Leaf.objects.count() == Entry.objects.count():
            return
        assert time.monotonic() < patient_until, "a write transaction elsewhere does not end"
        time.sleep(0.05)


def retitle(person, title, because):
    with deed("person.edit", by=CLERK, because=because):
        person.title = title
        person.save()


def rename(product, name, because):
    with coming_from("web", request_id="r-1"), deed("product.edit", by=CLERK, because=because):
        product.name = name
        product.save()


def export(path):
    with still_image() as image:
        entries = chain(image)
        write_bundle(
            path,
            keys=trusted_keys(),
            checkpoints=image.checkpoints(),
            entries=entries,
            tables=image.tables(),
            access_lines=image.access_lines(),
        )


def chain(image):
    yield from image.sealed_entries()
    yield from image.unsealed_entries()


def notes():
    return [(f"kept {one.size}", one.note) for one in Checkpoint.objects.order_by("pk")]


def behind_its_back(*statements):
    """As who may do everything does it: guards off, the deed, guards on again as they were."""
    tables = [
        table for recorded in recorded_tables() for table in (recorded.name, recorded.history)
    ]
    tables += ["ledger_entry", "ledger_leaf", "ledger_checkpoint"]
    settled = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
    run_as_owner(
        settled,
        *(f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in tables),
        *statements,
        settled,
        *(f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in tables),
        ALWAYS,
    )


ALWAYS = """DO $$ DECLARE t record; BEGIN
  FOR t IN SELECT tgrelid::regclass AS tbl, tgname FROM pg_trigger WHERE tgname LIKE 'ledger\\_%' LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.tbl, t.tgname);
  END LOOP;
END $$"""


def run_alone(folder, bundle, kept):
    """The stand-alone verifier as an auditor runs it: (exit code, codes of its findings)."""
    program, keys = folder / "ledger_verifier.py", folder / "ledger.pub"
    program.write_text(verifier_source())
    keys.write_text("".join(f"{key}\n" for key in trusted_keys()))
    options = [word for path in kept for word in ("--checkpoint", path)]
    done = subprocess.run(
        [sys.executable, "-I", program, bundle, "--key", keys, *options],
        capture_output=True,
        text=True,
        cwd=folder,
    )
    assert done.returncode in (0, 1, 2, 3) and not done.stderr, done.stderr
    lines = done.stdout.splitlines()[:-1]
    return done.returncode, {line.split("  ")[0] for line in lines}
