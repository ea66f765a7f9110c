from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.history import system
from accounts.models import ApiToken, User
from accounts.services.api_token import create_token


class Command(BaseCommand):
    help = "Prints a new personal access token of a user; it is never shown again."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--scope", choices=ApiToken.Scope.values, default=ApiToken.Scope.READ)
        parser.add_argument("--name", default="command line")

    def handle(self, *, username, scope, name, **options):
        user = User.objects.active().filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no active user {username}.")
        try:
            _row, token = create_token(user, name=name, scope=scope, by=system("api_token"))
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(token)
