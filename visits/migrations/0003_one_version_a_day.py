"""One policy, and one promise for a kind and tier, on each day: said by the database, whoever writes."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0002_versions_end_where_the_next_begins"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.Func(
                                models.F("kind"),
                                models.F("tier"),
                                arg_joiner=" || ' ' || ",
                                output_field=models.BigIntegerField(),
                                template="hashtextextended(%(expressions)s, 0)",
                            ),
                            models.Func(
                                models.F("kind"),
                                models.F("tier"),
                                arg_joiner=" || ' ' || ",
                                output_field=models.BigIntegerField(),
                                template="hashtextextended(%(expressions)s, 0)",
                            ),
                            models.Value("[]"),
                            function="int8range",
                            output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="service_level_one_a_day",
                violation_error_message="Something else is promised for this kind and tier in that period.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitpolicy",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    )
                ],
                name="visit_policy_one_a_day",
                violation_error_message="Another version of the policy holds in that period.",
            ),
        ),
    ]
