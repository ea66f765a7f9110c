"""How a file of customers becomes customers: files → records → verdicts → rows (CUS-10)."""
