from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ConfigurationConfig(admin.AdminConfig):
    default = False
    default_site = "accounts.admin_site.ConfigurationSite"


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import register

        register.everything()
