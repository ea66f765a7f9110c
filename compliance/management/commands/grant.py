"""Gives each database role its rights anew: `migrate` does the same at its end, a restore needs nothing else."""

from django.core.management.base import BaseCommand
from django.db import connections

from compliance.ledger.grants import grant


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def handle(self, **options):
        for alias in connections:
            grant(alias)
