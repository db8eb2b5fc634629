using PromMultiplexer.LibraryTour;

Action? step = args is [var name] ? name switch
{
    "read" => Reading.Run,
    "label" => Labeling.Run,
    "convert" => Converting.Run,
    "merge" => Merging.Run,
    "write" => Writing.Run,
    _ => null,
} : null;
if (step is null)
{
    Console.Error.WriteLine("One of: read, label, convert, merge, write");
    return 2;
}

step();
return 0;
