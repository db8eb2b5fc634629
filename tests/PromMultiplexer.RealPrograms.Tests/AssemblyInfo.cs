// Every class starts programs: one after the other, so that a small machine has time for each.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
