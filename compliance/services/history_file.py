"""A long list of changes as a file made in the background (CMP-01)."""

from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, require
from compliance.history import Question, count_changes
from compliance.history_file import columns, told_changes
from compliance.services.list_file import ListFile

DAYS = ("first", "last")


class HistoryFile(ListFile):
    kind = "compliance.history_file"
    label = _("Changes as a file")
    what = name = "history"
    route = "compliance:history_file"
    narrow_by = _("Narrow them by days, kind of record, person or action.")

    def require(self, user):
        require(user, Permission.HISTORY_READ)
        require(user, Permission.EXPORT)

    def count(self, job):
        most = self.at_most[job.arguments["form"]]
        return count_changes(job.owner, _question(job), most)

    def columns(self, job):
        return columns()

    def rows(self, job):
        return told_changes(job.owner, _question(job))


HISTORY_FILE = HistoryFile()


def start_history_file(question, *, form, filters, by):
    told = asdict(question)
    told |= {name: told[name] and told[name].isoformat() for name in DAYS}
    return HISTORY_FILE.start(form=form, filters=filters, by=by, question=told)


def _question(job):
    told = job.arguments["question"]
    days = {name: told[name] and date.fromisoformat(told[name]) for name in DAYS}
    return Question(**told | days)
