using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tests.Cpu;

namespace InferenceScaling.Models.Tests.Execution;

public sealed class UnreadRowsTests
{
    private static readonly DecoderConfig Plain = new()
    {
        Family = "llama",
        VocabularySize = 301,
        OutputWidth = 301,
        ContextLength = 256,
        HiddenSize = 96,
        LayerCount = 2,
        Attention = new() { HeadCount = 6, KeyValueHeadCount = 2, HeadSize = 16, Scale = 0.25 },
        Rope = new() { RotaryDimensions = 16 },
        FeedForward = new() { IntermediateSize = 192, Gated = true },
        Layers = [new(), new()],
        Head = new() { Tied = true },
        ResidualMultiplier = 0.7,
    };

    private static readonly int[] Prompt = [.. Enumerable.Range(0, 40).Select(index => index * 37 % 301)];

    public static TheoryData<string, WeightType> Decoders
    {
        get
        {
            var data = new TheoryData<string, WeightType>();
            foreach (var decoder in new[] { "plain", "parallel", "norms after", "experts" })
            {
                data.Add(decoder, WeightType.F32);
                data.Add(decoder, WeightType.Int8);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Rows_that_are_read_have_the_same_bits_whatever_else_is_read(string decoder, WeightType type)
    {
        using var executor = Open(decoder, type);
        var (all, states) = Run(executor, _ => true, _ => true);
        foreach (var row in new[] { 0, 17, 39 })
        {
            Run(executor, place => place == row, _ => false).Outputs.Should().Equal(Row(all, row, 301));
            Run(executor, _ => false, place => place == row).States.Should().Equal(Row(states, row, 96));
            var (outputs, last) = Run(executor, place => place >= row, place => place == row);
            outputs.Should().Equal(all[(row * 301)..]);
            last.Should().Equal(Row(states, row, 96));
        }
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void A_prompt_of_which_nothing_is_read_is_kept_all_the_same(string decoder, WeightType type)
    {
        using var executor = Open(decoder, type);
        Run(executor, _ => false, _ => false, thenRead: 5).Outputs.Should().Equal(Run(executor, _ => true, _ => true, thenRead: 5).Outputs);
    }

    private static CpuExecutor Open(string decoder, WeightType type)
    {
        var config = decoder switch
        {
            "parallel" => Plain with { ParallelResidual = true },
            "norms after" => Plain with { Norm = Plain.Norm with { Placement = NormPlacement.Both } },
            "experts" => Plain with { Experts = new() { Count = 4, PerToken = 2, IntermediateSize = 64 }, Layers = [new(), new(Sparse: true)] },
            _ => Plain,
        };
        return new(config, new SyntheticWeights(config, TensorType.F32), new() { Threads = 2, WeightType = type });
    }

    private static float[] Row(float[] rows, int row, int width) => rows[(row * width)..((row + 1) * width)];

    // The prompt in one pass; or, after it, the outputs of one more token.
    private static (float[] Outputs, float[] States) Run(CpuExecutor executor, Func<int, bool> output, Func<int, bool> state, int? thenRead = null)
    {
        var tree = new KvTree(executor.PageSize, 64);
        var segment = tree.Fork(null);
        var found = Append(Prompt, output, state);
        return thenRead is { } token ? Append([token], _ => true, _ => false) : found;

        (float[] Outputs, float[] States) Append(int[] tokens, Func<int, bool> isOutput, Func<int, bool> isState)
        {
            var batch = new DecoderBatch();
            var first = segment.End;
            tree.TryAppend(segment, tokens).Should().BeTrue();
            batch.AddSequence(segment, tokens.Length);
            for (var index = 0; index < tokens.Length; index++)
                batch.AddRow(tokens[index], first + index, segment.Slot(first + index), [], isOutput(index), isState(index));
            executor.Reserve(tree.Capacity);
            var outputs = new float[batch.OutputRows.Length * 301];
            var states = new float[batch.StateRows.Length * 96];
            executor.Run(batch, outputs, states);
            return (outputs, states);
        }
    }
}
