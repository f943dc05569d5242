"""Finding text as people type it: any part of it, without accents, case or the spaces of a telephone number.

Three functions live in the database (made by the first migration of this app) and one table of characters stands
behind both languages, so that Python and SQL cannot disagree:

* `amends_fold(text)` - one character at a time: case and accents go, every white space becomes a space;
* `amends_squeeze(text)` - takes spaces and the punctuation of numbers out of folded text;
* `amends_trigrams(text)` - the three-byte pieces of a text as integers, for a GIN index.

Folding works character by character. Therefore the folded form of any part of a text is a part of the folded form of
the text, which is what makes searching by any part (R45, Q31) complete. No extension and no collation takes part:
the embedded server has neither pg_trgm nor unaccent nor ICU, and an index must not change its mind with a libc.

Whoever changes the table of characters adds a migration that installs the functions again and rewrites the columns
made with them; a test compares the installed functions with this module.
"""

import re
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import prod
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, Model, Q, QuerySet, TextField, Value

from amends.kit.racing import Way, way

M = TypeVar("M", bound=Model)

SHORTEST = 3
"""Characters a search needs (R46); shorter ones find nothing."""

PROBED = 3
"""Trigrams of a query that the index is asked about: its rarest. The rest is left to LIKE: each reads a long list."""

FREQUENT = 0.01
"""Where a text is expected in a greater share of rows than this, the index is asked about its rarest trigram alone.
PostgreSQL takes trigrams for independent; told of three frequent ones it expects hardly any row, fetches all and sorts
them, where walking from the newest on would have found a page at once."""

STATISTICS_AGE = 3600.0
"""Seconds after which a process asks anew which trigrams are frequent."""

NEWEST = 5_000
"""How many of the newest rows are looked through before the search index is asked. Frequent texts are found among
them at once, where that index would first fetch every row that has the text."""

# --- The table of characters ----------------------------------------------------------------------------------------
_COMMON = "etaonirslkvdmpuzcjhbgyfwxq 0123456789@.-_+,/\x1e"
"""Unchanged and first, because translate() walks the table from its start for every character."""

_LETTERS = "đðħıłøŧς", "ddhilotσ"
_TWO_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
_SPACES = "\t\n\x0b\x0c\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_GONE = "".join(map(chr, range(0x300, 0x370))) + "\xad\u200b\u200c\u200d\u2060\ufeff"
_BLOCKS = (range(0x41, 0x5B), range(0xC0, 0x250), range(0x370, 0x530), range(0x1E00, 0x1F00))
"""ASCII capitals; Latin with its extensions; Greek and Cyrillic; Latin with two accents (Vietnamese)."""

_SQUEEZED_OUT = " -./()_"


def _bare(character: str) -> str:
    """The small letter without its accents; two-letter ligatures stay as they are for the second pass."""
    small = unicodedata.normalize("NFD", unicodedata.normalize("NFD", character).lower())
    letters = "".join(mark for mark in small if mark not in _GONE)
    return letters.translate(str.maketrans(*_LETTERS)) if len(letters) == 1 else character


def _table() -> dict[str, str]:
    table = {character: character for character in _COMMON}
    latin_first = "áčďéěíňóřšťúůýžąćęłńśźżÁČĎÉĚÍŇÓŘŠŤÚŮÝŽĄĆĘŁŃŚŹŻ"
    for character in [*latin_first, *(chr(code) for block in _BLOCKS for code in block)]:
        if character not in _GONE and (bare := _bare(character)) != character:
            table.setdefault(character, bare)
    table |= dict.fromkeys(_SPACES, " ") | dict.fromkeys(_DASHES, "-")
    return table


_TABLE = _table()
_FROM = "".join(_TABLE) + _GONE
_TO = "".join(_TABLE.values())
_PYTHON_TABLE = {
    ord(character): _TWO_LETTERS.get(bare, bare) for character, bare in (dict.fromkeys(_GONE, "") | _TABLE).items()
} | {ord(character): pair for character, pair in _TWO_LETTERS.items()}
_PYTHON_SQUEEZE = dict.fromkeys(map(ord, _SQUEEZED_OUT))


