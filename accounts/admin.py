"""Configuration that no page offers, and a look at what the verbs keep. Nothing of customers or visits (decision 8)."""

from django.contrib import admin

from accounts.history import deed
from accounts.models import CalendarDay, KeyMessage, LegalEntity, Product, Territory, User, UserRole
from accounts.permissions import Permission, can
from accounts.services.calendar import set_calendar_day


class Configuration(admin.ModelAdmin):
    """Explicit lists; changes are deeds of the administrator; nothing is deleted."""

    is_configuration = True
    show_full_result_count = False
    list_per_page = 50

    def _may(self, request):
        return can(request.user, Permission.CONFIGURE)

    def has_module_permission(self, request):
        return self._may(request)

    def has_view_permission(self, request, obj=None):
        return self._may(request)

    def has_add_permission(self, request):
        return self._may(request)

    def has_change_permission(self, request, obj=None):
        return self._may(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_actions(self, request):
        return {}

    def save_model(self, request, obj, form, change):
        action = "change" if change else "create"
        with deed(f"{obj._meta.model_name}.{action}", by=request.user, because="configuration"):
            super().save_model(request, obj, form, change)


class ReadOnly(Configuration):
    """Verbs keep these, with rules that a plain form does not know."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(CalendarDay)
class CalendarDayAdmin(Configuration):
    list_display = ["day", "country", "is_working", "name"]
    list_filter = ["country", "is_working"]
    fields = ["country", "day", "is_working", "name"]
    search_fields = ["name"]

    def save_model(self, request, obj, form, change):
        day = set_calendar_day(
            obj.day,
            is_working=obj.is_working,
            name=obj.name,
            country=obj.country,
            by=request.user,
        )
        obj.pk = day.pk

    def get_readonly_fields(self, request, obj=None):
        return ["country", "day"] if obj else []


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ["username", "name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "language"]
    search_fields = ["username", "name", "email"]
    fields = [
        "username", "name", "email", "employee_number", "language", "time_zone", "emails_wanted", "is_active", "last_login",
    ]  # fmt: skip


@admin.register(UserRole)
class UserRoleAdmin(ReadOnly):
    list_display = ["user", "role", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__name"]
    fields = ["user", "role", "valid_from", "valid_to"]


@admin.register(Territory)
class TerritoryAdmin(ReadOnly):
    list_display = ["code", "name", "level", "parent", "is_active"]
    list_filter = ["level", "is_active"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "level", "parent", "sales_line", "is_active"]


@admin.register(LegalEntity)
class LegalEntityAdmin(ReadOnly):
    list_display = ["name", "credit_code"]
    search_fields = ["name", "credit_code"]
    fields = ["name", "credit_code"]


@admin.register(Product)
class ProductAdmin(ReadOnly):
    list_display = ["code", "name", "name_en", "category", "holder", "is_active"]
    list_filter = ["is_active", "category"]
    list_select_related = ["holder"]
    search_fields = ["code", "name", "name_en"]
    fields = ["code", "name", "name_en", "category", "holder", "is_active"]


@admin.register(KeyMessage)
class KeyMessageAdmin(ReadOnly):
    list_display = ["text", "text_en", "product", "kind", "is_active"]
    list_filter = ["kind", "is_active"]
    list_select_related = ["product"]
    search_fields = ["text", "text_en"]
    fields = ["product", "kind", "text", "text_en", "is_active"]
