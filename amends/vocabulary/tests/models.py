"""A small world to ask about. Its tables are made by the test that needs them and belong to no migration."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Upper

from amends.vocabulary import Chooser, Field, Option, register_fields, types

COLOURS = ["red", "green", "blue"]


class Colour(models.Model):
    code = models.CharField(max_length=20)
    shade = models.CharField(max_length=20, null=True)

    objects: Any = models.Manager()

    class Meta:
        app_label = "vocabulary"
        managed = False

    def __str__(self) -> str:
        return self.code


class Thing(models.Model):
    name = models.CharField(max_length=200, null=True)
    note = models.TextField(default="", blank=True)
    amount = models.IntegerField(null=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    urgent = models.BooleanField(null=True)
    moment = models.DateTimeField(null=True)
    all_day = models.BooleanField(default=False)
    day = models.DateField(null=True)
    colour = models.ForeignKey(Colour, on_delete=models.CASCADE, null=True)
    owner = models.IntegerField(null=True)

    objects: Any = models.Manager()

    class Meta:
        app_label = "vocabulary"
        managed = False

    def __str__(self) -> str:
        return str(self.name)


class Mark(models.Model):
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="marks")
    code = models.CharField(max_length=20)

    objects: Any = models.Manager()

    class Meta:
        app_label = "vocabulary"
        managed = False

    def __str__(self) -> str:
        return self.code


MODELS = [Colour, Thing, Mark]


class ColourChooser(Chooser):
    code = "test_colour"

    def options(self, query: str, user: Any) -> list[Option]:
        return [Option(code, code.title()) for code in COLOURS if query.casefold() in code]

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        return {code: code.title() for code in COLOURS if code in set(values)}


class OwnerChooser(Chooser):
    code = "test_owner"
    key = int
    people = True

    def options(self, query: str, user: Any) -> list[Option]:
        return [Option("1", "Petra", "petra@example.org"), Option("2", "Jiří")]

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        return {value: f"Person {value}" for value in values if value in ("1", "2", "3")}


register_fields(
    "test_thing",
    Thing,
    [
        Field("name", "Name", types.TEXT, column="name"),
        Field("note", "Note", types.TEXT, column="note"),
        Field(
            "loud",
            "Loud name",
            types.TEXT,
            expression=Upper("name"),
            read=lambda thing: thing.name and thing.name.upper(),
        ),
        Field("amount", "Amount", types.NUMBER, column="amount"),
        Field("price", "Price", types.MONEY, column="price"),
        Field("urgent", "Urgent", types.FLAG, column="urgent"),
        Field(
            "coloured",
            "Has a colour",
            types.FLAG,
            expression=Q(colour__isnull=False),
            read=lambda thing: thing.colour_id is not None,
        ),
        Field("moment", "Moment", types.MOMENT, column="moment"),
        Field("due", "Deadline", types.MOMENT, column="moment", all_day="all_day"),
        Field("day", "Day", types.DAY, column="day"),
        Field("colour", "Colour", types.CHOICE, column="colour__code", chooser="test_colour"),
        Field("shade", "Shade", types.TEXT, column="colour__shade"),
        Field("owner", "Owner", types.CHOICE, column="owner", chooser="test_owner"),
        Field(
            "marks",
            "Marks",
            types.CHOICES,
            exists=lambda: Mark.objects.filter(thing=OuterRef("pk")),
            column="code",
            read=lambda thing: {mark.code for mark in thing.marks.all()},
        ),
    ],
)
