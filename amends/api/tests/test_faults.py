"""What is wrong with a member is said in the reader's language."""

import pytest

from amends.api.tests.make import make_api, problem_of

pytestmark = pytest.mark.django_db

CLAIM = {"type": "warranty_claim", "customer_name": "Jana Nováková"}
FAULTS = [
    ({"type": None}, "This has to be text.", "Tady má být text."),
    ({"subject": "x" * 201}, "This may have at most 200 characters.", "Největší počet znaků: 200."),
    ({"priority": "hot"}, "This has to be one of 'low', 'normal', 'high', 'urgent'.", None),
    ({"country": "CZE"}, "This may have at most 2 characters.", None),
    ({"country": "C"}, "This has to be 2 letters.", "Požadovaný počet písmen: 2."),
    ({"ordered_on": "soon"}, "This has to be a day, like 2026-11-18.", None),
    ({"due_at": "2026-11-18"}, "This has to be a moment with its offset from UTC", None),
    ({"files": ["x"]}, "This has to be an id", None),
    ({"items": {}}, "This has to be a list.", None),
    ({"items": [{"name": "Boots", "quantity": 0}]}, "This has to be more than 0.", None),
    ({"agent": "Petra"}, "This has to be a whole number.", None),
    ({"misspelt": 1}, "There is no such field. Is it misspelt?", None),
]


@pytest.mark.parametrize(("wrong", "english", "czech"), FAULTS)
def test_a_fault_is_a_sentence_in_the_language_of_the_request(wrong, english, czech):
    api = make_api()
    [flaw] = problem_of(api.post("/tickets", CLAIM | wrong, accept_language="en"))["errors"]
    assert english in flaw["detail"]
    [flaw] = problem_of(api.post("/tickets", CLAIM | wrong, accept_language="cs"))["errors"]
    assert flaw["detail"] != english
    assert czech in (None, flaw["detail"])
