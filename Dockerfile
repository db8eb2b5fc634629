# Two images from one source. --target native: the executable alone, for the documented 32Mi. --target pwsh: PowerShell
# with the module, and the same command line. In both the command is /metrics-multiplexer-sidecar.

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS source
WORKDIR /source
COPY . .

FROM source AS native-build
RUN apt-get update && apt-get install -y --no-install-recommends clang zlib1g-dev
RUN dotnet publish src/PromMultiplexer.Sidecar --configuration Release --use-current-runtime --output /publish

FROM source AS module-build
RUN dotnet build src/PromMultiplexer --configuration Release -p:ModuleFolder=/module/ \
    && cp LICENSE THIRD-PARTY-NOTICES.md /module/

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS pwsh
ENV POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off DOTNET_TieredPGO=0
COPY --from=module-build /module /usr/local/share/powershell/Modules/PromMultiplexer
RUN ln -s /usr/local/share/powershell/Modules/PromMultiplexer/metrics-multiplexer-sidecar /metrics-multiplexer-sidecar \
    && chmod +x /usr/local/share/powershell/Modules/PromMultiplexer/metrics-multiplexer-sidecar
USER $APP_UID
EXPOSE 13434
ENTRYPOINT ["/metrics-multiplexer-sidecar"]

# The last stage is what a build without --target makes.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled AS native
COPY --from=native-build /publish/licenses /licenses
COPY --from=native-build /publish/metrics-multiplexer-sidecar /metrics-multiplexer-sidecar
USER $APP_UID
EXPOSE 13434
ENTRYPOINT ["/metrics-multiplexer-sidecar"]
