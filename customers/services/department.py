"""What people do with the departments of an organisation."""

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from customers.models import Department
from customers.services.customer import apply


def add_department(organisation, *, name, by, uuid=None):
    require(by, Permission.CUSTOMER_EDIT)
    with deed("department.add", by=by):
        department = Department(organisation=organisation, name=name.strip(), **with_uuid(uuid))
        department.full_clean()
        department.save()
    return department


def edit_department(department, *, by, because="", **changes):
    """`changes`: name, is_active. A department that closed stays with the people who worked in it."""
    require(by, Permission.CUSTOMER_EDIT)
    if changes.keys() - {"name", "is_active"}:
        raise TypeError(f"These cannot be edited: {', '.join(sorted(changes))}")
    with deed("department.edit", by=by, because=because):
        row = Department.objects.select_for_update().get(pk=department.pk)
        apply(row, changes)
    return row
