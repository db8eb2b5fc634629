using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace PromMultiplexer.Engine;

/// <summary>Gives every request to the application of that moment, which then answers it to the end.</summary>
internal sealed class CurrentApplication(Func<PageApplication> now) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(IFeatureCollection context)
    {
        // One that has ended was replaced before.
        var application = now();
        while (!application.Requests.TryEnter())
        {
            application = now();
        }

        return application.ProcessRequestAsync(context);
    }
}
