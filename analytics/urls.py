from django.urls import path

from analytics.views import customer_board, dashboard, figure

app_name = "analytics"
urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("my-figures/", dashboard.mine, name="mine"),
    path("customers/<uuid:uuid>/board/", customer_board.customer_board, name="customer_board"),
    path("guest/board/", customer_board.shared_board, name="shared_board"),
    path("figures/", figure.definitions, name="definitions"),
    path("figures/<slug:kpi>/", figure.rows, name="rows"),
]
