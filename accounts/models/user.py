"""The people of our side and the roles they hold."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from accounts.permissions import NEVER_TOGETHER, Permission, Role, can
from accounts.time_zones import company_zone

# Written out: building it from models would cost each page more than asking it.
ROLES_ON = """ARRAY(
    SELECT held.role FROM accounts_userrole held
    WHERE held.user_id = accounts_user.id
      AND held.valid_from <= %s AND (held.valid_to IS NULL OR held.valid_to >= %s)
)"""


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone may know who their colleagues are."""
        return self if can(user, Permission.USER_READ) else self.filter(is_active=True)

    def active(self):
        return self.filter(is_active=True)

    def with_roles(self):
        """Reads the roles of today along with each person."""
        today = timezone.localdate()
        held = RawSQL(ROLES_ON, [today, today], ArrayField(models.TextField()))
        return self.annotate(held_roles=held)

    def with_program_use(self):
        """The last day on which a token of the person was used."""
        return self.annotate(program_used_on=models.Max("api_tokens__last_used_on"))

    def with_role(self, role):
        return self.filter(pk__in=UserRole.objects.today().filter(role=role).values("user_id"))


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False


class User(Keyed, AbstractUser):
    first_name = last_name = None
    name = models.CharField(_("name"), max_length=100)
    employee_number = models.CharField(_("employee number"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    time_zone = models.CharField(_("time zone"), max_length=50, default=company_zone)
    emails_wanted = models.BooleanField(_("reminders by e-mail"), default=True)

    objects = UserManager()
    # A sign-in is no business change, and a password's hash belongs in no history (decision 6).
    history = Recorded(unrecorded=["password", "last_login"])

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="user_employee_number_is_unique",
                fields=["employee_number"],
                condition=~Q(employee_number=""),
                violation_error_message=_("Another person has this employee number."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_is_unique",
                condition=~Q(email=""),
                violation_error_message=_("Another person has this e-mail address."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    # The cover under which the request's person works (services/delegation.py), or none.
    stands_in = None

    @property
    def place_holder(self):
        """The key of whose territories this person works in: one's own, or whom one stands in for."""
        return self.stands_in.user_id if self.stands_in else self.pk

    @property
    def actor(self):
        return f"user:{self.uuid}"

    @cached_property
    def roles(self):
        """The roles held today; read once per request, with the person where `with_roles` was asked for."""
        known = self.__dict__.get("held_roles")
        held = self.user_roles.today().values_list("role", flat=True) if known is None else known
        return {Role(role) for role in held}

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class UserRoleQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.USER_READ) else self.filter(user=user)


class UserRole(Keyed, Dated):
    user = models.ForeignKey(User, models.PROTECT, related_name="user_roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    # The exclusion constraint compares numbers.
    role_number = models.GeneratedField(
        expression=models.Func("role", function="hashtext", output_field=models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    objects = UserRoleQuerySet.as_manager()
    history = Recorded(unrecorded=["role_number"])

    class Meta:
        constraints = [
            dates_in_order("user_role_dates_in_order"),
            no_overlap(
                "user_role_held_once_at_a_time",
                "user",
                "role_number",
                message=_("This person already holds the role in that period."),
            ),
            # CN-005 holds whoever writes the row; the other conflicts are the verb's (services/user.py).
            *(
                no_overlap(
                    f"user_role_{one}_never_with_{other}",
                    "user",
                    condition=Q(role__in=[one, other]),
                    message=_("Nobody promotes and sells at once (CN-005)."),
                )
                for one, other in NEVER_TOGETHER
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
