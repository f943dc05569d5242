"""Rules: what happens by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, Field

from amends.api.paging import After, Before, Page, Size, page_of_all
from amends.api.text import Given, Id
from amends.api.tokens import MANAGE, TokenRequest, actor_of
from amends.automations import actions
from amends.automations.access import get_rule_for, may_change_rules, visible_rules
from amends.automations.models import Rule, Run
from amends.automations.queries import named_subjects
from amends.automations.sentences import plain, sentence_of, with_labels
from amends.kit.translated import pick
from amends.vocabulary import Invalid, read_tree
from amends.vocabulary.subjects import Named

router = Router(tags=["Rules"])

AS_THEY_ACT = ("position", "id")
NEWEST_FIRST = ("-started_at", "-id")
Tree = dict[str, Any]


class TriggerOut(BaseModel):
    """What sets the rule off."""

    kind: str = Field(description="Code of a kind of event; see /events")
    where: Tree | None = Field(None, description="Conditions on the event")


def _readable(tree: Any) -> Tree | None:
    """The stored conditions; what nobody can read is left out, and the rule says that it is broken."""
    try:
        return None if tree is None else read_tree(tree).dump()
    except Invalid:
        return None


class RuleOut(BaseModel):
    id: int
    name: str
    sentence: str = Field(description="The rule in words, in the language of the request")
    position: int
    is_on: bool
    subject: str = Field(description="What it is about: ticket, activity ...")
    on: TriggerOut | None = Field(description="null: a timed rule, which does not run yet")
    when: Tree | None = Field(description="Conditions on the subject; null: always")
    steps: list[dict[str, Any]]
    broken_since: datetime | None = Field(description="It names something that is missing since then, and rests")
    broken_reason: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, rule: Rule) -> "RuleOut":
        return cls(
            id=rule.pk,
            name=rule.name,
            sentence=plain(sentence_of(rule)),
            position=rule.position,
            is_on=rule.is_on,
            subject=rule.subject,
            on=TriggerOut(kind=rule.kind, where=_readable(rule.where)) if rule.kind is not None else None,
            when=_readable(rule.when),
            steps=[step for step in rule.steps if isinstance(step, dict)] if isinstance(rule.steps, list) else [],
            broken_since=rule.broken_since,
            broken_reason=rule.broken_reason,
            created_at=rule.created_at,
            updated_at=rule.updated_at,
        )


class TriggerIn(Given):
    kind: Annotated[str, Field(max_length=80)]
    where: Tree | None = None


class RuleIn(Given):
    """A whole rule."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    on: TriggerIn | None = Field(
        None,
        description="What sets it off; null: a timed rule, which is kept but does not run yet",
        examples=[
            {
                "kind": "ticket.status_changed",
                "where": {
                    "version": 1,
                    "all": [{"field": "new", "op": "is", "value": ["warranty_claim.waiting_return"]}],
                },
            }
        ],
    )
    when: Tree | None = Field(None, description="Conditions on the subject; null: always")
    steps: Annotated[list[dict[str, Any]], Field(max_length=50)] = Field(
        description="What it does, in order; see /steps",
        examples=[[{"step": "create_activity", "name": "Check shipment delivery"}]],
    )


class NewRuleIn(RuleIn):
    is_on: bool = True
    subject: Annotated[str, Field(max_length=20)] = Field(
        "ticket", description="What it is about: ticket, activity ...; can't be changed later"
    )


class SwitchIn(Given):
    is_on: bool


class SubjectOut(BaseModel):
    """What a run was about."""

    kind: str = Field(description="ticket, activity ...")
    id: int
    name: str | None = Field(description="null: it is gone")


