"""Kinds of records and of deeds by area, as the filters of the history offer them."""

from django.utils.translation import gettext_lazy as _

from compliance.actions import verbs_by_words, words_of
from compliance.history import kind_of, models_by_label
from compliance.versions import fields_of, label_of
from customers.pinyin import sort_key

KINDS = {
    "visits": _("Visits"),
    "customers": _("Customers"),
    "analytics": _("Figures"),
    "compliance": _("Compliance"),
    "accounts": _("Company"),
}
ANY = _("Any record")
# A verb that stands nowhere here is one of any record.
VERBS = [
    (
        _("Visits"),
        "amend cancel edit_plan escalate file finish hand_over miss open_unplanned plan raise renew_promise reopen"
        " reschedule resolve respond route start submit take",
    ),
    (_("Customers"), "align make_primary realign"),
    (_("Imports"), "apply applying checked checking failed paused undo undoing undone upload"),
    (
        _("Decisions"),
        "accept accepted approve assign check close confirm confirmed draft false_positive investigate propose refuse reject"
        " sign suppress triage withdraw",
    ),
    (
        _("Compliance"),
        "adopt destroy_keys erase filed place release renew_deadline restrict seal suspended",
    ),
    (
        _("People and access"),
        "choose_password choose_settings clear connect_sign_on deactivate fail grant invite join reactivate"
        " reset_second_step revoke send_password_link unlock",
    ),
    (ANY, ""),
]


def kinds_of_records():
    """[(area, [(label, kind)])] in the reader's language, for a form."""
    found = {app: [] for app in KINDS}
    for label, model in models_by_label().items():
        found.setdefault(model._meta.app_label, []).append((label, kind_of(model)))
    return [(str(KINDS.get(app, app)), _in_order(kinds)) for app, kinds in found.items() if kinds]


def fields_of_kind(label):
    """[("kind:field", words)] of what history shows of the kind, sealed fields included."""
    known = fields_of(models_by_label()[label].history.model)
    return _in_order([(f"{label}:{field.name}", label_of(field)) for field in known])


def actions():
    """[(area, [(verb, words)])]"""
    areas = [(str(area), []) for area, _verbs in VERBS]
    places = {verb: place for place, (_area, verbs) in enumerate(VERBS) for verb in verbs.split()}
    for verb in verbs_by_words():
        _area, found = areas[places.get(verb, -1)]
        found.append((verb, str(words_of(verb))))
    return [(area, _in_order(verbs)) for area, verbs in areas if verbs]


def _in_order(choices):
    return sorted(choices, key=lambda choice: sort_key(choice[1]))
