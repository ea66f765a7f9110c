"""What nothing can be faster than: a session, one indexed select of 25 rows and a table; an insert and a redirect."""

from django.http import HttpResponse, HttpResponseRedirect
from django.template import engines

from accounts.models import Notification
from customers.models import Customer

ROWS = 25
TABLE = engines["django"].from_string(
    "<!doctype html><title>Floor</title><table>{% for row in rows %}"
    "<tr><td>{{ row.name }}</td><td>{{ row.kind }}</td><td>{{ row.external_id }}</td></tr>"
    "{% endfor %}</table>"
)


def read_floor(request):
    rows = Customer.objects.order_by("-pk")[:ROWS]
    return HttpResponse(TABLE.render({"rows": rows}))


def insert_floor(request):
    """One row without history, as the barest view would write it."""
    Notification.objects.create(user=request.user, kind="bench", key=request.POST["key"], params={})
    return HttpResponseRedirect("/bench/read/")
