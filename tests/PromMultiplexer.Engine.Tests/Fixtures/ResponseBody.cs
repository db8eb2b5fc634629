using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace PromMultiplexer.Engine.Tests;

/// <summary>The body of an answer, which goes into a pipe and not to a client.</summary>
internal sealed class ResponseBody(PipeWriter writer) : IHttpResponseBodyFeature
{
    public Stream Stream => Writer.AsStream();

    public PipeWriter Writer => writer;

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CompleteAsync() => Task.CompletedTask;
}
