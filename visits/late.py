"""The mark of a visit that was entered late (GL-014), the same wherever it stands."""

from django.utils.translation import gettext as _


def late_words(visit):
    """Nothing for a visit in time."""
    if not visit.is_late:
        return ""
    return _("logged %(hours)s h after the visit") % {"hours": visit.logged_after_hours}
