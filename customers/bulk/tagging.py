"""Putting a tag on many customers, and taking one off."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from customers.bulk.action import BulkAction
from customers.forms.bulk_change import TagForm
from customers.models import CustomerTag, Tag
from customers.services.tag import put_tag, take_tag_off


def _worn(tag):
    return Q(Exists(CustomerTag.objects.filter(customer=OuterRef("pk"), tag=tag, is_current=True)))


def _put(customer_ids, *, tag, because, by):
    return _to_undo(tag, put_tag(customer_ids, tag, because=because, by=by))


def _take_off(customer_ids, *, tag, because, by):
    return _to_undo(tag, take_tag_off(customer_ids, tag, because=because, by=by))


def _to_undo(tag, customer_ids):
    return {pk: {"tag": tag.pk} for pk in customer_ids}


def _take_back(verb, why):
    """Undoes with the other of the two verbs; who lost or got the tag again since is told by `why`."""

    def undo(items, *, because, by):
        changed = set()
        tags = {said["tag"] for said in items.values()}
        for tag in Tag.objects.filter(pk__in=tags):
            theirs = [pk for pk, said in items.items() if said["tag"] == tag.pk]
            changed |= set(verb(theirs, tag, because=because, by=by))
        return {pk: str(why) for pk in items if pk not in changed}

    return undo


PUT_TAG = BulkAction(
    name="tag_add",
    label=gettext_lazy("Put a tag on"),
    hint=gettext_lazy("So that they can be found and acted on together"),
    icon="tag",
    permission=Permission.CUSTOMER_TAG,
    form=TagForm,
    in_words=lambda tag: _("Put the tag “%(tag)s” on") % {"tag": tag},
    left_out=lambda tag: [(_("They have this tag already."), _worn(tag))],
    carry_out=_put,
    undo=_take_back(take_tag_off, gettext_lazy("The tag was taken off meanwhile.")),
    undo_words=gettext_lazy(
        "The tag is taken off again from those who got it by this; who had it before keeps it."
    ),
)
TAKE_TAG_OFF = BulkAction(
    name="tag_remove",
    label=gettext_lazy("Take a tag off"),
    hint=gettext_lazy("The tag itself stays, and other customers keep it"),
    icon="tag-off",
    permission=Permission.CUSTOMER_TAG,
    form=TagForm,
    in_words=lambda tag: _("Take the tag “%(tag)s” off") % {"tag": tag},
    left_out=lambda tag: [(_("They don't have this tag."), ~_worn(tag))],
    carry_out=_take_off,
    undo=_take_back(put_tag, gettext_lazy("The tag was put on again meanwhile.")),
    undo_words=gettext_lazy("The tag is put on again those who lost it by this."),
)
