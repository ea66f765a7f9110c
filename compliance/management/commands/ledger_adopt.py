"""After a restore: two people declare it, a new log begins and quotes the last checkpoint of the old one."""

from getpass import getpass

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from compliance.services.adoption import adopt


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, metavar="USERNAME")
        parser.add_argument("--and", required=True, dest="second", metavar="USERNAME")
        parser.add_argument("--because", required=True, help="what was restored, and why")

    def handle(self, *, by, second, because, **options):
        first, other = (self._signed(name) for name in (by, second))
        life = adopt(by=first, second=other, because=because)
        self.stdout.write(f"The log goes on as {life.origin}.")

    def _signed(self, username):
        password = getpass(f"Password of {username}: ")
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None or not user.check_password(password):
            raise CommandError(f"That is not the password of {username}.")
        return user
