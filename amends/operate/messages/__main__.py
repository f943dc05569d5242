"""`bin/messages`: bring the catalogues up to date and say what is left to translate. `--check` changes nothing."""

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from amends.operate.messages import catalogues
from amends.operate.messages.sentences import sentences


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is missing; leave with 1 if anything is")
    parser.add_argument("--quiet", action="store_true", help="no list of what is missing, only how much")
    arguments = parser.parse_args()
    found = sentences()
    missing = 0
    for language in catalogues.LANGUAGES:
        if not arguments.check:
            added, dropped = catalogues.update(language, found)
            print(f"{language.code}: {len(found)} sentences, {added} new, {dropped} gone")
        wrong = catalogues.problems(language, found)
        missing += len(wrong)
        if wrong and not arguments.quiet:
            print("\n".join(wrong))
    print(f"{missing} to do" if missing else "Complete.")
    return 1 if missing and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
