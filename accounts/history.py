"""Who did what, when, why and from where: the base of every recorded table, and the deed that a verb performs.

The database itself fills actor, action, request id, channel and address of a history row from transaction-local
settings, so that `save()`, bulk helpers and SQL all tell the same story; a history row without an actor is refused.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.registry import seal_soon, sealed_at_once


@dataclass(frozen=True)
class System:
    """An actor that is no person: a task, a migration, an anonymous intake. Decision 7 gives the forms."""

    actor: str
    is_active = True
    is_system = True
    pk = None

    def __str__(self):
        return self.actor


def system(task):
    return System(f"system:{task}")


@dataclass(frozen=True)
class Origin:
    channel: str
    request_id: str = ""
    ip: str = ""


@dataclass(frozen=True)
class Deed:
    action: str
    by: object
    because: str


# What no door has told: one for a whole process, so nothing that ends with a request hangs on it.
COMMAND = Origin(channel="command")
_origin = ContextVar("origin", default=COMMAND)
_deed = ContextVar("deed", default=None)
# Why what was written has to stand (accounts/wording.py), whatever deed it comes with.
_insisted = ContextVar("insisted", default="")


@contextmanager
def coming_from(channel, *, request_id="", ip=""):
    """Says once, at the door (web, API, task, command), where the deeds inside come from."""
    token = _origin.set(Origin(channel, request_id, ip))
    try:
        with insisting(""):
            yield
    finally:
        _origin.reset(token)


@contextmanager
def insisting(reason):
    """The deeds inside have this reason beside their own."""
    token = _insisted.set(reason)
    try:
        yield
    finally:
        _insisted.reset(token)


def insist(reason):
    """The same up to the end of the request."""
    _insisted.set(reason)


def current_origin():
    return _origin.get()


@contextmanager
def deed(action, *, by, because=""):
    """One transaction in which everything saved is recorded as `action`, done by `by` (a User or a System)."""
    reasons = "; ".join(filter(None, [because, _insisted.get()]))
    mine, outer = Deed(action, by, _on_behalf(by, reasons)), _deed.get()
    with transaction.atomic():
        _tell(mine)
        token = _deed.set(mine)
        try:
            yield mine
        finally:
            _deed.reset(token)
        if action in sealed_at_once or action.partition(".")[0] in sealed_at_once:
            seal_soon()
        # Only a nested deed, or one inside somebody else's transaction, leaves settings behind.
        if outer or len(connection.savepoint_ids) or not connection.commit_on_exit:
            _tell(outer)


def _on_behalf(by, because):
    """The reason, which says for whom somebody stands in: so every deed under a cover says it (ACC-04)."""
    cover = getattr(by, "stands_in", None)
    if cover is None:
        return because
    said = gettext("For %(name)s") % {"name": cover.user}
    return f"{said}: {because}" if because else said


def _tell(deed_):
    origin = _origin.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.actor', %s, true), set_config('app.action', %s, true),"
            " set_config('app.reason', %s, true), set_config('app.request_id', %s, true),"
            " set_config('app.channel', %s, true), set_config('app.ip', %s, true)",
            [
                deed_.by.actor if deed_ else "",
                deed_.action if deed_ else "",
                deed_.because if deed_ else "",
                origin.request_id,
                origin.channel,
                origin.ip,
            ],
        )


class Setting(models.Func):
    """A transaction-local setting of the deed, null when it is not set."""

    template = "NULLIF(current_setting('app.%(name)s', true), '')"
    output_field = models.TextField()
    allowed_default = True
    arity = 0

    def __init__(self, name):
        self.setting_name = name
        super().__init__(name=name)


class TransactionId(models.Func):
    """The transaction that wrote the row: what one deed did is one such number."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()
    allowed_default = True
    arity = 0


