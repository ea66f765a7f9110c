"""What this app tells the registries of accounts at start-up."""

from accounts.permissions import Permission
from accounts.registry import (
    approvals,
    attachment_visibility,
    bulk_actions,
    changes_since,
    checked_texts,
    customer_endings,
    day_starters,
    handovers,
    kept_fields,
    leavings,
    movers,
    realignment_effects,
    record_pages,
    record_parts,
    rows_about_people,
    score_criteria,
    setup_kinds,
    territory_obstacles,
    tier_changed,
    timeline_entries,
    today_boxes,
)
from customers import (
    data_change_notices,
    guest_terms,  # noqa: F401 - declares its parameters
    merge_notices,
    need_reminders,
    need_story,
    own_story,
    persona_terms,  # noqa: F401 - declares its parameters
    plan_reminders,
    plan_story,
    proposal_notices,
)
from customers.approvals import proposed_tiers
from customers.bulk.care import ASSIGN_CARE
from customers.bulk.owner import CHANGE_OWNER
from customers.bulk.tagging import PUT_TAG, TAKE_TAG_OFF
from customers.care_handover import hand_over_care
from customers.care_story import care_attachments
from customers.care_today import care_boxes
from customers.checked_texts import TEXTS
from customers.day import turn_alignments, turn_tiers
from customers.erased_rows import ROWS
from customers.kept_fields import FIELDS
from customers.merge_story import merge_entries
from customers.merging import MOVERS
from customers.models import (
    AccountPlan,
    AnswerMessage,
    CompetitorProduct,
    Customer,
    CustomerTag,
    Need,
    NeedEvidence,
    PlanAction,
    PlanObjective,
    Playbook,
    PlaybookItem,
)
from customers.score_criteria import CRITERIA
from customers.services import (  # noqa: F401 - declare what workers do
    bulk_job,
    import_job,
    score_job,
)
from customers.services.alignment import customers_in_the_way
from customers.services.care_cycle import end_care, renew_care, turn_care
from customers.services.consent import evidence_of_consents
from customers.services.data_change import end_data_changes, evidence_of_changes
from customers.services.duplicate import forget_duplicates
from customers.services.guest_link import revoke_links_of
from customers.services.merge_undo import forget_merges
from customers.services.reception_policy import reception_documents
from customers.services.scoring_model import end_models_by_the_clock
from customers.services.tier_proposal import expire_proposals
from customers.setup_kinds import ALIGNMENTS
from customers.timeline import status_entries

# An organisation and a person are known by the uuid of their customer.
PAGES = [
    *(
        (f"customers.{kind}", "customers:detail", Permission.CUSTOMER_READ)
        for kind in ("customer", "organisation", "person")
    ),
    ("customers.care", "customers:care_detail", Permission.CARE_READ),
    ("customers.tierproposal", "customers:tier_proposal_detail", Permission.TIER_READ),
    ("customers.datachange", "customers:data_change_detail", Permission.CUSTOMER_READ),
    ("customers.duplicate", "customers:duplicate_detail", Permission.CUSTOMER_READ),
    ("customers.need", "customers:need_detail", Permission.CUSTOMER_READ),
    ("customers.accountplan", "customers:plan_detail", Permission.CUSTOMER_READ),
    ("customers.guestlink", "customers:link_detail", Permission.LINK_SHARE),
    ("customers.competitor", "customers:competitor_detail", Permission.CUSTOMER_READ),
    ("customers.receptionpolicy", "customers:reception_detail", Permission.CUSTOMER_READ),
    ("customers.bulkchange", "customers:bulk_change_detail", Permission.CUSTOMER_READ),
]
PARTS = [
    (Customer, CustomerTag, "customer"),
    (Need, NeedEvidence, "need"),
    (AccountPlan, PlanObjective, "plan"),
    (PlanObjective, PlanAction, "objective"),
    (CompetitorProduct, AnswerMessage, "competitor_product"),
]


def everything():
    approvals.register(proposed_tiers)
    day_starters.register(turn_alignments)
    day_starters.register(turn_tiers)
    day_starters.register(end_models_by_the_clock)
    score_criteria.extend(CRITERIA)
    customer_endings.register(expire_proposals)
    customer_endings.register(end_data_changes)
    data_change_notices.declare()
    attachment_visibility.register(evidence_of_changes)
    proposal_notices.declare()
    # After alignments and tiers: who serves whom, and as what, is today's by then.
    day_starters.register(turn_care)
    tier_changed.register(renew_care)
    customer_endings.register(end_care)
    handovers.register(hand_over_care)
    today_boxes.register(care_boxes)
    attachment_visibility.register(care_attachments)
    changes_since.register(own_story.changes_of_own)
    record_parts.append((Playbook, PlaybookItem, "playbook"))
    timeline_entries.register(own_story.own_entries)
    timeline_entries.register(status_entries)
    today_boxes.register(need_story.review_boxes)
    handovers.register(need_story.hand_over_needs)
    customer_endings.register(need_story.drop_needs)
    realignment_effects.register(need_story.needs_that_move)
    attachment_visibility.register(need_story.files_of_visible_needs)
    today_boxes.register(plan_story.action_boxes)
    handovers.register(plan_story.hand_over_plans)
    customer_endings.register(plan_story.close_plans)
    plan_reminders.declare()
    need_reminders.declare()
    attachment_visibility.register(evidence_of_consents)
    attachment_visibility.register(reception_documents)
    setup_kinds.register(ALIGNMENTS)
    territory_obstacles.register(customers_in_the_way)
    _records()
    _texts_and_links()
    _duplicates()


def _records():
    kept_fields.extend(FIELDS)
    record_pages.extend(PAGES)
    record_parts.extend(PARTS)
    rows_about_people.extend(ROWS)


def _texts_and_links():
    checked_texts.extend(TEXTS)
    leavings.register(revoke_links_of)


def _duplicates():
    movers.extend(MOVERS)
    merge_notices.declare()
    timeline_entries.register(merge_entries)
    customer_endings.register(forget_duplicates)
    customer_endings.register(forget_merges)
    bulk_actions.extend([PUT_TAG, TAKE_TAG_OFF, CHANGE_OWNER, ASSIGN_CARE])
