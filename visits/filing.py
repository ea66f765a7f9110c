"""What a rep whose filing does not hold is shown: which filing it is, and who can help."""

from dataclasses import dataclass

from accounts.models import Product, RepFiling, User
from accounts.permissions import Role


@dataclass(frozen=True)
class FilingState:
    filing: RepFiling | None
    products: list
    keeper: User | None


def filing_of(user, day):
    """The filing of the day, else the last one that ended before it."""
    known = RepFiling.objects.visible_to(user).filter(user=user, valid_from__lte=day)
    filing = known.order_by("-valid_from").first()
    keeper = User.objects.active().with_role(Role.COMPLIANCE).order_by("pk").first()
    return FilingState(filing, _covered(filing) if filing else [], keeper)


def _covered(filing):
    active = Product.objects.active().filter(holder=filing.holder_id)
    return list(active.filter(category__in=filing.categories))
