"""The table of a run, on paper and on screen; ratios only, since figures of one machine mean nothing on another."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Line:
    """A case's ratios to its floor, one for each round; the second where answers are counted by computing time."""

    name: str
    against: str
    goal: float | None
    by_rate: tuple[float, ...]
    by_computing: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median; of two ways to count the worse."""
        ways = [median(each) for each in (self.by_rate, self.by_computing) if each]
        return min(ways)

    @property
    def spread(self) -> str:
        counted = min((each for each in (self.by_rate, self.by_computing) if each), key=median)
        return f"{shown(min(counted))} to {shown(max(counted))}"

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "reached" if self.ratio >= self.goal else "not yet"


def shown(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.4f}"


def table(lines: Sequence[Line]) -> str:
    """Markdown."""
    rows = ["| workload | floor | ratio | rounds | goal | |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {line.name} | {line.against} | {shown(line.ratio)} | {line.spread} "
        f"| {f'{line.goal:.2f}' if line.goal is not None else '-'} | {line.verdict} |"
        for line in lines
    ]
    return "\n".join(rows)


def write(lines: Sequence[Line], *, day: str, database: str, version: str) -> Path:
    """Two files beside each other: the rounds as JSON, the table as Markdown."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{day}-{database}.json"
    rounds = [asdict(line) | {"ratio": round(line.ratio, 4)} for line in lines]
    content = {"day": day, "database": database, "version": version, "lines": rounds}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    heading = f"# {day}, {database}, Shopwright {version}\n\n"
    path.with_suffix(".md").write_text(heading + table(lines) + "\n", encoding="utf-8")
    return path
