from django.urls import path

from compliance.views import access, history, ledger

app_name = "compliance"
urlpatterns = [
    path("history/", history.history_list, name="history"),
    path("history/<str:label>/<str:key>/", history.record_detail, name="record"),
    path("access/", access.access_log, name="access_log"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/verify/", ledger.ledger_verify, name="ledger_verify"),
    path("ledger/export/", ledger.ledger_export, name="ledger_export"),
    path("ledger/export/<uuid:uuid>/", ledger.ledger_export_file, name="ledger_export_file"),
    path("ledger/verifier/", ledger.ledger_verifier, name="ledger_verifier"),
    path("ledger/proof/<str:label>/<str:key>/", ledger.ledger_proof, name="ledger_proof"),
]