def fold(text: str) -> str:
    """`Nováková` and `NOVÁKOVÁ` as `novakova`: what amends_fold() in the database answers."""
    return text.translate(_PYTHON_TABLE)


def squeeze(folded: str) -> str:
    """`+420 777-123-456` as `+420777123456`: what amends_squeeze() in the database answers."""
    return folded.translate(_PYTHON_SQUEEZE)


def fold_each(text: str) -> list[str]:
    """The folded form of every single character, for those who need to find the way back to the original."""
    return [_PYTHON_TABLE.get(ord(character), character) for character in text]


# --- The functions in the database ----------------------------------------------------------------------------------
def _literal(text: str) -> str:
    """A U&'' literal of ASCII alone: no editor, diff or dump can change the table by normalising it."""
    return "U&'" + "".join(f"\\{ord(c):04X}" if ord(c) < 0x10000 else f"\\+{ord(c):06X}" for c in text) + "'"


def _fold_sql() -> str:
    sql = f"translate($1, {_literal(_FROM)}, {_literal(_TO)})"
    for ligature, letters in _TWO_LETTERS.items():
        sql = f"replace({sql}, {_literal(ligature)}, '{letters}')"
    return sql


_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {name}(text) RETURNS {type} LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $f${body}$f$"
)
INSTALL = [
    _FUNCTION.format(name="amends_fold", type="text", body=f"SELECT {_fold_sql()}"),
    _FUNCTION.format(name="amends_squeeze", type="text", body=f"SELECT translate($1, {_literal(_SQUEEZED_OUT)}, '')"),
    # Of bytes, not characters: exact in 32 bits, and get_byte() is five times faster than substr() here.
    _FUNCTION.format(
        name="amends_trigrams",
        type="int[]",
        body="SELECT array(SELECT get_byte(b, i) << 16 | get_byte(b, i + 1) << 8 | get_byte(b, i + 2)"
        " FROM (SELECT convert_to($1, 'UTF8') AS b OFFSET 0) t, generate_series(0, length(b) - 3) AS i)",
    ),
]
REMOVE = [f"DROP FUNCTION IF EXISTS {name}(text)" for name in ("amends_trigrams", "amends_squeeze", "amends_fold")]


# --- What models are made with --------------------------------------------------------------------------------------
class Searchable(Func):
    """The expression of a generated column `search`: columns folded, and those in `numbers` squeezed as well.

    `numbers` are order codes, telephone numbers and the like, which people read out and type with spaces or without.
    Parts are kept apart by the record separator (U+001E), which no query contains.
    """

    def __init__(self, *columns: str | F, numbers: tuple[str, ...] = ()) -> None:
        self.columns, self.numbers = columns, numbers
        super().__init__(*columns, *numbers, output_field=TextField())

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        names = [compiler.compile(source)[0] for source in self.source_expressions]
        plain, numbers = names[: len(self.columns)], names[len(self.columns) :]
        sql = f"amends_fold({' || chr(30) || '.join(plain)})"
        if numbers:
            sql += f" || chr(30) || amends_squeeze(amends_fold({' || chr(30) || '.join(numbers)}))"
        return sql, []


def part_of(column: str, place: int) -> Func:
    """One of the texts that a search column is made of, folded, by its place from 1 on: cheaper than folding anew."""
    return Func(column, Value("\x1e"), Value(place), function="split_part", output_field=TextField())


class Trigrams(Func):
    function = "amends_trigrams"


class InfixSearch(GinIndex):
    """The index that answers `infix()` on a `search` column: `InfixSearch("search", name="order_search")`.

    Measured at 5 million rows: 4 ms for a rare term, as pg_trgm. Rows go to the pending list first (three times
    faster inserts); mass imports empty it with `settle_index()`.
    """

    def __init__(self, *expressions: str | Func, name: str, **kwargs: Any) -> None:
        trigrams = [Trigrams(each) if isinstance(each, str) else each for each in expressions]
        super().__init__(*trigrams, name=name, **kwargs)


