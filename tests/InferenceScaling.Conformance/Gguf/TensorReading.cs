using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Conformance.Gguf;

/// <summary>Reads whole small tensors.</summary>
internal static class TensorReading
{
    public static float[] Singles(Checkpoint checkpoint, string name)
    {
        var values = new float[checkpoint.Tensors[name].ElementCount];
        checkpoint.ReadSingles(name, 0, values);
        return values;
    }

    public static byte[] Bytes(Checkpoint checkpoint, string name)
    {
        var bytes = new byte[checkpoint.Tensors[name].ByteLength];
        checkpoint.ReadBytes(name, 0, bytes);
        return bytes;
    }
}
