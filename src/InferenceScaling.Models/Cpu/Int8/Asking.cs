namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>What a step of emitted code asks memory for ahead of time.</summary>
/// <param name="Lines">How many lines it goes ahead.</param>
/// <param name="Every">Which of them it asks for: all, or one in so many.</param>
/// <param name="Level">1 or 2: for which cache. A request for the first takes one of the few places where loads wait, and many would hold up the weights at hand.</param>
internal readonly record struct Asking(int Lines, int Every = 1, int Level = 1)
{
    /// <summary>Nothing.</summary>
    public static Asking None { get; }

    /// <summary>All that a step multiplies: for the first of few blocks of rows, which are soon through with a panel.</summary>
    public static Asking AtOnce(int lines) => new(lines, Level: 2);

    /// <summary>For the only block of rows, which goes as fast as its weights come: the processor reads on by itself, but not past the end of a page.</summary>
    public static Asking Sparse(int lines) => new(lines, Every: 4, Level: 2);
}
