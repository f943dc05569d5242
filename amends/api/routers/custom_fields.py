"""What a shop asks besides: its fields, what can be chosen in them, and the forms of types on which they stand."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Router, Status
from pydantic import BaseModel, Field

from amends.api import lookups
from amends.api.routers.configured import Retirement, offer
from amends.api.routers.setup import Names
from amends.api.text import Code, Given, may_be_left_out
from amends.api.tokens import MANAGE, TokenRequest, actor_of
from amends.configured.access import get_configured_for
from amends.configured.actions import change_configured, restore_configured, retire_configured
from amends.kit.refusals import NotThere
from amends.tickets.actions import arrange_form, drafts_of, layout_of, make_option
from amends.tickets.custom import in_vocabulary
from amends.tickets.models import CustomField, FieldOption, TicketType
from amends.tickets.models.custom import MOST_PLACED
from amends.tickets.queries import all_custom_fields, get_custom_field, options_of

router = Router(tags=["Set-up"])

Reader = Literal["staff", "portal"]
TYPES = "text, lines, number, money, date, flag, choice, choices, url, email, phone, iban, cz_account, branch or file"


class OptionOut(BaseModel):
    code: str = Field(description="`<field>.<option>`: what tickets have; never changes")
    name: str = Field(description="In the language of the request")
    names: Names
    retired_at: datetime | None = Field(description="Since when nobody can choose it")

    @classmethod
    def of(cls, one: FieldOption) -> "OptionOut":
        return cls(code=one.code, name=one.name, names=dict(one.names), retired_at=one.retired_at)


class CustomFieldOut(BaseModel):
    code: str
    field: str = Field(description="How conditions, columns and changes of tickets call it")
    name: str = Field(description="In the language of the request")
    names: Names
    type: str = Field(description=TYPES)
    scope: str = Field(description="Asked once per `ticket` or once per `product`")
    helps: Names
    is_searched: bool = Field(description="Kept ready to search")
    is_ready: bool = Field(description="The index that this needs is there")
    options: list[OptionOut]
    retired_at: datetime | None = Field(description="Since when no form asks for it")

    @classmethod
    def of(cls, row: CustomField) -> "CustomFieldOut":
        return cls(
            code=row.code,
            field=in_vocabulary(row.code),
            name=row.name,
            names=dict(row.names),
            type=row.type,
            scope=row.scope,
            helps=dict(row.helps),
            is_searched=row.is_searched,
            is_ready=row.is_ready,
            options=[OptionOut.of(one) for one in row.options.all()],
            retired_at=row.retired_at,
        )


class CustomFieldChange(Given):
    """Type and scope stay as they were made."""

    names: Annotated[Names, Field(description="Label per language: en, cs, pl")] = may_be_left_out()
    helps: Annotated[Names, Field(description="Help text per language")] = may_be_left_out()
    is_searched: bool = may_be_left_out()


class CustomFieldIn(CustomFieldChange):
    names: Names
    type: Annotated[str, Field(max_length=12)] = Field(description=TYPES)
    scope: Literal["ticket", "product"] = "ticket"


class OptionIn(Given):
    names: Names


class PlacedFieldIn(Given):
    field: Code = Field(description="Code of the field")
    required: bool = False
    names: Names = Field({}, description="Another label on this form, per language")


class FormSectionIn(Given):
    names: Names = Field({}, description="Heading per language")
    scope: Literal["ticket", "product"] = "ticket"
    fields: Annotated[list[PlacedFieldIn], Field(max_length=MOST_PLACED)] = []


class FormIn(Given):
    sections: Annotated[list[FormSectionIn], Field(max_length=MOST_PLACED)]
    seen: Annotated[list[FormSectionIn] | None, Field(max_length=MOST_PLACED)] = Field(
        None, description="The sections as you saw them: when they are others meanwhile, nothing is changed"
    )


class PlacedFieldOut(BaseModel):
    field: str
    required: bool
    names: Names


class FormSectionOut(BaseModel):
    names: Names
    scope: str
    fields: list[PlacedFieldOut]


class FormOut(BaseModel):
    """Which fields are asked of tickets of a type, in their order; retired ones are left out."""

    sections: list[FormSectionOut]

    @classmethod
    def of(cls, type: TicketType, reader: str) -> "FormOut":
        return cls.model_validate({"sections": layout_of(type, reader)})


@router.get("/custom-fields", response=list[CustomFieldOut], summary="Custom fields")
def custom_fields(request: TokenRequest) -> list[CustomFieldOut]:
    """All of them in their order, retired ones too."""
    return [CustomFieldOut.of(row) for row in all_custom_fields(with_options=True)]


@router.get("/custom-fields/{code}", response=CustomFieldOut, summary="A custom field")
def custom_field(request: TokenRequest, code: str) -> CustomFieldOut:
    return CustomFieldOut.of(get_custom_field(code))


offer(router, "custom-fields", "custom_field", CustomField, (CustomFieldIn, CustomFieldChange, CustomFieldOut))


@router.post("/custom-fields/{code}/options", response={201: OptionOut}, auth=MANAGE, summary="Add an option")
def add_option(request: TokenRequest, code: str, given: OptionIn) -> Status[OptionOut]:
    """One more thing to choose in a dropdown or among several choices."""
    field = get_configured_for(request.user, CustomField, code)
    return Status(201, OptionOut.of(make_option(field, given.names, by=actor_of(request))))


@router.patch("/custom-fields/{code}/options/{word}", response=OptionOut, auth=MANAGE, summary="Rename an option")
def change_option(request: TokenRequest, code: str, word: str, given: OptionIn) -> OptionOut:
    """`word` is the part of its code behind the field's."""
    row = _option(request, code, word)
    return OptionOut.of(change_configured(row, {"names": given.names}, by=actor_of(request)))


@router.put(
    "/custom-fields/{code}/options/{word}/retirement", response=OptionOut, auth=MANAGE, summary="Retire an option"
)
def retire_option(request: TokenRequest, code: str, word: str, given: Retirement) -> OptionOut:
    """Tickets that have it keep it; nobody can choose it any more."""
    row = _option(request, code, word)
    new = _option(request, code, given.replacement.rpartition(".")[2]) if given.replacement else None
    return OptionOut.of(retire_configured(row, replacement=new, by=actor_of(request)))


@router.delete(
    "/custom-fields/{code}/options/{word}/retirement", response=OptionOut, auth=MANAGE, summary="Use an option again"
)
def restore_option(request: TokenRequest, code: str, word: str) -> OptionOut:
    return OptionOut.of(restore_configured(_option(request, code, word), by=actor_of(request)))


@router.get("/types/{code}/forms/{reader}", response=FormOut, summary="The form of a type")
def get_form(request: TokenRequest, code: str, reader: Reader) -> FormOut:
    return FormOut.of(lookups.ticket_type(code), reader)


@router.put("/types/{code}/forms/{reader}", response=FormOut, auth=MANAGE, summary="Arrange the form of a type")
def put_form(request: TokenRequest, code: str, reader: Reader, form: FormIn) -> FormOut:
    """The whole form, as it is to be. Tickets that are there keep what they have."""
    type = get_configured_for(request.user, TicketType, code)
    sent: dict[str, Any] = form.model_dump()
    arrange_form(type, reader, drafts_of(sent["sections"]), seen=sent["seen"], by=actor_of(request))
    return FormOut.of(type, reader)


def _option(request: TokenRequest, code: str, word: str) -> FieldOption:
    field = get_configured_for(request.user, CustomField, code)
    found = next((one for one in options_of(field) if one.word == word), None)
    if found is None:
        raise NotThere
    return found
