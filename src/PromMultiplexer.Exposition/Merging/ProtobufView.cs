namespace PromMultiplexer.Exposition;

/// <summary>A page of messages, which keep what they are: no name of a sample can clash with that of a family.</summary>
internal sealed class ProtobufView(int number) : PageView(number)
{
    public override bool Takes(ParsedExposition page) => page.IsProtobuf;

    public override ReadError? Convert(ParsedExposition page, ConvertedExposition into) => into.ToMessages(page);

    public override bool Fits(MergedExposition page, in FamilyPart part, MetricType type) => true;

    public override bool Clashes(MergedExposition page, int family) => false;
}
