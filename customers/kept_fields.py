"""What customers' fields are kept for (PRV-001)."""

from django.utils.translation import gettext_lazy as _

from accounts.field_register import NOBODY, Basis, Kept, Retention
from accounts.permissions import Permission

CUSTOMERS = _("Whom we serve, and how to reach them at work")
PERSONA = _("What a person's work asks for, and how she wishes to be met")
ALIGNMENT = _("Which representative serves which customer, and how often")
SCORING = _("Which customers need more of our attention, and who decided so")
NEEDS = _("What a customer lacks, and what may help")
COMPETITORS = _("What competitors offer and do, and what we answer")
PLANS = _("What we want to reach together with a strategic customer, and who does what")
CARE = _("What a customer is to be given, and what was given")
IMPORTS = _("Customer lists that were read in, and what became of each line")
BULK = _("Shows what one decision changed for many customers, and takes it back")
SEARCH = _("Finds a customer by what one remembers")
CONSENTS = _("Proves what a person agreed to, and keeps us to what she withdrew")
GUESTS = _("Lets a customer see what is recorded about them, and keeps who looked when")
FORGOTTEN = _("Keeps a list from making anew whoever asked to be erased")
RECEPTION = _("When and where an organisation receives representatives, as it said itself")
READ = Permission.CUSTOMER_READ


def kept(
    model, purpose, readers=READ, basis=Basis.DISCLOSED, retention=Retention.CONTACT, **classes
):
    return Kept(f"customers.{model}", purpose, basis, retention, readers, **classes)


