"""What customers wait for does not leave with a colleague (ACC-06)."""

from django.utils.translation import gettext as _

from visits.models import AdverseEvent, Request
from visits.models.request import departments_of
from visits.request_reminders import remind_of_promise
from visits.services.adverse_event import seal_words, tell_quality


def hand_over_requests(leaver, successor, by):
    """Inside the leaver's deed: taken requests pass to a colleague of the department, else back to its queue."""
    taken = Request.objects.open().filter(assignee=leaver).select_for_update(of=("self",))
    rows = list(taken.select_related("customer", "raised_by"))
    for request in rows:
        answers_there = request.department in departments_of(successor)
        request.assignee = successor if answers_there else None
        request.save()
        remind_of_promise(request)
    return len(rows)


def hand_over_adverse_events(leaver, successor, by):
    """Nobody else may finish her report: Quality takes it as far as it got."""
    drafts = AdverseEvent.objects.filter(reported_by=leaver, status=AdverseEvent.Status.DRAFT)
    rows = list(drafts.select_for_update(of=("self",)).select_related("customer"))
    for event in rows:
        event.status = AdverseEvent.Status.HANDED_OVER
        event.what_happened_sealed = event.what_happened_sealed or seal_words(
            event, _("The reporter has left before telling more.")
        )
        event.save()
        tell_quality(event)
    return len(rows)
