"""Publishes years of the business calendar: `seed_calendar 2026 2027`."""

from django.core.management.base import BaseCommand

from accounts.history import system
from accounts.services.calendar import seed_calendar


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("years", nargs="+", type=int)

    def handle(self, *, years, **options):
        for year in years:
            days = seed_calendar(year, by=system("seed_calendar"))
            self.stdout.write(f"{year}: {days} days")
