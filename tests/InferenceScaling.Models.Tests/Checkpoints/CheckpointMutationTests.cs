using CsCheck;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Checkpoints.Llama2c;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Models.Tests.Checkpoints;

/// <summary>Whatever happens to the bytes of a file, a reader gives values or a <see cref="CheckpointFormatException"/>.</summary>
public sealed class CheckpointMutationTests : IDisposable
{
    private const int Mutations = 2000;

    private static readonly Gen<(int Kind, uint Place, byte Value)[]> Edits =
        Gen.Select(Gen.Int[0, 5], Gen.UInt, Gen.Byte).Array[1, 4];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mutated_safetensors_files_never_break_the_reader() =>
        Run(SafetensorsBytes.Valid(), SafetensorsFile.Open);

    [Fact]
    public void Mutated_gguf_files_never_break_the_reader() =>
        Run(GgufBytes.Valid(), GgufFile.Open);

    [Fact]
    public void Mutated_llama2c_files_never_break_the_reader()
    {
        Run(Llama2cBytes.Versioned(tied: false), Llama2cFile.Open);
        Run(Llama2cBytes.Legacy(tied: true), Llama2cFile.Open);
    }

    [Fact]
    public void Mutated_shard_indices_never_break_the_reader()
    {
        _folder.Write("one.safetensors", SafetensorsBytes.Valid());
        Run("""{"metadata":{"total_size":3},"weight_map":{"first":"one.safetensors","second":"one.safetensors"}}"""u8.ToArray(), ShardedSafetensors.Open);
    }

    [Fact]
    public void Mutated_files_never_break_the_detection() =>
        Run(GgufBytes.Valid(), Checkpoint.Open);

    private void Run(byte[] valid, Func<string, Checkpoint> open)
    {
        var path = _folder.Write("mutated.index.json", valid);
        ReadAll(path, open).Should().BeTrue("the original must be readable");
        Edits.Sample(
            edits =>
            {
                File.WriteAllBytes(path, Mutate(valid, edits));
                _ = ReadAll(path, open);
            },
            iter: Mutations,
            threads: 1);
    }

    // Only the expected exception is caught: any other one fails the sample, with the edits that led to it.
    private static bool ReadAll(string path, Func<string, Checkpoint> open)
    {
        try
        {
            using var checkpoint = open(path);
            foreach (var (name, entry) in checkpoint.Tensors)
            {
                checkpoint.ReadBytes(name, 0, new byte[entry.ByteLength]);
                if (entry.Type is not (TensorType.F8_E4M3 or TensorType.F8_E5M2))
                    checkpoint.ReadSingles(name, 0, new float[entry.ElementCount]);
            }

            return true;
        }
        catch (CheckpointFormatException exception)
        {
            exception.Defect.Should().NotBe(CheckpointDefect.Unspecified);
            return false;
        }
    }

    private static byte[] Mutate(byte[] valid, (int Kind, uint Place, byte Value)[] edits)
    {
        var bytes = valid.ToList();
        foreach (var (kind, place, value) in edits)
        {
            if (bytes.Count == 0)
                break;
            var index = (int)(place % (uint)bytes.Count);
            switch (kind)
            {
                case 0: bytes[index] = value; break;
                case 1: bytes[index] ^= (byte)(1 << (value % 8)); break;
                case 2: bytes.Insert(index, value); break;
                case 3: bytes.RemoveAt(index); break;
                case 4: bytes.RemoveRange(index, bytes.Count - index); break;
                default: bytes.InsertRange(index, bytes.GetRange(index, Math.Min(value, bytes.Count - index))); break;
            }
        }

        return [.. bytes];
    }
}
