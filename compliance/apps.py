from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ComplianceConfig(AppConfig):
    name = "compliance"

    def ready(self):
        from compliance.ledger.install import install_after_migrate

        # A new recorded model or column must not wait for somebody to remember the ledger.
        post_migrate.connect(install_after_migrate, sender=self)