class Frequencies:
    """How frequent the frequent trigrams are, as ANALYZE found them in all our indexes; read once an hour."""

    def __init__(self) -> None:
        self._known: dict[int, float] = {}
        self._until = 0.0

    def __call__(self) -> Mapping[int, float]:
        if time.monotonic() >= self._until:
            self._known, self._until = self._read(), time.monotonic() + STATISTICS_AGE
        return self._known

    @contextmanager
    def taken_for(self, shares: Mapping[int, float]) -> Iterator[None]:
        """Believe these instead: for tests."""
        before = self._known, self._until
        self._known, self._until = dict(shares), float("inf")
        try:
            yield
        finally:
            self._known, self._until = before

    def _read(self) -> dict[int, float]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT trigram, max(share) FROM pg_stats, unnest(most_common_elems::text::int[],"
                " most_common_elem_freqs::float[]) AS common(trigram, share)"
                " WHERE attname = 'amends_trigrams' AND trigram IS NOT NULL GROUP BY trigram"
            )
            return dict(cursor.fetchall())


frequencies = Frequencies()


def trigrams(text: str) -> list[int]:
    """What amends_trigrams() in the database answers: PostgreSQL shifts from left to right, in 32 bits with a sign."""
    raw = text.encode()
    pieces = ((raw[i] << 24) + (raw[i + 1] << 8) + raw[i + 2] for i in range(len(raw) - 2))
    return [piece - (piece >> 31 << 32) for piece in pieces]


def rarest_trigrams(*parts: str) -> list[int]:
    """Those of a text, or of texts that a row has to have all of, that the fewest rows have; of frequent ones one."""
    return _rarest(*parts)[: 1 if is_frequent(*parts) else PROBED]


def _rarest(*parts: str) -> list[int]:
    """All of their trigrams, the rarest first."""
    shares = frequencies()
    present = dict.fromkeys(one for part in parts for one in trigrams(part))
    return sorted(present, key=lambda one: shares.get(one, 0.0))


def is_frequent(*parts: str) -> bool:
    """Are the texts expected together in many rows? Within a word trigrams come together, words do not."""
    shares = frequencies()
    words = [word for part in parts for word in part.split() if trigrams(word)] or list(parts)
    rarest = [min(shares.get(one, 0.0) for one in trigrams(word)) for word in words]
    return prod(rarest) > FREQUENT


class _Contains(Func):
    """`column` holds all of `parts`; the condition on trigrams is what lets the index take part.

    Rows that are come by along an order are looked at as they are, and those that are to be found are all found by
    index, however many there are (amends.kit.racing). Left to PostgreSQL, frequent parts are looked for by their rarest
    trigram, or with `unless_frequent` row by row.
    """

    output_field = BooleanField()

    def __init__(
        self, column: str | F | Func, *parts: str, indexed: bool = True, unless_frequent: bool = False
    ) -> None:
        self.indexed, self.unless_frequent = indexed and max(map(len, parts)) >= SHORTEST, unless_frequent
        self.is_frequent = self.indexed and is_frequent(*parts)
        rare = _rarest(*parts)[:PROBED] if self.indexed else []
        super().__init__(
            F(column) if isinstance(column, str) else column,
            Value(rare[:1] if self.is_frequent else rare, output_field=ArrayField(IntegerField())),
            Value(rare, output_field=ArrayField(IntegerField())),
            *(Value(f"%{_escaped(part)}%") for part in parts),
        )

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        (column, _), one, few, *patterns = map(compiler.compile, self.source_expressions)
        conditions = [f"{column} LIKE {pattern}" for pattern, _ in patterns]
        params = [param for _, of_pattern in patterns for param in of_pattern]
        if self._asks_index():
            probe, probe_params = few if way() is Way.FIND else one
            conditions.append(f"amends_trigrams({column}) @> {probe}")
            params += probe_params
        return f"({' AND '.join(conditions)})", params

    def _asks_index(self) -> bool:
        if way() is Way.ANY:
            return self.indexed and not (self.is_frequent and self.unless_frequent)
        return self.indexed and way() is Way.FIND


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def ways_to_find(query: str) -> list[tuple[str, ...]]:
    """What to look for: each way is texts that a row has to have all of. None when the query is too short.

    Words stand in any order ("Nováková Jana"), those under 3 characters by the word before them. Numbers beside each
    other are one ("777 123 456"), looked for with its spaces and without: such pieces are everywhere on their own.
    """
    folded = fold(query.replace("\x1e", "").replace("\x00", "")).strip()
    if len(folded) < SHORTEST:
        return []
    terms = _terms(folded)
    ways = [terms, tuple(squeeze(term) if _is_number(term) else term for term in terms)]
    if any(map(str.isdigit, folded)):
        ways.append((squeeze(folded),))
    return [way for way in dict.fromkeys(ways) if min(map(len, way)) >= SHORTEST]


