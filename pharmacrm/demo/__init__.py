"""The demo company: made up, the same for the same seed and day, of any size."""
