"""Brings a laptop's database and built files up to date, in one start of Django (a process of `make run`)."""

import os

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from accounts.management.commands.compile_messages import compile_changed


def prepare():
    compile_changed(settings.BASE_DIR / "locale")
    django.setup()
    call_command("build_static", verbosity=0)
    # WhiteNoise warns at each start of a folder that only a release fills.
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    # The data keys are the only table of theirs; the other apps' migrations would only take their time.
    call_command("migrate", "accounts", database="keys", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if wants_demo():
        print("Loading the demo company …", flush=True)
        call_command("demo")


def wants_demo():
    return os.environ.get("PHARMACRM_DEMO") != "no" and not get_user_model().objects.exists()


if __name__ == "__main__":
    prepare()
