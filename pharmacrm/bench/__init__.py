"""The benchmark of the hot paths: each against a bare view of the same server (architecture.md, Performance)."""
