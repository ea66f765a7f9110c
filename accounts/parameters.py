"""Which figures a company may set, declared by the code that reads them. Their values are rows (models/parameter.py)."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Parameter:
    """One figure. The kind of `default` is its kind: a bool, a whole number, or a tuple of words."""

    name: str
    label: object
    default: object
    unit: object = ""
    least: int = 0
    most: int = 1_000_000

    def check(self, value):
        """The value as it is stored; a sentence where it can't be one."""
        if isinstance(self.default, bool):
            return self._must(value, isinstance(value, bool))
        if isinstance(self.default, int):
            is_number = isinstance(value, int) and not isinstance(value, bool)
            return self._must(value, is_number and self.least <= value <= self.most)
        is_words = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        return list(self._must(value, is_words))

    def _must(self, value, holds):
        if not holds:
            raise ValidationError({self.name: _("This value is not possible here.")})
        return value


# code of a set ("RSK-54") → its parameters by name
DECLARED: dict[str, dict[str, Parameter]] = {}
# code of a set that has a page by itself → its title there; the others stand on what they belong to
TITLES: dict[str, object] = {}


def declare_parameters(code, *parameters, title=""):
    if code in DECLARED:
        raise ImproperlyConfigured(f"The parameters of {code} are declared twice.")
    if title:
        TITLES[code] = title
    DECLARED[code] = {parameter.name: parameter for parameter in parameters}


def defaults_of(code):
    return {name: parameter.check(parameter.default) for name, parameter in DECLARED[code].items()}


def checked(code, values):
    """All values of a set, or the sentences beside what is wrong. What is not named keeps its default."""
    unknown = set(values) - set(DECLARED[code])
    if unknown:
        raise ValidationError(_("Unknown: %(names)s") % {"names": ", ".join(sorted(unknown))})
    return defaults_of(code) | {
        name: DECLARED[code][name].check(value) for name, value in values.items()
    }
