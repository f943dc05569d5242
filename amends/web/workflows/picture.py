"""A picture of the whole workflow: statuses by phase, and who may go where. Drawn as SVG, without a script."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from amends.kit.markup import markup
from amends.tickets.workflows.plans import Plan, StatusPlan

HIGH, PITCH, TOP, GAP, WIDE = 22, 28, 26, 72, 6.1
"""Height of a box, distance of two, room for the names of phases, room between columns, width of a letter."""
LONGEST = 30

MARKS = {
    "ours": '<circle class="wf-ours" cx="{x}" cy="{y}" r="4.5"/>',
    "customer": (
        '<circle class="wf-theirs wf-line" cx="{x}" cy="{y}" r="4"/>'
        '<path class="wf-theirs" d="M{x} {top}a4 4 0 0 0 0 8z"/>'
    ),
    "third": '<circle class="wf-third wf-line" cx="{x}" cy="{y}" r="4" stroke-dasharray="2 1.2"/>',
    "closed": '<path class="wf-closed wf-line" d="M{left} {y}l2.8 2.8 5-6"/>',
}


@dataclass(frozen=True)
class Box:
    status: StatusPlan
    column: int
    x: float
    y: float
    width: float

    @property
    def right(self) -> float:
        return self.x + self.width


def picture(plan: Plan, *, chosen: str, flawed: Collection[str]) -> SafeString:
    """`flawed` are words of statuses that something is wrong with; what leads from and to `chosen` stands out."""
    boxes, heads, width = _laid_out(plan)
    rows = max((len(phase.statuses) for phase in plan.phases), default=0)
    said = _("All statuses by phase with the steps that are allowed between them; the lists beside say the same.")
    return markup(
        '<svg class="wf-pic" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        round(width),
        TOP + max(rows, 1) * PITCH + 6,
        said,
        MARKERS,
        format_html_join("", '<text class="wf-ph" x="{}" y="13">{}</text>', heads),
        _edges(boxes, chosen),
        format_html_join("", "{}", ((_box(box, chosen, flawed),) for box in boxes.values())),
    )


def _laid_out(plan: Plan) -> tuple[dict[str, Box], list[tuple[float, str]], float]:
    boxes: dict[str, Box] = {}
    heads = []
    x = 1.0
    rows = max((len(phase.statuses) for phase in plan.phases), default=0)
    for column, phase in enumerate(plan.phases):
        longest = max((len(_short(one.name)) for one in phase.statuses), default=4)
        width = 32 + WIDE * longest
        heads.append((x, phase.name))
        top = TOP + (rows - len(phase.statuses)) * PITCH / 2 + 14
        for place, status in enumerate(phase.statuses):
            boxes[status.word] = Box(status, column, x, top + place * PITCH, width)
        x += max(width, WIDE * len(phase.name)) + GAP
    return boxes, heads, max(x - GAP + 40, 320)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _box(box: Box, chosen: str, flawed: Collection[str]) -> SafeString:
    status = box.status
    marks = {"is-picked": status.word == chosen, "is-retiring": status.retires, "is-bad": status.word in flawed}
    x, y = box.x + 12, box.y
    return markup(
        '<g class="wf-n{}"><rect x="{}" y="{}" width="{}" height="{}" rx="5"/>{}<text x="{}" y="{}">{}</text></g>',
        "".join(f" {name}" for name, wanted in marks.items() if wanted),
        round(box.x, 1),
        round(y - HIGH / 2, 1),
        round(box.width, 1),
        HIGH,
        mark_safe(MARKS[status.turn].format(x=x, y=y, top=y - 4, left=x - 4)),  # noqa: S308 - a constant and numbers
        round(box.x + 23, 1),
        round(y + 3.8, 1),
        _short(status.name),
    )


def _edges(boxes: dict[str, Box], chosen: str) -> SafeString:
    drawn = []
    for box in boxes.values():
        for word in box.status.leads_to:
            if word in boxes:
                kind = "is-out" if box.status.word == chosen else "is-in" if word == chosen else ""
                drawn.append((kind != "", kind, f"wf{kind}", _way(box, boxes[word], kind)))
    drawn.sort(key=lambda one: one[0])
    return format_html_join(
        "", '<path class="wf-e {}" d="{}" marker-end="url(#{})"/>', ((css, way, end) for _last, css, end, way in drawn)
    )


def _way(source: Box, target: Box, kind: str) -> str:
    tip = 4
    if source.column < target.column:
        reach = max(28.0, (target.x - source.right) * 0.45)
        return _curve(source.right, source.y, reach, target.x - tip, target.y, -reach)
    if source.column > target.column:
        reach = max(28.0, (source.x - target.right) * 0.45)
        return _curve(source.x, source.y, -reach, target.right + tip, target.y + 3, reach)
    bulge = 12 + abs(target.y - source.y) / 9
    if target.y > source.y:
        return _curve(source.right, source.y, bulge, target.right + tip, target.y, bulge)
    return _curve(source.x, source.y, -bulge, target.x - tip, target.y + 3, -bulge)


def _curve(x: float, y: float, out: float, to_x: float, to_y: float, back: float) -> str:
    return f"M{x:.1f} {y:.1f}C{x + out:.1f} {y:.1f} {to_x + back:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _marker(kind: str, size: int) -> str:
    return (
        f'<marker id="wf{kind}" viewBox="0 0 8 8" refX="6" refY="4" markerUnits="userSpaceOnUse" markerWidth="{size}"'
        f' markerHeight="{size}" orient="auto"><path class="wf-a {kind}" d="M0 .8 7 4 0 7.2z"/></marker>'
    )


MARKERS = mark_safe(  # noqa: S308 - a constant
    f"<defs>{_marker('', 7)}{_marker('is-out', 9)}{_marker('is-in', 9)}</defs>"
)