class HistoryFields(models.Model):
    actor = models.TextField(_("actor"), db_default=Setting("actor"))
    action = models.TextField(_("action"), db_default=Setting("action"))
    # Not "request_id" and "channel": a record's own field of that name would silently take the place of ours.
    trace_id = models.TextField(null=True, db_default=Setting("request_id"))
    via = models.TextField(null=True, db_default=Setting("channel"))
    ip = models.TextField(null=True, db_default=Setting("ip"))
    xid = models.BigIntegerField(db_default=TransactionId())
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class Recorded(HistoricalRecords):
    """History of every change. `unrecorded` names fields that are derived from other rows (decision 6).

    A change of a `signed` record voids its signatures, and is sealed as soon as they were (SIG-008). `part_of` names
    the foreign key to the record that shows these rows as its parts (registry.record_parts).
    """

    def __init__(self, unrecorded=(), *, signed=False, part_of="", **kwargs):
        self.is_signed = signed
        self.part_of = part_of
        super().__init__(
            excluded_fields=list(unrecorded),
            bases=[HistoryFields],
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField(null=True),
            user_db_constraint=False,
            get_user=_person_of_the_deed,
            **kwargs,
        )

    def copy_fields(self, model):
        # Nobody searches history by these; each index would be paid for on every save (pitfalls 1.11).
        self.no_db_index = [field.name for field in model._meta.fields if not field.primary_key]
        return super().copy_fields(model)

    def post_save(self, instance, created, using=None, update_fields=None, **kwargs):
        # Saving derived fields alone (a sign-in's last_login, a rehashed password) is no business change.
        if update_fields is None or set(update_fields) - set(self.excluded_fields):
            super().post_save(instance, created, using=using, **kwargs)
            if self.is_signed and not created:
                seal_soon()

    def get_meta_options(self, model):
        # Newest first over many records is what the history explorer shows; the day narrows every other question.
        indexes = [models.Index(fields=["-history_date", "-history_id"])]
        if self.part_of:
            indexes.append(self._deleted_parts(model))
        return super().get_meta_options(model) | {"indexes": indexes}

    def _deleted_parts(self, model):
        """The whole finds its parts by their foreign keys, but for those that only history still knows."""
        name = f"{model._meta.model_name}_deleted"
        deleted = models.Q(history_type="-")
        return models.Index(name=name, fields=[self.part_of], condition=deleted)

    def get_change_reason_for_object(self, instance, history_type, using):
        current = _deed.get()
        return (current and current.because) or None


def _person_of_the_deed(instance=None, request=None, **kwargs):
    current = _deed.get()
    return current.by if current and not getattr(current.by, "is_system", False) else None


def bulk_create_recorded(rows, *, batch_size=1000):
    """Creates many rows of one recorded model with their history, inside a deed."""
    current = _deed.get()
    return (
        bulk_create_with_history(
            rows,
            type(rows[0]),
            batch_size=batch_size,
            default_user=_person_of_the_deed(),
            default_change_reason=current.because or None,
        )
        if rows
        else []
    )


def bulk_create_recorded_once(rows):
    """Creates, with their history, the rows that no unique constraint knows yet; returns these, inside a deed.

    The insert decides, not a look before it: two workers may bring the same at once. Sort rows by what makes them
    unique, so that neither waits for the other for ever.
    """
    if not rows:
        return []
    current, model = _deed.get(), type(rows[0])
    model._base_manager.bulk_create(rows, ignore_conflicts=True)
    new = list(model._base_manager.filter(uuid__among=[row.uuid for row in rows]).order_by("pk"))
    getattr(model, settings.HISTORY_MANAGER).bulk_history_create(
        new,
        default_user=_person_of_the_deed(),
        default_change_reason=current.because or None,
    )
    return new


def bulk_update_recorded(rows, fields, *, batch_size=1000):
    """Updates whole, freshly read rows with their history, inside a deed (pitfalls 1.6)."""
    current = _deed.get()
    if rows:
        bulk_update_with_history(
            rows,
            type(rows[0]),
            fields,
            batch_size=batch_size,
            default_user=_person_of_the_deed(),
            default_change_reason=current.because or None,
        )


def bulk_delete_recorded(rows):
    """Deletes rows of one model to which no others point, each with its last line of history, inside a deed."""
    if not rows:
        return
    current, model = _deed.get(), type(rows[0])
    history = getattr(model, settings.HISTORY_MANAGER).model
    ended = {
        "history_date": timezone.now(),
        "history_type": "-",
        "history_user": _person_of_the_deed(),
        "history_change_reason": current.because or None,
    }
    names = [field.attname for field in history.tracked_fields]
    history.objects.bulk_create(
        history(**ended, **{name: getattr(row, name) for name in names}) for row in rows
    )
    found = model._base_manager.filter(pk__in=[row.pk for row in rows])
    found._raw_delete(found.db)  # no collector: nothing hangs on them, and their history is written


def recorded_models(apps):
    """Every model with history, in the order of the apps."""
    return [model for model in apps.get_models() if hasattr(model, settings.HISTORY_MANAGER)]
