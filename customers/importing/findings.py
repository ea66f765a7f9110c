"""What there is to say about a line. Kept as codes with values, so that each reader reads it in their own language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from customers.importing.fields import label_of

REJECTS, LACKS, NOTES = "rejects", "lacks", "notes"


@dataclass(frozen=True)
class Finding:
    weight: str
    sentence: Promise


FINDINGS = {
    # The line stays out.
    "no_name": Finding(REJECTS, _("The line has no name.")),
    "kind_unknown": Finding(
        REJECTS, _("The line does not say whether it is an organisation or a person.")
    ),
    "deactivated": Finding(REJECTS, _("Deactivated in the source on %(day)s.")),
    "too_long": Finding(
        REJECTS, _("%(field)s has %(length)s characters; at most %(longest)s fit.")
    ),
    "too_many_fields": Finding(
        REJECTS,
        _("The line has %(found)s fields, the heading %(expected)s: something has shifted."),
    ),
    "nobody_in_particular": Finding(
        REJECTS,
        _("A person's name alone does not say who it is: give an external id or a place of work."),
    ),
    "repeats": Finding(REJECTS, _("Names the same customer as line %(line)s.")),
    "ambiguous": Finding(
        REJECTS, _("%(count)s customers already have this name and place: merge them first.")
    ),
    "other_kind": Finding(
        REJECTS, _("The external id belongs to %(name)s, which is of the other kind.")
    ),
    "no_such_territory": Finding(REJECTS, _("There is no territory %(code)s.")),
    "erased": Finding(
        REJECTS, _("The record belongs to a person who asked to be erased; it stays out.")
    ),
    # The line comes in, and something is missing.
    "lacks": Finding(LACKS, _("Lacks %(fields)s.")),
    "unreadable": Finding(LACKS, _("%(field)s “%(value)s” cannot be read; left empty.")),
    "unknown_workplace": Finding(
        LACKS, _("The place of work “%(name)s” is not among the customers; left out.")
    ),
    "several_workplaces": Finding(
        LACKS, _("Several customers are called “%(name)s”; the place of work was left out.")
    ),
    # Worth a look.
    "type_other": Finding(
        NOTES, _("The name tells no hospital, clinic or pharmacy; entered as another organisation.")
    ),
    "person_type_other": Finding(
        NOTES, _("The line tells no profession; entered as another professional.")
    ),
    "cut_short": Finding(NOTES, _("The name looks cut short.")),
    "same_name": Finding(NOTES, _("Line %(line)s has the same name at another address.")),
    "looks_like": Finding(
        NOTES, _("Has the name and address of a customer from %(source)s; entered on its own.")
    ),
    "elsewhere": Finding(
        NOTES, _("The official list has %(city)s in %(found)s, not in %(province)s.")
    ),
    "archived": Finding(NOTES, _("The customer is closed or archived here.")),
}


def is_rejection(finding):
    return FINDINGS[finding[0]].weight == REJECTS


def is_lack(finding):
    return FINDINGS[finding[0]].weight == LACKS


def without_values(finding):
    """Why a line stayed out outlives what it said."""
    return [finding[0], {}]


class _Shown(dict):
    def __missing__(self, name):
        return "…"  # emptied with the person's data


def sentence_of(finding):
    """The sentence in the active language."""
    code, values = finding
    shown = _Shown(values)
    if "field" in shown:
        shown["field"] = label_of(shown["field"])
    if "fields" in shown:
        shown["fields"] = now(", ").join(label_of(name) for name in shown["fields"])
    return FINDINGS[code].sentence % shown
