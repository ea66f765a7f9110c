"""Robots and browsers by which a person is told things."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.browser_push import check_keys
from accounts.models import Channel


class RobotForm(forms.Form):
    kind = forms.ChoiceField(label=_("Platform"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Which group is it in?"))
    address = forms.CharField(
        label=_("Its address"),
        max_length=500,
        help_text=_("The webhook in the group's settings; kept encrypted"),
    )
    secret = forms.CharField(
        label=_("Its secret"),
        max_length=200,
        required=False,
        help_text=_("DingTalk and Feishu, if messages are signed"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = [kind for kind in Channel.ROBOTS if kind in settings.CHANNELS]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in allowed]


class BrowserForm(forms.Form):
    """What a browser's subscription says of itself; filled in by static/js/push.js."""

    address = forms.CharField(max_length=1000)
    p256dh = forms.RegexField(re.compile(r"[A-Za-z0-9_-]{87}=?"), max_length=88)
    auth = forms.RegexField(re.compile(r"[A-Za-z0-9_-]{22}={0,2}"), max_length=24)

    def clean(self):
        data = super().clean()
        keys = {name: data[name] for name in ("p256dh", "auth") if name in data}
        if len(keys) == 2 and not check_keys(keys):
            raise ValidationError(_("This browser's keys can't be read."))
        return data | {"keys": keys}


class BrowserEndForm(forms.Form):
    address = forms.CharField(max_length=1000)
