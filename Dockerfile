# Transferwatch as a container: the live workers and Kafka housekeeping (docker-compose.yml), or a replay over files:
# docker run -v "$PWD/data:/data" IMAGE replay /data/events --output /data/result
FROM python:3.11-slim

# The version is the one in scripts/setup.sh; a test keeps the two together.
RUN pip install --no-cache-dir uv==0.13.9

WORKDIR /app
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1

# The packages first: they change less often than the code.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project

COPY detector detector
COPY rules rules
COPY streams streams
COPY store store
COPY console console
COPY simulator simulator
COPY cli cli
RUN uv sync --frozen --no-dev

# Files in a mounted folder belong to the person who mounts it: pass --user "$(id -u):$(id -g)" where that is not 1000.
RUN useradd --uid 1000 --create-home transferwatch && mkdir /data && chown transferwatch /data
USER transferwatch
VOLUME /data
ENTRYPOINT ["/app/.venv/bin/transferwatch"]
CMD ["--help"]
