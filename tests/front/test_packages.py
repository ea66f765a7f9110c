"""What comes from the package registry: pinned, without addresses, and only the files that pages load."""

import json

from django.conf import settings
from django.contrib.staticfiles import finders

from pharmacrm.packages import FILES, PackageFinder

SHEET = "npm/@tabler/core/dist/css/tabler.min.css"


def test_the_lock_file_names_no_registry_and_pins_by_content():
    text = (settings.BASE_DIR / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]

    assert "://" not in text
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_exactly_the_wanted_files_are_served():
    listed = [name for name, _storage in PackageFinder().list([])]

    assert listed == FILES
    assert finders.find(SHEET) == str(
        settings.BASE_DIR / "node_modules" / SHEET.removeprefix("npm/")
    )


def test_the_rest_of_a_package_is_not_served():
    assert finders.find("npm/@tabler/core/package.json") is None
    assert finders.find(SHEET.removeprefix("npm/")) is None
    assert finders.find(SHEET, find_all=True) == [
        str(settings.BASE_DIR / "node_modules" / SHEET.removeprefix("npm/"))
    ]


def test_a_file_that_is_not_installed_is_not_promised(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    finder = PackageFinder()

    assert finder.list([]) == []
    assert finder.find(SHEET) == []
