using System.Globalization;
using System.Management.Automation;
using PromMultiplexer.Engine;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Errors;

/// <summary>Makes the error records of all cmdlets: each has a reason as its id, a category, a target and a remedy.</summary>
internal static class Failure
{
    // How the types of our own begin on objects that PowerShell has made anew from text.
    private const string CopyPrefix = "Deserialized.PromMultiplexer.";

    /// <summary>A page that breaks the rules of its format.</summary>
    public static ErrorRecord PageRefused(PageRefusedException exception, object target, bool strict) => Record(
        exception,
        "PageRefused",
        ErrorCategory.InvalidData,
        target,
        strict ? "Correct the line, or leave out -Strict to accept all that Prometheus accepts." : "Correct the line: Prometheus would refuse the page as well.");

    /// <summary>A sample that has the label already, where that was to be refused.</summary>
    public static ErrorRecord LabelCollision(string message, object target) => Record(
        new PSInvalidOperationException(message),
        "LabelCollision",
        ErrorCategory.ResourceExists,
        target,
        "Choose another -ContainerLabel, or another answer with -OnLabelCollision.");

    /// <summary>An object from the pipeline that is neither text nor a family.</summary>
    public static ErrorRecord InputNotMetrics(object? input)
    {
        var original = input is PSObject wrapped ? wrapped.BaseObject : input;
        return input is PSObject copy && copy.TypeNames.FirstOrDefault() is { } type && type.StartsWith(CopyPrefix, StringComparison.Ordinal)
            ? Record(
                new PSArgumentException($"What was piped in is a copy of a {type[(type.LastIndexOf('.') + 1)..]} from another session or a file, and no longer the thing itself."),
                "InputNotMetrics",
                ErrorCategory.InvalidType,
                input,
                "Take pages along instead of objects: use Invoke-MetricsScrape -Raw, or ConvertTo-Metrics, in the other session.")
            : Record(
                new PSArgumentException($"{(original is null ? "A null" : $"An object of type {original.GetType().FullName}")} is neither the text of a page nor a MetricFamily."),
                "InputNotMetrics",
                ErrorCategory.InvalidType,
                original,
                "Pipe in text, or what Invoke-MetricsScrape returns.");
    }

    /// <summary>A file that cannot be read.</summary>
    public static ErrorRecord FileNotReadable(Exception failure, object path) => Record(
        new PSInvalidOperationException($"{path} cannot be read: {failure.Message}", failure),
        "FileNotReadable",
        failure switch
        {
            UnauthorizedAccessException => ErrorCategory.PermissionDenied,
            ArgumentException => ErrorCategory.InvalidArgument,
            FileNotFoundException or DirectoryNotFoundException or SessionStateException => ErrorCategory.ObjectNotFound,
            _ => ErrorCategory.ReadError,
        },
        path,
        "Give the path of a file that is there and may be read.");

    /// <summary>Wildcards that stand for no file.</summary>
    public static ErrorRecord FileNotFound(string path) => Record(
        new ItemNotFoundException($"There is no file that {path} stands for."),
        "FileNotFound",
        ErrorCategory.ObjectNotFound,
        path,
        "Correct the wildcards. -LiteralPath takes a name as it is, brackets and all.");

    /// <summary>A folder where a file is needed.</summary>
    public static ErrorRecord PathIsFolder(string path) => Record(
        new PSArgumentException($"{path} is a folder, and no page."),
        "PathIsFolder",
        ErrorCategory.InvalidArgument,
        path,
        "Give the path of a file, or wildcards for the files in the folder.");

    /// <summary>A path that leads to something else than files.</summary>
    public static ErrorRecord PathNotFile(string path, string provider, string remedy) => Record(
        new PSNotSupportedException($"{path} is no file, but an item of the provider {provider}."),
        "PathNotFile",
        ErrorCategory.InvalidArgument,
        path,
        remedy);

    /// <summary>A format that is written for people and never read.</summary>
    public static ErrorRecord FormatNotReadable(ExpositionFormat format, string source) => Record(
        new PSNotSupportedException($"{format} is a format for people, which cannot be read."),
        "FormatNotReadable",
        ErrorCategory.InvalidArgument,
        source,
        "Give another -Format, or leave it out.");

    /// <summary>A selector that is not PromQL's.</summary>
    public static ErrorRecord SelectorInvalid(string selector, SelectorError error) => Record(
        new PSArgumentException($"The selector {selector} is not valid: {error}."),
        "SelectorInvalid",
        ErrorCategory.InvalidArgument,
        selector,
        "Write it as PromQL does, in single quotes: 'http_requests_total{code=~\"5..\"}'. -Name takes wildcards.");

    /// <summary>A family where a page is needed.</summary>
    public static ErrorRecord FamilyHasNoLines(MetricFamily family) => Record(
        new PSArgumentException($"The family {family.Name} has been read already; only a page can be checked."),
        "FamilyHasNoLines",
        ErrorCategory.InvalidType,
        family,
        "Pipe in the page itself: the file, or what Invoke-MetricsScrape -Raw returns.");

