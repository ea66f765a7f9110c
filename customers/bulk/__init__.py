"""Acting on many customers at once: seen before, carried out in steps, taken back (CUS-13)."""
