"""What of visits and requests goes when a person is erased, and what stays (PRV-010, PRV-012).

For ten years it must be shown who of us met whom, where, about what and with which outcome. What was said there is not
needed for that.
"""

from customers.erasure import Emptied, Kept
from visits.models import (
    AdverseEvent,
    Appointment,
    AskedQuestion,
    CustomerAnswer,
    Effectiveness,
    FollowUp,
    PlanTarget,
    Request,
    RequestEntry,
    SuggestionAnswer,
    Visit,
    VisitAmendment,
    VisitDraft,
    VisitMaterial,
    VisitMessage,
    VisitParticipant,
    VisitProduct,
    Waiver,
)

CHOSEN = "chosen from a list, and counted"
ROWS = [
    Emptied(Visit, ("customer",), {"next_step": CHOSEN}),
    Emptied(VisitProduct, ("visit",), dict.fromkeys(["reaction", "adoption_step"], CHOSEN)),
    Emptied(VisitMessage, ("visit_product",)),
    Emptied(VisitMaterial, ("visit",)),
    Emptied(AskedQuestion, ("visit",)),
    Emptied(VisitParticipant, ("person",)),
    Emptied(FollowUp, ("customer",)),
    Emptied(Waiver, ("visit",)),
    Emptied(PlanTarget, ("customer",)),
    Emptied(Request, ("customer",), {"satisfaction": CHOSEN}),
    Emptied(RequestEntry, ("request",)),
    Emptied(CustomerAnswer, ("customer",)),
    Emptied(SuggestionAnswer, ("customer",), {"reason": CHOSEN}),
    Kept(
        Appointment,
        "the house's own leave to come, for whoever was seen there: kept for its term as its proof (CN-009);"
        " what tells of her visits no longer says who gave it",
    ),
    Kept(AdverseEvent, "drug safety: kept for its term, and its person is restricted, not erased"),
    Kept(VisitAmendment, "signed by two people for ten years: emptied, the signatures would break"),
    Kept(Effectiveness, "a verdict by our rules, without words or history"),
    Kept(VisitDraft, "gone with the visit that is cancelled; it has no history"),
]
