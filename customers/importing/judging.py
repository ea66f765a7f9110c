"""What becomes of each record: new, changed, unchanged or rejected, compared with the customers as they are now."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts import lookups  # noqa: F401 - among
from accounts.models import Territory
from accounts.registry import why_frozen
from customers.importing.fields import ATTRIBUTES, CUSTOMER, FIELDS, ORGANISATION, PERSON
from customers.models import Affiliation, Alignment, Customer, ImportLine, Organisation
from customers.services.erased_identity import erased_among

Verdict = ImportLine.Verdict
# What an identity is made of: found by it, a customer has these already, perhaps in other words.
IDENTIFYING = {"name", "address"}
# Its own key, and whether it is taken at all, are no attributes of the customer's rows.
NOT_COMPARED = {"kind", "aliases"}
STATUS_TOLD = {"status_on", "status_reason"}  # along with the status


@dataclass
class Judged:
    """A record and what it means for the customers. `changes` are {attribute: value} of the row named by the key."""

    record: object
    verdict: str = ""
    customer: Customer | None = None
    changes: dict = field(default_factory=dict)
    territory: Territory | None = None
    workplace: Organisation | None = None

    @property
    def changed_fields(self):
        names = {name for values in self.changes.values() for name in values}
        around = [("territory", self.territory), ("workplace", self.workplace)]
        return sorted(names - STATUS_TOLD | {name for name, value in around if value})


class Judge:
    """Judges the records of one file, batch by batch; `lock` keeps what it found until the transaction ends."""

    def __init__(self, *, source, lock=False):
        self.source, self.lock = source, lock
        self.territories = {
            territory.code: territory
            for territory in Territory.objects.leaves().filter(is_active=True)
        }

    def judge(self, records):
        """One Judged for each record, in their order."""
        sound = [record for record in records if not record.is_rejected]
        surroundings = Surroundings(self, sound)
        judged = [self._judged(record, surroundings) for record in records]
        _reject_second_claims(judged)
        return judged

    def _judged(self, record, surroundings):
        judged = Judged(record)
        if not record.is_rejected:
            self._find_customer(judged, surroundings)
        if not record.is_rejected:
            self._compare(judged, surroundings)
        if record.is_rejected:
            judged.verdict = Verdict.REJECT
        elif judged.customer is None:
            judged.verdict = Verdict.CREATE
        else:
            judged.verdict = Verdict.UPDATE if judged.changed_fields else Verdict.UNCHANGED
        return judged

    def _find_customer(self, judged, surroundings):
        record, external_id = judged.record, judged.record.values.get("external_id")
        found = surroundings.by_external_id.get(external_id) if external_id else None
        if found and found.kind != record.kind:
            record.find("other_kind", name=found.name)
            return
        if found is None:
            found = self._by_identity(record, external_id, surroundings)
        if found.pk in surroundings.frozen if found else record.key in surroundings.erased:
            record.leave_out()
            return
        judged.customer = found
        if found and found.status != Customer.Status.ACTIVE and found.pk not in surroundings.undone:
            record.find("archived")

    def _by_identity(self, record, external_id, surroundings):
        same = surroundings.by_identity.get((record.kind, record.identity), [])
        if external_id:
            # Ids tell apart what names do not; a customer without one may take it.
            others = {customer.source for customer in same if customer.external_id} - {self.source}
            same = [customer for customer in same if not customer.external_id]
            if others and not same:
                record.find("looks_like", source=min(others))
        if len(same) > 1:
            record.find("ambiguous", count=len(same))
            return None
        return same[0] if same else None

    def _compare(self, judged, surroundings):
        record, values, customer = judged.record, judged.record.values, judged.customer
        if customer:
            judged.changes = self._changes(values, customer)
            if customer.pk in surroundings.undone:
                judged.changes.setdefault(CUSTOMER, {}).update(_active_again())
        if code := values.get("territory"):
            territory = self.territories.get(code)
            if territory is None:
                record.find("no_such_territory", code=code)
            elif not customer or territory.pk not in surroundings.territories[customer.pk]:
                judged.territory = territory
        if name := values.get("workplace"):
            workplace = surroundings.workplace(record, name)
            if workplace and (
                not customer or workplace.pk not in surroundings.workplaces[customer.pk]
            ):
                judged.workplace = workplace

    def _changes(self, values, customer):
        by_external_id = customer.source == self.source and customer.external_id
        settled = set() if by_external_id else IDENTIFYING
        if (
            customer.external_id
            and values.get("external_id", customer.external_id) != customer.external_id
        ):
            # Found by the code of a record that was merged into it: its own stays.
            settled = IDENTIFYING | {"external_id"}
        rows = rows_of(customer)
        changes = defaultdict(dict)
        for name, value in values.items():
            on = FIELDS[name].on if name in FIELDS else ORGANISATION
            if on not in rows or name in NOT_COMPARED:
                continue
            attribute = ATTRIBUTES.get(name, name)
            held = getattr(rows[on], attribute)
            # What stands here in other words stays; what is missing is filled.
            if (held and name in settled) or str("" if held is None else held) == value:
                continue
            changes[on][attribute] = value
        new = [alias for alias in values.get("aliases", []) if alias not in customer.aliases]
        if new:
            changes[CUSTOMER]["aliases"] = [*customer.aliases, *dict.fromkeys(new)]
        if "external_id" in changes[CUSTOMER]:
            changes[CUSTOMER]["source"] = self.source
        return {on: change for on, change in changes.items() if change}


def _active_again():
    return {
        "status": Customer.Status.ACTIVE.value,
        "status_on": timezone.localdate(),
        "status_reason": "",
    }


def _reject_second_claims(judged):
    """One line by external id and another by name and address may mean the same customer: the first has it."""
    claimed = {}
    for one in judged:
        if one.customer and claimed.setdefault(one.customer.pk, one) is not one:
            one.record.find("repeats", line=claimed[one.customer.pk].record.number)
            one.verdict, one.customer = Verdict.REJECT, None


class Surroundings:
    """What is known about the customers of one batch, read with a fixed number of queries."""

    def __init__(self, judge, records):
        self.source, self.lock = judge.source, judge.lock
        ids = [record.values["external_id"] for record in records if "external_id" in record.values]
        found = self._customers(source=judge.source, external_id__among=ids) if ids else []
        codes = {customer.external_id for customer in found}
        alike = list(self._customers(identity__among=self._identities(records, codes)))
        speaking = self._speaking([*found, *alike])
        self.by_external_id = {
            customer.external_id: speaking.get(customer.merged_into_id, customer)
            for customer in found
        }
        self.by_identity = defaultdict(list)
        for customer in alike:
            same = self.by_identity[customer.kind, customer.identity]
            one = speaking.get(customer.merged_into_id, customer)
            same += [one] if one not in same else []
        keys = {customer.pk for customer in self.by_external_id.values()}
        keys |= {customer.pk for same in self.by_identity.values() for customer in same}
        self.frozen = why_frozen(keys)
        self.undone = self._read_undone(keys)
        people = [record.key for record in records if record.kind == PERSON]
        self.erased = erased_among(people, source=self.source)
        self._read_territories(records, keys)
        self._read_workplaces(records, keys)

    def _speaking(self, customers):
        """{id: record that speaks for others}: a list that knows a merged record means the one that stays."""
        ids = {customer.merged_into_id for customer in customers} - {None}
        return {one.pk: one for one in self._customers(pk__in=ids)} if ids else {}

    def _identities(self, records, codes):
        return [
            record.identity for record in records if record.values.get("external_id") not in codes
        ]

    def _customers(self, **which):
        customers = Customer.objects.filter(**which).order_by("pk")
        if self.lock:
            customers = customers.select_for_update(of=("self",), no_key=True)
        return customers.select_related("organisation", "person")

    def _read_undone(self, keys):
        """Those who are archived only because an import was undone: another list that names them brings them back."""
        archived = Customer.objects.filter(pk__in=keys, status=Customer.Status.ARCHIVED)
        newest = Customer.history.filter(id=OuterRef("pk")).order_by("-history_id")
        by = archived.annotate(action=Subquery(newest.values("action")[:1]))
        return set(by.filter(action="customer_import.undo").values_list("pk", flat=True))

    def _read_territories(self, records, keys):
        self.territories = defaultdict(set)
        if any("territory" in record.values for record in records):
            aligned = Alignment.objects.filter(not_over(), customer__in=keys)
            for customer, territory in aligned.values_list("customer_id", "territory_id"):
                self.territories[customer].add(territory)

    def _read_workplaces(self, records, keys):
        self.workplaces, self.organisations = defaultdict(set), defaultdict(list)
        names = {record.values["workplace"] for record in records if "workplace" in record.values}
        if not names:
            return
        employed = Affiliation.objects.filter(not_over(), person__in=keys)
        for person, organisation in employed.values_list("person_id", "organisation_id"):
            self.workplaces[person].add(organisation)
        for organisation in Organisation.objects.filter(
            customer__name__in=names, customer__status=Customer.Status.ACTIVE
        ).select_related("customer"):
            self.organisations[organisation.customer.name].append(organisation)

    def workplace(self, record, name):
        found = self.organisations.get(name, [])
        if len(found) == 1:
            return found[0]
        record.find("several_workplaces" if found else "unknown_workplace", name=name)
        return None


def not_over():
    """Dated rows that hold today or will: another from today on would overlap them."""
    return Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())


def rows_of(customer):
    """{model: row} of a customer and what it is."""
    part = PERSON if customer.is_person else ORGANISATION
    return {CUSTOMER: customer, part: getattr(customer, part)}
