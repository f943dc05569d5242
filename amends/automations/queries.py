"""How rules have been doing: what the list and the page of a rule show."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Count, DurationField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from amends.automations.models import Due, Rule, Run, RunState
from amends.automations.references import references
from amends.kit.search import fold
from amends.kit.versions import Cached
from amends.vocabulary import Invalid, parse_steps
from amends.vocabulary.subjects import Named, subject_kinds

WINDOW = timedelta(days=30)
TREND_DAYS = 10
MOST_DONE = 500


@dataclass(frozen=True)
class Record:
    """A rule with its last 30 days. `lag` is the median in seconds from what happened to the end of the run."""

    rule: Rule
    last_run: datetime | None
    acted: int
    errors: int
    missed: int
    """Subjects it would have acted on while it was broken."""
    lag: float | None
    trend: tuple[int, ...]
    """Runs on each of the last ten days, today last."""


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def rules_naming(chooser: str, value: str) -> list[Rule]:
    """The rules that ask for this configured thing or give it, in their order."""
    return [rule for rule in Rule.objects.in_order() if (chooser, value) in set(references(rule))]


@dataclass(frozen=True)
class Doing:
    """What a rule did to one subject: `changes` are the sentences of the steps that changed it and made nothing new."""

    subject_kind: str
    subject_id: int
    changes: tuple[str, ...]


def done_in_act(act: UUID, rows: Collection[int] | None = None) -> list[Doing]:
    """What rules did as a consequence of this act, to these subjects or to all; of very many the first ones."""
    runs = Run.objects.filter(act=act, state=RunState.DONE).order_by("pk")
    if rows is not None:
        runs = runs.filter(subject_id__in=rows)
    return [Doing(run.subject_kind, run.subject_id, tuple(_changes(run))) for run in runs[:MOST_DONE]]


def _changes(run: Run) -> Iterator[str]:
    for outcome in run.outcomes:
        try:
            (step,) = parse_steps([outcome["step"]], run.subject_kind) if outcome["state"] == "done" else (None,)
        except Invalid:
            continue
        if step is not None and not step.makes:
            yield step.sentence()


def records(rules: Sequence[Rule], now: datetime | None = None) -> list[Record]:
    """The record of each rule, in the given order, in three queries for all of them."""
    now = now or timezone.now()
    runs = Run.objects.filter(rule__in=rules)
    last = _last_runs(rules)
    figures = {row["rule"]: row for row in _figures(runs.filter(started_at__gte=now - WINDOW))}
    trends = _trends(runs, timezone.localdate(now))
    return [_record(rule, last.get(rule.pk), figures.get(rule.pk, {}), trends.get(rule.pk, {}), now) for rule in rules]


def _last_runs(rules: Sequence[Rule]) -> dict[int, datetime | None]:
    newest = Run.objects.filter(rule=OuterRef("pk")).exclude(state=RunState.MISSED).order_by("-started_at")
    asked = Rule.objects.filter(pk__in=[rule.pk for rule in rules])
    return dict(asked.order_by().values_list("pk", Subquery(newest.values("started_at")[:1])))


def _figures(runs: QuerySet[Run]) -> Any:
    acted = Q(state__in=[RunState.DONE, RunState.FAILED])
    return runs.values("rule").annotate(
        acted=Count("id", filter=acted),
        errors=Count("id", filter=Q(state=RunState.FAILED)),
        missed=Count("id", filter=Q(state=RunState.MISSED, started_at__gte=F("rule__broken_since"))),
        median=Median(F("finished_at") - F("caused_at"), filter=acted, output_field=DurationField()),
    )


def _trends(runs: QuerySet[Run], today: date) -> dict[int, dict[date, int]]:
    """Runs per rule and day; days are those of the reader's time zone."""
    since = today - timedelta(days=TREND_DAYS - 1)
    days = runs.filter(started_at__gte=timezone.now() - timedelta(days=TREND_DAYS + 1))
    counted = days.annotate(day=TruncDate("started_at")).values_list("rule", "day").annotate(Count("id"))
    trends: dict[int, dict[date, int]] = {}
    for rule, day, count in counted:
        if day >= since:
            trends.setdefault(rule, {})[day] = count
    return trends


def _record(rule: Rule, last: Any, figures: dict[str, Any], trend: dict[date, int], now: datetime) -> Record:
    days = [timezone.localdate(now) - timedelta(days=back) for back in reversed(range(TREND_DAYS))]
    return Record(
        rule=rule,
        last_run=last,
        acted=figures.get("acted", 0),
        errors=figures.get("errors", 0),
        missed=figures.get("missed", 0) if rule.is_broken else 0,
        lag=figures["median"].total_seconds() if figures.get("median") is not None else None,
        trend=tuple(trend.get(day, 0) for day in days),
    )


@dataclass(frozen=True)
class Aside:
    """Events that rules could not act on, how many wait for them, and the oldest: on what, and what went wrong."""

    events: int
    held_up: int
    subject: str
    address: str
    """Empty when the subject is gone."""
    error: str


def put_aside() -> Aside | None:
    """What administrators should see to; None when there is nothing."""
    rows = Due.objects.put_aside()
    oldest = rows.order_by("event").first()
    if oldest is None:
        return None
    kind = subject_kinds().get(oldest.subject_kind)
    named = kind.named([oldest.subject_id]).get(oldest.subject_id) if kind else None
    name = named.name if named else f"{kind.label if kind else oldest.subject_kind} {oldest.subject_id}"
    address = named.address if named else ""
    return Aside(rows.count(), Due.objects.held_up().count(), name, address, oldest.error)


folded_names: Cached[dict[int, str]] = Cached(
    "rules", lambda: {pk: fold(name) for pk, name in Rule.objects.in_order().values_list("pk", "name")}
)
"""The names of all rules without case and accents, by number: folding thousands takes PostgreSQL longer than a page."""


def named_like(rules: QuerySet[Rule], text: str) -> QuerySet[Rule]:
    """Those with `text` anywhere in their name, whatever its case and accents (R147)."""
    wanted = fold(text)
    return rules.filter(pk__in=[pk for pk, name in folded_names().items() if wanted in name]) if wanted else rules


def of_kind(rules: QuerySet[Rule], kind: str) -> QuerySet[Rule]:
    """Those that wait for events ("event") or for time ("timed"); any other word asks for all."""
    return {"event": rules.filter(on__isnull=False), "timed": rules.filter(on__isnull=True)}.get(kind, rules)


def counts_by_kind(rules: QuerySet[Rule]) -> dict[str, int]:
    counts: dict[str, int] = rules.order_by().aggregate(all=Count("pk"), timed=Count("pk", filter=Q(on__isnull=True)))
    return {**counts, "event": counts["all"] - counts["timed"]}


def broken_and_on() -> QuerySet[Rule]:
    """Rules that should act and can't; for those who may see rules at all."""
    found: QuerySet[Rule] = Rule.objects.on().broken()
    return found


def runs_of(rule: Rule) -> QuerySet[Run]:
    """The runs of one rule with what set them off, for a page of them; `named_subjects` says on what they were."""
    return rule.runs.select_related("event")


def named_subjects(runs: Iterable[Run]) -> dict[tuple[str, int], Named]:
    """What the subjects of these runs are called, by kind and number: one query per kind. Those that are gone lack."""
    ids: dict[str, set[int]] = {}
    for run in runs:
        ids.setdefault(run.subject_kind, set()).add(run.subject_id)
    kinds = subject_kinds()
    return {
        (kind, id): named
        for kind, wanted in ids.items()
        if kind in kinds
        for id, named in kinds[kind].named(wanted).items()
    }
