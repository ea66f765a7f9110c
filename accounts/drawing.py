"""Draws the plain controls of forms: the same markup as Django's templates, without a template for each choice of a list."""

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

WIDGETS = "django/forms/widgets/"
INPUTS = ["checkbox", "date", "datetime", "email", "hidden", "number", "text", "time"]


class FormRenderer(DjangoTemplates):
    """What is not drawn here (files, several at once) keeps Django's template."""

    def render(self, template_name, context, request=None):
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def chips(field, *, soft=False, grid=False, icons=None):
    """The choices of a radio or tick field as chips, but for its empty one. `icons` are by value."""
    widget = field.field.widget
    attrs = field.build_widget_attrs({"id": widget.attrs.get("id") or field.auto_id})
    options = widget.subwidgets(field.html_name, field.value(), attrs=attrs)
    drawn = "".join(_chip(one, soft, icons or {}) for one in options if one["value"] != "")
    return mark_safe(f'<div class="{"chips-grid" if grid else "chips"}">{drawn}</div>')


def _chip(option, soft, icons):
    icon = icons.get(str(option["value"]))
    mark = f'<i class="i ti ti-{icon}" aria-hidden="true"></i>' if icon else ""
    key = conditional_escape(option["attrs"]["id"])
    label = conditional_escape(option["label"])
    return (
        f'<label class="chip{" soft" if soft else ""}" for="{key}">'
        f"{_input(option)}{mark}<span>{label}</span></label>"
    )


def _input(widget):
    value = widget["value"]
    given = "" if value is None else f' value="{_text(value)}"'
    name, attrs = conditional_escape(widget["name"]), _attrs(widget)
    return mark_safe(f'<input type="{widget["type"]}" name="{name}"{given}{attrs}>')


def _choice(widget):
    """A radio or a tick; in a list of its own with its label around it."""
    drawn = _input(widget)
    if not widget.get("wrap_label"):
        return drawn
    key = widget["attrs"].get("id")
    points = f' for="{conditional_escape(key)}"' if key else ""
    return mark_safe(f"<label{points}>{drawn} {conditional_escape(widget['label'])}</label>")


def _textarea(widget):
    content = conditional_escape(widget["value"] or "")
    name = conditional_escape(widget["name"])
    return mark_safe(f'<textarea name="{name}"{_attrs(widget)}>\n{content}</textarea>')


def _select(widget):
    groups = "".join(_group(name, options) for name, options, _ in widget["optgroups"])
    name = conditional_escape(widget["name"])
    return mark_safe(f'<select name="{name}"{_attrs(widget)}>{groups}\n</select>')


def _group(name, options):
    drawn = "".join(_option(option) for option in options)
    if not name:
        return drawn
    return f'\n  <optgroup label="{conditional_escape(name)}">{drawn}\n  </optgroup>'


def _option(option):
    label = conditional_escape(option["label"])
    return f'\n  <option value="{_text(option["value"])}"{_attrs(option)}>{label}</option>'


def _attrs(widget):
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"')
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value):
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


DRAWN = {
    **{f"{WIDGETS}{name}.html": _input for name in INPUTS},
    f"{WIDGETS}radio_option.html": _choice,
    f"{WIDGETS}checkbox_option.html": _choice,
    f"{WIDGETS}textarea.html": _textarea,
    f"{WIDGETS}select.html": _select,
}
