"""What can be done with files."""

from amends.files.actions.keeping import FileRefused, store_file
from amends.files.actions.removal import remove_files

__all__ = ["FileRefused", "remove_files", "store_file"]
