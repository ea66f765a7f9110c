"""What people do with the territory tree and who works in it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import registry
from accounts.history import deed
from accounts.models import Membership, Territory, TerritoryLink, User
from accounts.permissions import Permission, Role, require
from accounts.services.role import end_dated


def create_territory(*, code, name, level, parent=None, sales_line="", by):
    require(by, Permission.TERRITORY_MANAGE)
    with deed("territory.create", by=by):
        _hold_tree()
        check_place(level, parent)
        territory = Territory(
            code=code, name=name, level=level, parent=parent, sales_line=sales_line
        )
        territory.full_clean()
        territory.save()
        _link(territory)
    return territory


def edit_territory(territory, *, code, name, sales_line="", by):
    require(by, Permission.TERRITORY_MANAGE)
    with deed("territory.edit", by=by):
        territory = Territory.objects.select_for_update().get(pk=territory.pk)
        if territory.update_from({"code": code, "name": name, "sales_line": sales_line}):
            territory.full_clean()
            territory.save()
    return territory


def move_territory(territory, parent, *, by, because=""):
    """Hangs the territory and all below it under another one of the level above."""
    require(by, Permission.TERRITORY_MANAGE)
    with deed("territory.move", by=by, because=because):
        _hold_tree()
        territory = Territory.objects.select_for_update().get(pk=territory.pk)
        parent = Territory.objects.get(pk=parent.pk)
        check_place(territory.level, parent)
        if territory.update_from({"parent_id": parent.pk}):
            territory.save()
            _relink(territory)
    return territory


def close_territory(territory, *, by, because=""):
    """Nobody works there any more; what happened there keeps its place."""
    require(by, Permission.TERRITORY_MANAGE)
    with deed("territory.close", by=by, because=because):
        _hold_tree()
        territory = Territory.objects.select_for_update().get(pk=territory.pk)
        obstacles = [text for find in registry.territory_obstacles for text in find(territory)]
        if obstacles:
            raise ValidationError(obstacles)
        if territory.update_from({"is_active": False}):
            territory.save()
    return territory


def reopen_territory(territory, *, by, because=""):
    require(by, Permission.TERRITORY_MANAGE)
    with deed("territory.reopen", by=by, because=because):
        _hold_tree()
        territory = Territory.objects.select_for_update().get(pk=territory.pk)
        check_place(territory.level, territory.parent)
        if territory.update_from({"is_active": True}):
            territory.save()
    return territory


def obstacles_of_our_side(territory):
    """Why the territory can't close yet, as far as people and the tree know."""
    if territory.children.filter(is_active=True).exists():
        yield _("Close or move the territories below it first.")
    today = timezone.localdate()
    if territory.memberships.overlapping(today, None).exclude(valid_to=today).exists():
        yield _("People still work there: end their memberships first.")


def check_place(level, parent):
    """A district hangs below a region, a territory below a district, and so on (Territory.BELOW)."""
    if parent is None:
        return
    if Territory.BELOW[parent.level] != level:
        raise ValidationError(
            {"parent": _("Below %(parent)s there is no place for this level.") % {"parent": parent}}
        )
    if not parent.is_active:
        raise ValidationError({"parent": _("%(parent)s is closed.") % {"parent": parent}})


def join_territory(user, territory, *, valid_from=None, valid_to=None, by):
    """The person works in the territory (a rep) or leads all below it (a manager) in that period."""
    require(by, Permission.TERRITORY_MANAGE)
    with deed("membership.join", by=by):
        _check_both_active(user, territory)
        membership = Membership(
            user=user,
            territory=territory,
            valid_from=valid_from or timezone.localdate(),
            valid_to=valid_to,
        )
        membership.full_clean()
        membership.save()
    return membership


def end_membership(membership, *, on=None, by, because=""):
    """The person works there for the last time on that day (today when none is named)."""
    require(by, Permission.TERRITORY_MANAGE)
    with deed("membership.end", by=by, because=because):
        end_dated(
            Membership.objects.select_for_update().get(pk=membership.pk),
            on or timezone.localdate(),
        )


def territory_of(user, day):
    """The leaf in which the person worked on that day, the newest if there are several; or none.

    Of who stands in, the covered person's: what is done there belongs there.
    """
    return _leaf_of(user.place_holder, day)


def own_territory_of(user, day):
    """The same, whoever the person stands in for."""
    return _leaf_of(user.pk, day)


def _leaf_of(key, day):
    membership = (
        Membership.objects.on(day)
        .filter(user=key, territory__level=Territory.Level.TERRITORY)
        .select_related("territory")
        .order_by("-valid_from", "-pk")
        .first()
    )
    return membership and membership.territory


def _hold_tree():
    """One at a time changes the tree: whoever comes second judges it as it is then."""
    top = Territory.objects.filter(level=Territory.Level.NATION).order_by("pk")
    list(top.select_for_update().values_list("pk", flat=True))


def _check_both_active(user, territory):
    # Locked, so that the account or the territory is not closed meanwhile.
    if not User.objects.select_for_update().get(pk=user.pk).is_active:
        raise ValidationError({"user": _("This account is closed.")})
    if not Territory.objects.select_for_update(no_key=True).get(pk=territory.pk).is_active:
        raise ValidationError({"territory": _("%(parent)s is closed.") % {"parent": territory}})


def _relink(territory):
    """Rewrites who stands above the territory and all below it, after it moved."""
    below = list(territory.links_down.values_list("descendant_id", flat=True))
    TerritoryLink.objects.filter(descendant__in=below).exclude(ancestor__in=below).delete()
    above = TerritoryLink.objects.filter(descendant=territory.parent_id)
    TerritoryLink.objects.bulk_create(
        TerritoryLink(ancestor_id=ancestor, descendant_id=descendant)
        for ancestor in above.values_list("ancestor_id", flat=True)
        for descendant in below
    )


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


def managers_of(territory):
    """Those who lead the district of a territory today."""
    there = Membership.objects.today().filter(territory=territory.parent_id)
    return User.objects.active().with_role(Role.MANAGER).filter(pk__in=there.values("user_id"))
