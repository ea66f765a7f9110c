"""Every endpoint of the API, its schema and its pages."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from accounts.api.absence import AbsenceEndpoint
from accounts.api.delegation import DelegationEndpoint
from accounts.api.filing import FilingEndpoint
from accounts.api.me import ChannelEndpoint, MeEndpoint, NotificationEndpoint
from accounts.api.product import KeyMessageEndpoint, ProductEndpoint
from accounts.api.territory import TerritoryEndpoint
from accounts.api.wording import WordingEndpoint
from analytics.api.customer_board import CustomerBoardEndpoint
from analytics.api.kpi import KpiEndpoint
from compliance.api.alert import AlertEndpoint
from compliance.api.erasure import ErasureEndpoint
from compliance.api.history import HistoryEndpoint
from compliance.api.material import MaterialEndpoint, MaterialVersionEndpoint
from compliance.api.question import AnswerEndpoint, QuestionEndpoint
from compliance.api.subject_request import SubjectRequestEndpoint
from customers.api.account_plan import (
    PlanActionEndpoint,
    PlanEndpoint,
    PlanObjectiveEndpoint,
)
from customers.api.affiliation import AffiliationEndpoint
from customers.api.bulk_change import BulkChangeEndpoint
from customers.api.care import CareEndpoint
from customers.api.competitor import (
    CompetitorActivityEndpoint,
    CompetitorEndpoint,
    CompetitorProductEndpoint,
)
from customers.api.consent import ConsentEndpoint
from customers.api.customer_import import CustomerImportEndpoint
from customers.api.data_change import DataChangeEndpoint
from customers.api.duplicate import DuplicateEndpoint
from customers.api.guest_link import GuestLinkEndpoint
from customers.api.influence import InfluenceEndpoint
from customers.api.merge import MergeEndpoint
from customers.api.need import NeedEndpoint
from customers.api.organisation import OrganisationEndpoint
from customers.api.person import PersonEndpoint
from customers.api.persona_fact import PersonaFactEndpoint
from customers.api.playbook import PlaybookEndpoint
from customers.api.reception_policy import ReceptionEndpoint
from customers.api.tag import SegmentEndpoint, TagEndpoint
from customers.api.tier import (
    ScoringModelEndpoint,
    TierEndpoint,
    TierProposalEndpoint,
    TierScoreEndpoint,
)
from pharmacrm.api_docs import docs
from visits.api.amendment import AmendmentEndpoint
from visits.api.appointment import AppointmentEndpoint
from visits.api.calendar import CalendarEndpoint
from visits.api.cycle_plan import CycleEndpoint, CyclePlanEndpoint, PlanTargetEndpoint
from visits.api.dispute import DisputeEndpoint
from visits.api.follow_up import FollowUpEndpoint
from visits.api.material_usage import MaterialUsageEndpoint
from visits.api.request import RequestEndpoint
from visits.api.suggestion import SuggestionEndpoint
from visits.api.touchpoint import TouchpointEndpoint
from visits.api.visit import VisitEndpoint
from visits.api.waiver import WaiverEndpoint

router = SimpleRouter(use_regex_path=False)
for name, endpoint in {
    "channels": ChannelEndpoint,
    "notifications": NotificationEndpoint,
    "territories": TerritoryEndpoint,
    "products": ProductEndpoint,
    "key-messages": KeyMessageEndpoint,
    "materials": MaterialEndpoint,
    "material-versions": MaterialVersionEndpoint,
    "material-usage": MaterialUsageEndpoint,
    "questions": QuestionEndpoint,
    "answers": AnswerEndpoint,
    "filings": FilingEndpoint,
    "time-off": AbsenceEndpoint,
    "delegations": DelegationEndpoint,
    "organisations": OrganisationEndpoint,
    "people": PersonEndpoint,
    "affiliations": AffiliationEndpoint,
    "tags": TagEndpoint,
    "segments": SegmentEndpoint,
    "bulk-changes": BulkChangeEndpoint,
    "receptions": ReceptionEndpoint,
    "needs": NeedEndpoint,
    "data-changes": DataChangeEndpoint,
    "duplicates": DuplicateEndpoint,
    "merges": MergeEndpoint,
    "plans": PlanEndpoint,
    "plan-objectives": PlanObjectiveEndpoint,
    "plan-actions": PlanActionEndpoint,
    "competitors": CompetitorEndpoint,
    "competitor-products": CompetitorProductEndpoint,
    "competitor-activities": CompetitorActivityEndpoint,
    "tiers": TierEndpoint,
    "tier-scores": TierScoreEndpoint,
    "tier-proposals": TierProposalEndpoint,
    "scoring-models": ScoringModelEndpoint,
    "influences": InfluenceEndpoint,
    "persona-facts": PersonaFactEndpoint,
    "playbooks": PlaybookEndpoint,
    "care": CareEndpoint,
    "consents": ConsentEndpoint,
    "guest-links": GuestLinkEndpoint,
    "customer-boards": CustomerBoardEndpoint,
    "imports": CustomerImportEndpoint,
    "suggestions": SuggestionEndpoint,
    "communication-ledger": TouchpointEndpoint,
    "visits": VisitEndpoint,
    "appointments": AppointmentEndpoint,
    "waivers": WaiverEndpoint,
    "amendments": AmendmentEndpoint,
    "cycles": CycleEndpoint,
    "cycle-plans": CyclePlanEndpoint,
    "plan-targets": PlanTargetEndpoint,
    "disputes": DisputeEndpoint,
    "requests": RequestEndpoint,
    "follow-ups": FollowUpEndpoint,
    "alerts": AlertEndpoint,
    "kpis": KpiEndpoint,
    "erasures": ErasureEndpoint,
    "data-requests": SubjectRequestEndpoint,
}.items():
    router.register(name, endpoint, basename=name)

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    path("me/", MeEndpoint.as_view({"get": "retrieve", "patch": "partial_update"}), name="me"),
    path("calendar/", CalendarEndpoint.as_view({"get": "list"}), name="calendar"),
    path("wording/", WordingEndpoint.as_view({"post": "create"}), name="wording"),
    path("history/", HistoryEndpoint.as_view({"get": "list"}), name="history-list"),
    path(
        "history/<str:label>/<str:key>/",
        HistoryEndpoint.as_view({"get": "retrieve"}),
        name="history-detail",
    ),
    path("", include(router.urls)),
]
