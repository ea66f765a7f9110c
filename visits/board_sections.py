"""What visits tell the board of an organisation: visits, promises, and adverse events as counts alone (CUS-15)."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Product
from customers.board import Row, Section, by_quarter, cells
from customers.merging import ids_of
from visits.models import AdverseEvent, Request, Topic, Visit

# A patient among one or two of a hospital may be recognised by whoever works there (PRV-002).
FEWEST = 3


def adverse_events(organisation, quarters):
    """Those that our drug safety has, by product; none that is still a draft."""
    ids = ids_of(organisation)
    here = Q(customer__in=ids) | Q(visit__organisation__in=ids)
    status = AdverseEvent.Status.HANDED_OVER
    known = AdverseEvent.objects.filter(here, status=status, aware_at__date__gte=quarters[0].first)
    counted = known.order_by().values("product").annotate(**by_quarter("aware_at__date", quarters))
    return _said(
        "adverse_events",
        _("Adverse events reported"),
        _(
            "Reports from this organisation that reached our drug safety, by product. One or two of a quarter are"
            " shown as “fewer than 3”, so that nobody can be recognised."
        ),
        _rows(Product, "product", counted, quarters, _not_too_few, _("Product not named")),
    )


def requests(organisation, quarters):
    ids = ids_of(organisation)
    here = Q(customer__in=ids) | Q(visit__organisation__in=ids)
    asked = Request.objects.filter(here, raised_at__date__gte=quarters[0].first)
    answers = {
        "asked": (_("Asked"), Q()),
        "kept": (_("Answered as promised"), Q(first_response_at__lte=F("respond_by"))),
        "late": (_("Answered later than promised"), Q(first_response_at__gt=F("respond_by"))),
        "open": (_("Not answered yet"), Q(first_response_at=None)),
    }
    wanted = {}
    for name, (_label, only) in answers.items():
        wanted |= by_quarter("raised_at__date", quarters, name=name, only=only)
    counted = asked.aggregate(**wanted)
    return _said(
        "requests",
        _("Requests, and our promises"),
        _(
            "What was asked by this organisation or during visits there, by the quarter in which it was asked."
        ),
        [Row(label, cells(counted, quarters, name=name)) for name, (label, _q) in answers.items()],
    )


def visits(organisation, quarters):
    """Those that took place, and their topics; not with whom."""
    ids = ids_of(organisation)
    here = Q(customer__in=ids) | Q(organisation__in=ids)
    held = Visit.objects.done().filter(here, day__gte=quarters[0].first).order_by()
    per_quarter = by_quarter("day", quarters)
    total = Row(_("Visits held"), cells(held.aggregate(**per_quarter), quarters))
    by_topic = held.exclude(topic=None).values("topic").annotate(**per_quarter)
    return _said(
        "visits",
        _("Visits and what they were about"),
        _("Visits of our representatives that took place at this organisation, and their topics."),
        [total, *_rows(Topic, "topic", by_topic, quarters)],
    )


def _rows(model, name, counted, quarters, shown=int, unnamed=""):
    """One for each product or topic, by name."""
    counted = list(counted)
    named = model.objects.in_bulk([row[name] for row in counted if row[name]])
    rows = [
        Row(str(named.get(row[name], unnamed)), cells(row, quarters, shown=shown))
        for row in counted
    ]
    return sorted(rows, key=lambda row: row.label)


def _said(code, title, note, rows):
    """None where every number is nought: an empty section is no news."""
    return Section(code, title, note, rows) if _any(rows) else None


def _any(rows):
    return any(cell.shown for row in rows for cell in row.cells)


def _not_too_few(number):
    return _("fewer than %(n)s") % {"n": FEWEST} if 0 < number < FEWEST else number


SECTIONS = [adverse_events, requests, visits]
