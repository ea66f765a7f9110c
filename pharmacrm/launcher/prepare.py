"""Brings a laptop's database and built files up to date, in one start of Django (a process of `make run`)."""

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command


def prepare():
    django.setup()
    call_command("compile_messages", verbosity=0)
    call_command("build_static", verbosity=0)
    # WhiteNoise warns at each start of a folder that only a release fills.
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    for database in ("default", "keys"):
        call_command("migrate", database=database, interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not get_user_model().objects.exists():
        print("Loading the demo company …", flush=True)
        call_command("demo")


if __name__ == "__main__":
    prepare()
