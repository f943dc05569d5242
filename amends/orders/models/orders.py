"""What was bought, where, and when it came to us."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from amends.kit.search import InfixSearch, Searchable
from amends.vocabulary.lefts import Folded


def leads_to_a_page(address: str) -> bool:
    """Is this of the web? A feed may say `javascript:`, and people click."""
    return address.lower().startswith(("https://", "http://"))


class Shop(models.Model):
    """One e-shop whose orders come here. Its language, country and currency stand in where a feed leaves them out."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    country = models.CharField(_("country"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    time_zone = models.CharField(_("time zone"), max_length=64, default=settings.TIME_ZONE)
    when_missing = models.TextField(_("when an order is missing"), blank=True, max_length=1000)
    """What staff are told to do about it; empty for the usual words."""

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """One order as the shop told of it last. Imports write it, nobody edits it by hand."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="orders", db_index=False)
    code = models.CharField(_("code"), max_length=100)
    external_id = models.CharField(_("number in the shop"), max_length=100, blank=True)
    placed_at = models.DateTimeField(_("placed"))
    customer_name = models.CharField(_("customer"), max_length=200, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    billing_address = models.JSONField(_("billing address"), default=dict)
    shipping_address = models.JSONField(_("shipping address"), default=dict)
    language = models.CharField(_("language"), max_length=8, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    carrier = models.CharField(_("carrier"), max_length=120, blank=True)
    payment = models.CharField(_("payment"), max_length=120, blank=True)
    total = models.DecimalField(_("total with VAT"), max_digits=14, decimal_places=2)
    total_without_vat = models.DecimalField(_("total without VAT"), max_digits=14, decimal_places=2, null=True)
    url = models.CharField(_("address in the shop"), max_length=500, blank=True)
    invoice_code = models.CharField(_("invoice"), max_length=100, blank=True)
    package_number = models.CharField(_("parcel number"), max_length=100, blank=True)
    imported_at = models.DateTimeField(_("first imported"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    search = models.GeneratedField(
        expression=Searchable(
            "code",
            "email",
            "customer_name",
            "company",
            "phone",
            "invoice_code",
            "package_number",
            numbers=("code", "phone", "invoice_code", "package_number"),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [models.UniqueConstraint(fields=["shop", "code"], name="order_once")]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="order_newest"),  # orders list, find_orders
            # find_orders of who may not browse: a whole number or address, in small letters or in capitals.
            *(
                models.Index(Upper(column), name=f"order_whole_{column}", condition=~models.Q(**{column: ""}))
                for column in ("code", "invoice_code", "package_number", "email")
            ),
            models.Index(Folded("code"), name="order_folded_code"),  # the field "code": orders of one number
            InfixSearch("search", name="order_search"),  # find_orders
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def web_address(self) -> str:
        """`url` when it leads to a page, else nothing; imports keep no other, but did."""
        return self.url if leads_to_a_page(self.url) else ""


class ItemKind(models.TextChoices):
    PRODUCT = "product", _("Product")
    SHIPPING = "shipping", _("Shipping")
    BILLING = "billing", _("Payment")
    DISCOUNT = "discount", _("Discount")


class OrderItem(models.Model):
    """One line of an order. An import that finds other lines replaces them all, so nothing refers to a line."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.PRODUCT)
    code = models.CharField(_("code"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=300)
    variant = models.CharField(_("variant"), max_length=200, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=1)
    unit_price = models.DecimalField(_("unit price with VAT"), max_digits=14, decimal_places=4, default=0)
    total = models.DecimalField(_("total with VAT"), max_digits=14, decimal_places=2, default=0)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("order item")
        verbose_name_plural = _("order items")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["order", "position"], name="order_items_in_order")]  # an order's page

    def __str__(self) -> str:
        return self.name


class OrderSource(models.Model):
    """What the file said when the order was imported last, as a fingerprint: see orders.imports.sources.

    Beside the orders, not among their columns: a shop that changes what we pass over changes these small rows alone,
    and not every index of the orders.
    """

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="source")
    fingerprint = models.BinaryField(max_length=16)
    """Empty for an order that a program has sent since: no file says just that."""
    pushed_at = models.DateTimeField(null=True)
    """When a program sent it. A file that was taken before that does not change it back."""

    class Meta:
        verbose_name = _("source of an order")
        verbose_name_plural = _("sources of orders")
        indexes = [models.Index(fields=["fingerprint"], name="order_source_known")]  # each order of a file

    def __str__(self) -> str:
        return bytes(self.fingerprint).hex()
