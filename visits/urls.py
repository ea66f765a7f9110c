from django.urls import path

from visits.views import adverse_event, request, service_level

app_name = "visits"
urlpatterns = [
    path("adverse-events/", adverse_event.adverse_event_list, name="adverse_event_list"),
    path(
        "adverse-events/<uuid:uuid>/",
        adverse_event.adverse_event_detail,
        name="adverse_event_detail",
    ),
    path("service-levels/", service_level.service_level_list, name="service_level_list"),
    path("requests/", request.request_list, name="request_list"),
    path("requests/new/", request.request_new, name="request_new"),
    path("requests/<uuid:uuid>/", request.request_detail, name="request_detail"),
    path("requests/<uuid:uuid>/take/", request.request_take, name="request_take"),
    path("requests/<uuid:uuid>/route/", request.request_route, name="request_route"),
    path("requests/<uuid:uuid>/confirm/", request.request_confirm, name="request_confirm"),
    path("requests/<uuid:uuid>/reopen/", request.request_reopen, name="request_reopen"),
    path("requests/<uuid:uuid>/<slug:saying>/", request.request_say, name="request_say"),
]
