"""What templates ask of a proposal of a tier."""

from django import template

from customers import drawing, proposal_wording

register = template.Library()
register.filter("why", proposal_wording.why)
register.filter("evidence_rows", drawing.evidence_rows)
