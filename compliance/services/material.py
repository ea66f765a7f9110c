"""Materials: kept by marketing or medical, approved by a second person, withdrawn at once for everybody (VIS-14, WFL-010)."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.registry import material_withdrawals
from accounts.services.attachment import JPEG, PDF, PNG, WEBP, store_attachment
from compliance.material_reminders import forget_expiry, remind_of_expiry
from compliance.models import Material, MaterialProduct, MaterialVersion
from compliance.services import reviewing

# What a phone's browser shows without another program.
SHOWN_IN_BROWSERS = {PDF, PNG, JPEG, WEBP}


def create_material(*, by, products=(), uuid=None, **values):
    """`values`: title, title_en, kind, audience (words of AUDIENCES). It is its author's until handed on."""
    require(by, Permission.CONTENT_KEEP)
    with deed("material.create", by=by):
        material = Material(**({"owner": by} | values), **with_uuid(uuid))
        material.full_clean()
        material.save()
        _be_about(material, products)
    return material


def edit_material(material, *, by, products=None, **changes):
    """The same values and owner. Whom it is for and about was approved: that changes while no version waits or holds."""
    require(by, Permission.CONTENT_KEEP)
    with deed("material.edit", by=by):
        row = Material.objects.select_for_update(of=("self",)).get(pk=material.pk)
        _check_may_change(row, products, changes)
        if row.update_from(changes):
            row.full_clean()
            row.save()
        if products is not None:
            _be_about(row, products)
    return row


def draft_version(material, *, file=None, upload=None, valid_from, valid_to=None, by, uuid=None):
    """The next version; `file` is an Attachment or `upload` becomes one. It counts for nothing yet."""
    require(by, Permission.CONTENT_KEEP)
    with deed("material_version.draft", by=by):
        material = Material.objects.select_for_update(of=("self",)).get(pk=material.pk)
        file = file or store_attachment(upload, by=by, kinds=SHOWN_IN_BROWSERS)
        version = MaterialVersion(
            material=material,
            version=reviewing.next_number(material.versions),
            file=file,
            valid_from=valid_from,
            valid_to=valid_to,
            drafted_by=by,
            **with_uuid(uuid),
        )
        version.full_clean()
        version.save()
    return version


def submit_version(version, *, by):
    require(by, Permission.CONTENT_KEEP)
    with deed("material_version.submit", by=by):
        version = reviewing.locked(version)
        if version.valid_to is None:
            raise ValidationError({"valid_to": _("Say the last day on which it may be shown.")})
        reviewing.hand_in(version, by=by)
    return version


def date_version(version, *, valid_from, valid_to, by):
    """Puts the days of a draft right."""
    require(by, Permission.CONTENT_KEEP)
    with deed("material_version.edit", by=by):
        version = reviewing.locked(version)
        if version.status != version.Status.DRAFT:
            raise ValidationError(_("Only a draft is changed; draft the next version."))
        if version.update_from({"valid_from": valid_from, "valid_to": valid_to}):
            version.full_clean()
            version.save()
    return version


def approve_version(version, *, approval_number, by):
    require(by, Permission.CONTENT_APPROVE)
    if not approval_number.strip():
        raise ValidationError({"approval_number": _("Enter the number of the approval.")})
    with deed("material_version.approve", by=by):
        version = reviewing.locked(version)
        version.approval_number = approval_number.strip()
        others = MaterialVersion.objects.filter(material=version.material).exclude(pk=version.pk)
        reviewing.approve(version, others, by=by)
        remind_of_expiry(version)
    return version


def return_version(version, *, because, by):
    require(by, Permission.CONTENT_APPROVE)
    with deed("material_version.reject", by=by, because=because):
        version = reviewing.locked(version)
        reviewing.send_back(version, by=by, because=because)
    return version


def withdraw_version(version, *, because, by):
    """Nobody plans or records it from today on; whoever planned it is told in the same transaction."""
    reviewing.require_may_stop(by)
    with deed("material_version.withdraw", by=by, because=because):
        version = reviewing.locked(version)
        reviewing.withdraw(version, by=by, because=because)
        forget_expiry(version)
        for tell in material_withdrawals:
            tell(version)
    return version


def hold_versions(keys):
    """Until the transaction ends none of them is withdrawn or dated anew. Many may hold the same at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {MaterialVersion._meta.db_table} WHERE id = ANY(%s) ORDER BY id FOR SHARE",
            [sorted(keys)],
        )


def _check_may_change(material, products, changes):
    before = {
        "audience": set(material.audience),
        "products": set(material.products.values_list("product_id", flat=True)),
    }
    asked = {
        "audience": set(changes.get("audience", material.audience)),
        "products": before["products"] if products is None else {one.pk for one in products},
    }
    changed = [name for name in before if asked[name] != before[name]]
    # All are held, so that none is handed in meanwhile.
    versions = material.versions.select_for_update(of=("self",)) if changed else []
    held = next(filter(_stands, versions), None)
    if held:
        said = _(
            "Version %(n)s was handed in or approved for these: have it sent back or withdrawn, or add another material."
        )
        raise ValidationError({name: said % {"n": held.version} for name in changed})


def _stands(version):
    """It waits, or it holds today or later."""
    if version.status == version.Status.SUBMITTED:
        return True
    is_over = version.valid_to and version.valid_to < timezone.localdate()
    return version.status == version.Status.APPROVED and not is_over


def _be_about(material, products):
    wanted = {product.pk for product in products}
    for row in MaterialProduct.objects.filter(material=material):
        if row.product_id not in wanted:
            row.delete()
        wanted.discard(row.product_id)
    for pk in sorted(wanted):
        MaterialProduct.objects.create(material=material, product_id=pk)
