"""The filter bar: one component for every list, made from the fields of its subject.

bar = FilterBar(request, "ticket")
tickets = bar.to_show(visible_tickets(request.user))
... {% include "filters/bar.html" with bar=bar %}
"""

from amends.web.filters.bar import FilterBar

__all__ = ["FilterBar"]
