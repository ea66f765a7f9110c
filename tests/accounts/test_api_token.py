"""People make tokens for their programs and take them back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from accounts.models import ApiToken
from accounts.services.api_token import create_token, digest, revoke_token


@pytest.mark.req("ACC-01")
def test_a_token_is_kept_as_a_hash_only(lin):
    row, token = create_token(lin, name="phone", by=lin)

    assert (row.digest, row.scope, token[:5]) == (digest(token), "read", "pcrm_")
    assert token not in str(ApiToken.objects.values())


@pytest.mark.req("ACC-01")
def test_its_owner_revokes_it_and_nobody_else(lin, chen):
    row, _token = create_token(lin, name="phone", by=lin)

    with pytest.raises(PermissionDenied, match="personal"):
        revoke_token(row, by=chen)
    assert revoke_token(row, by=lin).revoked_at is not None
    assert ApiToken.objects.current().count() == 0


def test_nobody_makes_a_token_for_others(an, lin):
    with pytest.raises(PermissionDenied, match="personal"):
        create_token(lin, name="phone", by=an)


def test_the_command_prints_one(lin, capsys):
    call_command("api_token", "lin", "--scope", "write")

    token = capsys.readouterr().out.strip()
    assert ApiToken.objects.get(digest=digest(token)).scope == "write"
    with pytest.raises(CommandError, match="no active user nobody"):
        call_command("api_token", "nobody")
