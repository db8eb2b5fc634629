# Two images from one source. In both the command is /metrics-multiplexer-sidecar, with the same flags.
#
#   docker build .                    PowerShell with the module, and a script as the command
#   docker build --target native .    the native executable and next to nothing else, for 32Mi
#
# Both are built for the platform asked for, on any of the two: --platform linux/amd64 or linux/arm64. Nothing runs under
# emulation: .NET compiles across. Builders that do not fill TARGETARCH and BUILDARCH in get them as build arguments, or
# build for their own platform. To build the same bytes again, name the base images by digest, and give SOURCE_DATE_EPOCH
# to a builder that knows it.

ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG AOT_SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble-aot
ARG NATIVE_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/runtime:10.0-noble
# An image that has a framework-dependent PowerShell 7.6 in /usr/share/powershell, as the SDK's images have.
ARG POWERSHELL_IMAGE=${SDK_IMAGE}

FROM --platform=$BUILDPLATFORM ${AOT_SDK_IMAGE} AS native-build
ARG BUILDARCH
ARG TARGETARCH
# For the other architecture: its linker and its C library.
RUN [ "$TARGETARCH" = "$BUILDARCH" ] || { \
        apt-get update \
        && apt-get install --yes --no-install-recommends \
            "gcc-$([ "$TARGETARCH" = arm64 ] && echo aarch64 || echo x86-64)-linux-gnu" "libc6-dev-$TARGETARCH-cross" \
        && rm -rf /var/lib/apt/lists/*; \
    }
WORKDIR /source
COPY . .
RUN dotnet publish src/PromMultiplexer.Sidecar --configuration Release --output /publish \
        --runtime "linux-$([ "${TARGETARCH:-$(dpkg --print-architecture)}" = arm64 ] && echo arm64 || echo x64)" \
        -p:ContinuousIntegrationBuild=true

FROM --platform=$BUILDPLATFORM ${SDK_IMAGE} AS module-build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN dotnet build src/PromMultiplexer --configuration Release -p:ModuleFolder=/module/ \
        -p:ModuleRuntimes="linux-$([ "${TARGETARCH:-$(dpkg --print-architecture)}" = arm64 ] && echo arm64 || echo x64)" \
        -p:ContinuousIntegrationBuild=true \
    && cp LICENSE THIRD-PARTY-NOTICES.md /module/ \
    && chmod -R a+rX /module \
    && chmod a+x /module/metrics-multiplexer-sidecar \
    && mkdir -p /links/usr/bin /links/home/multiplexer/.cache/powershell /links/home/multiplexer/.config/powershell \
        /links/home/multiplexer/.local/share/powershell/Modules \
    && ln -s /usr/share/powershell/pwsh /links/usr/bin/pwsh \
    && ln -s /usr/local/share/powershell/Modules/PromMultiplexer/metrics-multiplexer-sidecar /links/metrics-multiplexer-sidecar

FROM ${POWERSHELL_IMAGE} AS powershell

FROM ${NATIVE_IMAGE} AS native
ARG VERSION=0.1.0
ARG REVISION=
LABEL org.opencontainers.image.title="PromMultiplexer, native" \
      org.opencontainers.image.description="Scrapes all containers of a Pod and serves one page of Prometheus metrics" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT"
COPY --from=native-build /publish/licenses /licenses
COPY --from=native-build /publish/metrics-multiplexer-sidecar /metrics-multiplexer-sidecar
# A number, so that Kubernetes sees for itself that it is not root. No file in the image is this user's.
USER 1654:1654
EXPOSE 13434
ENTRYPOINT ["/metrics-multiplexer-sidecar"]

# The last stage is what a build without --target makes.
FROM ${RUNTIME_IMAGE} AS pwsh
ARG VERSION=0.1.0
ARG REVISION=
LABEL org.opencontainers.image.title="PromMultiplexer, PowerShell" \
      org.opencontainers.image.description="Scrapes all containers of a Pod and serves one page of Prometheus metrics; with cmdlets for operators" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT"
# The root file system may be read-only: the folders that PowerShell would make in its home are there, and it goes on
# where it cannot write into them. No second compilation guided by profiles: it doubles the CPU time of the first minutes. And no
# threads that look around for more to do before they sleep: a fifth of the CPU time from then on.
ENV POWERSHELL_TELEMETRY_OPTOUT=1 \
    POWERSHELL_UPDATECHECK=Off \
    POWERSHELL_DISTRIBUTION_CHANNEL=PSDocker-PromMultiplexer \
    DOTNET_EnableDiagnostics=0 \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
    DOTNET_TieredPGO=0 \
    DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 \
    HOME=/home/multiplexer
COPY --from=powershell /usr/share/powershell /usr/share/powershell
COPY --from=module-build /module /usr/local/share/powershell/Modules/PromMultiplexer
COPY --from=module-build /links /
USER 1654:1654
EXPOSE 13434
ENTRYPOINT ["/metrics-multiplexer-sidecar"]