    /// <summary>A family that a script has made, and not to its end.</summary>
    public static ErrorRecord FamilyIncomplete(MetricFamily family, string gap) => Record(
        new PSArgumentException($"{(family.Name is null ? "A family" : $"The family {family.Name}")} is incomplete: {gap}."),
        "FamilyIncomplete",
        ErrorCategory.InvalidData,
        family,
        "Give it a Name, and Metrics that are whole: [PromMultiplexer.Exposition.Metric[]]@(...).");

    /// <summary>A scrape without a page to show for it.</summary>
    public static ErrorRecord Scrape(ScrapeError error, Uri url)
    {
        var (category, remedy) = error.Failure switch
        {
            ScrapeFailure.Refused => (ErrorCategory.ConnectionError, "Check the port, and that the target is up."),
            ScrapeFailure.Timeout => (ErrorCategory.OperationTimeout, "Give it more time with -TimeoutSec."),
            ScrapeFailure.Connection => (ErrorCategory.ConnectionError, "Check the host and the way to it."),
            ScrapeFailure.Tls => (ErrorCategory.SecurityError, "Check the target's certificate, and whether this machine trusts who signed it."),
            ScrapeFailure.Protocol => (ErrorCategory.ProtocolError, "Check that the port is one where HTTP is spoken."),
            ScrapeFailure.Status when error.Status is 401 or 403 => (ErrorCategory.InvalidResult, "Log in with -Credential or -Token, as somebody who may see the page."),
            ScrapeFailure.Status when error.Status >= 500 => (ErrorCategory.InvalidResult, "Look at the target itself: it was reached, and could not make its page."),
            ScrapeFailure.Status => (ErrorCategory.InvalidResult, "Check the path: not every page of metrics is at /metrics."),
            ScrapeFailure.TooLarge => (ErrorCategory.LimitsExceeded, "Ask for a part of the page, if the target can filter its metrics."),
            _ => (ErrorCategory.InvalidData, "Look at what the target answers, and correct it there."),
        };
        return Record(new ScrapeFailedException(url, error.Failure.Spell(), error.Text), $"Scrape{error.Failure}", category, url, remedy);
    }

    /// <summary>A URL of another kind than those that are scraped.</summary>
    public static ErrorRecord UrlNotSupported(string url) => Record(
        new PSNotSupportedException($"{WithoutUser(url)} is not a URL that can be scraped."),
        "UrlNotSupported",
        ErrorCategory.InvalidArgument,
        WithoutUser(url),
        "Give a URL that begins with http:// or https://, or <container>:<port>.");

    /// <summary>A secret that anybody on the way could read.</summary>
    public static ErrorRecord AuthenticationUnencrypted(Uri url) => Record(
        new PSInvalidOperationException($"{url} was not scraped: a credential or token would go over the network for anybody to read."),
        "AuthenticationUnencrypted",
        ErrorCategory.SecurityError,
        url,
        "Give a URL that begins with https://, or -AllowUnencryptedAuthentication.");

    /// <summary>A URL that tells a secret to whoever sees it. The record does not.</summary>
    public static ErrorRecord UrlHasUser(Uri url)
    {
        var shown = new UriBuilder(url) { UserName = "", Password = "" }.Uri;
        return Record(
            new PSArgumentException($"{shown} was given with a user in front of its host, whose password would be shown wherever the URL is."),
            "UrlHasUser",
            ErrorCategory.InvalidArgument,
            shown,
            "Leave it out of the URL, and log in with -Credential.");
    }

    /// <summary>A container by a name that is another machine's address.</summary>
    public static ErrorRecord ContainerIsAddress(string name, Uri url, Uri urlOfHost) => Record(
        new PSArgumentException($"{name} is the address of a machine; as the name of a container of this Pod it would stand for {url}."),
        "ContainerIsAddress",
        ErrorCategory.InvalidArgument,
        name,
        $"Give the URL: {urlOfHost}");

