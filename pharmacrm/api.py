"""Every endpoint of the API, its schema and its pages."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from accounts.api.product import ProductEndpoint
from accounts.api.territory import TerritoryEndpoint
from customers.api.affiliation import AffiliationEndpoint
from customers.api.organisation import OrganisationEndpoint
from customers.api.person import PersonEndpoint

router = SimpleRouter(use_regex_path=False)
for name, endpoint in {
    "territories": TerritoryEndpoint,
    "products": ProductEndpoint,
    "organisations": OrganisationEndpoint,
    "people": PersonEndpoint,
    "affiliations": AffiliationEndpoint,
}.items():
    router.register(name, endpoint, basename=name)

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include(router.urls)),
]
