"""Draws what a page has by the dozen (customers of a list, criteria of proposals): a template takes many times as long."""

from uuid import UUID

from django.urls import reverse
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from customers.models import Customer, Organisation
from customers.proposal_wording import evidence_of

ANYBODY = UUID(int=0)


def customer_rows(customers):
    """Of customers as customers.place.in_lines and customers.tagging.with_tags read them."""
    address = Addresses("customers:detail")
    return mark_safe("".join([_row(customer, address) for customer in customers]))


class Addresses:
    """Addresses of one page by uuid: looked up once, for looking up takes longer than filling in."""

    def __init__(self, url_name):
        self.before, self.after = reverse(url_name, args=[ANYBODY]).split(str(ANYBODY))

    def __call__(self, uuid):
        return f"{self.before}{uuid}{self.after}"


def _row(customer, address):
    return (
        f'<tr>\n  <td class="head"><a data-row class="{_kind(customer)} text-body"'
        f' href="{address(customer.uuid)}">{escaped(customer.name)}</a>{_marks(customer)}</td>\n'
        f"  <td>{_tier(customer)}</td>\n"
        f'  <td class="t-2">{_half(customer)}</td>\n'
        f'  <td class="t-2 org">{escaped(customer.place or "")}</td>\n'
        f'  <td class="t-3">{escaped(customer.external_id)}</td>\n</tr>\n'
    )


def _kind(customer):
    return "person" if customer.is_person else "org"


def _marks(customer):
    found = []
    if customer.is_under_review:
        found.append(_badge("hourglass-low", _("under review"), " badge-warn"))
    if customer.status != Customer.Status.ACTIVE:
        found.append(_badge("ban", customer.get_status_display()))
    return "".join([*found, *(_badge("tag", name) for name in customer.tag_names)])


def _badge(icon, text, tone=""):
    return f' <span class="badge{tone}"><i class="i ti ti-{icon}" aria-hidden="true"></i>{escaped(text)}</span>'


def _tier(customer):
    if not customer.tier:
        return ""
    return f'<span class="tier tier-{customer.tier}">{escaped(customer.tier_label)}</span>'


def _half(customer):
    half = customer.half
    more = half.title if customer.is_person else half.level and Organisation.Level(half.level).label
    return " · ".join([str(escaped(text)) for text in (half.type_label, more) if text])


def evidence_rows(proposal):
    """The criteria of a proposal, or of a move of a try-out, below the score of their axis: points before and now."""
    drawn, axis = [], None
    for line in evidence_of(proposal):
        if line.axis != axis:
            axis = line.axis
            drawn.append(_axis_row(proposal, axis))
        drawn.append(_evidence_row(line))
    return mark_safe("".join(drawn))


def _axis_row(proposal, axis):
    before, now = getattr(proposal, f"{axis}_before"), getattr(proposal, axis)
    return (
        f'<tr><th scope="rowgroup">{escaped(axis.label)}</th><td></td>'
        f'<td class="r">{_or_dash(before)}</td><td class="r"><strong>{now}</strong></td></tr>\n'
    )


def _evidence_row(line):
    if line.is_up:
        change = _arrow(line.now, "▲", _("more"))
    elif line.is_down:
        change = _arrow(line.now, "▼", _("less"))
    else:
        change = f'{line.now} <span class="t-3" aria-hidden="true">＝</span>'
    return (
        f'<tr><td>{escaped(line.title)}</td><td class="r">{line.weight}%</td>'
        f'<td class="r">{_or_dash(line.before)}</td><td class="r">{change}</td></tr>\n'
    )


def _arrow(now, sign, words):
    return (
        f'<strong>{now}</strong> <span aria-hidden="true">{sign}</span>'
        f'<span class="visually-hidden">{escaped(words)}</span>'
    )


def _or_dash(points):
    return "–" if points is None else points