    /// <summary>A header that cannot be sent. Its value may be a secret and is not shown.</summary>
    public static ErrorRecord HeaderInvalid(string parameter, string name, FlagProblem problem) => Record(
        new PSArgumentException($"{parameter}: {(problem.Value is null ? $"the value of \"{name}\" " : "")}{problem.WithoutRemedy(FlagNaming.Parameter)}."),
        "HeaderInvalid",
        ErrorCategory.InvalidArgument,
        name,
        Sentence(problem.Remedy(FlagNaming.Parameter)));

    /// <summary>Two ways to log in, of which a request can have only one.</summary>
    public static ErrorRecord LoginConflict(string one, string other) => Record(
        new PSArgumentException($"{one} and {other} were both given: a request has only one login."),
        "LoginConflict",
        ErrorCategory.InvalidArgument,
        null,
        "Leave out one of them.");

    /// <summary>A list of formats that no target can be asked for.</summary>
    public static ErrorRecord ProtocolInvalid(ScrapeProtocolError error) => Record(
        new PSArgumentException($"-Protocol: {error}."),
        "ProtocolInvalid",
        ErrorCategory.InvalidArgument,
        error.Name,
        "Name one or more formats that can be read, each once.");

    /// <summary>A target that is neither a URL nor a container with its port.</summary>
    public static ErrorRecord TargetInvalid(FlagProblem problem, string target) => Record(
        new PSArgumentException($"\"{problem.Value}\" {problem.Fault(FlagNaming.Parameter)}."),
        "TargetInvalid",
        ErrorCategory.InvalidArgument,
        target,
        $"Give a URL, or {problem.Remedy(FlagNaming.Parameter)}.");

    /// <summary>A parameter, or several together, that no multiplexer can be started with.</summary>
    public static ErrorRecord Parameter(FlagProblem problem) => Record(
        new PSArgumentException($"{problem.WithoutRemedy(FlagNaming.Parameter)}."),
        problem.Reason.ToString(),
        ErrorCategory.InvalidArgument,
        problem.Value,
        Sentence(problem.Remedy(FlagNaming.Parameter)));

    /// <summary>A start that failed although every parameter is right.</summary>
    public static ErrorRecord Start(MultiplexerStartException exception, MultiplexerOptions options) => Record(
        exception,
        exception.Error.ToString(),
        exception.Error switch
        {
            MultiplexerStartError.PortNotPermitted => ErrorCategory.PermissionDenied,
            MultiplexerStartError.PortInUse => ErrorCategory.ResourceBusy,
            MultiplexerStartError.AddressNotAvailable => ErrorCategory.ResourceUnavailable,
            _ => ErrorCategory.InvalidArgument,
        },
        exception.Error == MultiplexerStartError.AddressNotAvailable ? options.ListenAddress : options.ExportTo,
        exception.Remedy);

    /// <summary>A port that no multiplexer of this process serves on.</summary>
    public static ErrorRecord MultiplexerNotFound(int port) => Record(
        new ItemNotFoundException($"No multiplexer of this process serves on port {port}."),
        "MultiplexerNotFound",
        ErrorCategory.ObjectNotFound,
        port,
        "Get-MetricsMultiplexer without a port lists them all.");

    /// <summary>A container that a multiplexer does not scrape.</summary>
    public static ErrorRecord ContainerNotFound(string container, MetricsMultiplexer multiplexer) => Record(
        new ItemNotFoundException($"{multiplexer.Url} has no container '{container}'."),
        "ContainerNotFound",
        ErrorCategory.ObjectNotFound,
        container,
        $"Name any of {string.Join(", ", multiplexer.Containers.Select(other => other.Name))}.");

    /// <summary>A wait that took too long.</summary>
    public static ErrorRecord WaitTimedOut(MetricsMultiplexer multiplexer, MultiplexerCondition condition, double seconds) => Record(
        new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{multiplexer.Url} was not {condition} within {seconds} s.")),
        "WaitTimedOut",
        ErrorCategory.OperationTimeout,
        multiplexer,
        condition == MultiplexerCondition.Stopped ? "Stop-MetricsMultiplexer stops it." : "Look at its Containers for the last error of each, or wait longer with -Timeout.");

    /// <summary>Containers that were to be waited for, but that nobody scrapes meanwhile.</summary>
    public static ErrorRecord ScrapedOnRequest(MetricsMultiplexer multiplexer) => Record(
        new PSInvalidOperationException($"{multiplexer.Url} scrapes its containers on request only: without one they do not come up."),
        "ScrapedOnRequest",
        ErrorCategory.InvalidOperation,
        multiplexer,
        "Ask for the page first, or start it with a -ScrapeInterval.");

    /// <summary>A multiplexer that has stopped while something else was waited for.</summary>
    public static ErrorRecord MultiplexerStopped(MetricsMultiplexer multiplexer, MultiplexerCondition condition) => Record(
        new PSInvalidOperationException($"{multiplexer.Url} has stopped before it was {condition}."),
        "MultiplexerStopped",
        ErrorCategory.InvalidOperation,
        multiplexer,
        "Start it again, or wait with -For Stopped.");

    /// <summary>Makes a record with a remedy. The text is the exception's own.</summary>
    public static ErrorRecord Record(Exception exception, string id, ErrorCategory category, object? target, string remedy) =>
        new(exception, id, category, target) { ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = remedy } };

    // What cannot be read as a URL may have a password in it all the same.
    private static string WithoutUser(string url)
    {
        var (host, end) = (url.IndexOf("://", StringComparison.Ordinal) + 3, url.LastIndexOf('@'));
        return end < host ? url : $"{url[..host]}…{url[end..]}";
    }

    private static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}.";
}
