"""Sign-in by personal access token: `Authorization: Bearer …`."""

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from accounts.services.api_token import use_token
from accounts.services.second_step import token_lacks_second_step

KEYWORD = b"bearer"


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != KEYWORD:
            return None
        token = use_token(parts[1].decode("latin-1"))
        if token is None:
            raise AuthenticationFailed(_("This token is unknown or revoked."))
        if token_lacks_second_step(token.user):
            raise PermissionDenied(_("Add a second step to your sign-in first."))
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"
