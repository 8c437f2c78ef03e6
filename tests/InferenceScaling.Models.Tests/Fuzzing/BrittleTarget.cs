using InferenceScaling.Fuzz;

namespace InferenceScaling.Models.Tests.Fuzzing;

/// <summary>A reader with defects: it cannot bear the byte 7, and allocates what byte 8 asks for.</summary>
internal sealed class BrittleTarget : IFuzzTarget
{
    // It borrows seeds.
    public string Name => "regex";

    public IReadOnlyList<string> Vocabulary => ["\a"];

    public bool Read(ReadOnlySpan<byte> input)
    {
        if (input.Contains((byte)8))
            _ = new byte[80 << 20];
        return input.Contains((byte)7) ? throw new InvalidOperationException("seven") : !input.IsEmpty;
    }

    public void Dispose()
    {
    }
}
