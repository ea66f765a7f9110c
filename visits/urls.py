from django.urls import path, register_converter

from visits.converters import DayConverter
from visits.views import (
    adverse_event,
    amendment,
    colleague,
    follow_up,
    log,
    plan,
    policy,
    request,
    service_level,
    today,
    visit,
)

register_converter(DayConverter, "day")

app_name = "visits"
urlpatterns = [
    path("", today.today, name="today"),
    path("visits/", visit.visit_list, name="visit_list"),
    path("visits/<day:day>/", today.day, name="day"),
    path("visits/<day:day>/plan/", today.day_plan, name="day_plan"),
    path("visits/<day:day>/copy/", today.day_copy, name="day_copy"),
    path("visits/new/", log.log_new, name="log_new"),
    path("visits/plan/", plan.visit_plan, name="visit_plan"),
    path("visits/v/<uuid:uuid>/", visit.visit_detail, name="visit_detail"),
    path("visits/v/<uuid:uuid>/plan/", plan.visit_edit, name="visit_edit"),
    path("visits/v/<uuid:uuid>/move/", plan.visit_move, name="visit_move"),
    path("visits/v/<uuid:uuid>/start/", plan.visit_start, name="visit_start"),
    path("visits/v/<uuid:uuid>/cancel/", plan.visit_cancel, name="visit_cancel"),
    path("visits/v/<uuid:uuid>/log/", log.visit_log, name="visit_log"),
    path("visits/v/<uuid:uuid>/draft/", log.visit_draft, name="visit_draft"),
    path("visits/v/<uuid:uuid>/checklist/", log.visit_checklist, name="visit_checklist"),
    path("visits/v/<uuid:uuid>/amend/", amendment.amendment_new, name="amendment_new"),
    path("visits/people/<uuid:uuid>/", colleague.colleague_list, name="colleague_list"),
    path("amendments/", amendment.amendment_list, name="amendment_list"),
    path("amendments/<uuid:uuid>/", amendment.amendment_detail, name="amendment_detail"),
    path("amendments/<uuid:uuid>/accept/", amendment.amendment_accept, name="amendment_accept"),
    path("amendments/<uuid:uuid>/reject/", amendment.amendment_reject, name="amendment_reject"),
    path(
        "amendments/<uuid:uuid>/withdraw/",
        amendment.amendment_withdraw,
        name="amendment_withdraw",
    ),
    path("follow-ups/", follow_up.follow_up_list, name="follow_up_list"),
    path("follow-ups/for/<uuid:uuid>/", follow_up.follow_up_new, name="follow_up_new"),
    path("follow-ups/<uuid:uuid>/done/", follow_up.follow_up_done, name="follow_up_done"),
    path("follow-ups/<uuid:uuid>/drop/", follow_up.follow_up_drop, name="follow_up_drop"),
    path("visit-policies/", policy.policy_list, name="policy_list"),
    path("visit-policies/new/", policy.policy_new, name="policy_new"),
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
