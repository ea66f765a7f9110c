"""What the clock starts, and how often: in seconds, or at an hour and minute of UTC.

Ticks only wake the rows that are due; what a lost tick left is found by the next.
"""

from celery.schedules import crontab

SCHEDULE = {
    "jobs": {"task": "accounts.tasks.run_waiting_jobs", "schedule": 30},
    "reminders": {"task": "accounts.tasks.remind", "schedule": 30},
    "emails": {"task": "accounts.tasks.send_emails", "schedule": 30},
    "channels": {"task": "accounts.tasks.send_to_channels", "schedule": 30},
    "dirty-days": {"task": "analytics.tasks.refresh_dirty_days", "schedule": 20},
    "answers": {"task": "accounts.tasks.forget_old_answers", "schedule": 3600},
    "clock": {"task": "accounts.tasks.watch_clock", "schedule": 60},
    "nightly": {"task": "accounts.tasks.start_the_day", "schedule": 600},
    "scores": {"task": "customers.tasks.score_customers", "schedule": 600},
    "duplicates": {"task": "customers.tasks.find_duplicates", "schedule": 600},
    "seal": {"task": "compliance.tasks.seal_ledger", "schedule": 60},
    "access-hours": {"task": "compliance.tasks.seal_access_hours", "schedule": 60},
    "keys": {"task": "compliance.tasks.destroy_keys", "schedule": 60},
    "risks": {"task": "compliance.tasks.watch_risks", "schedule": 60},
    "verify-leaves": {"task": "compliance.tasks.verify_leaves", "schedule": crontab("10", "18")},
    "verify-rows": {"task": "compliance.tasks.verify_rows", "schedule": crontab("40", "18", "sat")},
}
