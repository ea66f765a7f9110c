"""PostgreSQL refuses to run as root; these are the ways to run it for a root user without adding an OS user."""

import functools
import os
import subprocess

from pharmacrm.launcher.home import CannotStart

NOBODY = 65534
# A user namespace in which root has an ordinary number: the files stay root's.
NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "setpriv"]
# Where namespaces are refused (containers): nobody, who may enter root's folders.
UNPRIVILEGED = [
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
]
# A change of user clears the parent-death signal that the supervisor has set.
FAST_STOP_WITH_PARENT = ["--pdeathsig", "INT"]


def initdb_command(command):
    return [*way(), *command]


def postgres_command(command, data):
    _hand_over(data)
    prefix = way()
    return [*prefix, *(FAST_STOP_WITH_PARENT if prefix else []), *command]


@functools.cache
def way():
    """The words before a command that PostgreSQL must run as somebody else."""
    if os.name != "posix" or os.geteuid():
        return []
    for prefix in (NAMESPACE, UNPRIVILEGED):
        if _works([*prefix, *FAST_STOP_WITH_PARENT, "true"]):
            return prefix
    raise CannotStart(
        "PostgreSQL does not run as root, and this machine lends root no other name: run as another user, or set DATABASE_URL."
    )


def _works(command):
    try:
        return (
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
        )
    except FileNotFoundError:
        return False


def _hand_over(data):
    """A cluster made in one of the two ways and started in the other has to change its owner."""
    if not way():
        return
    owner = NOBODY if way() is UNPRIVILEGED else 0
    if data.stat().st_uid != owner:
        for folder, _, files in os.walk(data):
            for path in (folder, *(os.path.join(folder, file) for file in files)):
                os.chown(path, owner, owner)
