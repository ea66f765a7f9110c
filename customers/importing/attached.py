"""What hangs on the customers that an import has brought: whatever people have noted about them since."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.history import recorded_models
from accounts.registry import left_out_of_files
from customers.models import Alignment, Customer, CustomerImport, ImportLine, Organisation, Person

ROWS = (Customer, Organisation, Person)
APPLYING = "customer_import.apply"  # the deed
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
    own, since = _own_work(customer_import), customer_import.at
    found = [
        Attached(_(model._meta.verbose_name), _noted(model, fields, brought, own, since))
        for model, fields in _pointing().items()
    ]
    found.append(Attached(_("corrections since"), _corrected(brought, own, since)))
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


def _noted(model, fields, brought, own, since):
    """Rows that neither the import nor the clock has made."""
    points = Q(*[(f"{name}__in", brought) for name in fields], _connector=Q.OR)
    return model._base_manager.filter(points, pk__in=_told(model, "+", own, since)).count()


def _corrected(brought, own, since):
    """Customers of whom somebody has said something else since."""
    told = [Q(pk__in=_told(row, "~", own, since)) for row in ROWS]
    return Customer.objects.filter(Q(*told, _connector=Q.OR), pk__in=brought).count()


def _told(model, how, own, since):
    """Keys of the rows that others have begun or changed since: few, however many the import has brought."""
    history = model.history.filter(history_type=how, history_date__gte=since)
    others = history.exclude(actor__startswith="system:").exclude(action="customer_import.undo")
    return others.exclude(own).values(model._meta.pk.attname)


def _own_work(customer_import):
    """History rows of the import, and of later ones that are undone by now."""
    undone = Q(
        customer_import__status=CustomerImport.Status.UNDONE,
        customer_import__at__gte=customer_import.at,
    )
    lines = ImportLine.objects.filter(Q(customer_import=customer_import) | undone)
    told = lines.exclude(xid=None).order_by().values_list("xid", "customer_import__file_name")
    done = list(told.distinct())
    return Q(
        xid__in=[xid for xid, _name in done],
        action=APPLYING,
        history_change_reason__in=[name for _xid, name in done],
    )
