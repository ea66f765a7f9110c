from django.urls import path, register_converter

from compliance.converters import CopyForm
from compliance.views import (
    access,
    alert,
    erasure,
    field,
    history,
    history_file,
    ledger,
    parameter,
    record_copy,
    rule,
    subject_request,
)

app_name = "compliance"
register_converter(CopyForm, "copy_form")
urlpatterns = [
    path("history/", history.history_list, name="history"),
    path("history/files/", history_file.history_file_new, name="history_file_new"),
    path("history/files/<uuid:uuid>/", history_file.history_file, name="history_file"),
    path("history/record-copy.schema.json", record_copy.schema, name="copy_schema"),
    path("history/<str:label>/<str:key>/copy.<copy_form:form>", record_copy.copy, name="copy"),
    path("history/<str:label>/<str:key>/", history.record_detail, name="record"),
    path("alerts/", alert.alert_list, name="alert_list"),
    path("alerts/<uuid:uuid>/", alert.alert_detail, name="alert_detail"),
    path("alerts/<uuid:uuid>/<slug:step>/", alert.alert_step, name="alert_step"),
    path("rules/", rule.rule_list, name="rule_list"),
    path("rules/<slug:code>/", rule.rule_detail, name="rule_detail"),
    path("rules/<slug:code>/try/", rule.rule_try, name="rule_try"),
    path("parameters/<slug:code>/", parameter.parameters_detail, name="parameters_detail"),
    path(
        "parameters/<uuid:uuid>/<slug:decision>/",
        parameter.parameters_decide,
        name="parameters_decide",
    ),
    path("suppressions/<uuid:uuid>/end/", rule.suppression_end, name="suppression_end"),
    path("access/", access.access_log, name="access_log"),
    path("erasures/", erasure.erasure_list, name="erasure_list"),
    path("erasures/for/<uuid:uuid>/", erasure.erasure_new, name="erasure_new"),
    path("erasures/<uuid:uuid>/", erasure.erasure_detail, name="erasure_detail"),
    path("erasures/<uuid:uuid>/decide/", erasure.erasure_decide, name="erasure_decide"),
    path("erasures/<uuid:uuid>/hold/", erasure.hold_place, name="hold_place"),
    path("holds/<uuid:uuid>/release/", erasure.hold_release, name="hold_release"),
    path("data-requests/", subject_request.subject_request_list, name="subject_request_list"),
    path(
        "data-requests/for/<uuid:uuid>/",
        subject_request.subject_request_new,
        name="subject_request_new",
    ),
    path("data-requests/files/<uuid:uuid>/", subject_request.person_file, name="person_file"),
    path(
        "data-requests/<uuid:uuid>/",
        subject_request.subject_request_detail,
        name="subject_request_detail",
    ),
    path(
        "data-requests/<uuid:uuid>/identify/",
        subject_request.subject_request_identify,
        name="subject_request_identify",
    ),
    path(
        "data-requests/<uuid:uuid>/close/",
        subject_request.subject_request_close,
        name="subject_request_close",
    ),
    path(
        "data-requests/<uuid:uuid>/file/", subject_request.person_file_new, name="person_file_new"
    ),
    path("fields/", field.field_list, name="field_list"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/verify/", ledger.ledger_verify, name="ledger_verify"),
    path("ledger/export/", ledger.ledger_export, name="ledger_export"),
    path("ledger/export/<uuid:uuid>/", ledger.ledger_export_file, name="ledger_export_file"),
    path("ledger/verifier/", ledger.ledger_verifier, name="ledger_verifier"),
    path("ledger/proof/<str:label>/<str:key>/", ledger.ledger_proof, name="ledger_proof"),
]
