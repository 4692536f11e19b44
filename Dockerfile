# The image of the service: `docker build --build-arg BUILD_COMMIT=$(git rev-parse HEAD) --tag voice-api .`
# Both bases are arguments, for a mirror or a digest: --build-arg NODE_IMAGE=… --build-arg RUNTIME_IMAGE=…

# Node.js 22.14 or later: its SQLite driver contains its binary, so nothing is compiled.
ARG NODE_IMAGE=docker.io/library/node:22-bookworm-slim
# Debian of the same release. It needs nothing but the C and C++ libraries.
ARG RUNTIME_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
# Without install scripts: none is needed, and none runs code of a package during the build.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && node scripts/prune-production.mjs \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
ARG BUILD_COMMIT
RUN BUILD_COMMIT="${BUILD_COMMIT}" node scripts/build.mjs && find dist -name '*.map' -delete
RUN mkdir /data

FROM ${RUNTIME_IMAGE}
# `node` alone: the image has no npm, which nothing uses at run time.
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY bin bin
# A new volume that is mounted here gets the owner, which is the user of the service.
COPY --from=build --chown=10001:10001 /data data
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
# A number, so that Kubernetes can check that it is not root.
USER 10001:10001
EXPOSE 3000
# The default DATABASE_URL is a file in it. With PostgreSQL nothing is written: the root file system may be read-only.
VOLUME /app/data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "bin/health.mjs"]
# Without a shell or npm in between, so that signals reach the service.
CMD ["node", "dist/src/main.js"]
