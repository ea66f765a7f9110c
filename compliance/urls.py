from django.urls import path

from compliance.views import access, history

app_name = "compliance"
urlpatterns = [
    path("history/", history.history_list, name="history"),
    path("history/<str:label>/<str:key>/", history.record_detail, name="record"),
    path("access/", access.access_log, name="access_log"),
]
