#!/bin/sh
# In the container of PostgreSQL: the second database, the roles, their passwords. Runs by itself at the first start, and
# after an upgrade from a release with one role: docker compose exec postgres sh /docker-entrypoint-initdb.d/roles.sh
set -e
ask() { psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"; }

ask --dbname pharmacrm <<'END'
SELECT 'CREATE DATABASE pharmacrm_keys' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'pharmacrm_keys')\gexec
END
for name in pharmacrm pharmacrm_keys; do
    ask --dbname "$name" --file /deploy/roles.sql
done
ask --dbname pharmacrm --file /deploy/watch.sql
ask --dbname pharmacrm --set app="$APP_PASSWORD" --set owner="$OWNER_PASSWORD" <<'END'
ALTER ROLE pharmacrm_app PASSWORD :'app';
ALTER ROLE pharmacrm_owner PASSWORD :'owner';
END
