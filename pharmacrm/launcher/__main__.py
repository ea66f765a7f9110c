"""python -m pharmacrm.launcher run | backup | restore FILE"""

import sys

from pharmacrm.launcher import backup, run
from pharmacrm.launcher.home import CannotStart

COMMANDS = {"run": run.main, "backup": backup.backup, "restore": backup.restore}


def main():
    match sys.argv[1:]:
        case [name, *arguments] if name in COMMANDS:
            COMMANDS[name](*arguments)
        case _:
            raise CannotStart(__doc__)


if __name__ == "__main__":
    main()
