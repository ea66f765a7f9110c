"""The exports that are published for whoever wants to try the stand-alone verifier: each reads as it is named.

They were made once, by earlier releases; a verifier of today must come to the same verdict.
"""

import importlib.util
import subprocess
import venv
from pathlib import Path

import pytest

from compliance.ledger.standalone import verifier_source

PUBLISHED = Path(__file__).parents[3] / "docs" / "validation" / "ledger-exports"
# What `cryptography` needs, and nothing else: no Django, no driver of a database.
PACKAGES = ["cryptography", "cffi", "_cffi_backend", "pycparser"]


@pytest.fixture(scope="module")
def laptop(tmp_path_factory):
    """An auditor's: Python, `cryptography` and the verifier. Returns its (python, verifier)."""
    folder = tmp_path_factory.mktemp("laptop")
    venv.create(folder / "venv", with_pip=False)
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        where = Path(spec.origin)
        where = where.parent if spec.submodule_search_locations else where
        (site / where.name).symlink_to(where)
    verifier = folder / "ledger_verifier.py"
    verifier.write_text(verifier_source(), encoding="utf-8")
    return folder / "venv" / "bin" / "python", verifier


def verdict(laptop, export):
    """(exit code, codes of the findings), judged with the published key and checkpoints."""
    kept = ["--key", PUBLISHED / "ledger.pub", "--checkpoint", PUBLISHED / "kept"]
    done = subprocess.run(
        [laptop[0], "-I", laptop[1], export, *kept], capture_output=True, text=True
    )
    assert not done.stderr
    return done.returncode, {line.split("  ")[0] for line in done.stdout.splitlines()[:-1]}


@pytest.mark.req("LED-015")
def test_the_laptop_knows_nothing_of_the_product(laptop):
    for name in ["django", "psycopg2", "compliance"]:
        done = subprocess.run([laptop[0], "-I", "-c", f"import {name}"], capture_output=True)
        assert b"ModuleNotFoundError" in done.stderr


@pytest.mark.req("LED-015")
def test_the_good_one_is_intact(laptop):
    assert verdict(laptop, PUBLISHED / "intact.zip") == (0, set())


@pytest.mark.req("LED-015")
@pytest.mark.parametrize("export", sorted({*PUBLISHED.glob("*-*.zip")}), ids=lambda path: path.stem)
def test_each_bad_one_is_found_out_under_its_name(laptop, export):
    code, findings = verdict(laptop, export)

    assert (code, export.stem.upper().replace("-", "_") in findings) == (1, True), findings
