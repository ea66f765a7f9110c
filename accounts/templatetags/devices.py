"""Names and icons of devices."""

from django import template

from accounts.devices import device_name, is_handheld

register = template.Library()
register.filter("device", device_name)


@register.filter
def device_icon(user_agent):
    return "device-mobile" if is_handheld(user_agent) else "device-desktop"
