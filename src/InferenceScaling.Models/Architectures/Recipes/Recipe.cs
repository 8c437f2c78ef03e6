using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>How a family's config.json and tensor names become a <see cref="DecoderConfig"/> and canonical weights.</summary>
internal abstract class Recipe
{
    /// <summary>The <c>model_type</c> it reads.</summary>
    public abstract string ModelType { get; }

    /// <summary>The models people know it by, for the README.</summary>
    public abstract string Models { get; }

    /// <summary>What tensors of the body may begin with, most usual first; heads have no prefix.</summary>
    public virtual ImmutableArray<string> Prefixes { get; } = ["model.", ""];

    /// <summary>The naming scheme.</summary>
    public virtual TensorNames Names => TensorNames.Standard;

    /// <summary>The head's name in language models.</summary>
    public virtual string HeadName => "lm_head";

    /// <summary>Whether layers may have fewer key-value heads than query heads: not where both are rows of one matrix of equal parts.</summary>
    public virtual bool SharesKeys => true;

    /// <summary>Turns settings into data, sizes of single layers included.</summary>
    public DecoderConfig Read(ConfigReader config) => LayerSizes.Apply(config, Configure(config), SharesKeys);

    /// <summary>Turns the family's settings into data.</summary>
    protected abstract DecoderConfig Configure(ConfigReader config);

    /// <summary>Says where a weight of the body is; the head is found by <see cref="LocateHead"/>.</summary>
    public virtual WeightSource Locate(DecoderConfig config, WeightName name, string prefix) => WeightSource.Whole(prefix + Names.Tensor(name));

    /// <summary>Says where a weight of the head is.</summary>
    public WeightSource LocateHead(DecoderConfig config, WeightName name) => WeightSource.Whole((config.Head.Kind, config.Head.Dense, name.Part) switch
    {
        (HeadKind.LanguageModel, _, _) => HeadName + name.Suffix,
        (HeadKind.Value, _, _) => "v_head.summary" + name.Suffix,
        (_, true, "head_dense") => "score.0" + name.Suffix,
        (_, true, _) => "score.2" + name.Suffix,
        _ => "score" + name.Suffix,
    });
}
