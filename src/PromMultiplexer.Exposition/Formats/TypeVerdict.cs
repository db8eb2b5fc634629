namespace PromMultiplexer.Exposition;

/// <summary>The type of a family that was given several, one by one.</summary>
internal struct TypeVerdict(MetricType first)
{
    public MetricType Type { get; private set; } = first;

    /// <summary>Two of the types contradict each other, so that the family is untyped.</summary>
    public bool IsConflict { get; private set; }

    /// <summary>The samples cannot stand under one TYPE: there has to be one family for each sample name.</summary>
    public bool IsDemoted { get; private set; }

    /// <summary>Whether each metric of the type is one sample with the family's own name.</summary>
    public static bool IsScalar(MetricType type) =>
        type is not (MetricType.Histogram or MetricType.Summary or MetricType.GaugeHistogram);

    public void Add(MetricType other)
    {
        if (other == Type || (IsConflict && IsScalar(other)))
        {
            return;
        }

        if (!IsScalar(Type) || !IsScalar(other))
        {
            IsDemoted = true;
            Contradict();
        }
        else if (Type == MetricType.Untyped)
        {
            Type = other;
        }
        else if (other != MetricType.Untyped)
        {
            Contradict();
        }
    }

    /// <summary>Settles for untyped, whatever else is added.</summary>
    public void Contradict()
    {
        Type = MetricType.Untyped;
        IsConflict = true;
    }

    /// <summary>Settles for one family for each sample name.</summary>
    public void Demote()
    {
        IsDemoted = true;
        Contradict();
    }
}
