"""Addresses of tickets."""

from django.urls import path

from amends.web.tickets import bulk, changes, creation, pages, parts

app_name = "tickets"

urlpatterns = [
    path("tickets", pages.ticket_list, name="list"),
    path("tickets.csv", pages.export, name="export"),
    path("tickets/changes", bulk.changes, name="bulk"),
    path("tickets/new", creation.new, name="new"),
    path("tickets/new/filling", creation.filling, name="filling"),
    path("tickets/new/orders", parts.order_hits, name="order_hits"),
    path("tickets/<str:number>", pages.ticket, name="ticket"),
    path("tickets/<str:number>/news", pages.news, name="news"),
    path("tickets/<str:number>/history", pages.ticket_history, name="history"),
    path("tickets/<str:number>/status", changes.status, name="status"),
    path("tickets/<str:number>/agent", changes.agent, name="agent"),
    path("tickets/<str:number>/priority", changes.priority, name="priority"),
    path("tickets/<str:number>/queue", changes.queue, name="queue"),
    path("tickets/<str:number>/deadline", changes.deadline, name="deadline"),
    path("tickets/<str:number>/tags", changes.tags, name="tags"),
    path("tickets/<str:number>/tags/<slug:code>/removal", changes.tag_removal, name="tag_removal"),
    path("tickets/<str:number>/activities", changes.activities, name="activities"),
    path("tickets/<str:number>/activities/<int:pk>/completion", changes.completion, name="completion"),
]
