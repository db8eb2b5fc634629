using System.Runtime.Loader;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class IsolationTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly MetricsTarget _web = new("up 1\n");

    public void Dispose()
    {
        _session.Dispose();
        _web.Dispose();
    }

    [Fact]
    public async Task The_engine_and_all_that_it_needs_stay_out_of_the_default_context()
    {
        var port = MetricsTarget.FreePort();
        _session.Run($"$multiplexer = Start-MetricsMultiplexer web:{_web.Port} -ExportTo {port}").ThrowIfFailed();
        using var http = new HttpClient();
        await http.GetStringAsync($"http://127.0.0.1:{port}/metrics");
        _session.Run("$multiplexer | Stop-MetricsMultiplexer").ThrowIfFailed();

        Assert.Equal(["PromMultiplexer", "PromMultiplexer.Exposition"], NamesFromModule(AssemblyLoadContext.Default).Order());
        var own = AssemblyLoadContext.All.Single(context => context.Name == "PromMultiplexer");
        Assert.Superset(
            new HashSet<string> { "PromMultiplexer.Engine", "Prometheus.NetStandard", "Microsoft.AspNetCore.Server.Kestrel.Core", "Microsoft.Extensions.ObjectPool" },
            NamesFromModule(own).ToHashSet());
        Assert.Equal(own.Assemblies.Count(), NamesFromModule(own).Count());
    }

    [Fact]
    public void Nobody_else_gets_an_assembly_of_ours_by_its_name() =>
        Assert.Throws<FileNotFoundException>(() => AssemblyLoadContext.Default.LoadFromAssemblyName(new("Microsoft.AspNetCore.Server.Kestrel.Core")));

    private static IEnumerable<string> NamesFromModule(AssemblyLoadContext context) =>
        from assembly in context.Assemblies
        where !assembly.IsDynamic && assembly.Location.StartsWith(Checkout.ModuleFolder, StringComparison.Ordinal)
        select assembly.GetName().Name;
}
