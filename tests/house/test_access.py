"""What a person may see is decided below the doors: they obtain rows from access functions, which know no HTTP.

A table of which a person may not see every row is asked in the modules of its model, its access and its actions. Who
asks it anywhere else stands in `REVIEWED` with the reason why nothing can be told there that is out of sight.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignObjectRel

from tests.house.floors import PACKAGE, shown, sources

DOORS = ("web", "api", "portal", "intake")
ABOVE = (*DOORS, "operate")
MADE_FOR_DOORS = {"amends/kit/pages.py", "amends/people/middleware.py"}
"""The helper that answers with a page, and what stands before every view."""

OPEN = {
    *("User", "Team", "PasswordLink", "Shop", "Status", "TicketType", "Transition", "NumberSeries"),
    *("Queue", "QueueMembership", "FirstQueue", "Category", "Tag", "Silence", "CreationHabit", "Session", "Site"),
    *("Phase", "WorkflowDraft", "WorkflowVersion", "LegalPeriod"),
    *("Branch", "CustomField", "FieldOption", "FormSection", "FieldPlacement"),
}
"""Models whose rows are nobody's secret, or that only access and settings know. Every other one is guarded."""

ASKING = {
    *("all", "filter", "exclude", "get", "first", "last", "earliest", "latest", "count", "exists", "values"),
    *("values_list", "order_by", "select_related", "prefetch_related", "annotate", "aggregate", "in_bulk", "iterator"),
    *("only", "defer", "none", "distinct", "union", "create", "bulk_create", "get_or_create", "update_or_create"),
    *("add", "set", "remove", "clear", "update", "delete", "raw", "using", "select_for_update", "of", "open", "kept"),
}
"""What is called on a manager; `ticket.items` without it may as well be a method of a dictionary."""
COMMON = {"problems", "subjects", "runs"}
"""Ways back that have the names of much else: only where a manager's methods are called on them."""
BY_PATH = {
    "prefetch_related",
    "prefetch_related_objects",
    "Prefetch",
    "Count",
    "F",
    "OuterRef",
    "values",
    "values_list",
}
"""What takes a path over rows as a text."""
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
KINDS = {"subject_kind", "subject_kinds"}
OF_KINDS = {"model", "rows", "read", "lock", "named"}


@cache
def guarded() -> set[str]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("amends.")]
    return {model.__name__ for model in ours if ".tests" not in model.__module__} - OPEN


@cache
def managers() -> set[str]:
    """What managers are called: `objects`, and any other name that one of our models gives to one."""
    named = {manager.name for model in apps.get_models() for manager in model._meta.managers}
    return named | {"objects", "_default_manager", "_base_manager"}


@cache
def ways_back() -> set[str]:
    """Names by which a row leads to rows of a guarded model: `ticket.activities`, `order.tickets`."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            several = field.one_to_many or field.many_to_many
            if several and field.related_model and getattr(field.related_model, "__name__", "") in guarded():
                name = field.get_accessor_name() if isinstance(field, ForeignObjectRel) else field.name
                found.add(name or "")
    return found - {""}


@cache
def tables() -> re.Pattern[str]:
    names = sorted(model._meta.db_table for model in apps.get_models() if model.__name__ in guarded())
    return re.compile(rf"\b({'|'.join(names)})\b")


def managers_asked(path: Path) -> list[str]:
    """Every place of this file where rows of a guarded model may come from, by the function it stands in."""
    tree = ast.parse(path.read_text())
    known, called = _imported(tree), {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    chained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ASKING}
    return [
        f"{where}: {' '.join(what.split())}"
        for where, node in _by_function(tree, "")
        for what in (
            *(_by_attribute(node, known, called, chained) if isinstance(node, ast.Attribute) else ()),
            *(_by_call(node, known) if isinstance(node, ast.Call) else ()),
            *(_by_sql(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ()),
        )
    ]


def _by_function(node: ast.AST, where: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the function or class around it, as `Reader.read`; "module" outside of all."""
    for child in ast.iter_child_nodes(node):
        inner = where
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{where}.{child.name}".removeprefix(".")
        yield inner or "module", child
        yield from _by_function(child, inner)


