from django.urls import path

from visits.views import request

app_name = "visits"
urlpatterns = [
    path("requests/", request.request_list, name="request_list"),
    path("requests/new/", request.request_new, name="request_new"),
    path("requests/<uuid:uuid>/", request.request_detail, name="request_detail"),
    path("requests/<uuid:uuid>/take/", request.request_take, name="request_take"),
    path("requests/<uuid:uuid>/route/", request.request_route, name="request_route"),
    path("requests/<uuid:uuid>/confirm/", request.request_confirm, name="request_confirm"),
    path("requests/<uuid:uuid>/reopen/", request.request_reopen, name="request_reopen"),
    path("requests/<uuid:uuid>/<slug:saying>/", request.request_say, name="request_say"),
]
