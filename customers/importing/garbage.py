"""A list makes objects by the hundred thousand, which go again by themselves: looking for circles among them took a quarter of the time."""

import gc
from contextlib import contextmanager

OBJECTS = 200_000  # made since the last look: those of a batch, or about


@contextmanager
def looked_for_rarely():
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
