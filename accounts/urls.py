from django.urls import path

from accounts.views import job, notification

app_name = "accounts"
urlpatterns = [
    path("inbox/", notification.notification_list, name="inbox"),
    path("inbox/read/", notification.notification_read_all, name="notification_read_all"),
    path("inbox/<uuid:uuid>/", notification.notification_open, name="notification_open"),
    path("inbox/<uuid:uuid>/read/", notification.notification_read, name="notification_read"),
    path("jobs/<uuid:uuid>/", job.job_detail, name="job_detail"),
    path("jobs/<uuid:uuid>/cancel/", job.job_cancel, name="job_cancel"),
    path("jobs/<uuid:uuid>/retry/", job.job_retry, name="job_retry"),
    path("jobs/<uuid:uuid>/file/", job.job_file, name="job_file"),
]
