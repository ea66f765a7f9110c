"""Rows for stories, made inside a deed of their own so that their history has an author."""

import datetime
from zoneinfo import ZoneInfo

import factory
from django.conf import settings
from django.utils import timezone

from accounts import models as accounts
from accounts.history import bulk_create_recorded, deed, system
from accounts.services.signature import Credentials
from customers import models as customers
from customers.pinyin import sort_key

PASSWORD = "corridor-visit-2026"
COMPANY_ZONE = ZoneInfo(settings.TIME_ZONE)
LONG_AGO = datetime.date(2020, 1, 1)
TESTS = system("tests")


def signing(user, secret=PASSWORD):
    """What a person types to sign."""
    return Credentials(username=user.username, secret=secret)


class Recorded(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with deed("test.arrange", by=TESTS):
            return super()._create(model_class, *args, **kwargs)


class UserFactory(Recorded):
    class Meta:
        model = accounts.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@yunqi.example")
    language = "en"

    @classmethod
    def _create(cls, model_class, *args, roles=(), **kwargs):
        with deed("test.arrange", by=TESTS):
            user = model_class(*args, **kwargs)
            user.set_password(PASSWORD)
            user.save()
            bulk_create_recorded(
                [accounts.UserRole(user=user, role=role, valid_from=LONG_AGO) for role in roles]
            )
        return user


class LegalEntityFactory(Recorded):
    class Meta:
        model = accounts.LegalEntity

    name = "云栖制药有限公司"
    credit_code = "91350100M000100Y43"


class ProductFactory(Recorded):
    class Meta:
        model = accounts.Product

    code = factory.Sequence(lambda n: f"P{n}")
    name = "维络平"
    name_en = "Velopin"
    category = "cardiovascular"
    holder = factory.SubFactory(LegalEntityFactory)


class KeyMessageFactory(Recorded):
    class Meta:
        model = accounts.KeyMessage

    product = factory.SubFactory(ProductFactory)
    kind = "adherence"
    text = "每日一次，依从性好"
    text_en = "Adherence: once daily"


class AttachmentFactory(Recorded):
    class Meta:
        model = accounts.Attachment

    name = "receipt.pdf"
    content_type = "application/pdf"
    size = 1
    sha256 = "0" * 64
    uploaded_by = factory.SubFactory(UserFactory)


class RepFilingFactory(Recorded):
    class Meta:
        model = accounts.RepFiling

    holder = factory.SubFactory(LegalEntityFactory)
    status = "filed"
    number = factory.Sequence(lambda n: f"BA-{n}")
    contract = "labour"
    categories = ["cardiovascular"]
    valid_from = LONG_AGO
    valid_to = datetime.date(2099, 12, 31)
    evidence = factory.LazyAttribute(lambda filing: AttachmentFactory(uploaded_by=filing.user))


class CustomerFactory(Recorded):
    class Meta:
        model = customers.Customer

    sort_key = factory.LazyAttribute(lambda customer: sort_key(customer.name))


class OrganisationFactory(Recorded):
    """Give `territory` to align it from long ago."""

    class Meta:
        model = customers.Organisation

    class Params:
        name = "临江市第一人民医院"

    customer = factory.LazyAttribute(lambda o: CustomerFactory(kind="organisation", name=o.name))
    type = "hospital"
    level = "3A"
    city = "临江市"

    @classmethod
    def _create(cls, model_class, *args, territory=None, **kwargs):
        organisation = super()._create(model_class, *args, **kwargs)
        align(organisation.customer, territory)
        return organisation


class PersonFactory(Recorded):
    """Give `organisation` for the main place of work, `territory` to align the person from long ago."""

    class Meta:
        model = customers.Person

    class Params:
        name = "周岚"

    customer = factory.LazyAttribute(lambda o: CustomerFactory(kind="person", name=o.name))
    type = "doctor"
    title = "主任医师"

    @classmethod
    def _create(
        cls, model_class, *args, territory=None, organisation=None, department=None, **kwargs
    ):
        person = super()._create(model_class, *args, **kwargs)
        if organisation:
            with deed("test.arrange", by=TESTS):
                customers.Affiliation.objects.create(
                    person=person,
                    organisation=organisation,
                    department=department,
                    is_primary=True,
                    valid_from=LONG_AGO,
                )
        align(person.customer, territory)
        return person


def align(customer, territory, *, valid_from=LONG_AGO, valid_to=None):
    if territory is None:
        return
    with deed("test.arrange", by=TESTS):
        customers.Alignment.objects.create(
            customer=customer, territory=territory, valid_from=valid_from, valid_to=valid_to
        )
        if valid_to is None or valid_to >= timezone.localdate():
            customers.CustomerTerritory.objects.create(customer=customer, territory=territory)


def set_tier(customer, tier, *, valid_from=LONG_AGO):
    with deed("test.arrange", by=TESTS):
        customers.TierPeriod.objects.create(
            customer=customer, tier=tier, reason="story", valid_from=valid_from
        )
        customers.Customer.objects.filter(pk=customer.pk).update(tier=tier)
