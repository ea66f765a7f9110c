"""The risk engine: rules as code, the facts that they judge, and their verdicts (compliance.md §6)."""
