namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>Puts the container's label on samples, one list operation at a time.</summary>
internal static class ModelLabeler
{
    /// <summary>The source with the label on each of its samples, or <see langword="null"/> where the policy refuses it.</summary>
    public static ModelSource? Label(ModelSource source, string name, string value, LabelCollision onCollision)
    {
        var families = new List<ModelFamily>();
        foreach (var family in source.Families)
        {
            var labeled = new ModelFamily(family.Name) { Help = family.Help };
            labeled.Types.AddRange(family.Types);
            foreach (var sample in family.Samples)
            {
                if (onCollision == LabelCollision.Fail && HasValue(sample, name))
                {
                    return null;
                }

                labeled.Samples.Add(sample with { Labels = Label(sample, name, value, onCollision), HasBraces = true });
            }

            families.Add(labeled);
        }

        return new ModelSource(families, source.DroppedSamples);
    }

    private static List<ModelLabel> Label(ModelSample sample, string name, string value, LabelCollision onCollision)
    {
        var labels = sample.Labels.ToList();
        if (HasValue(sample, name))
        {
            if (onCollision == LabelCollision.Honor)
            {
                return labels;
            }

            if (onCollision == LabelCollision.Rename)
            {
                var free = "exported_" + name;
                while (HasValue(sample, free))
                {
                    free = "exported_" + free;
                }

                // An empty label of the free name gives way.
                labels.RemoveAll(label => label.Name == free);
                var theirs = labels.FindIndex(label => label.Name == name);
                labels[theirs] = labels[theirs] with { Name = free };
            }
        }

        labels.RemoveAll(label => label.Name == name);
        var special = labels.FindIndex(label => label.Name is "le" or "quantile");
        labels.Insert(special < 0 ? labels.Count : special, new ModelLabel(name, value));
        return labels;
    }

    private static bool HasValue(ModelSample sample, string name) => sample.Labels.Any(label => label.Name == name && label.Value.Length > 0);
}
