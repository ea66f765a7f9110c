"""What an app declares of something that can be done to many customers at once (accounts.registry.bulk_actions)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import registry
from accounts.permissions import Permission, can, require


def nothing_else(customer_ids, **arguments):
    return []


@dataclass(frozen=True)
class BulkAction:
    """The cleaned fields of `form(data, user=…)` are the arguments that all functions get by name.

    The same conditions judge the preview and the deed, so that what was shown is what is done. `carry_out` and `undo`
    get the keys of customers whom the person sees at that moment, locked; each is called in a transaction of its own
    for some hundred of them, and asks the database a number of times that does not hang on theirs.
    """

    name: str
    label: str
    hint: str
    icon: str
    permission: Permission
    form: type
    in_words: Callable  # (**arguments) → "Put the tag X on them"
    left_out: Callable  # (**arguments) → [(why, Q over customers)]; the first that holds is told
    carry_out: Callable  # (customer ids, *, because, by, **arguments) → {id: what taking it back needs, as JSON}
    undo: Callable  # ({id: what it needs}, *, because, by) → {id: why it stays}; may raise ValidationError for all
    undo_words: str  # one sentence: what taking it back does, and what it can't
    effects: Callable = (
        nothing_else  # (customer ids, **arguments) → [(words, count)] of what comes along
    )


def actions_for(user):
    return [action for action in registry.bulk_actions if can(user, action.permission)]


def action_named(name):
    """Raises ValidationError: the app that knew it may be gone since."""
    for action in registry.bulk_actions:
        if action.name == name:
            return action
    raise ValidationError({"action": _("Choose what to do.")})


def action_for(name, user):
    action = action_named(name)
    require(user, action.permission)
    return action


def read_arguments(action, said, user):
    """What the form makes of `said` for this person today; raises ValidationError by field."""
    form = action.form(said, user=user)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.cleaned_data
