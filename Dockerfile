# docker build -t gantry .
# docker run -d --name gantry -p 8080:8080 -p 1883:1883 -p 8883:8883 -p 8083:8083 -v gantry:/data gantry
# docker logs gantry        (the first password of the user admin)
#
# DTUs that call in and Gantry's Modbus server: -p 8502:8502 -p 5020:5020
# A serial port: --device /dev/ttyUSB0 (and --group-add with its group's number where that is not 20, dialout's of Debian)
# A folder of the host in place of the volume belongs to the user 10001: chown 10001 FOLDER

FROM node:22-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /gantry
COPY package.json bun.lock bunfig.toml tsconfig.json ./
COPY scripts scripts
RUN sh scripts/run.sh --version
COPY web web
COPY src src
# Shown by `gantry version`: --build-arg GANTRY_COMMIT=$(git rev-parse --short=12 HEAD)
ARG GANTRY_COMMIT=
RUN npm run build

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --groups dialout --no-create-home gantry && install -d -o gantry -g gantry -m 700 /data
COPY --from=build /gantry/dist/gantry /usr/local/bin/gantry
USER gantry
ENV GANTRY_DATA=/data
VOLUME /data
EXPOSE 8080 1883 8883 8083 8502 5020
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["gantry", "health"]
ENTRYPOINT ["gantry"]
CMD ["serve"]
