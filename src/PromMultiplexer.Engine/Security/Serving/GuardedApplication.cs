using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PromMultiplexer.Engine;

/// <summary>
/// Lets through to the pages whoever the web configuration lets through: first the rate, then the headers of every answer, then
/// the name and the password. The probes are no exception, as with all exporters.
/// </summary>
internal sealed class GuardedApplication(WebConfigFile web, IHttpApplication<IFeatureCollection> pages) : IHttpApplication<IFeatureCollection>
{
    private readonly PasswordCheck _passwords = new();

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => pages.CreateContext(contextFeatures);

    public void DisposeContext(IFeatureCollection context, Exception? exception) => pages.DisposeContext(context, exception);

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var loaded = web.Read();
        var exchange = new Exchange(context);
        if (loaded.Rate?.TryTake() == false)
        {
            await exchange.SendTextAsync(StatusCodes.Status429TooManyRequests, "Too many requests.").ConfigureAwait(false);
            return;
        }

        var headers = context.GetRequiredFeature<IHttpResponseFeature>().Headers;
        foreach (var (name, value) in loaded.Config.Headers)
        {
            headers[name] = value;
        }

        try
        {
            switch (await MayPassAsync(loaded.Config.Users, exchange).ConfigureAwait(false))
            {
                case true:
                    await pages.ProcessRequestAsync(context).ConfigureAwait(false);
                    break;
                case false:
                    headers.WWWAuthenticate = "Basic";
                    await exchange.SendTextAsync(StatusCodes.Status401Unauthorized, "Give a name and a password.").ConfigureAwait(false);
                    break;
                case null:
                    headers.RetryAfter = "1";
                    await exchange.SendTextAsync(StatusCodes.Status429TooManyRequests, "Too many others are being asked for their passwords.").ConfigureAwait(false);
                    break;
            }
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
    }

    private async ValueTask<bool?> MayPassAsync(Dictionary<string, string> users, Exchange exchange)
    {
        if (users.Count == 0)
        {
            return true;
        }

        // What is no basic authentication is refused at once: there is nothing to find out by the time that it takes.
        return TryRead(exchange.RequestHeaders.Authorization.ToString(), out var name, out var password)
            ? await _passwords.CheckAsync(users, name, password, exchange.Aborted).ConfigureAwait(false)
            : false;
    }

    private static bool TryRead(string header, out string name, out string password)
    {
        const string Scheme = "Basic ";
        (name, password) = ("", "");
        var decoded = new byte[header.Length];
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header[Scheme.Length..], decoded, out var length))
        {
            return false;
        }

        var pair = decoded.AsSpan(0, length);
        var colon = pair.IndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }

        name = Encoding.UTF8.GetString(pair[..colon]);
        password = Encoding.UTF8.GetString(pair[(colon + 1)..]);
        return true;
    }
}
