"""Which redactions are lawful: what one names for a case that another than its requester approved, until it was done."""

from dataclasses import dataclass

CASES = "compliance_erasurecase"
TOLD = {"case", "tbl", "key", "id", "xid", "type", "actor", "act", "why", "at"}  # of a history row
OF_PERSON = ("customers_customer", "customers_person")  # keyed by the person whom a case is about


@dataclass
class Case:
    """The numbers of the entries between which it lets redact, and the key of its person."""

    requested_by: str | None = None  # the author of its first entry
    approved_in: int | None = None
    done_in: int | None = None
    person: str | None = None

    def allows(self, number, person):
        return (
            self.approved_in is not None
            and self.approved_in < number
            and (self.done_in is None or number < self.done_in)
            and self.person == person
        )


@dataclass(frozen=True)
class Rewriting:
    """A redaction of a history row: how it reads from now on (`new`), and what of it stays as it was (`told`)."""

    number: int
    transaction: tuple
    history: str
    row: str
    new: str
    told: dict

    @property
    def of(self):
        return self.told["tbl"], self.told["key"]


class Redactions:
    def __init__(self):
        self.cases = {}  # by uuid
        self.named = {}  # by number: (case, key of what it names)
        self.rewritings = []

    def note_case(self, number, values, actor):
        """As `values` say it and as its entries' authors do: one person requested, another approved."""
        case = self.cases.setdefault(values["uuid"], Case())
        if values["status"] == "requested" and case.requested_by is None:
            case.requested_by = actor
        by_another = values["decided_by_id"] not in (None, values["requested_by_id"])
        by_another &= (actor or "").startswith("user:") and case.requested_by not in (None, actor)
        if values["status"] == "approved" and by_another and case.approved_in is None:
            case.approved_in, case.person = number, str(values["customer_id"])
        elif values["status"] == "done" and case.done_in is None:
            case.done_in = number

    def note(self, number, transaction, leaf, new, told):
        self.named[number] = (told.get("case"), leaf["pk"])
        if told.keys() >= TOLD:
            self.rewritings.append(
                Rewriting(number, transaction, leaf["tbl"], leaf["pk"], new, told)
            )

    def objection(self, number, named, person):
        """What speaks against a payload having been emptied by this redaction: None, or a sentence, maybe empty."""
        case, key = self.named.get(number, (None, None))
        if key != named:
            return ""
        return None if self.allow(case, number, person) else "redacted without an approved case"

    def are_lawful(self, one, history):
        """Of a history row in that table, told of the person's own tables and of the row that it names."""
        table, person = one.of
        return (
            table in OF_PERSON
            and one.history == history
            and one.row == str(one.told["id"])
            and self.allow(one.told.get("case"), one.number, person)
        )

    def allow(self, case, number, person):
        return case in self.cases and self.cases[case].allows(number, person)
