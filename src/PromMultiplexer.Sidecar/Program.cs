using PromMultiplexer.Engine;

var reading = CommandLine.Read(args);
if (reading.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return 2;
}

if (reading.Text is { } text)
{
    Console.Out.Write(text);
    return 0;
}

return 0;
