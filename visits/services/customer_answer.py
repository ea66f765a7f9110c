"""What a customer says on her own page, by a link and without signing in; and how a dispute is settled (CMP-13).

`link` is an opened one, `by` its guest.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sensitive
from accounts.history import deed
from accounts.models import User
from accounts.permissions import Permission, Role, is_own, require
from accounts.services.notification import declare_notification, notify
from customers.frozen import refuse_frozen
from customers.merging import ids_of
from customers.models import Customer
from customers.services.person import RETENTION_CLASS
from visits.models import CustomerAnswer
from visits.own_page import visits_about

DISPUTED = "visit.disputed"
Status = CustomerAnswer.Status


def confirm_visit(visit, *, link, by):
    with deed("customer_answer.confirm", by=by):
        answer = _held(visit, link)
        if answer.pk is None:
            answer.status, answer.answered_at = Status.CONFIRMED, timezone.now()
            answer.save()
    return answer


def dispute_visit(visit, *, words, link, by):
    """Opens a task for compliance; also where she had confirmed it before."""
    if not words.strip():
        raise ValidationError({"words": _("Say in a few words what is not as recorded.")})
    with deed("customer_answer.dispute", by=by):
        answer = _held(visit, link)
        if answer.pk:
            answer.check_can_become(Status.DISPUTED)
        answer.status, answer.link, answer.answered_at = Status.DISPUTED, link, timezone.now()
        answer.words_sealed = sensitive.seal(
            words.strip(), subject=answer.customer.uuid, retention_class=RETENTION_CLASS
        )
        answer.save()
        _tell(answer)
    return answer


def settle_dispute(answer, *, settlement, by):
    """What came of it: the customer reads it on her page."""
    require(by, Permission.DISPUTE_SETTLE)
    if not settlement.strip():
        raise ValidationError({"settlement": _("Say how it was settled: it is kept.")})
    with deed("customer_answer.settle", by=by):
        row = CustomerAnswer.objects.select_for_update().get(pk=answer.pk)
        if is_own(by, row.visit.rep_id):
            raise PermissionDenied(_("Nobody settles a dispute about their own visit."))
        row.check_can_become(Status.SETTLED)
        row.status, row.settled_by, row.settled_at = Status.SETTLED, by, timezone.now()
        row.settlement = settlement.strip()
        row.save()
    return row


def words_of(answer):
    return sensitive.reveal_many(
        [(answer.customer.uuid, answer.words_sealed)], retention_class=RETENTION_CLASS
    )[0]


def _held(visit, link):
    """Her answer to this visit, new or as it stands; two taps come one after the other."""
    Customer.objects.select_for_update(no_key=True).get(pk=link.customer_id)
    if not visits_about(link.customer).filter(pk=visit.pk).exists():
        raise PermissionDenied(_("This visit is not one of yours."))
    refuse_frozen(link.customer_id)
    answers = CustomerAnswer.objects.filter(visit=visit, customer__in=ids_of(link.customer))
    return answers.first() or CustomerAnswer(visit=visit, customer=link.customer, link=link)


def _tell(answer):
    visit = answer.visit
    for person in User.objects.active().with_role(Role.COMPLIANCE):
        notify(
            person,
            DISPUTED,
            key=f"{DISPUTED}:{answer.uuid}",
            params={"customer": answer.customer.name, "day": visit.day, "rep": visit.rep.name},
            url=reverse("visits:dispute_detail", args=[answer.uuid]),
        )


def _told(params):
    return _("%(customer)s disputes the visit of %(day)s that %(rep)s recorded.") % params


def declare():
    declare_notification(DISPUTED, _told, icon="flag")
