from django.urls import path

from analytics.views import dashboard, figure

app_name = "analytics"
urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("my-figures/", dashboard.mine, name="mine"),
    path("figures/", figure.definitions, name="definitions"),
    path("figures/<slug:kpi>/", figure.rows, name="rows"),
]
