from django.urls import path

from amends.web.orders import feeds, imports, pages, shops

app_name = "orders"

urlpatterns = [
    path("orders", pages.orders, name="list"),
    path("orders/missing", pages.missing, name="missing"),
    path("orders/shops/<slug:code>/synchronisation", feeds.synchronisation, name="synchronisation"),
    path("orders/<slug:shop>/<path:code>", pages.order, name="order"),
    path("settings/orders", imports.index, name="imports"),
    path("settings/orders/<int:pk>", imports.order_import, name="import"),
    path("settings/orders/<int:pk>/problems.csv", imports.problems_csv, name="import_problems"),
    path("settings/orders/shops/new", shops.new_shop, name="new_shop"),
    path("settings/orders/shops/<slug:code>/feed", feeds.feed, name="feed"),
    path("settings/orders/shops/<slug:code>", shops.shop, name="shop"),
]
