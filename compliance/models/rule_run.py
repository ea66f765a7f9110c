"""When a rule last ran to its end, and what stopped it since."""

from django.db import models

from accounts.permissions import Permission, can


class RuleRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.PARAMETER_READ) else self.none()


class RuleRun(models.Model):
    """The newest run of each rule: a rule that is silent because it fails must show. Not recorded: no decision."""

    rule = models.CharField(max_length=20, primary_key=True)
    ran_at = models.DateTimeField(null=True)
    facts = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)
    raised = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)  # of the failure, until the rule runs again

    objects = RuleRunQuerySet.as_manager()

    class Meta:
        ordering = ["rule"]

    def __str__(self):
        return self.rule
