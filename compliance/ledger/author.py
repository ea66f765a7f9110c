"""Who entries say that they are by: people whom the company has, or one of the forms of those who are no people."""

import json
import re

PEOPLE = "accounts_user"
FORM = re.compile(r"(system|migration|anonymous|link):\S+|user:[0-9a-f-]{36}")


class Authors:
    def __init__(self, report):
        self.report = report
        self.said, self.people = {}, set()  # each author, and where first; the people there are

    def note(self, leaf, where):
        """A change without an author is noticed while the company runs (RSK-53): nothing else speaks for it."""
        actor = leaf["actor"]
        if actor is not None and actor not in self.said:
            self.said[actor] = where

    def show(self, tbl, row):
        if tbl == PEOPLE:
            self.people.add(f"user:{json.loads(row)['uuid']}")

    def end(self):
        for actor, where in self.said.items():
            if not FORM.fullmatch(actor) or (
                actor.startswith("user:") and actor not in self.people
            ):
                self.report.add("ACTOR_UNKNOWN", where, f"{actor} is nobody whom the record knows")
