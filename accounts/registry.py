"""Where upper apps tell lower ones what they bring (decision 13): imports only go down, knowledge goes up here.

Each list is filled at start-up from `AppConfig.ready()` and read by the app that owns the page.
"""


class Registry(list):
    """Functions in the order in which they were registered, each once however often its app starts; usable as a decorator."""

    def register(self, function):
        self.append(function)
        return function

    def append(self, item):
        if item not in self:
            super().append(item)

    def extend(self, items):
        for item in items:
            self.append(item)


# (customer, user, before, limit) → the newest customers.timeline.Entry rows before that moment, at most `limit`
timeline_entries = Registry()
# (customer, user) → customers.timeline.NextStep or None; the first that knows one wins
next_steps = Registry()
# (ids of customers as a subquery, on) → (words, count) of what moves along when they change territory on that day
realignment_effects = Registry()
# (user) → Q over customers.Customer that the user may also see (say, because a request was routed to them);
#   an empty Q when there is nothing to add, so that the others' lists stay fast
customer_visibility = Registry()
# ([(user id, day)]) → None, in the transaction of the verb that changed a figure of these people's days
days_changed = Registry()
# (customer ids, since) → None, in the verb that changes their tier or type on all days from `since` on (none: ever)
customers_changed = Registry()
# (customer ids, on, by) → None, inside the deed that changes their tier, on the day from which it holds
tier_changed = Registry()
# customers.scoring.Criterion rows: by what a customer's value and need are judged (CUS-04)
score_criteria = Registry()
# (care, user) → customers.care_evidence.Evidence rows: what the user did that may show that it was given (CUS-05)
care_evidence = Registry()
# (customer, user, since) → customers.timeline.Entry rows of how the customer changed: what may have followed from care
changes_since = Registry()
# (leaver, successor, by) → number of things handed over, inside the leaver's deed (ACC-06)
handovers = Registry()
# (absence, by) → None, inside the deed by which approved time off begins or ceases to count (ACC-04)
absence_changed = Registry()
# (user) → accounts.approvals.Pile or None: what waits for this person's decision, on one page and on Today
approvals = Registry()
# (leaver, by) → number of things that end with her, inside the same deed, whoever takes her work over
leavings = Registry()
# () → None, once each local day: rows that begin or end with a date (alignments, memberships, reminders)
day_starters = Registry()
# (country, year, by) → None, in the deed that publishes a year or changes a day of the calendar: recompute
#   provisional due dates
calendar_published = Registry()
# (user, today) → iterable of dictionaries for the boxes on Today: what comes before the route, and what is due after it
first_boxes = Registry()
today_boxes = Registry()
# (user, since, until) → accounts.calendar_file.CalendarEntry rows of those days, for the user's own calendar (ACC-05)
calendar_entries = Registry()
# (territory) → iterable of sentences: why it can't be closed yet
territory_obstacles = Registry()
# SetupKind rows of accounts/services/setup.py: the kinds of files with which an installation is set up (ACC-06)
setup_kinds = Registry()
# (history row, field) → the field's value in words, or None: codes that only an upper app can read
value_words = Registry()
# (user) → Q over accounts.Attachment that the user may open because a record that they see points at it
attachment_visibility = Registry()
# (model, model of rows that belong to it, name of their foreign key): a complete copy of one brings the others
record_parts = Registry()
# (label of a kind of record, name of the address of its own page by uuid, permission that the page asks for)
record_pages = Registry()
# (kind of a guest link, name of the page's address): pages that customers open by a link, without signing in (CMP-13)
guest_pages = Registry()
# (organisation, quarters) → customers.board.Section of what it may see of itself, or None; shown in this order (CUS-15)
board_sections = Registry()
# (customer, channel) → None, inside the deed by which a person withdrew it: tell whoever planned to use it (PRV-004)
withdrawals = Registry()
# (compliance.MaterialVersion) → None, inside the deed that withdrew it: tell whoever planned to show it (VIS-14)
material_withdrawals = Registry()
# (visit, user) → visits.preparation.Section or None: what one should know before a visit, in this order (VIS-03)
preparation_sections = Registry()
# models whose rows about a person stay out of the file that she is given: holds are silent (RET-004, PRV-005)
left_out_of_files = Registry()
# (customer) → sentences: legal duties for which a person's records are kept when she asks to be erased (PRV-010)
duties_to_keep = Registry()
# (customer ids) → {id: sentence}: who asked to be erased or restricted, so that nobody writes of her any more (PRV-010)
frozen_customers = Registry()
# customers.erasure.Emptied and Kept rows: what becomes of each model's rows that point at a person who is erased (PRV-012)
rows_about_people = Registry()
# (customer) → None, inside the deed that erases or restricts a person: end what is planned with her
customer_endings = Registry()
# customers.merging.Mover rows: what goes along when a customer's record is merged into another (CUS-11)
movers = Registry()
# accounts.field_register.Kept rows: what each field is kept for, and who may read it (PRV-001)
kept_fields = Registry()
# customers.bulk.action.BulkAction rows: what can be done to many customers at once, and taken back (CUS-13)
bulk_actions = Registry()
# visits.suggestions.Rule rows: why a representative should see a customer next (VIS-13)
suggestion_rules = Registry()
# (text) → accounts.wording.Hit rows: words that should not stand in what people write (CMP-06)
wording_checks = Registry()
# accounts.wording.CheckedText rows: whose texts are looked at afterwards, whichever door they came through
checked_texts = Registry()
# () → None, inside a deed that must not wait for the minute's seal: the ledger is sealed once it has committed (LED-020)
sealers = Registry()
# deeds, or the first words of deeds ("role" of "role.grant"), that must not wait for the minute's seal
sealed_at_once = Registry()
# (accounts.prescription_counts.RefusedUpload) → None, before the refusal is told: a file that counts prescriptions (CN-006)
refused_uploads = Registry()
# compliance.risk.rule.Source rows: the facts that risk rules judge, of a period or of the records that a verb changed
risk_facts = Registry()


def mark_day_changed(user, on):
    mark_days_changed([(user.pk, on)])


def mark_days_changed(days):
    for function in days_changed:
        function(days)


def mark_customers_changed(customer_ids, since=None):
    for function in customers_changed:
        function(customer_ids, since)


def tell_tier_changed(customer_ids, on, by):
    for function in tier_changed:
        function(customer_ids, on, by)


def why_frozen(customer_ids):
    """{id: sentence} of those whose records nobody changes any more."""
    return {
        pk: said for function in frozen_customers for pk, said in function(customer_ids).items()
    }


def end_what_is_planned(customer):
    for function in customer_endings:
        function(customer)


def seal_soon():
    for function in sealers:
        function()
