# A small image with one program, for machines that run containers: docs/guides/many-machines.md.
#
#     docker build --build-arg COMMIT="$(git rev-parse --short=12 HEAD)" -t tonewright .
#     docker build --build-arg FEATURES=s3 -t tonewright .          # with object stores
#     docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/data" tonewright dataset render my-recipe.toml --shard 3/8
#
# Built with BuildKit, as all Docker since 23 does. BASE and RUST name other images to begin with (a mirror's, or any with
# glibc), PROGRAM an image that has the program already, as /out/tonewright beside an empty folder /out/data.

ARG RUST=rust:1.95-slim-bookworm
ARG BASE=debian:bookworm-slim
ARG PROGRAM=build

FROM ${RUST} AS build
ARG COMMIT=""
ARG FEATURES=""
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/source/target \
    TONEWRIGHT_COMMIT="$COMMIT" cargo build --release --locked --package tonewright --features "$FEATURES" \
    && install -D target/release/tonewright /out/tonewright && install -d /out/data

FROM ${PROGRAM} AS program

# Plug-ins are loaded from libraries that want glibc, so this is no image from scratch.
FROM ${BASE}
COPY --from=program /out/tonewright /usr/local/bin/tonewright
COPY --from=program --chown=65532:65532 /out/data /data
# Whoever runs it, and on a root file system that is read only: what is written goes to /data and /tmp.
ENV HOME=/tmp TONEWRIGHT_CACHE=/tmp/tonewright
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["tonewright"]