def _imported(tree: ast.AST) -> dict[str, str]:
    """What names of the file stand for: `from ... import Ticket as T` makes T a Ticket."""
    return {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in node.names
    }


def _by_attribute(node: ast.Attribute, known: dict[str, str], called: set[int], chained: set[int]) -> Iterator[str]:
    if node.attr in managers() and not _is_open(node.value, known) and not _is_of_an_instance(node, chained):
        yield ast.unparse(node)
    is_asked = id(node) in chained if node.attr in COMMON else id(node) not in called
    if node.attr in ways_back() and is_asked and not _is_module(node.value, known):
        yield ast.unparse(node)
    if node.attr in OF_KINDS and _of_kinds(node.value):
        yield ast.unparse(node)


def _by_call(node: ast.Call, known: dict[str, str]) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    name = known.get(name, name)
    words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name in SHORTCUTS or name.endswith(("QuerySet", "Manager")):
        yield f"{name}()"
    if name in {"getattr", "attrgetter", "methodcaller"}:
        yield from (f"{name}({word!r})" for word in words if {*word.split(".")} & (managers() | ways_back()))
    if name in BY_PATH:
        yield from (f"{name}({word!r})" for word in words if word.partition("__")[0] in ways_back())
    yield from (
        f"{one.arg}=" for one in node.keywords if "__" in (one.arg or "") and str(one.arg).split("__")[0] in ways_back()
    )


def _by_sql(text: str) -> Iterator[str]:
    if re.search(r"\b(SELECT|INTO|UPDATE|DELETE|FROM|JOIN)\b", text) and (table := tables().search(text)):
        yield f"SQL on {table[0]}"


def _is_module(node: ast.expr, known: dict[str, str]) -> bool:
    return isinstance(node, ast.Name) and node.id in known


def _is_open(node: ast.expr, known: dict[str, str]) -> bool:
    """Is this an open model, under its own name as it was imported? Whatever can't be told is not."""
    if isinstance(node, ast.Attribute):
        return node.attr in OPEN
    return isinstance(node, ast.Name) and known.get(node.id, "") in OPEN


def _is_of_an_instance(node: ast.Attribute, chained: set[int]) -> bool:
    """`sources.known`: a manager with a name of its own hangs on a class, or something is asked of it at once."""
    own = node.attr not in {"objects", "_default_manager", "_base_manager"}
    return own and id(node) not in chained and not ast.unparse(node.value).rpartition(".")[2][:1].isupper()


def _of_kinds(node: ast.expr) -> bool:
    """`subject_kind(code)`, `subject_kinds()[code]`."""
    inner = node.value if isinstance(node, ast.Subscript) else node
    return isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in KINDS


def is_at_home(path: Path) -> bool:
    """Models, access and actions are where the rows are asked for."""
    parts = path.relative_to(PACKAGE).parts
    if parts[0] in DOORS:
        return path.name == "models.py"
    return bool({"models", "actions"} & set(parts)) or path.name in {"models.py", "access.py", "actions.py"}


