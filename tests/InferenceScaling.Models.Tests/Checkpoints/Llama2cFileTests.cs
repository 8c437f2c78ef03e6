using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Llama2c;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Checkpoints;

public sealed class Llama2cFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_formats_give_the_same_tensors(bool tied)
    {
        using var legacy = Llama2cFile.Open(_folder.Write("legacy.bin", Llama2cBytes.Legacy(tied)));
        using var versioned = Llama2cFile.Open(_folder.Write("v1.bin", Llama2cBytes.Versioned(tied)));

        legacy.Header.Should().Be(new Llama2cHeader(0, Dim: 4, HiddenDim: 6, LayerCount: 2, HeadCount: 2, KeyValueHeadCount: 1, VocabularySize: 5, SequenceLength: 3, tied));
        versioned.Header.Should().Be(legacy.Header with { Version = 1 });
        legacy.Tensors.ContainsKey("lm_head.weight").Should().Be(!tied);
        BeTheSame(legacy, versioned);
    }

    [Theory]
    [InlineData("model.embed_tokens.weight", 1000, 5, 4)]
    [InlineData("model.layers.1.self_attn.q_proj.weight", 3016, 4, 4)]
    [InlineData("model.layers.1.self_attn.k_proj.weight", 4008, 2, 4)]
    [InlineData("model.layers.0.mlp.down_proj.weight", 9000, 4, 6)]
    [InlineData("model.layers.1.mlp.up_proj.weight", 10024, 6, 4)]
    [InlineData("lm_head.weight", 12000, 5, 4)]
    public void Each_name_finds_its_own_weights(string name, float first, long rows, long columns)
    {
        using var file = Llama2cFile.Open(_folder.Write("a.bin", Llama2cBytes.Legacy(tied: false)));

        var value = new float[1];
        file.ReadSingles(name, 0, value);

        value.Should().Equal(first);
        file.Tensors[name].Shape.Should().Equal(rows, columns);
    }

    [Fact]
    public void A_file_of_another_length_than_its_header_asks_for_is_refused()
    {
        var bytes = Llama2cBytes.Versioned(tied: true);

        Refusal(_folder.Write("short.bin", bytes.AsSpan(..^4))).Should().Be(CheckpointDefect.Truncated);
        Refusal(_folder.Write("long.bin", [.. bytes, 0, 0, 0, 0])).Should().Be(CheckpointDefect.Offsets);
        Refusal(_folder.Write("head.bin", bytes.AsSpan(..100))).Should().Be(CheckpointDefect.Truncated);
        Refusal(_folder.Write("empty.bin")).Should().Be(CheckpointDefect.Truncated);
    }

    [Theory]
    [InlineData(4, 2, CheckpointDefect.Version)]
    [InlineData(8, 0, CheckpointDefect.InvalidHeader)]
    [InlineData(8, -4, CheckpointDefect.InvalidHeader)]
    [InlineData(16, int.MaxValue, CheckpointDefect.InvalidHeader)]
    [InlineData(20, 3, CheckpointDefect.InvalidHeader)]
    [InlineData(28, int.MaxValue, CheckpointDefect.Truncated)]
    public void Impossible_hyper_parameters_are_refused(int offset, int value, CheckpointDefect defect)
    {
        var bytes = Llama2cBytes.Versioned(tied: true);
        BitConverter.GetBytes(value).CopyTo(bytes, offset);

        Refusal(_folder.Write("a.bin", bytes)).Should().Be(defect);
    }

    [SkippableFact]
    public void Stories260K_is_the_same_model_in_both_formats()
    {
        var folder = SharedFixtures.Folder("models/stories260k");
        using var legacy = Llama2cFile.Open(Path.Combine(folder, "stories260K.bin"));
        using var versioned = Llama2cFile.Open(Path.Combine(folder, "checkpoint_v1.bin"));

        legacy.Header.Should().Be(new Llama2cHeader(0, 64, 172, 5, 8, 4, 512, 512, TiedClassifier: true));
        legacy.Tensors.Should().HaveCount((5 * 9) + 2);
        BeTheSame(legacy, versioned);
    }

    private static void BeTheSame(Checkpoint one, Checkpoint other)
    {
        other.Tensors.Keys.Should().BeEquivalentTo(one.Tensors.Keys);
        foreach (var (name, entry) in one.Tensors)
        {
            other.Tensors[name].Shape.Should().Equal(entry.Shape);
            var (left, right) = (new byte[entry.ByteLength], new byte[entry.ByteLength]);
            one.ReadBytes(name, 0, left);
            other.ReadBytes(name, 0, right);
            left.AsSpan().SequenceEqual(right).Should().BeTrue(name);
        }
    }

    private static CheckpointDefect Refusal(string path) =>
        FluentActions.Invoking(() => Llama2cFile.Open(path)).Should().Throw<CheckpointFormatException>().WithMessage($"*{Path.GetFileName(path)}*").Which.Defect;
}
