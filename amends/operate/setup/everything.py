"""What follows the packages, in its order. Runs in the environment that packages.py has made."""

from amends.operate.setup import catalogues, checkout, frontend, stamps, static


def prepare() -> None:
    """Bring bundles, catalogues and collected files up to date. Writes nothing when they are."""
    if frontend.is_ready() and catalogues.is_ready() and static.is_ready():
        return
    with checkout.writing(), stamps.one_at_a_time():
        frontend.ensure()
        catalogues.ensure()
        static.ensure()
