"""Times in pairs with the floor, so that a machine's drift falls on both."""

from dataclasses import asdict, dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Row:
    """Milliseconds of the path and of its floor, and the ratio of the medians: by the clock, and of our processor time."""

    name: str
    n: int
    median_ms: float
    p95_ms: float
    floor_ms: float | None
    ratio: float | None
    target: float | None
    note: str = ""
    processor_ratio: float | None = None

    def as_json(self):
        return asdict(self)


def in_pairs(name, path, floor, *, n, target, warm=3, note=""):
    """Calls `path()` and `floor()` in turn; each returns seconds by the clock, and of processor time."""
    for _ in range(warm):
        path()
        floor()
    pairs = [(path(), floor()) for _ in range(n)]
    times = [seconds * 1000 for (seconds, _), _ in pairs]
    ground = median(seconds * 1000 for _, (seconds, _) in pairs)
    middle = median(times)
    ours, ours_at_least = (median(calls[side][1] for calls in pairs) for side in (0, 1))
    return Row(
        name,
        n,
        round(middle, 2),
        round(quantiles(times, n=20)[-1], 2),
        round(ground, 2),
        round(middle / ground, 2),
        target,
        note,
        processor_ratio=round(ours / ours_at_least, 2),
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
        "| path | n | median ms | p95 ms | floor ms | ratio | of processor time | target | note |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        times = [row.median_ms, row.p95_ms, row.floor_ms, row.ratio, row.processor_ratio]
        cells = [row.name, row.n, *times, row.target]
        shown = ["–" if cell is None else str(cell) for cell in cells]
        lines.append(f"| {' | '.join(shown)} | {row.note} |")
    return "\n".join(lines)
