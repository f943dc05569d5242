"""What can be asked and done, said once: fields, operators, conditions, choosers, steps.

A field declared here serves list filters, saved views, rule conditions, process gateways and the API. A step serves
rules, macros and processes. Apps declare theirs in `fields.py` and `steps.py`; importing those files registers them.
"""

from amends.kit.outcomes import Outcome
from amends.vocabulary import types
from amends.vocabulary.askers import Asker
from amends.vocabulary.choosers import Chooser, Option
from amends.vocabulary.compiler import Broken, Understood, compile_tree, holds, understood
from amends.vocabulary.events import event_fields
from amends.vocabulary.fields import Field, field_of, fields_of, register_fields
from amends.vocabulary.problems import Invalid, Problem
from amends.vocabulary.steps import Step, dump_steps, missing_references, parse_steps, steps_for
from amends.vocabulary.trees import Condition, Group, Tree, read_tree

__all__ = [
    "Asker",
    "Broken",
    "Chooser",
    "Condition",
    "Field",
    "Group",
    "Invalid",
    "Option",
    "Outcome",
    "Problem",
    "Step",
    "Tree",
    "Understood",
    "compile_tree",
    "dump_steps",
    "event_fields",
    "field_of",
    "fields_of",
    "holds",
    "missing_references",
    "parse_steps",
    "read_tree",
    "register_fields",
    "steps_for",
    "types",
    "understood",
]
