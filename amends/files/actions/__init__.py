"""What can be done with files."""

from amends.files.actions.keeping import EMPTY, NOT_TAKEN, TOO_LARGE, FileRefused, store_file
from amends.files.actions.removal import remove_files

__all__ = ["EMPTY", "NOT_TAKEN", "TOO_LARGE", "FileRefused", "remove_files", "store_file"]
