"""The people and companies that write to a shop."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.kit.search import InfixSearch, Searchable


class Contact(models.Model):
    """One customer, whichever shop they bought in. E-mail addresses are kept in small letters, phones as E.164."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=Searchable("name", "email", "company", "phone", numbers=("phone",)),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~models.Q(email=""), name="contact_email_once"),
        ]
        indexes = [
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="contact_phone"),  # ensure_contact
            InfixSearch("search", name="contact_search"),  # find_contacts
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone
