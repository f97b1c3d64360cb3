# SPDX-License-Identifier: Apache-2.0
# The image of Headroom: `mvn package`, then `docker build -t headroom .` in this directory; docs/install.md has the arguments that its labels take.
#
# It needs an image with a JDK 25 and the GNU C library; of the latter it takes what Java needs, and starts from nothing. Where none can be pulled,
# config/image/local-jdk makes one from Debian packages and a JDK of this machine:
#   docker build -t headroom --build-arg JDK_IMAGE=headroom-jdk:local .
#
# Nothing is written but in /var/lib/headroom, so it runs with --read-only; it runs as nobody in particular (65532) and needs no capability.
ARG JDK_IMAGE=eclipse-temurin:25-jdk-noble

FROM ${JDK_IMAGE} AS build
WORKDIR /build
COPY target/headroom.jar ./

# The part of Java that is used: without what draws on a screen or transforms XML, names for debuggers, and what sorts arrays in code of the
# optimising compiler.
COPY config/image/WithoutUnused.java ./
RUN java WithoutUnused.java > unused \
 && jlink --output /opt/headroom/runtime \
      --add-modules java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.management,jdk.net,jdk.unsupported \
      --exclude-files "/java.desktop/lib/lib*.so,/java.base/lib/jrt-fs.jar,/java.base/lib/classlist,/java.base/lib/libsimdsort.so" \
      --exclude-resources=@unused --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-9 \
 && strip /opt/headroom/runtime/lib/server/libjvm.so

# Spring's layers: libraries change less often than Headroom.
COPY config/image/keep-one-platform config/image/WithoutDebug.java ./
RUN java -Djarmode=tools -jar headroom.jar extract --layers --destination layers --application-filename headroom.jar \
 && sh keep-one-platform layers/dependencies/lib \
 && java WithoutDebug.java layers/dependencies/lib layers/application \
 && mkdir -p /opt/headroom/app && cp -a layers/dependencies/. layers/application/. /opt/headroom/app/ \
 && mkdir /opt/headroom/state \
 && jar --extract --dir /opt/headroom --file /opt/headroom/app/headroom.jar META-INF/sbom/application.cdx.json

# The cache of loaded classes, from a run that has served its pages once: it holds for this very runtime and these very files, times included. A layer
# that was built before is taken again where its contents are the same, with the times of then: so they are the same always.
COPY config/image/java.options /opt/headroom/
COPY config/image/train ./
RUN find /opt/headroom layers -exec touch -c -d "2026-11-22 00:00:00" {} + && sh train /opt/headroom

COPY config/image/base ./
RUN sh base /base /opt/headroom/runtime/bin/java /opt/headroom/runtime/lib/*.so /opt/headroom/runtime/lib/server/*.so

FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Headroom" \
      org.opencontainers.image.description="Catches short saturation bursts of a Kubernetes control plane and names the deploy behind each" \
      org.opencontainers.image.authors="The Headroom developers" \
      org.opencontainers.image.url="https://headroom.example.org" \
      org.opencontainers.image.documentation="https://headroom.example.org/README.md" \
      org.opencontainers.image.source="https://headroom.example.org" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"

COPY --from=build /base /
COPY --from=build /opt/headroom/runtime /opt/headroom/runtime
COPY --from=build /build/layers/dependencies/ /opt/headroom/app/
COPY --from=build /build/layers/application/ /opt/headroom/app/
COPY --from=build /opt/headroom/headroom.aot /opt/headroom/java.options /opt/headroom/
COPY --from=build --chown=65532:65532 /opt/headroom/state /var/lib/headroom
COPY --from=build /opt/headroom/META-INF/sbom/application.cdx.json /opt/headroom/sbom.cdx.json
COPY LICENSE /opt/headroom/

# One malloc arena: a monitor must not be the load. The address is the container's own; who reaches it, the network decides.
ENV MALLOC_ARENA_MAX=1 \
    STATE_DIRECTORY=/var/lib/headroom \
    SERVER_ADDRESS=0.0.0.0
USER 65532:65532
WORKDIR /var/lib/headroom
VOLUME /var/lib/headroom
EXPOSE 19847
HEALTHCHECK --interval=60s --timeout=5s --start-period=10s \
  CMD ["/opt/headroom/runtime/bin/java", "@/opt/headroom/java.options", "-jar", "/opt/headroom/app/headroom.jar", "health"]
ENTRYPOINT ["/opt/headroom/runtime/bin/java", "@/opt/headroom/java.options", "-jar", "/opt/headroom/app/headroom.jar"]