REVIEWED: dict[str, tuple[str, ...]] = {
    "amends/activities/fields.py": (
        "a condition on rows of the subject asked; `Field.seen` says to whom",
        "module: TicketTag.objects",
    ),
    "amends/activities/handover.py": (
        "all open ones of somebody who leaves pass on; managers alone do it",
        "_open_activities: Activity.objects",
    ),
    "amends/activities/hanging.py": (
        "all of a ticket that is deleted, restored or merged goes with it; nothing is shown",
        "Activities.count: Activity.objects",
        "Activities.come_back: Activity.objects",
        "Activities.move: Activity.objects",
        "Activities.move: Activity.objects",
        "Activities.files_of: ActivityFile.objects",
        "_locked: Activity.objects",
    ),
    "amends/activities/keepers.py": (
        "joined with visible_activities; without a person for the house",
        "activity_files: ActivityFile.objects",
    ),
    "amends/activities/lists.py": (
        "those assigned to the reader, who sees them for that",
        "late: Activity.objects",
        "due_today_or_late: Activity.objects",
    ),
    "amends/activities/queries.py": (
        "what hangs on a ticket that the caller obtained",
        "chain_of: prefetch_related('activity_files__file')",
        "made_by_rules: Activity.objects",
        "made_by_rules: Subject.objects",
        "chain_of: Activity.objects",
        "open_activity_count: Activity.objects",
    ),
    "amends/activities/subjects.py": (
        "for rules, which see everything",
        "ActivitySubject.rows: Activity.objects",
    ),
    "amends/api/idempotency.py": (
        "keys of the token that is presented",
        "submission_of: IdempotencyKey.known",
    ),
    "amends/api/retention.py": (
        "what is old is deleted by the house",
        "keys: IdempotencyKey.known",
    ),
    "amends/api/routers/activities.py": (
        "files of an activity that was obtained",
        "ActivityOut.of: activity.activity_files",
        "_rows: prefetch_related('activity_files__file')",
    ),
    "amends/api/routers/contacts.py": (
        "among the contacts of visible_tickets",
        "get_contact: get_object_or_404()",
    ),
    "amends/api/routers/imports.py": (
        "of an import that was obtained",
        "list_problems: _found(request, import_id).problems",
    ),
    "amends/api/routers/orders.py": (
        "of an order that was obtained, or of what was sent",
        "OrderDetailOut.of: order.items",
        "_raw: sent.items",
        "put_orders: sent.orders",
        "put_orders: sent.orders",
    ),
    "amends/api/routers/rules.py": (
        "of a rule that was obtained",
        "list_runs: get_rule_for(request.user, rule_id).runs",
    ),
    "amends/api/routers/tickets.py": (
        "of a ticket that was obtained, or of what was sent",
        "TicketDetailOut.of: ticket.items",
        "TicketMadeOut.made: ticket.items",
        "TicketDetailOut.of: ticket.ticket_files",
        "_draft: given.items",
        "_draft: given.items",
    ),
    "amends/api/routers/ticket_copies.py": (
        "products of a ticket that was obtained, or of what was sent",
        "_quantities: ticket.items",
        "_quantities: given.items",
        "_quantities: given.items",
    ),
    "amends/api/routers/ticket_merging.py": (
        "products of a ticket that was obtained",
        "merge_ticket: ticket.items",
    ),
    "amends/automations/chains.py": (
        "rules, which see everything",
        "_settings: Subject.objects",
    ),
    "amends/automations/due.py": (
        "rules, which see everything",
        "module: SQL on automations_due",
        "is_anything_due: Due.objects",
        "_act_on: Event.objects",
        "_act_on: Due.objects",
        "_one_after_the_other: Due.objects",
        "_put_aside: Due.objects",
        "_put_aside: Due.objects",
        "try_again_what_failed: Due.objects",
        "give_up_what_failed: Due.objects",
        "module: SQL on automations_due",
        "module: SQL on journal_pending",
    ),
    "amends/automations/engine.py": (
        "rules, which see everything",
        "_Batch._runs_before: Run.objects",
        "_Batch._rules_in_acts: Run.objects",
        "_Batch.keep: Run.objects",
    ),
    "amends/automations/health.py": (
        "rules are looked through by the house",
        "_write_down: Rule.objects",
        "check_all_rules: Rule.objects",
    ),
    "amends/automations/jobs.py": (
        "rules are looked through by the house",
        "recheck_rules: Event.objects",
    ),
    "amends/automations/queries.py": (
        "rules and their runs, whose pages only managers enter; of an act, whoever did it",
        "rules_naming: Rule.objects",
        "done_in_act: Run.objects",
        "records: Run.objects",
        "_last_runs: Run.objects",
        "_last_runs: Rule.objects",
        "put_aside: Due.objects",
        "put_aside: Due.objects",
        "module: Rule.objects",
        "broken_and_on: Rule.objects",
        "runs_of: rule.runs",
    ),
    "amends/automations/ruleset.py": (
        "rules, which see everything",
        "_made: Rule.objects",
    ),
    "amends/contacts/queries.py": (
        "for access of the doors above, which join it with visible_tickets",
        "all_contacts: Contact.objects",
    ),
    "amends/automations/retention.py": (
        "what is old is deleted by the house",
        "runs: Run.objects",
    ),
    "amends/executions/chunking.py": (
        "rows settled from a set that was seen when it began",
        "module: SQL on executions_chunk",
        "module: SQL on executions_chunk",
        "_laid: SQL on executions_chunk",
    ),
    "amends/executions/forgetting.py": (
        "blanked by the house when a person is forgotten; nothing is shown",
        "forget_executions: Execution.objects",
        "forget_executions: Execution.objects",
        "forget_executions: Execution.objects",
        "forget_executions: Chunk.objects",
        "_lock: Execution.objects",
        "_lock: Execution.objects",
        "_naming: Execution.objects",
        "_forget_author: Execution.objects",
    ),
    "amends/executions/jobs.py": (
        "abandoned and old ones, looked after by the house",
        "resume_abandoned: Execution.objects",
        "resume_abandoned: Execution.objects",
    ),
    "amends/executions/retention.py": (
        "what is old is deleted by the house",
        "executions: Execution.objects",
    ),
    "amends/executions/queries.py": (
        "rows of an execution that was obtained; only those in sight are named, and told of",
        "module: SQL on executions_chunk",
        "module: SQL on executions_chunk",
        "results_of: subject_kind(execution.subject).named",
    ),
    "amends/executions/running.py": (
        "the worker; each row is asked for within the sight of the author",
        "run_chunk: Execution.objects",
        "run_chunk: Chunk.objects",
        "_within_sight: subject_kind(subject).model",
    ),
    "amends/executions/sight.py": (
        "without a person: the house itself",
        "within_reach: subject_kind(code).model._base_manager",
        "within_reach: subject_kind(code).model",
    ),
    "amends/files/cleaning.py": (
        "files that nothing has any more, removed by the house",
        "_to_look_at: File.objects",
        "_look_at: File.objects",
        "_remove_strays_of: File.objects",
    ),
    "amends/journal/forgetting.py": (
        "personal data is forgotten by the house",
        "module: SQL on journal_subject",
        "module: SQL on journal_event",
        "module: SQL on journal_event",
        "module: SQL on journal_event",
    ),
    "amends/journal/queries.py": (
        "history of a subject that the caller obtained; failures for health",
        "history: Event.objects",
        "_causes_of: Event.objects",
        "_causes_of: subjects__kind=",
        "_causes_of: subjects__subject_id=",
        "events_of: Event.objects",
        "facts_of_deed: Subject.objects",
        "failing_readers: Failure.objects",
        "failing_readers: Failure.objects",
        "_of: Subject.objects",
    ),
    "amends/journal/recording.py": (
        "what happened is written, not read",
        "module: SQL on journal_event",
        "module: SQL on journal_event",
    ),
    "amends/journal/relay.py": (
        "readers of events, which are the house",
        "module: SQL on journal_pending",
        "relay_once: Event.objects",
        "retry_failed: Failure.objects",
        "retry_failed: Failure.objects",
        "retry_failed: Event.objects",
        "_put_aside: Failure.objects",
    ),
    "amends/kit/racing.py": (
        "rows under the conditions of a set that is given, which all still hold of each",
        "_Path.first: self.model._base_manager",
    ),
    "amends/kit/search.py": (
        "only moments, to narrow a set that is given",
        "find_newest: rows.model._default_manager",
    ),
    "amends/journal/retention.py": (
        "what is old is deleted by the house",
        "events: Event.objects",
    ),
    "amends/kit/retention.py": (
        "what is old is deleted by the house",
        "delete_older.at_once: rows.model._base_manager",
    ),
    "amends/kit/sets.py": (
        "actions lock and read what they were given",
        "lock_ids: model._base_manager",
        "LockedRows._fresh: self.model._base_manager",
    ),
    "amends/notifications/jobs.py": (
        "events handed on to `tell`",
        "tell_of_events: Event.objects",
    ),
    "amends/notifications/retention.py": (
        "what is old is deleted by the house",
        "notifications: Notification.objects",
    ),
    "amends/notifications/telling.py": (
        "whom an event concerns; what is told of it is asked again when it is read",
        "tell: Notification.objects",
        "_tickets_of: Ticket.objects",
        "_tell_due: Notification.objects",
        "_tell_due: Activity.objects",
        "_tell_due: Notification.objects",
        "_authors_of: ApiToken.objects",
    ),
    "amends/orders/retention.py": (
        "what is old is deleted by the house",
        "imports: OrderImport.objects",
        "imports: OrderImport.objects",
    ),
    "amends/outbox/retention.py": (
        "what is old is deleted by the house",
        "letters: Letter.objects",
    ),
    "amends/orders/imports/applying.py": (
        "imports write, and tell nobody",
        "module: SQL on orders_order",
        "module: SQL on orders_orderitem",
        "module: SQL on orders_ordersource",
        "module: SQL on orders_ordersource",
        "module: SQL on orders_ordersource",
        "_replace_items: SQL on orders_orderitem",
    ),
    "amends/orders/imports/csv_table.py": (
        "items of an order that is being read from a file",
        "_order: order.items",
    ),
    "amends/orders/imports/feed_states.py": (
        "a feed of a fetch that is over",
        "settle: ShopFeed.objects",
    ),
    "amends/orders/imports/fetching.py": (
        "a fetch is run by the worker",
        "fetch_feed_of: OrderImport.objects",
        "_fetch: ShopFeed.objects",
        "_write: OrderImport.objects",
    ),
    "amends/orders/imports/importing.py": (
        "imports write, and tell nobody",
        "_Run._start: self.row.problems",
        "_Run._flush: ImportProblem.objects",
        "_Run._set_aside_repeated: ImportProblem.objects",
        "_Run._write: OrderImport.objects",
        "_forget_file: OrderImport.objects",
    ),
    "amends/orders/imports/rows.py": (
        "items of an order that is being read from a file",
        "Checker.check: raw.items",
        "_clean_all: raw.items",
    ),
    "amends/orders/imports/sources.py": (
        "fingerprints, which tell nothing of an order",
        "Sources.__init__: OrderSource.objects",
        "Sources.known: SQL on orders_ordersource",
    ),
    "amends/orders/imports/staging.py": (
        "imports write, and tell nobody",
        "Batch.add: order.items",
        "_repeated: SQL on orders_order",
        "_set_aside: SQL on orders_order",
    ),
    "amends/orders/imports/uploads.py": (
        "an upload is run by the worker",
        "run_upload: OrderImport.objects",
        "_unfinished: OrderImport.objects",
        "close_abandoned_imports: OrderImport.objects",
        "close_abandoned_imports: OrderImport.objects",
    ),
    "amends/orders/imports/xml_order.py": (
        "items of an order that is being read from a file",
        "order_from: order.items",
    ),
    "amends/orders/management/commands/import_orders.py": (
        "a command; problems of the import that it ran",
        "Command._report: done.problems",
    ),
    "amends/orders/queries.py": (
        "when orders came in; what hangs on an order or import that was obtained",
        "_supplies: OrderImport.objects",
        "_supplies: OrderImport.objects",
        "runs_of: OrderImport.objects",
        "failing_feeds: ShopFeed.objects",
        "items_of: order.items",
        "product_names: OrderItem.objects",
        "problems_of: ImportProblem.objects",
    ),
    "amends/outbox/queries.py": (
        "letters, whose pages only administrators enter",
        "all_letters: Letter.objects",
        "state_counts: Letter.objects",
        "held_back: Letter.objects",
        "get_letter: prefetch_related('tries')",
        "get_letter: Letter.objects",
    ),
    "amends/outbox/sending.py": (
        "the worker sends",
        "due_letters: Letter.objects",
        "_claim: Letter.objects",
        "_claim: letter.tries",
        "_claim: Attempt.objects",
        "_write_down: Letter.objects",
    ),
    "amends/people/handover.py": (
        "of a person who was obtained, or handed over by the house",
        "being_handed_over: Leaving.objects",
        "pass_on_chunk: Leaving.objects",
    ),
    "amends/people/jobs.py": (
        "abandoned ones, looked after by the house",
        "resume_handovers: Leaving.objects",
        "resume_handovers: Leaving.objects",
    ),
    "amends/people/queries.py": (
        "tokens of a person that the caller obtained",
        "tokens_of: user.tokens",
        "find_token: ApiToken.objects",
        "has_second_step: Authenticator.objects",
    ),
    "amends/people/tokens.py": (
        "whose token is presented",
        "authenticate_token: ApiToken.objects",
        "_note_use: ApiToken.objects",
    ),
    "amends/configured/queries.py": (
        "configured things alone",
        "all_configured: model.objects",
    ),
    "amends/configured/choosers.py": (
        "rows with a code: configured things alone",
        "ids_by: model._default_manager",
        "_by_code: model._default_manager",
        "_by_code: model._default_manager",
    ),
    "amends/tickets/things.py": (
        "how many have a configured thing, told to administrators; those see all tickets",
        "hand_over_queue: Ticket.objects",
        "hand_over_category: Ticket.objects",
        "uses_for_tickets: Ticket.objects",
        "uses_for_tickets: Ticket.objects",
        "uses_for_tickets: TicketTag.objects",
        "uses_for_tickets: Ticket.objects",
        "uses_for_tickets: Ticket.objects",
        "_refuse_type: Ticket.every",
        "_having: (TicketItem if asked.is_of_product else Ticket).objects",
        "_tickets_with: (TicketItem if asked.is_of_product else Ticket).objects",
    ),
    "amends/tickets/custom.py": (
        "a condition on rows of the subject asked; products of a ticket at hand",
        "_of_products.rows: TicketItem.objects",
        "_of_products.read: ticket.items",
    ),
    "amends/tickets/defaults.py": (
        "the workflows of a new installation",
        "lay_down: get_model('Queue').objects",
        "_lay_down_type: get_model('TicketType').objects",
        "_lay_down_type: get_model('Queue').objects",
        "_lay_down_type: transition.objects",
        "lay_down_phases: phase.objects",
        "_lay_down_statuses: status_model.objects",
    ),
    "amends/tickets/fields.py": (
        "a condition on rows of the subject asked",
        "module: TicketTag.objects",
    ),
    "amends/tickets/handover.py": (
        "all open ones of somebody who leaves pass on; managers alone do it",
        "_open_tickets: Ticket.objects",
    ),
    "amends/tickets/keepers.py": (
        "joined with visible_tickets; without a person for the house",
        "ticket_files: TicketFile.objects",
    ),
    "amends/tickets/prefill.py": (
        "products of an order that was obtained",
        "products_of: order.items",
    ),
    "amends/tickets/queries.py": (
        "joined with visible_tickets, of tickets or orders that were obtained, or assigned to the reader; counts that"
        " administrators read, who see all",
        "claimed_items: TicketItem.objects",
        "deletions_of: Subject.objects",
        "merged_numbers: Ticket.every",
        "of_which: Subject.objects",
        "search_tickets: Ticket.every",
        "search_tickets: Ticket.every",
        "linked_tickets: TicketLink.objects",
        "linked_tickets: TicketLink.objects",
        "details_of: ticket.items",
        "products_of: TicketItem.objects",
        "details_of: ticket.ticket_files",
        "_tags_of: TicketTag.objects",
        "mine_open: Ticket.objects",
        "open_by_status: Ticket.objects",
        "open_by_type: Ticket.objects",
    ),
    "amends/tickets/steps.py": (
        "the types of the tickets that a step is done to",
        "ChangeStatus._by_type: Ticket.objects",
    ),
    "amends/tickets/subjects.py": (
        "for rules, which see everything",
        "TicketSubject.rows: Ticket.objects",
    ),
    "amends/vocabulary/subjects.py": (
        "for rules; `named` is given ids that were asked for within sight",
        "Subject.rows: self.model._default_manager",
        "Subject.named: self.model._default_manager",
    ),
    "amends/web/tickets/products.py": (
        "a product of a ticket that was obtained",
        "product: ticket.items",
    ),
    "amends/web/activities/pages.py": (
        "files of an activity that was obtained",
        "activity: shown.activity_files",
    ),
    "amends/web/people/adapter.py": (
        "one's own",
        "AccountAdapter.send_notification_mail: user.tokens",
    ),
    "amends/web/tickets/copies.py": (
        "of a ticket that was obtained",
        "_what_there_is: details.items",
        "split: details_of(ticket).items",
    ),
    "amends/web/tickets/merging.py": (
        "of tickets that were obtained",
        "_together: details.items",
    ),
    "amends/web/tickets/pages.py": (
        "of a ticket that was obtained",
        "ticket_context: details.items",
        "ticket_context: details.items",
        "ticket_context: details.items",
    ),
}
"""Why nothing out of sight is told there, and all that is asked there, by function: one more is a difference."""


