"""Sign-in by personal access token: `Authorization: Bearer …`."""

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from accounts.services.api_token import use_token

KEYWORD = b"bearer"


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != KEYWORD:
            return None
        token = use_token(parts[1].decode("latin-1"))
        if token is None:
            raise AuthenticationFailed(_("This token is unknown or revoked."))
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"
