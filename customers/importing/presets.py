"""Mappings for lists that are known by name. Each becomes a saved mapping when it is first used."""

from customers.importing.definition import Definition, Take
from customers.models import Customer, Organisation

ORGANISATION, PERSON = Customer.Kind.ORGANISATION, Customer.Kind.PERSON

PRESETS = {
    # Chinese hospitals of grade 3A: no column of province, grade or type.
    "cn_hospitals_grade3a": Definition(
        ORGANISATION,
        (
            Take("name", ("name",), "name_with_aliases"),
            Take("address", ("address",), "chinese_address"),
            Take("longitude", ("longitude_wgs84",)),
            Take("latitude", ("latitude_wgs84",)),
        ),
        {"type": Organisation.Type.HOSPITAL, "level": Organisation.Level.L3A},
    ),
    # Institutions of Hubei: hospitals, and much that is none.
    "cn_hubei_institutions": Definition(
        ORGANISATION,
        (
            Take("name", ("name",)),
            Take("province", ("province",)),
            Take("city", ("city",)),
            Take("district", ("district",)),
            Take("address", ("address",)),
            Take("phone", ("phone",)),
        ),
    ),
    # Makers of medical goods, not wholesalers.
    "cn_medical_suppliers": Definition(
        ORGANISATION,
        (
            Take("name", ("name",)),
            Take("province", ("province",)),
            Take("city", ("city",)),
            Take("address", ("address",)),
            Take("phone", ("phone",)),
        ),
        {"type": Organisation.Type.OTHER},
    ),
    # The first two digits of the code tell pharmacies from public health centres.
    "tw_pharmacies": Definition(
        ORGANISATION,
        (
            Take("external_id", ("醫事機構代碼",)),
            Take(
                "type",
                ("醫事機構代碼",),
                "choice_by_prefix",
                {
                    "prefixes": {
                        "59": Organisation.Type.PHARMACY,
                        "23": Organisation.Type.HEALTH_CENTRE,
                        "21": Organisation.Type.HEALTH_CENTRE,
                    }
                },
            ),
            Take("name", ("醫事機構名稱",)),
            Take("address", ("醫事機構地址",), "taiwan_address"),
            Take("phone", ("醫事機構電話",)),
        ),
    ),
    # Entity type 1 is a person, 2 an organisation; deactivated records have neither type nor name.
    "us_nppes_providers": Definition(
        "",
        (
            Take("external_id", ("NPI",)),
            Take(
                "kind",
                ("Entity Type Code",),
                "choice",
                {"values": {"1": PERSON, "2": ORGANISATION}},
            ),
            Take("name", ("Provider Organization Name (Legal Business Name)",), kind=ORGANISATION),
            Take("aliases", ("Provider Other Organization Name",), kind=ORGANISATION),
            Take("province", ("Provider Business Practice Location Address State Name",)),
            Take("city", ("Provider Business Practice Location Address City Name",)),
            Take(
                "address",
                (
                    "Provider First Line Business Practice Location Address",
                    "Provider Second Line Business Practice Location Address",
                    "Provider Business Practice Location Address City Name",
                    "Provider Business Practice Location Address State Name",
                    "Provider Business Practice Location Address Postal Code",
                ),
                "american_address",
            ),
            Take("phone", ("Provider Business Practice Location Address Telephone Number",)),
            Take(
                "name",
                (
                    "Provider First Name",
                    "Provider Middle Name",
                    "Provider Last Name (Legal Name)",
                    "Provider Name Suffix Text",
                ),
                kind=PERSON,
            ),
            Take("title", ("Provider Credential Text",)),
            Take("person_type", ("Provider Credential Text",), "profession"),
            Take("office_phone", ("Provider Business Practice Location Address Telephone Number",)),
            Take("deactivated_on", ("NPI Deactivation Date",)),
            Take("reactivated_on", ("NPI Reactivation Date",)),
        ),
    ),
    # Doctors of Iowa in the register of payments; the amounts are no customer's business.
    "us_hcp_list_iowa": Definition(
        PERSON,
        (
            Take("external_id", ("Physician_Profile_ID",)),
            Take(
                "name",
                ("Physician_First_Name", "Physician_Middle_Name", "Physician_Last_Name"),
            ),
            Take("person_type", ("Physician_Primary_Type",)),
            Take("specialty", ("Physician_Specialty",), "specialty_path"),
        ),
    ),
}
