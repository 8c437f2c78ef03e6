using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>The tensor names of GGUF files, which all architectures share.</summary>
internal static class GgufNames
{
    /// <summary>The part that holds queries, keys and values in one matrix.</summary>
    public const string FusedAttention = "attention.qkv";

    /// <summary>Canonical part → name.</summary>
    public static TensorNames Standard { get; } = new(new Dictionary<string, string>
    {
        ["embed"] = "token_embd",
        ["embed_position"] = "position_embd",
        ["attention_norm"] = "blk.{0}.attn_norm",
        ["attention.q"] = "blk.{0}.attn_q",
        ["attention.k"] = "blk.{0}.attn_k",
        ["attention.v"] = "blk.{0}.attn_v",
        [FusedAttention] = "blk.{0}.attn_qkv",
        ["attention.o"] = "blk.{0}.attn_output",
        ["attention.q_norm"] = "blk.{0}.attn_q_norm",
        ["attention.k_norm"] = "blk.{0}.attn_k_norm",
        ["attention_post_norm"] = "blk.{0}.post_attention_norm",
        ["feed_forward_norm"] = "blk.{0}.ffn_norm",
        ["feed_forward.gate"] = "blk.{0}.ffn_gate",
        ["feed_forward.up"] = "blk.{0}.ffn_up",
        ["feed_forward.down"] = "blk.{0}.ffn_down",
        ["feed_forward_post_norm"] = "blk.{0}.post_ffw_norm",
        ["router"] = "blk.{0}.ffn_gate_inp",
        ["experts.gate"] = "blk.{0}.ffn_gate_exps",
        ["experts.up"] = "blk.{0}.ffn_up_exps",
        ["experts.down"] = "blk.{0}.ffn_down_exps",
        ["shared_expert.gate"] = "blk.{0}.ffn_gate_shexp",
        ["shared_expert.up"] = "blk.{0}.ffn_up_shexp",
        ["shared_expert.down"] = "blk.{0}.ffn_down_shexp",
        ["shared_expert_gate"] = "blk.{0}.ffn_gate_inp_shexp",
        ["final_norm"] = "output_norm",
        ["head"] = "output",
    });
}
