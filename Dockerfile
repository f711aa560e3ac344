# The service with the lite profile. Build: docker build -t mujaz .   Run: docker run -p 127.0.0.1:8000:8000 -v mujaz:/data mujaz
FROM python:3.12-slim AS build

RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY constraints.txt pyproject.toml README.md LICENSE NOTICE ./
COPY configs configs
COPY summarizer summarizer
COPY api api
RUN python -m venv /opt/mujaz \
 && /opt/mujaz/bin/pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
      -c constraints.txt '.[redis]'

FROM python:3.12-slim

RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --create-home mujaz
COPY --from=build /opt/mujaz /opt/mujaz
USER mujaz
WORKDIR /data
VOLUME /data

# The proxy in front decides which names reach this container.
ENV PATH=/opt/mujaz/bin:$PATH MUJAZ_HOME=/data MUJAZ_HOSTS=* PYTHONUNBUFFERED=1
EXPOSE 8000
STOPSIGNAL SIGTERM
# The first start builds the translator into /data.
HEALTHCHECK --interval=15s --timeout=5s --start-period=10m \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["mujaz", "serve", "--host", "0.0.0.0", "--port", "8000"]
