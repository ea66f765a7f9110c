"""Which redactions are lawful: what one names for a case that another than its requester approved, until it was done.

And only of its person's own rows, or of rows that lead to her.
"""

import json
from collections import defaultdict
from dataclasses import dataclass

CASES = "compliance_erasurecase"
TOLD = {"case", "tbl", "key", "id", "xid", "type", "actor", "act", "why", "at"}  # of a history row
OF_PERSON = ("customers_customer", "customers_person")  # keyed by the person whom a case is about
# How other rows lead to her: columns, and the tables whose keys they hold. A line stays when its table goes: old logs
# have its redactions.
CUSTOMER, PERSON = OF_PERSON
WAYS = {
    "customers_need": {"customer_id": CUSTOMER},
    "customers_needevidence": {"need_id": "customers_need"},
    "customers_care": {"customer_id": CUSTOMER},
    "customers_competitoractivity": {"customer_id": CUSTOMER},
    "customers_accountplan": {"customer_id": CUSTOMER},
    "customers_planobjective": {"plan_id": "customers_accountplan"},
    "customers_planaction": {"objective_id": "customers_planobjective"},
    "customers_datachange": {"customer_id": CUSTOMER},
    "customers_affiliation": {"person_id": PERSON},
    "customers_personafact": {"customer_id": CUSTOMER},
    "customers_influence": {"who_id": CUSTOMER, "whom_id": CUSTOMER},
    "customers_consent": {"customer_id": CUSTOMER},
    "customers_tierperiod": {"customer_id": CUSTOMER},
    "customers_tierproposal": {"customer_id": CUSTOMER},
    "customers_alignment": {"customer_id": CUSTOMER},
    "customers_duplicate": {"left_id": CUSTOMER, "right_id": CUSTOMER},
    "customers_merge": {"survivor_id": CUSTOMER, "merged_id": CUSTOMER},
    "customers_guestlink": {"customer_id": CUSTOMER},
    "visits_visit": {"customer_id": CUSTOMER},
    "visits_visitproduct": {"visit_id": "visits_visit"},
    "visits_visitmessage": {"visit_product_id": "visits_visitproduct"},
    "visits_visitmaterial": {"visit_id": "visits_visit"},
    "visits_askedquestion": {"visit_id": "visits_visit"},
    "visits_visitparticipant": {"person_id": PERSON},
    "visits_followup": {"customer_id": CUSTOMER},
    "visits_waiver": {"visit_id": "visits_visit"},
    "visits_plantarget": {"customer_id": CUSTOMER},
    "visits_request": {"customer_id": CUSTOMER},
    "visits_requestentry": {"request_id": "visits_request"},
    "visits_customeranswer": {"customer_id": CUSTOMER},
    "visits_suggestionanswer": {"customer_id": CUSTOMER},
}
MERGES = "customers_merge"
# Uploaded files are hers where her rows name them: (table, its column).
FILES = "accounts_attachment"
HOLDERS = (
    ("customers_needevidence", "attachment_id"),
    ("customers_care", "attachment_id"),
    ("customers_datachange", "attachment_id"),
    ("customers_consent", "evidence_id"),
    ("visits_visit", "house_consent_id"),
)


@dataclass
class Case:
    """The numbers of the entries between which it lets redact, and the key of its person."""

    requested_by: str | None = None  # the author of its first entry
    approved_in: int | None = None
    done_in: int | None = None
    person: str | None = None

    def allows(self, number):
        return (
            self.approved_in is not None
            and self.approved_in < number
            and (self.done_in is None or number < self.done_in)
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
        self.versions = defaultdict(
            list
        )  # of (case, table, key): how the versions of a row read, as it says

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
            self.versions[told["case"], told["tbl"], told["key"]].append(json.loads(new))

    def objection(self, number, named, tbl, key):
        """What speaks against the payload of a row having been emptied by this redaction: None, or a sentence, maybe empty."""
        case, entry = self.named.get(number, (None, None))
        if entry != named:
            return ""
        return None if self.allow(case, number, tbl, key) else "redacted without an approved case"

    def are_lawful(self, one, history):
        """Of a history row in that table, told of the row that it names."""
        return (
            one.history == history
            and one.row == str(one.told["id"])
            and self.allow(one.told.get("case"), one.number, *one.of)
        )

    def allow(self, case, number, tbl, key):
        known = self.cases.get(case)
        return known is not None and known.allows(number) and self._is_hers(case, tbl, key)

    def _is_hers(self, case, tbl, key):
        """As the versions read that the case left of a row: each leads to its person or to one merged with her, some to her."""
        if tbl in OF_PERSON:
            return key == self.cases[case].person
        if tbl == FILES:
            return self._is_named_by_hers(case, key)
        versions = self.versions.get((case, tbl, key), ())
        hers = [row for row in versions if self._leads_to_her(case, tbl, row)]
        others = [row for row in versions if row not in hers]
        return bool(hers) and all(self._is_of_one(case, tbl, row) for row in others)

    def _is_of_one(self, case, tbl, row):
        """Whether it leads to a record that was merged with hers, as the merges say that the case emptied."""
        ones = {
            str(merge[column])
            for (whose, of, _key), rows in self.versions.items()
            if whose == case and of == MERGES
            for merge in rows
            for column in ("survivor_id", "merged_id")
        }
        ways = WAYS.get(tbl, {}).items()
        return any(str(row.get(column)) in ones for column, of in ways if of in OF_PERSON)

    def _leads_to_her(self, case, tbl, row):
        return any(
            row.get(column) is not None and self._is_hers(case, of, str(row[column]))
            for column, of in WAYS.get(tbl, {}).items()
        )

    def _is_named_by_hers(self, case, file):
        return any(
            whose == case
            and any(str(row.get(column)) == file for row in rows)
            and self._is_hers(case, tbl, key)
            for (whose, tbl, key), rows in self.versions.items()
            for holder, column in HOLDERS
            if tbl == holder
        )
