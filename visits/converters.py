"""Days in addresses: /visits/2026-11-22/."""

from datetime import date

# Further away no calendar of ours reaches, and a week around it may not exist.
YEARS = range(2000, 2100)


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        day = date.fromisoformat(value)
        if day.year not in YEARS:
            raise ValueError
        return day

    def to_url(self, value):
        return value if isinstance(value, str) else value.isoformat()
