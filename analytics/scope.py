"""What a figure is about: whose eyes, which days, which part of the field. The one place that narrows facts and rows."""

from dataclasses import dataclass, replace

from django.db.models import Q

from accounts.models import Product, Territory, User
from accounts.permissions import Permission, can
from analytics.models.fact import seen_by
from analytics.periods import Period


@dataclass(frozen=True)
class Scope:
    viewer: User
    period: Period
    territory: Territory | None = None
    line: str = ""
    person: User | None = None
    tier: str | None = None  # "" are those without a tier
    customer_type: str = ""
    product: Product | None = None

    def only(self, **narrower):
        return replace(self, **narrower)

    @property
    def whose(self):
        """The one person whose figures these are; who leads nobody has but their own."""
        return self.person or (None if can(self.viewer, Permission.DASHBOARD_TEAM) else self.viewer)

    def territories(self):
        """Conditions on territories: chosen by place and by line; or none."""
        found = Q()
        if self.territory:
            found &= Q(pk__in=self.territory.ids_below())
        if self.line:
            found &= Q(sales_line=self.line)
        return found

    def place(self, *, person="user", territory="territory"):
        """Where and whose, for facts and, by other paths, for the rows behind them."""
        if self.whose == self.viewer:
            found = Q(**{person: self.viewer})
        else:
            found = seen_by(self.viewer, person=person, territory=territory)
            found &= Q(**{person: self.whose}) if self.whose else Q()
        if chosen := self.territories():
            within = Territory.objects.filter(chosen).values("pk")
            found &= Q(**{f"{territory}__in": within})
        return found

    def kind_of_customer(self, *, tier="tier", customer_type="customer_type"):
        found = Q() if self.tier is None else Q(**{tier: self.tier})
        return found & (Q(**{customer_type: self.customer_type}) if self.customer_type else Q())
