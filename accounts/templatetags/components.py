"""What the components in templates/components/ need beyond Django's own tags."""

from decimal import Decimal

from django import forms, template
from django.urls import reverse
from django.utils.html import format_html

from accounts import drawing
from accounts import wording as words
from accounts.private_life import IN_NOTES, tells_of_private_life

register = template.Library()

KIT_CLASS = {
    forms.Select: "form-select",
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "",
}
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 120, 32, 4


@register.filter
def control(field):
    """The widget of a bound field with the kit's class for its kind."""
    widget = field.field.widget
    kit = next(
        (name for kind, name in KIT_CLASS.items() if isinstance(widget, kind)), "form-control"
    )
    own = widget.attrs.get("class", "")
    attrs = {"class": f"{kit} {own}".strip()}
    if widget.attrs.get("placeholder") == field.label:
        attrs["placeholder"] = ""  # it would only repeat the label above it
    if words.is_note(field):
        attrs["data-watched-by"] = f"{field.auto_id}_private"
    if then := words.wording_of(field):
        attrs |= _read_along(field, then)
    return field.as_widget(attrs=attrs)


def _read_along(field, then):
    """Asks for the note beside the field while it is written; nothing is said where nobody answers."""
    return {
        "hx-post": f"{reverse('accounts:wording')}?then={then}",
        "hx-trigger": "input changed delay:600ms",
        "hx-target": f"#{field.auto_id}_wording",
        "hx-swap": "innerHTML",
        "hx-params": f"{field.html_name},{words.reason_name(field.html_name)}",
        "hx-sync": "this:replace",
        "hx-push-url": "false",
        "data-quiet": "true",
    }


# Such texts should not tell of anybody's private life (PRV-003).
register.filter("is_note", words.is_note)
register.filter("wording_of", words.wording_of)


@register.inclusion_tag("components/_wording.html")
def wording(field):
    """The note of a form that comes back; one that is opened says nothing yet."""
    hits = words.hits_in(str(field.value() or "")) if field.form.is_bound else []
    asks = words.wording_of(field) == words.Wording.ASK and any(hit.asks for hit in hits)
    return {
        "hits": hits,
        "may_ask": asks,
        "reason_name": words.reason_name(field.html_name),
        "reason": words.reason_for(field),
    }


@register.inclusion_tag("components/_private_life.html")
def private_life(field):
    is_told = tells_of_private_life(str(field.value() or ""))
    return {"field": field, "words": IN_NOTES, "is_told": is_told}


register.simple_tag(drawing.chips)


@register.filter
def kind(field):
    """How a field is laid out: chips, check, hidden or line."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect):  # and its child CheckboxSelectMultiple
        return "chips"
    return "check" if isinstance(widget, forms.CheckboxInput) else "line"


@register.filter
def of(found, key):
    """What a dictionary that was read for a whole list holds for one row."""
    return found.get(key, [])


@register.filter
def grouped(figure):
    """1,235 in both languages; Chinese readers of this trade group by three as well."""
    return f"{figure:,}" if isinstance(figure, int | float | Decimal) else figure


@register.simple_tag
def figure(value, url="", unit="", low=False):
    """A figure that opens its rows; 0 is plain, and “–” stands for nothing to divide by. `low` is below the target.

    Not a template of its own: a table of people has hundreds.
    """
    if value is None:
        return format_html('<span class="t-3">{}</span>', "–")
    small = format_html("<small>{}</small>", unit) if unit else ""
    shown = grouped(value)
    if not value or not url:
        return format_html('<span class="{}">{}{}</span>', "" if value else "t-3", shown, small)
    link = format_html('<a class="num" href="{}">{}</a>{}', url, shown, small)
    if low:
        return format_html('<span class="low"><span aria-hidden="true">▼ </span>{}</span>', link)
    return format_html("<span>{}</span>", link)


@register.inclusion_tag("components/_spark.html")
def spark(values, target=None, label=""):
    """A line of figures, oldest first, None for a gap; the target is the dashed line."""
    shown = [float(value) for value in [*values, target] if value is not None]
    low, high = min(shown, default=0), max(shown, default=0)
    inner = SPARK_HEIGHT - 2 * SPARK_EDGE
    step = (SPARK_WIDTH - SPARK_EDGE) / max(len(values) - 1, 1)

    def y(value):
        share = (float(value) - low) / (high - low) if high > low else 0.5
        return round(SPARK_HEIGHT - SPARK_EDGE - share * inner, 1)

    points = [
        (round(2 + i * step, 1), y(value)) for i, value in enumerate(values) if value is not None
    ]
    return {
        "label": label,
        "points": " ".join(f"{x},{y}" for x, y in points),
        "end": points[-1] if points else None,
        "target": None if target is None else y(target),
        "width": SPARK_WIDTH,
        "height": SPARK_HEIGHT,
    }
