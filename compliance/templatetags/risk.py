"""Alerts in words, for templates."""

from django import template

from compliance.risk import wording

register = template.Library()
register.filter("alert_title", wording.title_of)
register.filter("alert_sentence", wording.sentence_of)
register.filter("alert_subject", wording.subject_of)
register.filter("severity_tone", wording.tone_of)
register.filter("severity_icon", wording.icon_of)
