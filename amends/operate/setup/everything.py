"""What follows the packages, in its order. Runs in the environment that packages.py has made."""

from amends.operate.setup import catalogues, frontend, stamps, static


def prepare() -> None:
    """Bring bundles, catalogues and collected files up to date."""
    with stamps.one_at_a_time():
        frontend.ensure()
        catalogues.ensure()
        static.ensure()
