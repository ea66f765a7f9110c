"""Each version of each record says who, what, why, when and from where."""

import pytest
from django.apps import apps

from accounts.history import recorded_models

RECORDED = recorded_models(apps)


@pytest.mark.req("GL-010")
def test_each_version_says_who_what_why_when_and_from_where():
    """The columns that the database itself fills, and refuses to leave empty, on every recorded table."""
    assert len(RECORDED) > 30
    for model in RECORDED:
        fields = {field.name: field for field in model.history.model._meta.get_fields()}
        assert not fields["actor"].null and not fields["action"].null, model
        assert not fields["history_date"].null and not fields["recorded_at"].null, model
        assert {"history_change_reason", "trace_id", "ip", "via", "xid"} <= fields.keys(), model
