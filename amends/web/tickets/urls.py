"""Addresses of tickets."""

from django.urls import path

from amends.web.tickets import (
    board,
    bulk,
    changes,
    copies,
    creation,
    deletion,
    exports,
    field_changes,
    first_queues,
    legal_periods,
    links,
    pages,
    parts,
    products,
)
from amends.web.tickets.properties import PROPERTIES

app_name = "tickets"

urlpatterns = [
    path("settings/first-queues", first_queues.first_queues, name="first_queues"),
    path("settings/first-queues/<int:pk>/removal", first_queues.removal, name="first_queue_removal"),
    path("settings/legal-periods", legal_periods.legal_periods, name="legal_periods"),
    path("settings/legal-periods/<int:pk>/removal", legal_periods.removal, name="legal_period_removal"),
    path("settings/deleted-tickets", deletion.trash, name="trash"),
    path("tickets", pages.ticket_list, name="list"),
    path("tickets.csv", exports.tickets_csv, name="export"),
    path("tickets.xlsx", exports.tickets_xlsx, name="export_xlsx"),
    path("ticket-products.csv", exports.products_csv, name="export_products"),
    path("ticket-products.xlsx", exports.products_xlsx, name="export_products_xlsx"),
    path("tickets/columns", pages.columns, name="columns"),
    path("tickets/board", board.board, name="board"),
    path("tickets/board/moves", board.move, name="board_move"),
    path("tickets/changes", bulk.changes, name="bulk"),
    path("tickets/changes/field", bulk.field, name="bulk_field"),
    path("tickets/fields/<str:code>/options", field_changes.options, name="field_options"),
    path("tickets/new", creation.new, name="new"),
    path("tickets/new/filling", creation.filling, name="filling"),
    path("tickets/new/orders", parts.order_hits, name="order_hits"),
    path("tickets/<str:number>", pages.ticket, name="ticket"),
    path("tickets/<str:number>/news", pages.news, name="news"),
    path("tickets/<str:number>/neighbours", pages.neighbours, name="neighbours"),
    path("tickets/<str:number>/history", pages.ticket_history, name="history"),
    *(path(f"tickets/<str:number>/{one.code}", changes.of_property(one), name=one.code) for one in PROPERTIES),
    path("tickets/<str:number>/fields/<str:code>", field_changes.field, name="field"),
    path("tickets/<str:number>/fields/<str:code>/undoing", field_changes.undoing, name="field_undoing"),
    path("tickets/<str:number>/products/<int:pk>", products.product, name="product"),
    path("tickets/<str:number>/tags/<slug:code>/removal", changes.tag_removal, name="tag_removal"),
    path("tickets/<str:number>/tags/<slug:code>/return", changes.tag_return, name="tag_return"),
    path("tickets/<str:number>/deletion", deletion.deletion, name="deletion"),
    path("tickets/<str:number>/restoration", deletion.restoration, name="restoration"),
    path("tickets/<str:number>/duplicate", copies.duplicate, name="duplicate"),
    path("tickets/<str:number>/split", copies.split, name="split"),
    path("tickets/<str:number>/links", links.links, name="links"),
    path("tickets/<str:number>/links/<str:other>", links.link, name="link"),
    path("tickets/<str:number>/links/<str:other>/removal", links.link_removal, name="link_removal"),
    path("tickets/<str:number>/activities", changes.activities, name="activities"),
    path("tickets/<str:number>/activities/<int:pk>/completion", changes.completion, name="completion"),
]
