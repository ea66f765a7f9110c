"""Times in pairs with the floor, so that a machine's drift falls on both."""

from dataclasses import asdict, dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Row:
    """Milliseconds of the path and of its floor, and the ratio of the medians."""

    name: str
    n: int
    median_ms: float
    p95_ms: float
    floor_ms: float | None
    ratio: float | None
    target: float | None
    note: str = ""

    def as_json(self):
        return asdict(self)


def in_pairs(name, path, floor, *, n, target, warm=3, note=""):
    """Calls `path()` and `floor()` in turn; each returns seconds."""
    for _ in range(warm):
        path()
        floor()
    pairs = [(path(), floor()) for _ in range(n)]
    times = [pair[0] * 1000 for pair in pairs]
    ground = median(pair[1] * 1000 for pair in pairs)
    middle = median(times)
    return Row(
        name,
        n,
        round(middle, 2),
        round(quantiles(times, n=20)[-1], 2),
        round(ground, 2),
        round(middle / ground, 2),
        target,
        note,
    )


def once(name, seconds, *, target=None, against=None, note=""):
    """A long run: seconds, and its ratio to what it is held against."""
    ratio = round(seconds / against, 2) if against else None
    floor = round(against * 1000, 1) if against else None
    return Row(
        name, 1, round(seconds * 1000, 1), round(seconds * 1000, 1), floor, ratio, target, note
    )


def table(rows):
    """The rows as a Markdown table."""
    lines = [
        "| path | n | median ms | p95 ms | floor ms | ratio | target | note |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        cells = [row.name, row.n, row.median_ms, row.p95_ms, row.floor_ms, row.ratio, row.target]
        shown = ["–" if cell is None else str(cell) for cell in cells]
        lines.append(f"| {' | '.join(shown)} | {row.note} |")
    return "\n".join(lines)
