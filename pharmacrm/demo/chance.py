"""Chance that can be repeated: every number and key of the demo comes from one seed."""

import random
import uuid


class Chance(random.Random):
    def key(self):
        """A uuid of version 7's form whose bits come from the seed rather than from the clock."""
        bits = self.getrandbits(128)
        bits = bits & ~(0xF << 76) | 0x7 << 76
        return uuid.UUID(int=bits & ~(0x3 << 62) | 0x2 << 62)

    def happens(self, probability):
        return self.random() < probability

    def full_name(self, names):
        """A person's name; one in sixty is long, as real lists have them."""
        if self.happens(1 / 60):
            return self.choice(names.LONG_NAMES)
        return self.choice(names.SURNAMES) + self.choice(names.GIVEN)
