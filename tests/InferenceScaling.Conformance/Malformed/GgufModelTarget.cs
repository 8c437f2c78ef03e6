using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Conformance.Malformed;

/// <summary>GGUF files as models: what is no file must be refused here too, and what is a file but no model only here.</summary>
internal sealed class GgufModelTarget : IMalformedTarget
{
    public string Kind => "gguf";

    public bool Decides(string path, MalformedEntry entry) => entry.Expect is "error" or "reader_ok_model_error";

    public string Expects(MalformedEntry entry) => "error";

    public void Read(string path)
    {
        using var source = DecoderSource.Open(path);
        _ = source.FindNonFiniteWeights();
    }

    public string? CategoryOf(Exception exception) => CheckpointReading.CategoryOf(exception);
}
