namespace PromMultiplexer.Engine;

/// <summary>
/// The time between being asked to end and ending: the merged page is served once more after all containers have gone, so that
/// what they said last is not lost. Safe for concurrent use.
/// </summary>
internal sealed class Farewell
{
    private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _hasBegun;

    /// <summary>Completes when somebody has received the whole of the last page.</summary>
    public Task Said => _said.Task;

    public void Begin() => _hasBegun = true;

    /// <summary>Whether a page that is made now is the last.</summary>
    public bool IsDue(IReadOnlyList<Container> containers) => _hasBegun && containers.All(container => container.IsGone);

    public void Say() => _said.TrySetResult();
}
