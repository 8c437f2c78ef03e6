using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>How the metadata and tensors of a GGUF architecture become a <see cref="DecoderConfig"/> and canonical weights.</summary>
internal abstract class GgufRecipe
{
    /// <summary>The <c>general.architecture</c> it reads.</summary>
    public abstract string Architecture { get; }

    /// <summary>The <c>model_type</c>s of the models whose GGUF files name this architecture.</summary>
    public abstract ImmutableArray<string> ModelTypes { get; }

    /// <summary>Whether rows of queries and keys are stored for rotation of neighbours (2i, 2i + 1) instead of halves, as the converter does for Llama and its kin.</summary>
    public virtual bool InterleavedRotation => false;

    /// <summary>Turns metadata into data.</summary>
    public abstract DecoderConfig Configure(GgufSettings settings);

    /// <summary>Says where a weight is.</summary>
    public virtual WeightSource Locate(DecoderConfig config, GgufSettings settings, WeightName name) => name.Part switch
    {
        "attention.q" or "attention.k" or "attention.v" => Attention(config, settings, name),
        "experts.gate" or "experts.up" => Expert(name, config.Experts!, config.Experts!.IntermediateSize, config.HiddenSize),
        "experts.down" => Expert(name, config.Experts!, config.HiddenSize, config.Experts!.IntermediateSize),
        _ => WeightSource.Whole(GgufNames.Standard.Tensor(name)),
    };

    private WeightSource Attention(DecoderConfig config, GgufSettings settings, WeightName name)
    {
        var (attention, turned) = (config.Attention, InterleavedRotation && name.Part != "attention.v");
        var fused = GgufNames.Standard.Tensor(name with { Part = GgufNames.FusedAttention });
        if (!settings.HasTensor(fused))
            return new(GgufNames.Standard.Tensor(name), [], turned ? RowOrder.Pairs(attention.HeadSize) : RowOrder.Stored);
        long queries = attention.QueryWidth, keys = attention.KeyValueWidth, rows = queries + (2 * keys);
        var first = name.Part switch { "attention.q" => 0, "attention.k" => queries, _ => queries + keys };
        ImmutableArray<long> shape = name.Suffix == ".bias" ? [rows] : [rows, config.HiddenSize];
        return new(fused, shape, turned ? RowOrder.Pairs(attention.HeadSize) with { Offset = first } : RowOrder.From(first));
    }

    // All experts of a layer lie in one tensor, one after the other.
    private static WeightSource Expert(WeightName name, ExpertConfig experts, long rows, long columns) =>
        new(GgufNames.Standard.Tensor(name), [experts.Count, rows, columns], RowOrder.From(name.Expert * rows));
}
