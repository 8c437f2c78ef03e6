using System.Globalization;

namespace InferenceScaling.Fuzz;

/// <summary>Fuzzing without instrumentation: a folder of inputs again, or random mutations of the seeds.</summary>
public static class FuzzRun
{
    private const int MaxMutations = 6;
    private const int MaxReported = 20;

    /// <summary>Gives every file of a folder to a target.</summary>
    /// <returns>0, or 1 if an input was a defect.</returns>
    public static int Replay(IFuzzTarget target, string folder, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToList();
        return Run(target, files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))), keep: null, output);
    }

    /// <summary>Gives random mutations of a target's seeds to it. The same numbers make the same inputs.</summary>
    /// <param name="target">The target.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">What the random numbers start from.</param>
    /// <param name="keep">Folder for inputs that are defects; null to keep none.</param>
    /// <param name="output">Where findings and totals go.</param>
    /// <returns>0, or 1 if an input was a defect.</returns>
    public static int Mutate(IFuzzTarget target, int count, int seed, string? keep, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(output);
        var (seeds, random) = (FuzzTargets.Seeds(target.Name), new Random(seed));
        return Run(target, Enumerable.Range(0, count).Select(index => ($"mutation-{seed}-{index}", Next(seeds, target.Vocabulary, random))), keep, output);
    }

    private static byte[] Next(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> vocabulary, Random random)
    {
        // Few more often than many: what is changed much is refused early.
        var mutations = new Mutation[random.Next(1, random.Next(2, MaxMutations + 2))];
        for (var index = 0; index < mutations.Length; index++)
            mutations[index] = new(random.Next(Mutation.Kinds), (uint)random.NextInt64(uint.MaxValue), (byte)random.Next(256));
        return Mutation.Apply(seeds[random.Next(seeds.Count)], mutations, vocabulary);
    }

    private static int Run(IFuzzTarget target, IEnumerable<(string Name, byte[] Bytes)> inputs, string? keep, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(target);
        int accepted = 0, refused = 0, defects = 0;
        foreach (var (name, bytes) in inputs)
        {
            try
            {
                if (InputCheck.Run(target, bytes))
                    accepted++;
                else
                    refused++;
            }
            catch (FuzzDefectException defect)
            {
                if (++defects <= MaxReported)
                    output.WriteLine($"DEFECT {name} ({bytes.Length} bytes): {defect.InnerException ?? defect}");
                if (keep is not null)
                {
                    Directory.CreateDirectory(keep);
                    File.WriteAllBytes(Path.Combine(keep, name), bytes);
                }
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {accepted + refused + defects} inputs, {accepted} accepted, {refused} refused, {defects} defects"));
        return defects == 0 ? 0 : 1;
    }
}
