from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_history_trace_and_via"),
        ("customers", "0004_history_trace_and_via"),
        ("visits", "0004_history_trace_and_via"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["owner", "due_on"], name="follow_up_of_owner"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["raised_by", "respond_by"], name="request_promises_of_asker"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["raised_by", "first_response_at"], name="request_answers_of_asker"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["raised_by", "resolved_at"], name="request_results_of_asker"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("planned_on__isnull", False)),
                fields=["rep", "planned_on"],
                name="visit_plans_of_rep",
            ),
        ),
    ]
