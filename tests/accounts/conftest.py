"""What the stories about our side share with those of the API."""

from tests.api.conftest import program  # noqa: F401