def http_known(path: Path) -> list[str]:
    return [
        f"{shown(path)}:{node.lineno} {node.module}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module in {"django.http", "django.shortcuts"}
    ]


def is_run_by_hand(path: Path) -> bool:
    """Commands, benches and the demonstration: whoever starts them owns the machine, and no page tells of them."""
    return path.relative_to(PACKAGE).parts[0] == "operate"


def test_what_is_guarded_is_asked_for_at_home_or_where_it_was_reviewed():
    elsewhere = [path for path in sources() if not is_at_home(path) and not is_run_by_hand(path)]
    found = Counter(f"{shown(path)} {one}" for path in elsewhere for one in managers_asked(path))
    reviewed = Counter(f"{path} {one}" for path, (_reason, *asked) in REVIEWED.items() for one in asked)
    assert sorted((found - reviewed).elements()) == [], "Ask an access function, or write down why nothing leaks there."
    assert sorted((reviewed - found).elements()) == [], "This is asked no more: take it off the list."


def test_a_new_model_is_guarded_until_somebody_says_that_it_is_open():
    assert {"Ticket", "Activity", "Execution", "Chunk", "Letter", "IdempotencyKey", "Contact"} <= guarded()
    assert {"activities", "tickets", "items", "chunks", "ticket_files", "notifications"} <= ways_back()


