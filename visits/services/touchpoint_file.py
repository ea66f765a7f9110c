"""The communication ledger of any scope and period as a file made in the background (CN-026, VIS-11)."""

from typing import ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exports import SHEETS
from accounts.permissions import Permission, require
from accounts.printed import pdf_writer
from compliance.services.list_file import ListFile
from visits.forms.touchpoint import TouchpointFilter
from visits.models import Visit
from visits.services.visit import local_today
from visits.touchpoint import all_touchpoints, columns, printed_columns

PAPER = "pdf"


class TouchpointFile(ListFile):
    kind = "visits.touchpoint_file"
    label = gettext_lazy("Communication ledger as a file")
    what = "visits.visit"
    name = "communication-ledger"
    route = "visits:touchpoint_file"
    narrow_by = gettext_lazy("Narrow them by days, territory or representative.")
    writers: ClassVar = {**SHEETS, PAPER: None}  # paper has a title of its own each time
    at_most: ClassVar = {"csv": 500_000, "xlsx": 500_000, PAPER: 10_000}

    def require(self, user):
        require(user, Permission.VISIT_READ)
        require(user, Permission.EXPORT)

    def count(self, job):
        most = self.at_most[job.arguments["form"]]
        return self._visits(job).order_by()[: most + 1].count()

    def columns(self, job):
        return columns_for(job.owner, job.arguments["form"])

    def rows(self, job):
        return all_touchpoints(self._visits(job))

    def writer(self, job):
        return writers_for(job.owner, self._filters(job))[job.arguments["form"]]

    def _visits(self, job):
        return self._filters(job).narrow(Visit.objects.visible_to(job.owner, by_index=True))

    def _filters(self, job):
        asked = QueryDict(job.arguments["filters"])
        return TouchpointFilter(asked, user=job.owner, today=local_today(job.owner))


TOUCHPOINT_FILE = TouchpointFile()


def columns_for(user, form):
    return printed_columns(user) if form == PAPER else columns(user)


def writers_for(user, filters):
    paper = pdf_writer(title=_("Communication ledger"), sub=filters.in_words(), by=user)
    return {**SHEETS, PAPER: paper}
