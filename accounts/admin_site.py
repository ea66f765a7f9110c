"""The administration site: configuration only, for administrators only, entered by the product's own sign-in."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.permissions import Permission, can


class ConfigurationSite(AdminSite):
    site_header = site_title = _("PharmaCRM configuration")
    enable_nav_sidebar = False

    def has_permission(self, request):
        return request.user.is_authenticated and can(request.user, Permission.CONFIGURE)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """No second door: the library's own form knows neither our throttle nor the second step."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("Only administrators configure the installation."))
        return redirect_to_login(request.GET.get("next", request.path))

    def register(self, model_or_iterable, admin_class=None, **options):
        """Libraries bring admin pages of their own; only what is spelled out in accounts/admin.py is shown."""
        if admin_class is not None and getattr(admin_class, "is_configuration", False):
            super().register(model_or_iterable, admin_class, **options)
