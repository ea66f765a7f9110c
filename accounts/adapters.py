"""How sign-in differs from the library's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings

from accounts import sensitive
from accounts.history import deed, system
from accounts.models import User
from accounts.services.user import choose_settings, forget_failures, send_password_link


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """People are invited by an administrator; nobody signs up."""
        return False

    def post_login(self, request, user, **rest):
        """The language chosen on the sign-in page is the person's from now on."""
        response = super().post_login(request, user, **rest)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in dict(settings.LANGUAGES) and chosen != user.language:
            keep = {"time_zone": user.time_zone, "emails_wanted": user.emails_wanted}
            choose_settings(user, language=chosen, **keep, by=user)
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response

    def set_password(self, user, password):
        """Who proves to own the account (by its old password or by a link) does this deed."""
        with deed("user.choose_password", by=user):
            super().set_password(user, password)
            forget_failures(user)

    def send_password_reset_mail(self, user, email, context):
        """Our outbox brings it: a mail server that is away neither fails the page nor loses the link."""
        send_password_link(user, by=system("forgotten-password"))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """The company's sign-on opens the account with the same verified address; it creates none."""
        if sociallogin.is_existing:
            return
        for address in sociallogin.email_addresses:
            user = User.objects.active().filter(email__iexact=address.email).first()
            if address.verified and user:
                with deed("user.connect_sign_on", by=user):
                    sociallogin.connect(request, user)
                return


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are kept encrypted under the installation's master key (pitfalls 4.21)."""

    def encrypt(self, text):
        return sensitive.wrap_text(text)

    def decrypt(self, encrypted_text):
        return sensitive.unwrap_text(encrypted_text)
