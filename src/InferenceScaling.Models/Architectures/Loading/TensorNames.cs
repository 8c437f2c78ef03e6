using System.Globalization;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>A naming scheme of checkpoints: canonical part → tensor name without suffix, <c>{0}</c> the layer, <c>{1}</c> the expert or the shift.</summary>
/// <param name="parts">The table; parts that are not in it do not exist in the scheme.</param>
internal sealed class TensorNames(IReadOnlyDictionary<string, string> parts)
{
    /// <summary>The names transformers gives to Llama and to most families since.</summary>
    public static TensorNames Standard { get; } = new(new Dictionary<string, string>
    {
        ["embed"] = "embed_tokens",
        ["embed_shift"] = "embed_shift.{1}",
        ["embed_norm"] = "embed_norm",
        ["attention_norm"] = "layers.{0}.input_layernorm",
        ["attention.q"] = "layers.{0}.self_attn.q_proj",
        ["attention.k"] = "layers.{0}.self_attn.k_proj",
        ["attention.v"] = "layers.{0}.self_attn.v_proj",
        ["attention.o"] = "layers.{0}.self_attn.o_proj",
        ["attention.q_norm"] = "layers.{0}.self_attn.q_norm",
        ["attention.k_norm"] = "layers.{0}.self_attn.k_norm",
        ["feed_forward_norm"] = "layers.{0}.post_attention_layernorm",
        ["feed_forward.gate"] = "layers.{0}.mlp.gate_proj",
        ["feed_forward.up"] = "layers.{0}.mlp.up_proj",
        ["feed_forward.down"] = "layers.{0}.mlp.down_proj",
        ["router"] = "layers.{0}.mlp.gate",
        ["experts.gate"] = "layers.{0}.mlp.experts.{1}.gate_proj",
        ["experts.up"] = "layers.{0}.mlp.experts.{1}.up_proj",
        ["experts.down"] = "layers.{0}.mlp.experts.{1}.down_proj",
        ["shared_expert.gate"] = "layers.{0}.mlp.shared_expert.gate_proj",
        ["shared_expert.up"] = "layers.{0}.mlp.shared_expert.up_proj",
        ["shared_expert.down"] = "layers.{0}.mlp.shared_expert.down_proj",
        ["shared_expert_gate"] = "layers.{0}.mlp.shared_expert_gate",
        ["final_norm"] = "norm",
    });

    /// <summary>This scheme with some names replaced.</summary>
    public TensorNames With(params IEnumerable<(string Part, string Name)> changes)
    {
        var merged = new Dictionary<string, string>(parts);
        foreach (var (part, name) in changes)
            merged[part] = name;
        return new(merged);
    }

    /// <summary>The tensor of a weight.</summary>
    public string Tensor(WeightName weight) => string.Format(CultureInfo.InvariantCulture, parts[weight.Part], weight.Layer, weight.Expert) + weight.Suffix;
}
