"""Until now one row published its year. What the library knew whole stays published; a single day publishes nothing."""

from collections import Counter

from django.db import migrations
from django.utils import timezone

from accounts.history import System, deed

BY = System("migration:accounts.0005_known_years_stay_published")
# Every year of the library has more holidays than that; whoever entered as many knew the year.
WHOLE = 10


def publish(apps, schema_editor):
    days = apps.get_model("accounts", "CalendarDay").objects.values_list("country", "day")
    known = Counter((country, day.year) for country, day in days)
    with deed("calendar.publish", by=BY):
        for (country, year), number in sorted(known.items()):
            if number >= WHOLE:
                _publish(apps, country, year)


def _publish(apps, country, year):
    row = apps.get_model("accounts", "CalendarYear").objects.create(country=country, year=year)
    # Models of a migration keep no history by themselves.
    apps.get_model("accounts", "HistoricalCalendarYear").objects.create(
        id=row.pk, country=country, year=year, history_type="+", history_date=timezone.now()
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_years_are_published")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
