"""What ships for production asks for each secret and names each setting."""

import re

import pytest
import yaml

from pharmacrm.launcher.home import PROJECT

SECRETS = {
    "SECRET_KEY",
    "POSTGRES_PASSWORD",
    "DATABASE_OWNER_PASSWORD",
    "DATABASE_PASSWORD",
    "REDIS_PASSWORD",
}
COMPOSE = (PROJECT / "docker-compose.yml").read_text()
SETTINGS = (PROJECT / "pharmacrm" / "settings.py").read_text()
EXAMPLE = (PROJECT / ".env.example").read_text()


def test_compose_has_no_default_for_a_secret():
    used = re.findall(r"\$\{(\w+)(:\?|:-)?", COMPOSE)

    assert {name for name, _ in used} >= SECRETS
    assert {name for name, how in used if name in SECRETS and how != ":?"} == set()


def test_compose_runs_every_process_with_what_it_needs():
    services = yaml.safe_load(COMPOSE)["services"]
    ours = {name for name, service in services.items() if service["image"] == "pharmacrm"}

    assert ours == {"migrate", "web", "worker", "worker-long", "beat", "signer"}
    assert {name for name in ours if not services[name]["read_only"]} == set()
    assert {"postgres", "redis", "web"} == {
        name for name, service in services.items() if "healthcheck" in service
    }


@pytest.mark.req("LED-001")
def test_only_what_migrates_is_told_how_to_become_the_owner():
    services = yaml.safe_load(COMPOSE)["services"]
    told = {
        name
        for name, service in services.items()
        if "DATABASE_OWNER_URL" in service.get("environment", {})
    }

    assert told == {"migrate"}
    assert "//pharmacrm_app:" in services["web"]["environment"]["DATABASE_URL"]


def test_the_example_names_every_setting():
    read = set(re.findall(r'(?:env|flag|words|environ\.get|environ)[(\[]\(?"([A-Z_]+)"', SETTINGS))
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))

    # The test suite's own switch.
    assert read - named == {"TEST_DATABASE"}


def test_the_example_holds_no_secret():
    values = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))

    assert {values[name] for name in SECRETS} == {""}