_NUMBER = r"[-+./()_]*\d[-+./()_\d]*"
_TERM = re.compile(rf"( *)({_NUMBER}(?: +{_NUMBER})*(?= |$)|[^ ]+)")


def _terms(folded: str) -> tuple[str, ...]:
    found: list[str] = []
    for gap, word in _TERM.findall(folded):
        if found and min(len(found[-1]), len(word)) < SHORTEST:
            found[-1] += gap + word
        else:
            found.append(word)
    return tuple(dict.fromkeys(found))


def _is_number(term: str) -> bool:
    """Digits and the punctuation of numbers alone."""
    return squeeze(term).removeprefix("+").isdecimal()


def having(column: str | F | Func, folded: str) -> Q:
    """Rows whose `column` (made by Searchable, or folded) has this folded text, however short it is.

    Only a rare text is looked for by index. For beside another condition PostgreSQL would expect hardly any row of a
    frequent one, and fetch all.
    """
    return Q(_Contains(column, folded, unless_frequent=True))


def infix(queryset: QuerySet[M], column: str | Func, query: str, *, indexed: bool = True) -> QuerySet[M]:
    """Rows whose `column` (made by Searchable) holds the words of `query` anywhere; none under 3 characters.

    `indexed=False` looks at every row of `queryset`: for the few thousand that another index has picked already.
    """
    condition = holding(column, query, indexed=indexed)
    return queryset.filter(condition) if condition else queryset.none()


def holding(column: str | Func, query: str, *, indexed: bool = True) -> Q:
    """The condition of `infix`, for a column over foreign keys too; nothing when the query is too short."""
    condition = Q()
    for parts in ways_to_find(query):
        condition |= Q(_Contains(column, *parts, indexed=indexed))
    return condition


def find_newest(rows: QuerySet[M], text: str, *, by: str, limit: int, column: str = "search") -> list[M]:
    """The newest `limit` of `rows` that have `text`, newest by the column `by`, which is never null."""
    if not ways_to_find(text):
        return []
    rows = rows.order_by(f"-{by}", "-pk")
    times = rows.model._default_manager.order_by(f"-{by}").values_list(by, flat=True)
    since = times[NEWEST : NEWEST + 1].first()
    recent = rows if since is None else rows.filter(**{f"{by}__gt": since})
    found = list(infix(recent, column, text, indexed=False)[:limit])
    if since is None or len(found) == limit:
        return found
    return list(infix(rows, column, text)[:limit])


# --- Sorting as a reader of a language expects -----------------------------------------------------------------------
_ALPHABETS = {
    "cs": ["a", "b", "c", "č", "d", "e", "f", "g", "h", "ch", *"ijklmnopqrřsštuvwxyzž"],
    "pl": list("aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"),
}


def sort_key(text: str, language: str) -> tuple[list[tuple[int, str]], str]:
    """Key for sorted(): Czech `ch` after `h`, `č` after `c`; Polish `ł` after `l`; other accents decide last.

    Digits and signs go before letters. Languages without an alphabet here sort by folded text.
    """
    letters = _ALPHABETS.get(language[:2], [])
    places = {letter: place for place, letter in enumerate(letters, start=1)}
    small, key, at = unicodedata.normalize("NFC", text).lower(), [], 0
    while at < len(small):
        letter = next((part for part in (small[at : at + 2], small[at]) if part in places), small[at])
        at += len(letter)
        folded = fold(letter)
        place = places.get(letter) or places.get(folded) or (len(places) + 1 if folded.isalpha() else 0)
        key.append((place, "" if letter in places or folded in places else folded))
    return key, small
