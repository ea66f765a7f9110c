"""What hangs on the customers that an import has brought: whatever people have noted about them since."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.history import recorded_models
from accounts.registry import left_out_of_files
from customers.models import Alignment, Customer, CustomerImport, ImportLine, Organisation, Person

ROWS = (Customer, Organisation, Person)
# Where a customer belongs is no more than the customer itself; legal holds are silent (RET-004).
NEVER = {*ROWS, Alignment}


@dataclass(frozen=True)
class Attached:
    what: str
    count: int

    def __str__(self):
        return _("%(what)s: %(count)s") % {"what": self.what, "count": self.count}


def still_there(lines):
    """The customers of these lines that nobody has closed or archived since."""
    return Customer.objects.active().filter(pk__in=lines.values("customer_id"))


def attached(customer_import):
    """Empty when the import can be undone."""
    brought = still_there(customer_import.import_lines.brought()).values("pk")
    own = _own_transactions(customer_import, brought)
    found = [
        Attached(_(model._meta.verbose_name), _noted(model, fields, brought, own))
        for model, fields in _pointing().items()
    ]
    found.append(Attached(_("corrections since"), _corrected(brought, own)))
    return [one for one in found if one.count]


def refuse_attached(customer_import):
    found = attached(customer_import)
    if found:
        raise ValidationError(
            _("Work has gone on with the customers that this import brought: %(found)s. It stays.")
            % {"found": _(", ").join(map(str, found))}
        )


def _pointing():
    """{recorded model: the names of its foreign keys to customers, organisations and people}"""
    found = {}
    for model in recorded_models(Customer._meta.apps):
        keys = [field.name for field in model._meta.fields if field.related_model in ROWS]
        if keys and model not in NEVER and model not in left_out_of_files:
            found[model] = keys
    return found


def _noted(model, fields, brought, own):
    """Rows that neither the import nor the clock has made."""
    points = Q(*[(f"{name}__in", brought) for name in fields], _connector=Q.OR)
    key = model._meta.pk.attname
    begun = model.history.filter(**{key: OuterRef("pk")}, history_type="+")
    return model._base_manager.filter(points, Exists(_by_others(begun, own))).count()


def _corrected(brought, own):
    """Customers of whom somebody has said something else since."""
    corrected = Q()
    for row in ROWS:
        key = row._meta.pk.attname
        changed = row.history.filter(**{key: OuterRef("pk")}, history_type="~")
        corrected |= Q(Exists(_by_others(changed, own)))
    return Customer.objects.filter(corrected, pk__in=brought).count()


def _by_others(history, own):
    return (
        history.exclude(actor__startswith="system:")
        .exclude(action="customer_import.undo")
        .exclude(xid__in=own)
    )


def _own_transactions(customer_import, brought):
    """Those of the import, and of imports of the same customers that are undone by now."""
    undone = Q(customer_import__status=CustomerImport.Status.UNDONE, customer__in=brought)
    lines = ImportLine.objects.filter(Q(customer_import=customer_import) | undone)
    return list(lines.exclude(xid=None).order_by().values_list("xid", flat=True).distinct())
