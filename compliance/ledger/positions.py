"""Where the newest changes of many records stand in the signed log (CN-026)."""

from django.db.models import Max

from compliance.models import Entry, Leaf


def positions_of(model, keys):
    """{primary key: place of its newest entry}, without those whose newest change is not sealed yet; two queries."""
    entries = Entry.objects.filter(table=model._meta.db_table, key__in=[str(key) for key in keys])
    newest = dict(
        entries.order_by().values("key").annotate(newest=Max("id")).values_list("newest", "key")
    )
    places = Leaf.objects.filter(entry__in=newest).values_list("entry", "index")
    return {int(newest[entry]): index for entry, index in places}
