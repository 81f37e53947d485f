# The same steps as the Makefile: install with the constraints, migrate, run.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md ./
COPY aggregator aggregator
COPY migrations migrations
RUN python -m venv /opt/aggregator \
 && /opt/aggregator/bin/python -m pip install --no-cache-dir -c constraints.txt .

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /var/lib/aggregator aggregator
COPY --from=build /opt/aggregator /opt/aggregator
COPY config.toml /etc/aggregator/config.toml
ENV PATH=/opt/aggregator/bin:$PATH \
    AGGREGATOR_DATABASE=sqlite:////var/lib/aggregator/aggregator.db
USER aggregator
WORKDIR /var/lib/aggregator
VOLUME /var/lib/aggregator
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["sh", "-c", "aggregator db upgrade -c /etc/aggregator/config.toml && exec aggregator run -c /etc/aggregator/config.toml --host 0.0.0.0 --port 8080"]
