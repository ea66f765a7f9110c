"""What this app knows of a customer's value and need; the other apps add theirs (registry.score_criteria)."""

from django.db.models import Case, Count, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Product
from customers.models import Affiliation, Department, Need, Organisation, Person
from customers.scoring import FULL, Axis, Criterion

ORGANISATION, PERSON = "organisation", "person"
LEVELS = {"3A": 100, "3B": 85, "3": 80, "2A": 65, "2B": 50, "2": 45, "1": 25, "": 15}
LEVEL_LABELS = {"": _("Without a grade")} | dict(Organisation.Level.choices)


def grade(day):
    return Organisation.objects.values_list("customer_id", "level")


def grade_of_place(day):
    return _main_places(day).values_list("person_id", "organisation__level")


def size(day):
    """People of it whom we know, at work there that day."""
    return _per_organisation(Affiliation.objects.on(day), "person_id")


def departments(day):
    return _per_organisation(Department.objects.filter(is_active=True), "pk")


def branches(day):
    """Shops and houses below it."""
    below = Organisation.objects.exclude(parent=None).order_by()
    return below.values("parent_id").annotate(fact=Count("pk")).values_list("parent_id", "fact")


def title(day):
    return Person.objects.annotate(fact=_title_of("title")).values_list("customer_id", "fact")


def position(day):
    return (
        _main_places(day).annotate(fact=_position_of("position")).values_list("person_id", "fact")
    )


def decision_role(day):
    return Person.objects.values_list("customer_id", "decision_role")


def field(day):
    """Whether the specialty is one for which we have a product."""
    ours = Product.objects.filter(is_active=True).values_list("category", flat=True).distinct()
    of_ours = Q(pk__in=[])
    for category in sorted(filter(None, ours)):
        of_ours |= Q(specialty__icontains=category) | Q(sub_specialty__icontains=category)
    fact = Case(When(of_ours, then=Value("ours")), default=Value("other"))
    return Person.objects.annotate(fact=fact).values_list("customer_id", "fact")


def open_needs(day):
    needs = Need.objects.open().order_by().values("customer_id").annotate(fact=Count("pk"))
    return needs.values_list("customer_id", "fact")


def _main_places(day):
    return Affiliation.objects.on(day).primary().order_by()


def _per_organisation(rows, what):
    counted = rows.order_by().values("organisation_id").annotate(fact=Count(what, distinct=True))
    return counted.values_list("organisation_id", "fact")


def _title_of(path):
    """Chinese titles name their rank: 副主任医师 is a deputy chief physician, 主管药师 a pharmacist in charge."""
    return _first_named(
        path,
        {
            "deputy": ["副主任", "副教授", "deputy", "associate"],
            "chief": ["主任", "教授", "chief", "professor"],
            "attending": ["主治", "主管", "attending", "in charge"],
            "resident": ["住院", "药师", "resident"],
        },
    )


def _position_of(path):
    return _first_named(
        path,
        {
            "deputy": ["副", "deputy", "vice"],
            "head": [
                "主任",
                "院长",
                "科长",
                "经理",
                "店长",
                "负责人",
                "head",
                "director",
                "manager",
            ],
        },
    )


def _first_named(path, words):
    named = [
        When(Q(*((f"{path}__icontains", word) for word in said), _connector=Q.OR), then=Value(name))
        for name, said in words.items()
    ]
    return Case(When(Q((path, "")), then=Value("")), *named, default=Value("other"))


CRITERIA = [
    Criterion("grade", _("Grade"), Axis.VALUE, grade, LEVELS, LEVEL_LABELS, ORGANISATION),
    Criterion(
        "size", _("People whom we know there"), Axis.VALUE, size, {FULL: 20}, kind=ORGANISATION
    ),
    Criterion(
        "departments", _("Departments"), Axis.VALUE, departments, {FULL: 10}, kind=ORGANISATION
    ),
    Criterion("branches", _("Branches"), Axis.VALUE, branches, {FULL: 20}, kind=ORGANISATION),
    Criterion(
        "place",
        _("Grade of the main place of work"),
        Axis.VALUE,
        grade_of_place,
        LEVELS,
        LEVEL_LABELS,
        PERSON,
    ),
    Criterion(
        "title",
        _("Title"),
        Axis.VALUE,
        title,
        {"chief": 100, "deputy": 75, "attending": 50, "resident": 25, "other": 25, "": 0},
        {
            "chief": _("Chief"),
            "deputy": _("Deputy chief"),
            "attending": _("Attending, in charge"),
            "resident": _("Resident"),
            "other": _("Another title"),
            "": _("Not known"),
        },
        PERSON,
    ),
    Criterion(
        "position",
        _("Position"),
        Axis.VALUE,
        position,
        {"head": 100, "deputy": 70, "other": 30, "": 0},
        {
            "head": _("Head"),
            "deputy": _("Deputy head"),
            "other": _("Another position"),
            "": _("Not known"),
        },
        PERSON,
    ),
    Criterion(
        "decision_role",
        _("Role in decisions"),
        Axis.VALUE,
        decision_role,
        {"decides": 100, "influences": 75, "gatekeeper": 60, "buys": 60, "uses": 40, "": 0},
        {"": _("Not known")} | dict(Person.DecisionRole.choices),
        PERSON,
    ),
    Criterion("open_needs", _("Open needs"), Axis.NEED, open_needs, {FULL: 3}),
    Criterion(
        "field",
        _("Specialty of our products"),
        Axis.NEED,
        field,
        {"ours": 100, "other": 30},
        {"ours": _("One for which we have a product"), "other": _("Another specialty")},
        PERSON,
    ),
]
