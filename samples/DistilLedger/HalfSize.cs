using System.Text.Json;
using InferenceScaling.Ledger;

namespace InferenceScaling.Samples.DistilLedger;

/// <summary>A generator of half the embedded one's weights: five layers instead of six, three heads instead of four, 224 neurons instead of 512.</summary>
internal static class HalfSize
{
    public static JsonElement Config() => JsonSerializer.SerializeToElement(new Dictionary<string, object>
    {
        ["model_type"] = "ledger",
        ["vocab_size"] = LedgerVocabulary.Size,
        ["hidden_size"] = 128,
        ["num_hidden_layers"] = 5,
        ["num_attention_heads"] = 3,
        ["num_key_value_heads"] = 3,
        ["head_dim"] = 32,
        ["intermediate_size"] = 224,
        ["hidden_act"] = "relu2",
        ["mlp_gate"] = false,
        ["rope_theta"] = 10000.0,
        ["max_position_embeddings"] = 512,
        ["rms_norm_eps"] = 1.1920929e-07,
        ["rms_norm_weight"] = false,
        ["embed_norm"] = true,
        ["embed_shifts"] = 3,
        ["tie_word_embeddings"] = false,
        ["torch_dtype"] = "float32",
        ["pad_token_id"] = LedgerVocabulary.Padding,
        ["eos_token_id"] = LedgerVocabulary.EndOfText,
        ["unknown_token_id"] = LedgerVocabulary.Unknown,
    });
}
