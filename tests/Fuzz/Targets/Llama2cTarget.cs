using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Llama2c;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>llama2.c files of both layouts, as checkpoints and as models.</summary>
public sealed class Llama2cTarget : FileTarget
{
    public override string Name => "llama2c";

    protected override string FileName => "input.bin";

    protected override void Read(string path)
    {
        using (var file = Llama2cFile.Open(path))
            ReadTensors(file);
        using var source = DecoderSource.Open(path);
        _ = source.FindNonFiniteWeights();
    }
}