class RunOut(BaseModel):
    """One execution on one subject."""

    id: int
    subject: SubjectOut
    ticket: str | None = Field(description="The number of the ticket, for a run on a ticket")
    event_id: int | None
    occurrence: str = Field(description="What set it off; one run for each occurrence and subject")
    act: UUID
    state: str = Field(description="done, skipped, failed, stopped or missed")
    outcomes: list[dict[str, Any]] = Field(description="What each step did, or why it did not")
    error: str
    started_at: datetime
    finished_at: datetime

    @classmethod
    def all_of(cls, runs: Sequence[Run]) -> "list[RunOut]":
        """What they were about is looked up for all of them together."""
        named = named_subjects(runs)
        return [cls.of(run, named.get((run.subject_kind, run.subject_id))) for run in runs]

    @classmethod
    def of(cls, run: Run, named: Named | None) -> "RunOut":
        plain = ["event_id", "occurrence", "act", "state", "error", "started_at", "finished_at"]
        outcomes = [
            {"step": outcome["step"], "state": outcome["state"], "reason": pick(outcome["reasons"])}
            for outcome in run.outcomes
        ]
        values = {name: getattr(run, name) for name in plain}
        name = named.name if named else None
        subject = SubjectOut(kind=run.subject_kind, id=run.subject_id, name=name)
        ticket = name if run.subject_kind == "ticket" else None
        return cls(id=run.pk, subject=subject, ticket=ticket, outcomes=outcomes, **values)


@router.get("", response=Page[RuleOut], summary="List rules")
def list_rules(request: TokenRequest, after: After = "", before: Before = "", size: Size = 50) -> Page[RuleOut]:
    """In the order in which they act. Limited agents see none."""
    rows = visible_rules(request.user)
    return page_of_all(rows, _told, order=AS_THEY_ACT, after=after, before=before, size=size)


def _told(rules: Sequence[Rule]) -> list[RuleOut]:
    with with_labels(rules):
        return [RuleOut.of(rule) for rule in rules]


@router.post("", response={201: RuleOut}, auth=MANAGE, summary="Create a rule")
def create_rule(request: TokenRequest, response: HttpResponse, rule: NewRuleIn) -> Status[RuleOut]:
    """After all others. One that names something missing is kept and is broken until that thing is there."""
    if not may_change_rules(request.user):
        raise PermissionDenied
    made = actions.create_rule(**_parts(rule), is_on=rule.is_on, subject=rule.subject, by=actor_of(request))
    response["Location"] = f"/api/v1/rules/{made.pk}"
    return Status(201, RuleOut.of(made))


@router.get("/{int:rule_id}", response=RuleOut, summary="One rule")
def get_rule(request: TokenRequest, rule_id: Id) -> RuleOut:
    return RuleOut.of(get_rule_for(request.user, rule_id))


@router.put("/{int:rule_id}", response=RuleOut, auth=MANAGE, summary="Replace a rule")
def put_rule(request: TokenRequest, rule_id: Id, rule: RuleIn) -> RuleOut:
    """On or off stays as it is, and so does what it is about."""
    found = get_rule_for(request.user, rule_id, to="edit")
    return RuleOut.of(actions.edit_rule(found, **_parts(rule), by=actor_of(request)))


@router.delete("/{int:rule_id}", response={204: None}, auth=MANAGE, summary="Delete a rule")
def delete_rule(request: TokenRequest, rule_id: Id) -> Status[None]:
    """With its runs; what it did stays in the history of its subjects."""
    actions.delete_rule(get_rule_for(request.user, rule_id, to="edit"), by=actor_of(request))
    return Status(204, None)


@router.put("/{int:rule_id}/switch", response=RuleOut, auth=MANAGE, summary="Switch a rule on or off")
def put_switch(request: TokenRequest, rule_id: Id, switch: SwitchIn) -> RuleOut:
    found = get_rule_for(request.user, rule_id, to="edit")
    return RuleOut.of(actions.switch_rule(found, on=switch.is_on, by=actor_of(request)))


@router.get("/{int:rule_id}/runs", response=Page[RunOut], summary="Runs of a rule")
def list_runs(
    request: TokenRequest, rule_id: Id, after: After = "", before: Before = "", size: Size = 50
) -> Page[RunOut]:
    """Newest first."""
    rows = get_rule_for(request.user, rule_id).runs.all()
    return page_of_all(rows, RunOut.all_of, order=NEWEST_FIRST, after=after, before=before, size=size)


def _parts(rule: RuleIn) -> dict[str, Any]:
    """What the actions take."""
    return {
        "name": rule.name,
        "on": rule.on.model_dump() if rule.on else None,
        "when": rule.when,
        "steps": rule.steps,
    }
