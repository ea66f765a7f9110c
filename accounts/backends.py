"""Who is signed in, read with the roles that every page asks for: one query instead of two."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class _WithRoles:
    def get_user(self, user_id):
        user = User.objects.with_roles().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class PasswordBackend(_WithRoles, ModelBackend):
    pass


class CompanySignOnBackend(_WithRoles, AuthenticationBackend):
    pass
