"""What a bench says: figures with units in their names, what was wanted, and whether it was met."""

import json
import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Bound:
    """A figure must be at most, or at least, `value`."""

    value: float
    least: bool

    def holds(self, figure: float) -> bool:
        return figure >= self.value if self.least else figure <= self.value

    def __str__(self) -> str:
        return f"{'>=' if self.least else '<='} {self.value:g}"


def at_most(value: float) -> Bound:
    return Bound(value, least=False)


def at_least(value: float) -> Bound:
    return Bound(value, least=True)


@dataclass(frozen=True)
class Report:
    """One run of a bench. `scale` says how much there was of what, e.g. {"orders": 100000}."""

    bench: str
    scale: Mapping[str, object]
    figures: Mapping[str, float]
    wanted: Mapping[str, Bound] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        return all(name in self.figures and bound.holds(self.figures[name]) for name, bound in self.wanted.items())

    def as_json(self) -> str:
        return json.dumps(
            {
                "bench": self.bench,
                "scale": dict(self.scale),
                "machine": machine(),
                "figures": {name: round(value, 3) for name, value in self.figures.items()},
                "wanted": {name: str(bound) for name, bound in self.wanted.items()},
                "met": self.met,
            }
        )

    def as_text(self) -> str:
        lines = [f"{self.bench}: {', '.join(f'{name} {amount}' for name, amount in self.scale.items())}"]
        for name, value in self.figures.items():
            bound = self.wanted.get(name)
            verdict = "" if bound is None else f"   wanted {bound}: {'met' if bound.holds(value) else 'NOT MET'}"
            lines.append(f"  {name:32} {value:12,.3f}{verdict}")
        return "\n".join([*lines, f"  on {machine()}"])


def machine() -> str:
    """The machine, as far as it matters to a reader of the figures."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} x {_processor()}, {memory:.0f} GB, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def median_of(runs: int, measure: Callable[[], float]) -> float:
    """The median of several runs of a measurement."""
    return statistics.median(measure() for _ in range(runs))


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
