"""All of it up to 0003_sources in one go, for new installations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import amends.kit.search


class Migration(migrations.Migration):
    replaces = [("orders", "0001_initial"), ("orders", "0002_shops_in_the_journal"), ("orders", "0003_sources")]

    initial = True

    dependencies = [
        ("journal", "0002_subjects"),
        ("kit", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Shop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("url", models.URLField(blank=True, verbose_name="address")),
                ("language", models.CharField(default="en", max_length=8, verbose_name="language")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("currency", models.CharField(default="EUR", max_length=3, verbose_name="currency")),
                ("time_zone", models.CharField(default="Europe/Prague", max_length=64, verbose_name="time zone")),
            ],
            options={
                "verbose_name": "shop",
                "verbose_name_plural": "shops",
            },
        ),
        migrations.CreateModel(
            name="OrderImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="orders.shop"
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("xml", "XML feed"), ("csv", "CSV table")], max_length=3, verbose_name="format"
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("file", models.FileField(blank=True, upload_to="imports/")),
                ("size", models.BigIntegerField(null=True, verbose_name="size")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("reading", "Reading the file"),
                            ("applying", "Writing orders"),
                            ("finished", "Finished"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("failure", models.CharField(blank=True, max_length=40)),
                ("failure_details", models.JSONField(default=dict)),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("actor", models.JSONField(default=dict)),
                ("bytes_read", models.BigIntegerField(default=0)),
                ("orders_read", models.IntegerField(default=0)),
                ("orders_applied", models.IntegerField(default=0)),
                ("created", models.IntegerField(default=0, verbose_name="new")),
                ("changed", models.IntegerField(default=0, verbose_name="changed")),
                ("bad", models.IntegerField(default=0, verbose_name="not imported")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "order import",
                "verbose_name_plural": "order imports",
                "indexes": [
                    models.Index(fields=["-id"], name="order_imports_newest"),
                    models.Index(
                        condition=models.Q(("state", "finished")),
                        fields=["shop", "-finished_at"],
                        name="order_imports_last_sync",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["reading", "applying"])),
                        fields=["heard_at"],
                        name="order_imports_under_way",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="orders.shop",
                    ),
                ),
                ("code", models.CharField(max_length=100, verbose_name="code")),
                ("external_id", models.CharField(blank=True, max_length=100, verbose_name="number in the shop")),
                ("placed_at", models.DateTimeField(verbose_name="placed")),
                ("customer_name", models.CharField(blank=True, max_length=200, verbose_name="customer")),
                ("company", models.CharField(blank=True, max_length=200, verbose_name="company")),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("billing_address", models.JSONField(default=dict, verbose_name="billing address")),
                ("shipping_address", models.JSONField(default=dict, verbose_name="shipping address")),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("carrier", models.CharField(blank=True, max_length=120, verbose_name="carrier")),
                ("payment", models.CharField(blank=True, max_length=120, verbose_name="payment")),
                ("total", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="total with VAT")),
                (
                    "total_without_vat",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="total without VAT"),
                ),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="address in the shop")),
                ("invoice_code", models.CharField(blank=True, max_length=100, verbose_name="invoice")),
                ("package_number", models.CharField(blank=True, max_length=100, verbose_name="parcel number")),
                ("imported_at", models.DateTimeField(auto_now_add=True, verbose_name="first imported")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=amends.kit.search.Searchable(
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
                    ),
                ),
            ],
            options={
                "verbose_name": "order",
                "verbose_name_plural": "orders",
                "indexes": [
                    models.Index(fields=["-placed_at", "-id"], name="order_newest"),
                    models.Index(
                        condition=models.Q(("email", ""), _negated=True), fields=["email"], name="order_email"
                    ),
                    amends.kit.search.InfixSearch(amends.kit.search.Trigrams("search"), name="order_search"),
                ],
                "constraints": [models.UniqueConstraint(fields=("shop", "code"), name="order_once")],
            },
        ),
        migrations.CreateModel(
            name="OrderSource",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="source",
                        serialize=False,
                        to="orders.order",
                    ),
                ),
                ("fingerprint", models.BinaryField(max_length=16)),
            ],
            options={
                "verbose_name": "source of an order",
                "verbose_name_plural": "sources of orders",
                "indexes": [models.Index(fields=["fingerprint"], name="order_source_known")],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "order_import",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="orders.orderimport",
                    ),
                ),
                ("line", models.IntegerField(verbose_name="line")),
                ("order_code", models.CharField(blank=True, max_length=100, verbose_name="order")),
                ("reason", models.CharField(max_length=40)),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "problem of an import",
                "verbose_name_plural": "problems of an import",
                "indexes": [models.Index(fields=["order_import", "line", "id"], name="import_problems_by_line")],
            },
        ),
        migrations.CreateModel(
            name="OrderItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="orders.order",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("product", "Product"),
                            ("shipping", "Shipping"),
                            ("billing", "Payment"),
                            ("discount", "Discount"),
                        ],
                        default="product",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=100, verbose_name="code")),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("variant", models.CharField(blank=True, max_length=200, verbose_name="variant")),
                ("quantity", models.DecimalField(decimal_places=3, default=1, max_digits=12, verbose_name="quantity")),
                (
                    "unit_price",
                    models.DecimalField(decimal_places=4, default=0, max_digits=14, verbose_name="unit price with VAT"),
                ),
                (
                    "total",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="total with VAT"),
                ),
                ("vat_rate", models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="VAT rate")),
            ],
            options={
                "verbose_name": "order item",
                "verbose_name_plural": "order items",
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["order", "position"], name="order_items_in_order")],
            },
        ),
    ]
