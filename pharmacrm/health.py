"""/healthz says that this process answers, /readyz whether the whole can work.

A proxy asks /healthz: without a broker the pages work on. An alarm listens to /readyz.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from accounts.clock import clock_state

# A probe that waits longer than its prober is taken for a dead process; the client would try four times.
BROKER_PATIENCE = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "retry": Retry(NoBackoff(), 0),
}


@login_not_required
@never_cache
@require_safe
def healthz(request):
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request):
    """`{"status": …, "checks": {name: "ok" or what is wrong}}`, 503 unless all are ok."""
    checks = {
        "database": database_state("default"),
        "keys": database_state("keys", app="accounts"),
        "broker": broker_state(),
        "clock": time_state(),
    }
    ready = set(checks.values()) == {"ok"}
    answer = {"status": "ok" if ready else "unavailable", "checks": checks}
    return JsonResponse(answer, status=200 if ready else 503)


def database_state(alias, app=None):
    try:
        executor = MigrationExecutor(connections[alias])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes(app))
    except (DatabaseError, InconsistentMigrationHistory):
        return "unreachable"
    return "migrations are pending" if waiting else "ok"


def time_state():
    """Records are dated by the database's clock: the application's may not differ by more than two seconds (GL-018)."""
    try:
        return clock_state()
    except DatabaseError:
        return "unreachable"


def broker_state():
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    try:
        with Redis.from_url(url, **BROKER_PATIENCE) as broker:
            broker.ping()
    except RedisError:
        return "unreachable"
    return "ok"
