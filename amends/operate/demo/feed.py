"""The orders of the demo world as the feed a shop would offer: they come in by the import like any others."""

from decimal import Decimal

from lxml import etree
from lxml.builder import E

from amends.operate.demo.catalogue import RATES, Article, price_in
from amends.operate.demo.plot import ZONE, Purchase

VAT = {"CZK": 21, "PLN": 23, "EUR": 21}
"""Per cent, the standard rates of the three countries."""


def order_feed(purchases: list[Purchase]) -> bytes:
    """docs/formats/orders.xsd, one ORDER for each purchase."""
    orders = E.ORDERS(*[_order(number, purchase) for number, purchase in enumerate(purchases, 1)])
    return etree.tostring(orders, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _order(number: int, purchase: Purchase) -> etree._Element:
    delivery = (purchase.shop.delivery * RATES[purchase.currency] / RATES[purchase.shop.currency]).quantize(
        Decimal("0.01")
    )
    total = delivery + sum(price_in(article, purchase.currency) * amount for article, amount in purchase.lines)
    placed = purchase.placed_at.astimezone(ZONE)
    return E.ORDER(
        E.ORDER_ID(str(90000 + number)),
        E.CODE(purchase.code),
        E.ORDER_URL(f"{purchase.shop.url}/orders/{purchase.code}"),
        E.INVOICE_CODE(f"F{placed:%y%m}{number:05d}"),
        E.DATE(f"{placed:%Y-%m-%d %H:%M:%S}"),
        E.CURRENCY(E.CODE(purchase.currency)),
        E.PACKAGE_NUMBER(f"{purchase.country}{7_400_000 + number * 731}"),
        E.LANGUAGE(purchase.language),
        E.CARRIER(purchase.carrier),
        _customer(purchase),
        E.TOTAL_PRICE(E.WITH_VAT(f"{total:.2f}"), E.WITHOUT_VAT(f"{_without_vat(total, purchase.currency):.2f}")),
        E.ORDER_ITEMS(
            *[_product(article, amount, purchase) for article, amount in purchase.lines],
            _item("shipping", "", purchase.carrier, 1, delivery, purchase.currency),
        ),
    )


def _customer(purchase: Purchase) -> etree._Element:
    address = [E.NAME(purchase.customer), E.COUNTRY(purchase.country)]
    return E.CUSTOMER(E.EMAIL(purchase.email), E.PHONE(purchase.phone), E.BILLING_ADDRESS(*address))


def _product(article: Article, amount: int, purchase: Purchase) -> etree._Element:
    name, price = article.names[purchase.language], price_in(article, purchase.currency)
    return _item("product", article.code, name, amount, price, purchase.currency)


def _item(kind: str, code: str, name: str, amount: int, price: Decimal, currency: str) -> etree._Element:
    return E.ITEM(
        E.TYPE(kind),
        E.CODE(code),
        E.NAME(name),
        E.AMOUNT(str(amount)),
        E.UNIT_PRICE(E.WITH_VAT(f"{price:.2f}"), E.VAT_RATE(str(VAT[currency]))),
        E.TOTAL_PRICE(E.WITH_VAT(f"{price * amount:.2f}")),
    )


def _without_vat(total: Decimal, currency: str) -> Decimal:
    return total / (1 + Decimal(VAT[currency]) / 100)
