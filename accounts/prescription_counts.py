"""Nobody counts what a doctor, a department or an institution prescribes (CN-006): no field, no list, no file holds it.

A file is judged by its headings, sheets and name. What is refused is not kept; upper apps are told of it.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.registry import refused_uploads

LONGEST_HEADING = 60  # characters; what is longer is a text that mentions it
# Written both ways in lists; folding the width leaves them apart.
SIMPLIFIED = str.maketrans("處統數藥開單醫師筆張科劑銷盒", "处统数药开单医师笔张科剂销盒")

# In names of fields, headings, sheets and files, once width, case, spaces and signs are gone.
COUNTS = re.compile(
    r"处方(?:量|数|张数|笔数|次数|份数|金额|额)|开(?:方|药|单)(?:量|数|次数)|(?:医生|医师|科室|个人|单人)(?:用|销)药?量"
    r"|用药量排名|(?<![传系血总正])统方(?![案面法式位向便])"
    r"|rx(?:count|volume|qty|total|s?written)|prescri(?:ption|bing)s?(?:count|volume|number|total|qty)"
    r"|(?:numberof|countof|total|monthly|weekly|no)prescriptions|scriptcount|prescriptionsper|^prescriptions$"
    r"|^(?:new|total)?rx$|^[nt]rx(?:count|\d*)$"
)
# A table that says how much each doctor uses needs none of these words.
DOCTOR = re.compile(
    r"(?:处方|开方|开单|主治|接诊)?(?:医生|医师|大夫)(?:姓名|名称|编号|工号|编码|代码)?"
    r"|(?:doctor|physician|prescriber|hcp)s?(?:name|id|code)?"
)
QUANTITY = re.compile(
    r"(?:本?[日周月季年]|累计|合计|总)?(?:药品|用药|开药|销售|使用)?(?:数量|用量|销量|盒数|支数|瓶数|片数|件数)"
    r"|(?:monthly|total)?(?:quantity|qty|units|boxes|packs|volume|salesvolume)(?:sold|used|dispensed)?"
)


@dataclass(frozen=True)
class Table:
    """What is looked at of a file: the name of a sheet and its first rows."""

    title: str
    rows: list  # of lists of texts


@dataclass(frozen=True)
class Counts:
    """What in a file counts prescriptions: its words, or the columns of doctors and quantities side by side."""

    words: tuple = ()
    doctors: tuple = ()
    quantities: tuple = ()

    @property
    def shown(self):
        return ", ".join(self.words or (*self.doctors, *self.quantities))


@dataclass(frozen=True)
class RefusedUpload:
    """A file that was not taken: its name, its SHA-256, who brought it and why not. Of its rows nothing."""

    name: str
    sha256: str
    counts: Counts
    by: object


class PrescriptionCounts(ValidationError):
    """A refusal that others have been told of: it must not be undone by what goes back with it."""


def names_prescription_counts(name):
    return bool(COUNTS.search(_folded(name)))


def refuse_prescription_counts(name, tables, *, sha256, by):
    """Raises PrescriptionCounts with a sentence for a file whose tables count prescriptions, once all who must know do."""
    counts = _counts_in(name, tables)
    if counts is None:
        return
    for function in refused_uploads:
        function(RefusedUpload(name, sha256, counts, by))
    raise PrescriptionCounts(
        _(
            "Prescription counts may not be kept here (column %(column)s). Nothing of the file was kept, and compliance"
            " has been told. Remove the column from the file and upload it again."
        )
        % {"column": counts.shown}
    )


def check_headings(headings):
    """The same for the headings of a file that was taken already and is read in another way now."""
    if counts := _counts_in("", [Table("", [headings])]):
        raise PrescriptionCounts(
            _("Prescription counts may not be kept here (column %(column)s).")
            % {"column": counts.shown}
        )


def _counts_in(name, tables):
    names = [name.rpartition(".")[0], *(table.title for table in tables)]
    rows = [row for table in tables for row in table.rows]
    words = [*names, *(cell for row in rows for cell in row if len(cell) <= LONGEST_HEADING)]
    if found := [one for one in words if names_prescription_counts(one)]:
        return Counts(words=_once(found))
    for row in rows:
        doctors = [cell for cell in row if DOCTOR.fullmatch(_bare(cell))]
        quantities = [cell for cell in row if QUANTITY.fullmatch(_bare(cell))]
        if doctors and quantities:
            return Counts(doctors=_once(doctors), quantities=_once(quantities))
    return None


def _once(cells):
    return tuple(dict.fromkeys(" ".join(cell.split()) for cell in cells))


def _folded(text):
    plain = unicodedata.normalize("NFKC", text).translate(SIMPLIFIED).casefold()
    return re.sub(r"[\W_]+", "", plain)


def _bare(cell):
    """Without the unit in brackets."""
    return _folded(re.sub(r"[(（\[【].*?[)）\]】]", "", cell))
