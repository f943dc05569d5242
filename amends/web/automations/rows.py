"""Lines of the list of rules, written from plain values: a page of them has four hundred cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.automations.models import Rule
from amends.automations.sentences import Pieces
from amends.kit.markup import joined, markup
from amends.web.automations.parts import Bar, RuleRow
from amends.web.templatetags.parts import icon
from amends.web.templatetags.values import ago, figures

NONE = mark_safe("")


@dataclass(frozen=True)
class Switches:
    """How rules are switched on a page: by whom, with which form token, and where the answer goes.

    With `query`, htmx brings the list of that address anew; without, the form leads back to the rule's own page.
    """

    may_change: bool
    csrf: SafeString
    query: str | None = None

    def draw(self, rule: Rule) -> SafeString:
        if not self.may_change:
            return markup(
                '<span class="{}" title="{}">{}</span>',
                "ink-2" if rule.is_on else "ink-3",
                _("Managers and administrators switch rules"),
                _("On") if rule.is_on else _("Off"),
            )
        address = reverse("automations:switch", args=[rule.pk])
        return markup(
            '<form class="form-check form-switch m-0" method="post" action="{}"{}>{}{}'
            '<input class="form-check-input" id="switch-{}" type="checkbox" role="switch" name="on" value="1"'
            ' data-submits{} aria-label="{}">{}'
            '<noscript><button class="btn btn-plain btn-sm" type="submit">{}</button></noscript></form>',
            address,
            self._live(address),
            self.csrf,
            NONE if self.query is not None else mark_safe('<input type="hidden" name="back" value="rule">'),
            rule.pk,
            mark_safe(" checked") if rule.is_on else NONE,
            _("%(rule)s on") % {"rule": rule.name},
            self._label(rule),
            _("Set"),
        )

    def _live(self, address: str) -> SafeString:
        if self.query is None:
            return NONE
        return markup(' hx-post="{}?{}" hx-target="#rules" hx-swap="outerHTML"', address, self.query)

    def _label(self, rule: Rule) -> SafeString:
        if self.query is not None:
            return NONE
        return markup(
            '<label class="form-check-label" for="switch-{}" aria-hidden="true">{}</label>',
            rule.pk,
            _("On") if rule.is_on else _("Off"),
        )


def draw_rows(rows: Iterable[RuleRow], switches: Switches) -> SafeString:
    return joined(_row(row, switches) for row in rows)


def say(sentence: Pieces) -> SafeString:
    """A rule's sentence, its values set apart."""
    pieces = (markup('<span class="ink-2">{}</span>', text) if strong else text for text, strong in sentence)
    return joined(pieces)


def _row(row: RuleRow, switches: Switches) -> SafeString:
    rule, record = row.rule, row.record
    return markup(
        '<tr data-row{}><td class="r u-order"><span class="num">{}</span></td><td class="u-on">{}</td>'
        '<td class="u-rule">{}<span class="meta d-block">{}</span></td><td class="u-last nowrap ink-2">{}</td>'
        '<td class="r num u-hits">{}</td><td class="u-trend">{}</td><td class="r num u-err">{}</td>'
        '<td class="r num ink-2 u-lag">{}</td></tr>',
        mark_safe(' class="is-broken"') if rule.is_broken and rule.is_on else NONE,
        rule.position,
        switches.draw(rule),
        _name(rule),
        say(row.sentence),
        ago(record.last_run) if record.last_run else markup('<span class="ink-3">{}</span>', _("never")),
        _acted(record.acted),
        _spark(row.trend, row.bars),
        _errors(rule, record.errors),
        row.lag,
    )


def _name(rule: Rule) -> SafeString:
    kind = icon("clock", size="sm", label=_("timed")) if rule.is_timed else icon("bolt", size="sm", label=_("on event"))
    state = NONE
    if not rule.is_on:
        state = markup('<span class="state ink-3">{}</span>', _("off"))
    elif rule.is_broken:
        state = markup('<span class="state is-over">{}{}</span>', icon("unlink", size="sm"), _("broken"))
    link = markup('<a class="strong plain" href="{}" data-open>{}</a>', _address(rule), rule.name)
    return markup('<span class="who">{}{}{}</span>', kind, link, state)


def _acted(acted: int) -> SafeString:
    said = ngettext("%(figures)s run", "%(figures)s runs", acted) % {"figures": figures(acted)}
    return markup('<span class="is-wide">{}</span><span class="is-narrow">{}</span>', figures(acted), said)


def _spark(trend: str, bars: tuple[Bar, ...]) -> SafeString:
    return markup('<svg class="spark" viewBox="0 0 60 16" role="img" aria-label="{}">{}</svg>', trend, _drawn(bars))


@lru_cache(maxsize=1000)
def _drawn(bars: tuple[Bar, ...]) -> SafeString:
    """Most rules have the days of most others."""
    return format_html_join(
        "", '<rect x="{}" y="{}" width="4" height="{}"/>', ((bar.x, bar.y, bar.height) for bar in bars)
    )


def _errors(rule: Rule, errors: int) -> SafeString:
    if not errors:
        return mark_safe('<span class="ink-3">0</span>')
    return markup('<a class="is-over strong" href="{}">{}</a>', _address(rule), figures(errors))


def _address(rule: Rule) -> str:
    return reverse("automations:rule", args=[rule.pk])
