"""No kind of job makes a file: exports leave as they are asked for."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_emails_may_be_dropped")]

    operations = [migrations.RemoveField(model_name="job", name="result_file")]
