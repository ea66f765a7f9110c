"""What templates ask of customers."""

from django import template

from customers import drawing

register = template.Library()
register.filter("customer_rows", drawing.customer_rows)
