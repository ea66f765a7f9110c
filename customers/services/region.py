"""The official list of regions: provinces, cities and districts with their codes."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Region

# file → the column that holds the code of the region above, from the top down
LISTS = {
    "cn_regions_provinces.csv": None,
    "cn_regions_cities.csv": "provinceCode",
    "cn_regions_areas.csv": "cityCode",
}


@transaction.atomic
def load_regions(folder):
    """Brings the table in line with the lists in a folder; returns how many regions of each list there are.

    Reference data without an author: it comes from the state, whole, and is never edited here.
    """
    counts = []
    for name, above in LISTS.items():
        regions = [
            Region(code=row["code"], name=row["name"], parent_id=row[above] if above else None)
            for row in _rows(Path(folder) / name)
        ]
        Region.objects.bulk_create(
            regions,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "parent"],
            batch_size=1000,
        )
        counts.append(len(regions))
    return counts


def _rows(path):
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise ValidationError(_("There is no list of regions %(path)s.") % {"path": path}) from None
