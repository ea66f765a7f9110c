"""Every address. Each app brings its pages; the API is assembled in pharmacrm/api.py."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from pharmacrm.health import healthz, readyz
from pharmacrm.styleguide import styleguide

handler400 = "pharmacrm.errors.bad_request"
handler403 = "pharmacrm.errors.denied"
handler404 = "pharmacrm.errors.not_found"
handler500 = "pharmacrm.errors.failed"

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    # Before sign-in too: nobody should have to sign in in a foreign language.
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("pharmacrm.api")),
    path("", include("visits.urls")),
    path("", include("customers.urls")),
    path("", include("analytics.urls")),
    path("", include("compliance.urls")),
    path("", include("accounts.urls")),
]
if settings.LOCAL:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
