"""Loads the official list of provinces, cities and districts."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from customers.services.region import load_regions


class Command(BaseCommand):
    help = "Loads cn_regions_provinces.csv, cn_regions_cities.csv and cn_regions_areas.csv from a folder."

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, *, folder, **options):
        try:
            provinces, cities, areas = load_regions(folder)
        except ValidationError as problem:
            raise CommandError(problem.messages[0]) from problem
        self.stdout.write(f"{provinces} provinces, {cities} cities, {areas} districts and counties")
