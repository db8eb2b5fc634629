namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>How a Prometheus is started.</summary>
internal static class PrometheusServer
{
    /// <summary>The arguments of one that keeps everything in <paramref name="folder"/>, where its configuration is written.</summary>
    /// <param name="folder">A folder that exists.</param>
    /// <param name="address">The address to listen on.</param>
    /// <param name="configuration">The configuration, in YAML.</param>
    /// <param name="features">Features that are off by default.</param>
    public static string[] Arguments(string folder, string address, string configuration, params IEnumerable<string> features)
    {
        var file = Path.Combine(folder, "prometheus.yml");
        File.WriteAllText(file, configuration);
        return
        [
            $"--config.file={file}", $"--storage.tsdb.path={Path.Combine(folder, "data")}", $"--web.listen-address={address}",
            .. features.Select(feature => $"--enable-feature={feature}"),
        ];
    }
}
