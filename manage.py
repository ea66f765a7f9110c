#!/usr/bin/env python
"""The command line. Starts the embedded engines for a command where none are given."""

import os
import sys

from pharmacrm.launcher import lend_engines


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharmacrm.settings")
    from django.core.management import execute_from_command_line

    with lend_engines():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
