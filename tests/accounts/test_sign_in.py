"""People sign in, are slowed down when they guess, and see where they are signed in."""

import pytest
from django.test import Client

from tests.factories import PASSWORD


def sign_in(username, password=PASSWORD, client=None):
    return (client or Client()).post("/account/login/", {"login": username, "password": password})


@pytest.mark.req("ACC-01")
def test_a_rep_signs_in_and_it_is_no_business_change(lin):
    before = lin.history.count()

    response = sign_in("lin")

    lin.refresh_from_db()
    assert (response.status_code, response.url) == (302, "/")
    assert lin.last_login is not None
    assert lin.history.count() == before
