"""Who advises, leads or opposes whom: directed, dated relations between people and organisations (CUS-02, CUS-03)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap, text_key
from accounts.models.keyed import Keyed
from customers.models.customer import Customer
from customers.models.persona_fact import PersonaFact


class InfluenceQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Who may not know of one of the two is not told of the relation."""
        seen = Customer.objects.visible_to(user)
        return self.filter(who__in=seen, whom__in=seen)

    def touching(self, customer_ids):
        return self.filter(Q(who__in=customer_ids) | Q(whom__in=customer_ids))


class Influence(Keyed, Dated):
    class Kind(models.TextChoices):
        ADVISES = "advises", _("advises")
        LEADS = "leads", _("leads")
        TEACHES = "teaches", _("teaches")
        WORKS_WITH = "works_with", _("works with")
        REFERS_TO = "refers_to", _("refers patients to")
        OPPOSES = "opposes", _("opposes")

    # The same relation, told from the other side.
    TOLD_BACK = {
        Kind.ADVISES: _("is advised by"),
        Kind.LEADS: _("is led by"),
        Kind.TEACHES: _("is taught by"),
        Kind.WORKS_WITH: _("is sought out by"),
        Kind.REFERS_TO: _("receives patients from"),
        Kind.OPPOSES: _("is opposed by"),
    }

    who = models.ForeignKey(
        Customer, models.PROTECT, related_name="influences", verbose_name=_("who")
    )
    kind = models.CharField(_("relation"), max_length=20, choices=Kind)
    whom = models.ForeignKey(
        Customer, models.PROTECT, related_name="influenced_by", verbose_name=_("whom")
    )
    source = models.CharField(_("source"), max_length=20, choices=PersonaFact.Source)
    noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )

    objects = InfluenceQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("influence")
        constraints = [
            dates_in_order("influence_dates_in_order"),
            models.CheckConstraint(
                name="influence_is_between_two",
                condition=~Q(who=F("whom")),
                violation_error_message=_("Choose somebody else."),
            ),
            no_overlap(
                "influence_once_at_a_time",
                "who",
                "whom",
                text_key("kind"),
                message=_("This relation is known already."),
            ),
        ]

    def __str__(self):
        return f"{self.who} {self.get_kind_display()} {self.whom}"

    @property
    def told_back(self):
        return self.TOLD_BACK[self.kind]
