"""Closed by default: signed in, active, and with a token's scope wide enough."""

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.models import ApiToken


class IsSignedInWithScope(BasePermission):
    message = _("This token may only read.")

    def has_permission(self, request, view):
        if not (request.user and request.user.is_authenticated and request.user.is_active):
            return False
        token = request.auth
        reads = request.method in SAFE_METHODS
        return reads or not isinstance(token, ApiToken) or token.scope == ApiToken.Scope.WRITE
