from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self):
        from accounts import registry
        from analytics.erased_rows import ROWS
        from analytics.kept_fields import FIELDS
        from analytics.services.dirty_day import mark_customers, mark_days
        from customers.models import GuestLink

        registry.days_changed.register(mark_days)
        registry.customers_changed.register(mark_customers)
        registry.guest_pages.register((GuestLink.Kind.BOARD, "analytics:shared_board"))
        registry.kept_fields.extend(FIELDS)
        registry.rows_about_people.extend(ROWS)
