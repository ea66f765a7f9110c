"""What a signature asks for: the secret each time, the user name too when the session has not signed lately."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.services.signature import Credentials, needs_name, session_digest


class SigningForm(forms.Form):
    """Mixed into the form of a deed that is signed, as its last fields."""

    username = forms.CharField(
        label=_("User name"),
        required=False,
        max_length=150,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    secret = forms.CharField(
        label=_("Password, or the code of your app"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, **options):
        super().__init__(*args, **options)
        self.session = session_digest(request)
        self.client = request.headers.get("User-Agent", "")
        if not needs_name(request.user, self.session):
            del self.fields["username"]

    def credentials(self):
        given = self.cleaned_data
        return Credentials(given.get("username", ""), given["secret"], self.session, self.client)
