"""The cast. Lin is a rep of Linjiang East; Shen leads her district; Chen works in another region.

Zhou is the doctor whom Lin visits at First Hospital; Chen's own doctor is Gu. Wen keeps the law, Mo answers
medical questions, An keeps the installation.
"""

from contextlib import ExitStack

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.database_role import as_owner
from accounts.history import bulk_create_recorded, deed, system
from accounts.models import Territory, TerritoryLink
from accounts.permissions import Role
from accounts.services.territory import join_territory
from tests import factories
from tests.unguarded import let_tests_start_empty, open_door

TESTS = system("tests")


def pytest_configure():
    # The cast signs in hundreds of times; slow hashing guards real passwords only.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    let_tests_start_empty()


@pytest.fixture(scope="session")
def owning():
    """The owner makes the test databases and removes them; the stories between run under the application's role."""
    with ExitStack() as stack:
        for alias in ("default", "keys"):
            stack.enter_context(as_owner(alias))
        yield stack


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, owning):
    """Asked for by django_db_setup before it begins."""


@pytest.fixture(scope="session", autouse=True)
def django_db_setup(django_db_setup, owning, django_db_blocker):
    with django_db_blocker.unblock():
        open_door()
    owning.close()
    yield
    for alias in ("default", "keys"):
        owning.enter_context(as_owner(alias))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Every story may write; keys of sensitive fields lie in a database of their own.

    Said before pytest-django sorts: in each file, stories that commit and then empty the tables come last.
    """
    for item in items:
        if item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db(databases=["default", "keys"]))


@pytest.fixture(autouse=True)
def english():
    """Stories quote sentences in one language; who reads another says so."""
    with translation.override("en"):
        yield


TREE = [
    [("CN", "全国", None)],
    [("E", "华东大区", "CN"), ("W", "华西大区", "CN")],
    [("E1", "临江区", "E"), ("W1", "西岭区", "W")],
    [("E11", "临江东", "E1"), ("E12", "临江西", "E1"), ("W11", "西岭一", "W1")],
]


@pytest.fixture
def territories(db):
    """{code: Territory}: one nation, two regions, two districts, three territories.

    As create_territory leaves them (tests/accounts/test_territory.py compares), but a level at a time: most stories
    begin here.
    """
    tree = {}
    with deed("territory.create", by=TESTS):
        for level, rows in zip(Territory.Level.values, TREE, strict=True):
            new = [
                Territory(code=code, name=name, level=level, parent=tree.get(parent))
                for code, name, parent in rows
            ]
            tree |= {row.code: row for row in bulk_create_recorded(new)}
        TerritoryLink.objects.bulk_create(
            TerritoryLink(ancestor=ancestor, descendant=territory)
            for territory in tree.values()
            for ancestor in [territory, *above(territory)]
        )
    return tree


def above(territory):
    while territory := territory.parent:
        yield territory


@pytest.fixture
def holder(db):
    return factories.LegalEntityFactory()


@pytest.fixture
def product(holder):
    return factories.ProductFactory(code="VEL", holder=holder)


@pytest.fixture
def messages(product):
    return [
        factories.KeyMessageFactory(product=product),
        factories.KeyMessageFactory(
            product=product,
            kind="safety",
            text="肾功能不全无需调整剂量",
            text_en="No renal dose change",
        ),
    ]


def _person(username, name, *roles, territory=None):
    user = factories.UserFactory(username=username, name=name, roles=roles)
    if territory:
        join_territory(user, territory, valid_from=factories.LONG_AGO, by=TESTS)
    return user


@pytest.fixture
def lin(territories, holder):
    """The rep of the story, validly filed for cardiovascular products."""
    user = _person("lin", "林晓彤", Role.REP, territory=territories["E11"])
    factories.RepFilingFactory(user=user, holder=holder)
    return user


@pytest.fixture
def chen(territories, holder):
    """A rep of another region: Lin's records do not exist for her."""
    user = _person("chen", "陈望舒", Role.REP, territory=territories["W11"])
    factories.RepFilingFactory(user=user, holder=holder)
    return user


@pytest.fixture
def shen(territories):
    """Lin's district manager."""
    return _person("shen", "沈立群", Role.MANAGER, territory=territories["E1"])


@pytest.fixture
def wen(db):
    return _person("wen", "温知礼", Role.COMPLIANCE)


@pytest.fixture
def mo(db):
    return _person("mo", "莫如医", Role.MEDICAL)


@pytest.fixture
def qiao(db):
    return _person("qiao", "乔安质", Role.QUALITY)


@pytest.fixture
def director(territories):
    return _person("director", "高远", Role.EXECUTIVE)


@pytest.fixture
def an(db):
    return _person("an", "安管", Role.ADMIN)


@pytest.fixture
def steward(db):
    return _person("steward", "史料", Role.STEWARD)


@pytest.fixture
def first_hospital(territories):
    return factories.OrganisationFactory(territory=territories["E11"])


@pytest.fixture
def zhou(first_hospital, territories):
    """Lin's strategic doctor."""
    person = factories.PersonFactory(organisation=first_hospital, territory=territories["E11"])
    factories.set_tier(person.customer, "strategic")
    person.customer.refresh_from_db()
    return person


@pytest.fixture
def gu(territories):
    """Chen's doctor, unknown to Lin."""
    return factories.PersonFactory(name="顾明慧", territory=territories["W11"])


@pytest.fixture
def as_user():
    """A browser signed in as somebody: as_user(lin).get("/")."""

    def sign_in(user, **options):
        client = Client(**options)
        client.force_login(user, backend="accounts.backends.PasswordBackend")
        return client

    return sign_in


@pytest.fixture
def arrange():
    """Writes rows directly, with an author: `with arrange(): …`."""
    return lambda: deed("test.arrange", by=TESTS)
