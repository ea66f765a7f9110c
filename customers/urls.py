from django.urls import path

from customers.views import (
    affiliation,
    alignment,
    consent,
    customer,
    customer_import,
    need,
    organisation,
    person,
    search,
    segment,
    tier,
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
    path("consents/", consent.consent_list, name="consent_list"),
    path("imports/", customer_import.import_list, name="import_list"),
    path("imports/new/", customer_import.import_new, name="import_new"),
    path("imports/<uuid:uuid>/", customer_import.import_detail, name="import_detail"),
    path("imports/<uuid:uuid>/columns/", customer_import.import_mapping, name="import_mapping"),
    path("imports/<uuid:uuid>/apply/", customer_import.import_apply, name="import_apply"),
    path("imports/<uuid:uuid>/stop/", customer_import.import_stop, name="import_stop"),
    path("imports/<uuid:uuid>/undo/", customer_import.import_undo, name="import_undo"),
]
