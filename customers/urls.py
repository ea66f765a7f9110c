from django.urls import path

from customers.views import (
    affiliation,
    alignment,
    consent,
    customer,
    customer_import,
    influence,
    need,
    organisation,
    person,
    persona_fact,
    scoring_model,
    search,
    segment,
    tier,
    tier_grid,
    tier_proposal,
)

app_name = "customers"
urlpatterns = [
    path("customers/", customer.customer_list, name="list"),
    path("customers/count/", customer.customer_count, name="count"),
    path("customers/search/", search.customer_search, name="search"),
    path("customers/move/", alignment.realignment, name="realignment"),
    path("customers/segments/", segment.segment_new, name="segment_new"),
    path("customers/segments/<uuid:uuid>/remove/", segment.segment_archive, name="segment_archive"),
    path("customers/new/organisation/", organisation.organisation_new, name="organisation_new"),
    path("customers/new/person/", person.person_new, name="person_new"),
    path("customers/<uuid:uuid>/", customer.customer_detail, name="detail"),
    path(
        "customers/<uuid:uuid>/organisation/",
        organisation.organisation_edit,
        name="organisation_edit",
    ),
    path("customers/<uuid:uuid>/person/", person.person_edit, name="person_edit"),
    path("customers/<uuid:uuid>/state/", customer.customer_status, name="status"),
    path("customers/<uuid:uuid>/mobile/", customer.mobile_reveal, name="mobile_reveal"),
    path("customers/<uuid:uuid>/network/", influence.influence_choose, name="influence_choose"),
    path(
        "customers/<uuid:uuid>/network/<uuid:place_uuid>/",
        influence.influence_new,
        name="influence_new",
    ),
    path("influences/<uuid:uuid>/end/", influence.influence_end, name="influence_end"),
    path("customers/persona/", persona_fact.persona_fact_list, name="persona_list"),
    path(
        "customers/<uuid:uuid>/persona/<slug:kind>/",
        persona_fact.persona_fact_new,
        name="persona_fact_new",
    ),
    path(
        "persona/<uuid:uuid>/confirm/",
        persona_fact.persona_fact_confirm,
        name="persona_fact_confirm",
    ),
    path("persona/<uuid:uuid>/drop/", persona_fact.persona_fact_drop, name="persona_fact_drop"),
    path("customers/<uuid:uuid>/tier/", tier.tier_set, name="tier_set"),
    path("customers/<uuid:uuid>/consents/", consent.consent_new, name="consent_new"),
    path("customers/<uuid:uuid>/territories/", alignment.alignment_new, name="alignment_new"),
    path("customers/<uuid:uuid>/departments/", organisation.department_new, name="department_new"),
    path("customers/<uuid:uuid>/people/new/", person.person_new, name="person_new_here"),
    path("customers/<uuid:uuid>/places/", affiliation.place_choose, name="place_choose"),
    path(
        "customers/<uuid:uuid>/places/<uuid:place_uuid>/", affiliation.place_new, name="place_new"
    ),
    path(
        "departments/<uuid:uuid>/switch/", organisation.department_switch, name="department_switch"
    ),
    path("affiliations/<uuid:uuid>/end/", affiliation.place_end, name="place_end"),
    path("affiliations/<uuid:uuid>/main/", affiliation.place_main, name="place_main"),
    path("alignments/<uuid:uuid>/end/", alignment.alignment_end, name="alignment_end"),
    path("needs/", need.need_list, name="need_list"),
    path("needs/radar/", need.radar, name="need_radar"),
    path("needs/for/<uuid:uuid>/", need.need_new, name="need_new"),
    path("needs/<uuid:uuid>/", need.need_detail, name="need_detail"),
    path("needs/<uuid:uuid>/edit/", need.need_edit, name="need_edit"),
    path("needs/<uuid:uuid>/start/", need.need_start, name="need_start"),
    path("needs/<uuid:uuid>/<str:change>/", need.need_change, name="need_change"),
    path("tiers/", tier_grid.tier_grid, name="tier_grid"),
    path("tiers/proposals/", tier_proposal.tier_proposal_list, name="tier_proposal_list"),
    path(
        "tiers/proposals/decide/", tier_proposal.tier_proposal_decide, name="tier_proposal_decide"
    ),
    path(
        "tiers/proposals/<uuid:uuid>/",
        tier_proposal.tier_proposal_detail,
        name="tier_proposal_detail",
    ),
    path("tiers/models/", scoring_model.model_list, name="tier_model_list"),
    path("tiers/models/new/", scoring_model.model_new, name="tier_model_new"),
    path("tiers/models/<uuid:uuid>/", scoring_model.model_detail, name="tier_model_detail"),
    path("tiers/models/<uuid:uuid>/edit/", scoring_model.model_edit, name="tier_model_edit"),
    path("tiers/models/<uuid:uuid>/try/", scoring_model.model_try, name="tier_model_try"),
    path("tiers/models/<uuid:uuid>/moves/", scoring_model.model_moves, name="tier_model_moves"),
    path(
        "tiers/models/<uuid:uuid>/publish/", scoring_model.model_publish, name="tier_model_publish"
    ),
    path(
        "tiers/models/<uuid:uuid>/discard/", scoring_model.model_discard, name="tier_model_discard"
    ),
    path("consents/", consent.consent_list, name="consent_list"),
    path("imports/", customer_import.import_list, name="import_list"),
    path("imports/new/", customer_import.import_new, name="import_new"),
    path("imports/<uuid:uuid>/", customer_import.import_detail, name="import_detail"),
    path("imports/<uuid:uuid>/columns/", customer_import.import_mapping, name="import_mapping"),
    path("imports/<uuid:uuid>/apply/", customer_import.import_apply, name="import_apply"),
    path("imports/<uuid:uuid>/stop/", customer_import.import_stop, name="import_stop"),
    path("imports/<uuid:uuid>/undo/", customer_import.import_undo, name="import_undo"),
]
