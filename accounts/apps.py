from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        # Services need the models, which are there only now.
        from accounts import registry
        from accounts.services import calendar

        registry.day_starters.register(calendar.publish_known_years)
