using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Checkpoints;

/// <summary>Weights, optimiser state and place of a training in one safetensors file. The file is replaced when the new one is complete, so a kill leaves the old one.</summary>
internal static class TrainingCheckpoint
{
    private const string Version = "1";

    public static void Write(string path, string identity, TrainingState state, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        var content = tensors.Select(item => new SafetensorsTensor(item.Name, TensorType.F32, [.. item.Tensor.shape], Bytes(item.Tensor)));
        SafetensorsWriter.Write(path, content, new Dictionary<string, string>
        {
            ["version"] = Version,
            ["identity"] = identity,
            ["step"] = Text(state.Step),
            ["tokens"] = Text(state.Tokens),
            ["pool_start"] = Text(state.PoolStart),
            ["pool_step"] = Text(state.PoolStep),
        });
    }

    /// <summary>Fills tensors from a checkpoint.</summary>
    /// <exception cref="CheckpointFormatException">The file is damaged, or no checkpoint of a training.</exception>
    /// <exception cref="InvalidDataException">It belongs to another training.</exception>
    public static TrainingState Read(string path, string identity, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("version") != Version)
            throw new CheckpointFormatException(CheckpointDefect.WrongFormat, $"{path} is no checkpoint of a training: its metadata lack version {Version}.");
        var found = file.Metadata.GetValueOrDefault("identity");
        if (found != identity)
            throw new InvalidDataException($"{path} belongs to another training: it says '{found}'; this one is '{identity}'. Delete the file to start anew, or restore the settings.");
        var state = new TrainingState(Number(file, "step"), Number(file, "tokens"), Number(file, "pool_start"), Number(file, "pool_step"));
        using var mode = no_grad();
        foreach (var (name, tensor) in tensors)
        {
            if (!file.Tensors.TryGetValue(name, out var entry) || !entry.Shape.SequenceEqual(tensor.shape))
                throw new CheckpointFormatException(CheckpointDefect.MissingTensor, $"{path} has no tensor '{name}' of shape [{string.Join(", ", tensor.shape)}].");
            var values = new float[entry.ElementCount];
            file.ReadSingles(name, 0, values);
            using var near = torch.tensor(values, tensor.shape);
            tensor.copy_(near);
        }

        return state;
    }

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var values = tensor.detach().cpu().contiguous().data<float>().ToArray();
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static long Number(SafetensorsFile file, string key) =>
        long.TryParse(file.Metadata.GetValueOrDefault(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new CheckpointFormatException(CheckpointDefect.WrongFormat, $"{file.Location}: the metadata lack a number '{key}'.");
}
