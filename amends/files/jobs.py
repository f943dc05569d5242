"""What happens to files by itself."""

from amends.files.cleaning import remove_orphans, remove_strays
from amends.kit import jobs


@jobs.periodic("40 3 * * *", patience="bulk")
def clean_up() -> None:
    """Every night: files that were uploaded and never attached, and bytes that no row knows."""
    remove_orphans()
    remove_strays()
