# syntax=docker/dockerfile:1
# One image for every role; SLUICE_ROLE chooses. VARIANT=cuda makes the image of inference workers with an NVIDIA GPU.
ARG VARIANT=cpu

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

# The embedded Postgres is an optional dependency, and a container gets a DATABASE_URL.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

FROM dependencies AS dependencies-cpu

# ONNX Runtime's CUDA libraries are too large for npm; its own script fetches them.
FROM dependencies AS dependencies-cuda
RUN cd node_modules/onnxruntime-node && ONNXRUNTIME_NODE_INSTALL=cuda12 node script/install.js

FROM node:24-slim AS base-cpu

FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 AS base-cuda
COPY --from=base-cpu /usr/local/bin/node /usr/local/bin/node
ENV INFERENCE_DEVICES=cuda,cpu

FROM dependencies-${VARIANT} AS chosen-dependencies

FROM base-${VARIANT} AS runtime
WORKDIR /app
COPY --from=chosen-dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin
COPY migrations migrations
COPY docker/healthcheck.mjs docker/healthcheck.mjs
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  INFERENCE_HOST=0.0.0.0 \
  SLUICE_HOME=/var/lib/sluice
RUN mkdir -p /var/lib/sluice && chown 1000:1000 /var/lib/sluice
USER 1000:1000
VOLUME /var/lib/sluice
EXPOSE 4000 4100
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["node", "docker/healthcheck.mjs"]
ENTRYPOINT ["node", "bin/sluice.js"]
CMD ["up"]
