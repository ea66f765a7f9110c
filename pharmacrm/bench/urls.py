"""The product's addresses and the two floor views; in force only while the benchmark runs."""

from django.urls import include, path

from pharmacrm.bench.floor import insert_floor, read_floor

urlpatterns = [
    path("bench/read/", read_floor),
    path("bench/insert/", insert_floor),
    path("", include("pharmacrm.urls")),
]
