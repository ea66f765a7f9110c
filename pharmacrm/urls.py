"""Every address. Each app brings its pages; the API is assembled in pharmacrm/api.py."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
]
