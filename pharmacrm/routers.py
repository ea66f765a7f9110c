"""Which database a table lives in."""


class KeysRouter:
    """Data keys live apart from the data, with a backup of their own (decision 20)."""

    KEYS = {"datakey"}

    def db_for_read(self, model, **hints):
        return "keys" if self._is_key(model._meta.app_label, model._meta.model_name) else None

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        return None

    def allow_migrate(self, db, app_label, model_name=None, **hints):
        is_key = self._is_key(app_label, model_name or hints.get("model_name"))
        return is_key if db == "keys" else not is_key

    def _is_key(self, app_label, model_name):
        return app_label == "accounts" and model_name in self.KEYS
