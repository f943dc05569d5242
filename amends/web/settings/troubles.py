"""What goes wrong in the background, for administrators: how much, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.automations.queries import put_aside
from amends.journal.queries import failing_readers
from amends.kit import jobs
from amends.orders.queries import failing_feeds, why_failing

LONGEST = 300
"""Characters of an error that are shown."""


@dataclass(frozen=True)
class Trouble:
    """`advice` says what to do; `link` leads to the thing that it is about, if there is one."""

    sentence: str
    advice: str
    link: str = ""
    link_text: str = ""


def troubles() -> list[Trouble]:
    return [*_readers(), *_jobs(), *_events_put_aside(), *_feeds()]


def _readers() -> Iterator[Trouble]:
    for one in failing_readers():
        sentence = ngettext(
            "“%(reader)s” fails on %(n)d event: %(error)s", "“%(reader)s” fails on %(n)d events: %(error)s", one.events
        )
        yield Trouble(
            sentence % {"reader": one.reader, "n": one.events, "error": _short(one.error)},
            _("It is tried again by itself. Mend what the error names."),
        )


def _jobs() -> Iterator[Trouble]:
    for one in jobs.failed():
        sentence = ngettext(
            "%(n)d background job of “%(task)s” has failed for good.",
            "%(n)d background jobs of “%(task)s” have failed for good.",
            one.jobs,
        )
        yield Trouble(
            sentence % {"n": one.jobs, "task": one.task},
            _("The worker’s log says why. Once it is mended, %(command)s gives them one more try.")
            % {"command": "bin/amends retry-jobs"},
        )


def _events_put_aside() -> Iterator[Trouble]:
    aside = put_aside()
    if aside is None:
        return
    sentence = ngettext(
        "Rules could not act on %(n)d event: %(error)s", "Rules could not act on %(n)d events: %(error)s", aside.events
    ) % {"n": aside.events, "error": _short(aside.error)}
    held_up = ngettext(
        "%(n)d later event of the same things waits for that.",
        "%(n)d later events of the same things wait for that.",
        aside.held_up,
    ) % {"n": aside.held_up}
    yield Trouble(
        f"{sentence} {held_up}" if aside.held_up else sentence,
        _(
            "It is tried again every hour; once it is mended, %(command)s does so at once, with %(option)s it is given"
            " up."
        )
        % {"command": "bin/amends retry-rules", "option": "--give-up"},
        aside.address,
        aside.subject,
    )


def _feeds() -> Iterator[Trouble]:
    for feed in failing_feeds():
        yield Trouble(
            _("Orders of %(shop)s can’t be fetched: %(why)s") % {"shop": feed.shop.name, "why": why_failing(feed)},
            _("It is tried again by itself."),
            reverse("orders:feed", args=[feed.shop.code]),
            _("Feed of %(shop)s") % {"shop": feed.shop.name},
        )


def _short(error: str) -> str:
    return Truncator(error).chars(LONGEST)
