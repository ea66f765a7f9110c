"""What people do with the territory tree and who works in it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import Membership, Territory, TerritoryLink
from accounts.permissions import Permission, require


def create_territory(*, code, name, level, parent=None, sales_line="", by):
    require(by, Permission.TERRITORY_MANAGE)
    check_place(level, parent)
    with deed("territory.create", by=by):
        territory = Territory(
            code=code, name=name, level=level, parent=parent, sales_line=sales_line
        )
        territory.full_clean()
        territory.save()
        _link(territory)
    return territory


def check_place(level, parent):
    """A district hangs below a region, a territory below a district, and so on (Territory.BELOW)."""
    if parent is not None and Territory.BELOW[parent.level] != level:
        raise ValidationError(
            {"parent": _("Below %(parent)s there is no place for this level.") % {"parent": parent}}
        )


def join_territory(user, territory, *, valid_from=None, valid_to=None, by):
    """The person works in the territory (a rep) or leads all below it (a manager) in that period."""
    require(by, Permission.TERRITORY_MANAGE)
    with deed("membership.join", by=by):
        membership = Membership(
            user=user,
            territory=territory,
            valid_from=valid_from or timezone.localdate(),
            valid_to=valid_to,
        )
        membership.full_clean()
        membership.save()
    return membership


def territory_of(user, day):
    """The leaf in which the person worked on that day, the newest if there are several; or none."""
    membership = (
        Membership.objects.on(day)
        .filter(user=user, territory__level=Territory.Level.TERRITORY)
        .select_related("territory")
        .order_by("-valid_from", "-pk")
        .first()
    )
    return membership and membership.territory


def _link(territory):
    above = []
    if territory.parent_id:
        above = TerritoryLink.objects.filter(descendant=territory.parent_id).values_list(
            "ancestor_id", flat=True
        )
    TerritoryLink.objects.bulk_create(
        TerritoryLink(ancestor_id=ancestor, descendant=territory)
        for ancestor in [*above, territory.pk]
    )
