"""Compliance learns of a file that counts prescriptions when it is refused (CN-006, RSK-50)."""

from compliance.risk.rule import RULES
from compliance.risk.upload_rules import ID, fact_of
from compliance.services.evaluation import raise_about


def tell_of_refused_upload(refused):
    raise_about(RULES[ID], fact_of(refused))
