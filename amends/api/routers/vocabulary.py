"""The words that conditions and rules are written in: fields, steps, kinds of event."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from amends.journal.events import EventKind, event_kinds
from amends.vocabulary import Field as VocabularyField
from amends.vocabulary import Step, event_fields, fields_of, steps_for

router = Router(tags=["Vocabulary"])

Subject = Literal["ticket", "activity"]


class FieldOut(BaseModel):
    code: str
    label: str
    type: str
    operators: list[str]
    chooser: str | None = Field(description="What its values name, e.g. status; null for plain values")
    changeable: bool = Field(description="Can it be given a value, by a request or by the step `set_field`?")

    @classmethod
    def of(cls, field: VocabularyField) -> "FieldOut":
        return cls(
            code=field.code,
            label=str(field.label),
            type=field.type.code,
            operators=[operator.code for operator in field.type.operators],
            chooser=field.chooser or None,
            changeable=field.change is not None,
        )


class StepOut(BaseModel):
    code: str
    label: str
    parameters: dict[str, Any] = Field(description="JSON schema of its parameters")

    @classmethod
    def of(cls, step: type[Step]) -> "StepOut":
        return cls(code=step.code, label=str(step.label), parameters=step.model_json_schema())


class EventKindOut(BaseModel):
    code: str
    label: str
    leaves: bool = Field(description="May be sent by webhook")
    fields: list[FieldOut] = Field(description="What the `where` of a rule may ask of it")

    @classmethod
    def of(cls, kind: type[EventKind]) -> "EventKindOut":
        return cls(
            code=kind.code,
            label=str(kind.label),
            leaves=kind.leaves,
            fields=[FieldOut.of(field) for field in event_fields(kind.code)],
        )


@router.get("/fields/{subject}", response=list[FieldOut], summary="What can be asked")
def fields(request: HttpRequest, subject: Subject) -> list[FieldOut]:
    """The fields of tickets or activities, for trees of conditions."""
    return [FieldOut.of(field) for field in fields_of(subject)]


@router.get("/steps", response=list[StepOut], summary="What rules may do")
def steps(request: HttpRequest) -> list[StepOut]:
    return [StepOut.of(step) for step in steps_for("ticket")]


@router.get("/events", response=list[EventKindOut], summary="What can happen")
def events(request: HttpRequest) -> list[EventKindOut]:
    return [EventKindOut.of(kind) for kind in event_kinds().values()]
