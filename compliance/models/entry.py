"""The ledger's own tables: entries as the database captured them, and their places in the log.

Nothing here is written by Django: triggers write entries (ledger/sql), the sealer writes leaves (ledger/seal.py).
"""

from django.db import models


class Member(models.Func):
    """A member of the leaf, computed by the database: the text that is sealed stays the only truth."""

    template = "((leaf::jsonb) ->> '%(member)s')"
    output_field = models.TextField()
    arity = 0

    def __init__(self, member):
        super().__init__(member=member)


class Entry(models.Model):
    """One change of one row. Leaf and payload are texts, hashed byte for byte as they are stored."""

    pk = models.CompositePrimaryKey("incarnation", "xid", "id")  # their order in the log
    incarnation = models.IntegerField()
    xid = models.BigIntegerField()
    id = models.BigIntegerField()
    leaf = models.TextField()
    # The payload: four lines of JSON, and the salt that keeps its commitment from being guessed.
    salt = models.BinaryField(null=True)
    body = models.TextField(null=True)
    redacted_by = models.BigIntegerField(null=True)
    table = models.GeneratedField(
        expression=Member("tbl"), output_field=models.TextField(), db_persist=True, db_column="tbl"
    )
    key = models.GeneratedField(
        expression=Member("pk"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        db_table = "ledger_entry"
        indexes = [models.Index(name="ledger_entry_of_row", fields=["table", "key"])]

    def __str__(self):
        return self.leaf


class Leaf(models.Model):
    """Where an entry stands in the log."""

    index = models.BigIntegerField(primary_key=True)
    incarnation = models.IntegerField()
    xid = models.BigIntegerField()
    entry = models.BigIntegerField(unique=True)
    hashed = models.BinaryField()

    class Meta:
        db_table = "ledger_leaf"

    def __str__(self):
        return str(self.index)


class AccessHour(models.Model):
    """When an hour of the access log had closed: all older transactions must have ended before it is sealed."""

    hour = models.DateTimeField(primary_key=True)
    horizon = models.BigIntegerField()  # a transaction that began after the hour had closed

    class Meta:
        db_table = "ledger_access_hour"

    def __str__(self):
        return f"{self.hour:%Y-%m-%d %H}"


class Incarnation(models.Model):
    """A life of the database: transaction numbers count from its beginning. A restore begins a new one."""

    seq = models.AutoField(primary_key=True)
    system_identifier = models.BigIntegerField()
    origin = models.TextField()  # of the log that is sealed in this life
    adopted_at = models.DateTimeField(auto_now_add=True)
    adopted_by = models.TextField()
    reason = models.TextField()
    previous_note = models.TextField(blank=True)

    class Meta:
        db_table = "ledger_incarnation"

    def __str__(self):
        return f"{self.seq} {self.origin}"