FIELDS = [
    kept(
        *("customer", CUSTOMERS),
        public="kind status status_on tier is_under_review",
        business="name aliases source external_id status_reason merged_into sort_key identity",
    ),
    kept(
        *("organisation", CUSTOMERS),
        public="customer type level parent region province city district address longitude latitude",
        business="phone",
    ),
    kept(*("department", CUSTOMERS), public="organisation name is_active"),
    kept(
        *("receptionpolicy", RECEPTION),
        public="organisation version mode weekdays weeks opens_at closes_at place host lead_days"
        " documents group_size banned_locations missing_appointment source document valid_from"
        " valid_to",
    ),
    kept(
        *("person", CUSTOMERS),
        public="type",
        business="customer title specialty sub_specialty licence_number decision_role office_phone",
        sensitive="mobile_sealed",
        but={
            "mobile_sealed": {"basis": Basis.CONSENT, "readers": Permission.SENSITIVE_READ},
        },
    ),
    kept(
        *("affiliation", CUSTOMERS),
        public="organisation department is_primary",
        business="person position valid_from valid_to",
    ),
    kept(
        *("personafact", PERSONA),
        public="kind product source known_on noted_at is_confirmation is_current dropped_on",
        business="customer noted_by",
        sensitive="value_sealed told_by_sealed",
        but={
            name: {"readers": Permission.FREE_TEXT_READ}
            for name in ("value_sealed", "told_by_sealed")
        },
    ),
    kept(
        *("influence", PERSONA),
        public="kind source valid_from valid_to",
        business="who whom noted_by",
    ),
    kept(
        *("consent", CONSENTS),
        basis=Basis.DUTY,
        public="purpose channel answer said_on how notice_version noted_at",
        business="customer recorded_by",
        personal="evidence",
        sensitive="words_sealed",
        but={name: {"readers": Permission.FREE_TEXT_READ} for name in ("evidence", "words_sealed")},
    ),
    kept(
        *("guestlink", GUESTS, Permission.LINK_SHARE, Basis.DUTY, Retention.INTERACTION),
        public="kind token_hash holder_hash made_at expires_at revoked_at openings opened_at",
        business="customer made_by revoked_by",
        personal="purpose revoked_because",
        but={name: {"readers": NOBODY} for name in ("token_hash", "holder_hash")},
    ),
    kept(*("region", CUSTOMERS), public="code name parent"),
    kept(
        *("alignment", ALIGNMENT),
        public="territory valid_from valid_to",
        business="customer",
    ),
    kept(*("customerterritory", ALIGNMENT, NOBODY), public="territory", business="customer"),
    kept(
        *("tierperiod", ALIGNMENT),
        public="tier valid_from valid_to set_at",
        business="customer reason set_by proposal",
    ),
    kept(
        *("scoringmodel", SCORING, Permission.SCORING_READ),
        basis=Basis.WORK,
        retention=Retention.CONFIGURATION,
        public="version status valid_from valid_to weights scales value_mid value_high need_mid need_high"
        " cells trial published_at reason",
        business="drafted_by published_by",
    ),
    kept(
        *("tierscore", SCORING, Permission.TIER_READ),
        public="scoring_model valid_from valid_to",
        business="customer value need cell tier points",
    ),
    kept(
        *("scoringrun", SCORING, Permission.TIER_READ),
        public="on scoring_model ended_at scored changed proposed",
    ),
    kept(
        *("tierproposal", SCORING, Permission.TIER_READ),
        public="scoring_model status proposed_on decided_at",
        business="customer customer_type tier_from tier_to value_before need_before cell_before points_before"
        " value need cell points decided_by reason",
    ),
    kept(
        *("datachange", CUSTOMERS),
        public="kind status filed_at decided_at attachment",
        business="customer values previous evidence filed_by decided_by decision_reason",
    ),
    kept(
        *("duplicate", CUSTOMERS),
        public="kind score reasons status found_at decided_at",
        business="left right decided_by decision_reason",
    ),
    kept(*("duplicatekey", SEARCH), business="customer key made_at"),
    kept(
        *("merge", CUSTOMERS),
        public="duplicate moves made status_before merged_at undone_at",
        business="survivor merged taken reason merged_by undone_by undo_reason",
    ),
    kept(
        *("playbook", CARE),
        retention=Retention.CONFIGURATION,
        public="tier customer_type version status valid_from valid_to",
    ),
    kept(
        *("playbookitem", CARE),
        retention=Retention.CONFIGURATION,
        public="playbook kind what instructions times period needs_note",
    ),
    kept(
        *("care", CARE, Permission.CARE_READ),
        retention=Retention.INTERACTION,
        public="item territory opens_on due_on lapses_on status ended_on how attachment visit_uuid",
        business="customer owner ended_by",
        personal="note reason",
        but={"note": {"readers": Permission.FREE_TEXT_READ}},
    ),
    kept(
        *("segment", SEARCH, _("The person, and whose territories it is shared with")),
        retention=Retention.CONFIGURATION,
        public="name query shared_with is_archived",
        business="owner",
    ),
    kept(
        *("tag", SEARCH),
        retention=Retention.CONFIGURATION,
        public="name is_archived",
    ),
    kept(*("customertag", SEARCH), public="tag is_current", business="customer"),
    kept(
        *("bulkchange", BULK, _("Who decided it, and the managers above")),
        retention=Retention.INTERACTION,
        public="kind arguments what whom query at status problem chosen changed left_out undone kept job",
        business="by undone_by",
        personal="because undone_because",
    ),
    kept(
        *("bulkchangeitem", BULK, _("Who decided it, and the managers above")),
        retention=Retention.INTERACTION,
        public="bulk_change state why undo",
        business="customer",
    ),
    kept(
        *("need", NEEDS),
        retention=Retention.INTERACTION,
        public="category product status territory found_on next_review_on closed_on",
        business="customer owner",
        personal="pain_point root_cause solution evidence result review_note lesson dropped_reason",
        but={"lesson": {"readers": _("Everybody who sees customers")}},
    ),
    kept(
        *("accountplan", PLANS),
        retention=Retention.INTERACTION,
        public="starts_on ends_on status territory next_review_on",
        business="customer owner",
        personal="title situation review_note outcome",
    ),
    kept(
        *("planobjective", PLANS),
        retention=Retention.INTERACTION,
        public="plan baseline target reached due_on",
        personal="what measure",
    ),
    kept(
        *("planaction", PLANS),
        retention=Retention.INTERACTION,
        public="objective due_on done_at",
        business="owner",
        personal="what evidence dropped_reason",
    ),
    kept(
        *("competitor", COMPETITORS),
        retention=Retention.CONFIGURATION,
        public="name note is_active",
    ),
    kept(
        *("competitorproduct", COMPETITORS),
        retention=Retention.CONFIGURATION,
        public="competitor name product strengths weaknesses answer is_active",
    ),
    kept(
        *("answermessage", COMPETITORS),
        retention=Retention.CONFIGURATION,
        public="competitor_product key_message",
    ),
    kept(
        *("competitoractivity", COMPETITORS),
        retention=Retention.INTERACTION,
        public="competitor_product kind observed_on source territory",
        business="customer observed_by",
        personal="what source_note withdrawn_reason",
    ),
    kept(
        *("needevidence", NEEDS),
        retention=Retention.INTERACTION,
        public="need attachment",
    ),
    kept(*("erasedidentity", FORGOTTEN, NOBODY), basis=Basis.DUTY, business="digest"),
    kept(*("searchkey", SEARCH, NOBODY), business="customer text grams", personal="phone_hashes"),
    kept(
        *("importmapping", IMPORTS, Permission.CUSTOMER_IMPORT),
        retention=Retention.CONFIGURATION,
        public="source encoding definition is_shared",
        business="owner",
    ),
    kept(
        *("customerimport", IMPORTS, Permission.CUSTOMER_IMPORT),
        retention=Retention.INTERACTION,
        public="file_name file_size file_sha256 mapping definition mode is_dry_run status at job problem lines"
        " created updated unchanged rejected incomplete applied_to_line",
        business="by",
    ),
    kept(
        *("importline", IMPORTS, Permission.CUSTOMER_IMPORT),
        public="customer_import number verdict is_incomplete findings xid",
        business="name key changes record customer",
    ),
]