PROBES = [
    "from amends.tickets.models import Ticket\nrows = Ticket.objects.all()",
    "from amends.tickets import models\nrows = models.Ticket.objects.all()",
    "import amends.tickets.models\nrows = amends.tickets.models.Ticket.objects.all()",
    "from amends.tickets.models import Ticket as T\nrows = T.objects.all()",
    "from amends.tickets.models import Ticket as User\nrows = User.objects.all()",
    "from amends.tickets.models import Ticket\nT = Ticket\nrows = T.objects.all()",
    "from amends.tickets.models import Ticket\nrows = Ticket._base_manager.all()",
    "from amends.tickets.models import Ticket\nrows = Ticket._default_manager.all()",
    "def rows(ticket):\n    return type(ticket).objects.all()",
    "def rows(ticket):\n    return ticket.__class__.objects.all()",
    "def rows(order):\n    return order.tickets.all()",
    "def rows(order):\n    return order.tickets.filter(number=1)",
    "def rows(ticket):\n    found = ticket.activities\n    return found.all()",
    "def rows(order):\n    found = order.items\n    return found.all()",
    "def rows(event):\n    return event.subjects.all()",
    "rows = subject_kind('ticket').model._default_manager.all()",
    "model = subject_kind('ticket').model",
    "rows = subject_kinds()['ticket'].rows()",
    "from amends.executions.models import Execution\nrows = Execution.objects.all()",
    "from amends.api.models import IdempotencyKey\nrows = IdempotencyKey.known.all()",
    "from amends.executions.models import Chunk\nrows = Chunk.objects.all()",
    "from django.apps import apps\nrows = apps.get_model('tickets.Ticket').objects.all()",
    "from amends.tickets.models import Ticket\nrows = getattr(Ticket, 'objects').all()",
    "from operator import attrgetter\nrows = attrgetter('tickets')",
    "from amends.tickets.models.tickets import TicketQuerySet\nrows = TicketQuerySet(model)",
    "from django.db.models import QuerySet\nrows = QuerySet(model)",
    "from django.shortcuts import get_object_or_404 as one\nrow = one(Ticket, pk=1)",
    "from amends.tickets.models import Queue\nrows = Queue.objects.filter(tickets__subject='x')",
    "from amends.tickets.models import Queue\nrows = Queue.objects.values('tickets__subject')",
    "from amends.tickets.models import Queue\nrows = Queue.objects.annotate(n=Count('tickets'))",
    "from amends.tickets.models import Queue\nrows = Queue.objects.prefetch_related('tickets')",
    "cursor.execute('SELECT subject FROM tickets_ticket')",
    "rows = Model.objects.raw('SELECT * FROM activities_activity')",
]
ALLOWED = [
    "from amends.people.models import User\nrows = User.objects.all()",
    "from amends.tickets.models import Queue\nrows = Queue.objects.filter(memberships__user=1)",
    "from amends.tickets.access import visible_tickets\nrows = visible_tickets(user).filter(number=1)",
    "rows = {'a': 1}.items()",
    "from amends.api.routers import activities\nrouter = activities.router",
    "_('FROM here')",
]


@pytest.fixture
def module(tmp_path: Path) -> Path:
    return tmp_path / "pages.py"


@pytest.mark.parametrize("text", PROBES)
def test_every_way_to_ask_for_what_is_guarded_is_found(module: Path, text: str):
    module.write_text(text)
    assert managers_asked(module) != []


@pytest.mark.parametrize("text", ALLOWED)
def test_what_is_open_or_obtained_may_be_asked(module: Path, text: str):
    module.write_text(text)
    assert managers_asked(module) == []


def test_it_is_said_in_which_function(module: Path):
    module.write_text("class Page:\n    def rows(self):\n        return Ticket.objects.all()\n")
    assert managers_asked(module) == ["Page.rows: Ticket.objects"]


def test_a_helper_of_the_web_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("tests.house.floors.ROOT", tmp_path)
    page = tmp_path / "pages.py"
    page.write_text("from django.http import Http404\n")
    assert http_known(page) == ["pages.py:1 django.http"]


def test_below_the_doors_nobody_knows_of_http():
    below = [path for path in sources() if path.relative_to(PACKAGE).parts[0] not in ABOVE]
    assert [found for path in below if shown(path) not in MADE_FOR_DOORS for found in http_known(path)] == []
