"""Who proves to be whom, with an address and a password."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.contrib.auth.base_user import AbstractBaseUser


class AuthenticationBackend(AllauthBackend):
    """Somebody deactivated who gives the right password is answered like anybody with a wrong one.

    allauth would set them aside and send them to a page that says so, which tells a guesser that the guess was right.
    """

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:
        return super()._stash_user(None)
