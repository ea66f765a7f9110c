"""Loads the demo company into an empty installation: the same for the same seed, day and sizes."""

import secrets
import time
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.history import coming_from, deed, system
from accounts.models import User
from accounts.services.calendar import publish_known_years, seed_calendar
from analytics.services.fact import rebuild
from compliance.risk.rule import RULES
from compliance.services.evaluation import evaluate
from pharmacrm.demo.bulk import act_on_many
from pharmacrm.demo.care import give_care
from pharmacrm.demo.chance import Chance
from pharmacrm.demo.company import found_company
from pharmacrm.demo.competitors import meet_competitors
from pharmacrm.demo.consents import ask_for_consent
from pharmacrm.demo.customers import gather_customers
from pharmacrm.demo.cycles import plan_cycles
from pharmacrm.demo.data_changes import propose_changes
from pharmacrm.demo.duplicates import bring_customers_twice
from pharmacrm.demo.guests import answer_on_own_page, share_boards
from pharmacrm.demo.materials import keep_content
from pharmacrm.demo.needs import find_needs
from pharmacrm.demo.personas import learn_of_people
from pharmacrm.demo.plans import plan_accounts
from pharmacrm.demo.privacy import ask_for_data
from pharmacrm.demo.reception import say_how_houses_receive
from pharmacrm.demo.repetitions import repeat_visits
from pharmacrm.demo.requests import plan_follow_ups, raise_requests
from pharmacrm.demo.suggestions import answer_suggestions
from pharmacrm.demo.tiers import score_everybody
from pharmacrm.demo.visits import make_visits

DEMO = system("demo")
HISTORY = timedelta(days=365)
ALERTS = timedelta(days=3)
NOTICED = ["RSK-19", "RSK-21", "RSK-22"]


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--reps", type=int, default=24)
        parser.add_argument("--customers", type=int, default=1500)
        parser.add_argument("--visits", type=int, default=24000)
        parser.add_argument("--today", help="the last day with visits, YYYY-MM-DD (today)")
        parser.add_argument(
            "--password", help="of every sign-in (kept from the first run, else made up)"
        )

    def handle(self, *args, **options):
        if User.objects.exists():
            raise CommandError(
                "There are people here already: the demo company needs an empty database."
            )
        self.started = time.monotonic()
        password = options["password"] or demo_password()
        today = timezone.localdate()
        if options["today"]:
            today = timezone.datetime.fromisoformat(options["today"]).date()
        chance = Chance(options["seed"])
        start = today - HISTORY
        seed_calendar(start.year, by=DEMO)
        publish_known_years()
        # One origin for everything below: the calendar is read once, not for each promise.
        with coming_from("command"), deed("demo.load", by=DEMO):
            company = found_company(
                chance, reps=options["reps"], start=start, today=today, password=password, by=DEMO
            )
            keep_content(company)
            self.say("our side")
            self.load(company, chance, options)
        for rule in NOTICED:
            evaluate(RULES[rule], since=timezone.now() - ALERTS)
        self.say("alerts")
        rebuild()
        self.say("figures")
        self.stdout.write(f"Sign in as rep1, manager1, director, compliance1 … with {password}")

    def load(self, company, chance, sizes):
        leaves = gather_customers(company, chance, number=sizes["customers"])
        propose_changes(company, leaves)
        learn_of_people(company, chance, leaves)
        self.say("customers")
        sample = make_visits(company, chance, leaves, number=sizes["visits"])
        repeat_visits(company, leaves)
        self.say("visits")
        say_how_houses_receive(company, leaves)
        ask_for_consent(company, chance)
        ask_for_data(company)
        answer_on_own_page(company)
        share_boards(company)
        answer_suggestions(company)
        self.say("consents and guests")
        raise_requests(company, chance, sample)
        plan_follow_ups(company, chance, sample)
        self.say("requests and follow-ups")
        find_needs(company, chance, leaves)
        plan_accounts(company, chance, leaves)
        meet_competitors(company, chance, leaves)
        self.say("needs, plans and competitors")
        score_everybody(company, chance)
        self.say("tiers")
        act_on_many(leaves)
        give_care(company, chance, leaves)
        bring_customers_twice(company, leaves)
        self.say("playbooks and care")
        plan_cycles(company, chance, leaves)
        self.say("time off and cycle plans")

    def say(self, what):
        self.stdout.write(f"{time.monotonic() - self.started:7.1f} s  {what}")


def demo_password():
    path = settings.HOME / "keys" / "demo-password"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{secrets.choice(['maple', 'river', 'harbour'])}-{secrets.token_hex(4)}\n")
    return path.read_text().strip()
