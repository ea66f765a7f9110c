"""Where a figure's rows and its definition are; every figure on a page leads there (PROMISE-2)."""

from urllib.parse import urlencode

from django.urls import reverse

from analytics.kpis import Part


def rows_url(kpi, words, *, part=Part.NUMERATOR, **narrower):
    """`words` are those of the page's own address, `narrower` what this figure is about beyond them."""
    chosen = {**words, **narrower}
    if part != Part.NUMERATOR:
        chosen["part"] = part.value
    return _with(reverse("analytics:rows", args=[kpi.code]), chosen)


def definition_url(kpi):
    return f"{reverse('analytics:definitions')}#{kpi.code}"


def page_url(name, words, **changes):
    return _with(reverse(name), {**words, **changes})


def _with(path, words):
    chosen = {name: str(value) for name, value in words.items() if value not in (None, "")}
    return f"{path}?{urlencode(chosen)}" if chosen else path
