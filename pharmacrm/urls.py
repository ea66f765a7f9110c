"""Every address. Each app brings its pages; the API is assembled in pharmacrm/api.py."""

from django.contrib import admin
from django.urls import include, path

from pharmacrm.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("visits.urls")),
    path("", include("customers.urls")),
    path("", include("analytics.urls")),
    path("", include("compliance.urls")),
    path("", include("accounts.urls")),
]
