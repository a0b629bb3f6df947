# Builds Ticktide and keeps what runs: a JRE, the jar with its libraries, and the launcher with its JVM flags.
#
#   docker build -t ticktide:0.1.0 .
#   docker run --rm -p 127.0.0.1:8080:8080 -p 127.0.0.1:5000:5000 -v ticktide:/data --read-only --tmpfs /tmp:exec \
#     -e TICKTIDE__BEHIND_TLS_PROXY=true -e TICKTIDE__WEB__HOST=0.0.0.0 -e TICKTIDE__INGEST__HOST=0.0.0.0 ticktide:0.1.0
#
# As everywhere, it listens on loopback only unless told otherwise: whether something in front takes care of login and
# encryption is known to whoever deploys, not to the image. /tmp needs "exec" because SQLite's native library is unpacked
# there, and Docker mounts a tmpfs without it; with PostgreSQL it needs none.
#
# The images are pinned by version tag. For a digest, which a registry must be asked for, append the one that
# `docker buildx imagetools inspect <tag>` names: FROM name:tag@sha256:...

FROM node:20.19.5-bookworm-slim AS browser
WORKDIR /src/webroot
COPY webroot/package.json webroot/package-lock.json ./
COPY webroot/bundle bundle
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm run --silent bundle

FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
# The pom alone first: this layer holds what Maven fetches, and stays as long as the pom does.
COPY .mvn .mvn
COPY pom.xml ./
RUN mvn -B -q -Dsettings.schema.skip=true -Dnpm.skip=true -Dmaven.test.skip=true -DskipTests -Dspotless.check.skip=true package
COPY --from=browser /src/webroot/node_modules webroot/node_modules
COPY webroot webroot
COPY cluster.xml ./
COPY src/main src/main
RUN mvn -B -q -Dnpm.skip=true -Dmaven.test.skip=true -DskipTests -Dspotless.check.skip=true package

FROM eclipse-temurin:17.0.17_10-jre-noble
WORKDIR /app
COPY LICENSE ticktide cluster.xml ./
COPY --from=build /src/target/lib target/lib
COPY --from=build /src/target/ticktide-*.jar target/
# A number, not a name: Kubernetes can tell only of a number that it is not root. Started once to see that this JRE takes it.
RUN mkdir -m 0700 /data && chown 10001:10001 /data && ./ticktide version
USER 10001:10001
VOLUME /data
# Half of the container's memory for the heap; the rest is for Netty's buffers, threads and code.
ENV TICKTIDE_OPTS=-XX:MaxRAMPercentage=50
EXPOSE 5000 8080
# Bash speaks HTTP well enough for this and is there for the launcher: the image needs no curl. It asks for readiness, not for
# life: Docker restarts nothing by it, but `depends_on: service_healthy` and whoever reads `docker ps` want to know.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/${TICKTIDE__WEB__PORT:-8080} && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -t 2 _ status _ <&3 && [ \"$status\" = 200 ]"]
# The launcher ends in `exec java`, so that the JVM is process 1 and gets the SIGTERM.
ENTRYPOINT ["/app/ticktide"]
CMD ["start", "--data", "/data/ticktide.db"]
