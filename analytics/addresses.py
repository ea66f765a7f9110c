"""Where a figure's rows and its definition are; every figure on a page leads there (PROMISE-2)."""

from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from analytics.kpis import Part


def rows_url(kpi, words, *, part=Part.NUMERATOR, **narrower):
    """`words` are those of the page's own address, `narrower` what this figure is about beyond them."""
    chosen = {**words, **narrower}
    if part != Part.NUMERATOR:
        chosen["part"] = part.value
    return rows_at(kpi, query_of(chosen))


def rows_at(kpi, query):
    """For many figures about the same: the words of their addresses are put together once."""
    return f"{_rows_path(kpi.code)}?{query}" if query else _rows_path(kpi.code)


def query_of(words):
    return urlencode({name: str(value) for name, value in words.items() if value not in (None, "")})


def definition_url(kpi):
    return f"{reverse('analytics:definitions')}#{kpi.code}"


def page_url(name, words, **changes):
    return _with(reverse(name), {**words, **changes})


def _with(path, words):
    query = query_of(words)
    return f"{path}?{query}" if query else path


@cache
def _rows_path(code):
    return reverse("analytics:rows", args=[code])
