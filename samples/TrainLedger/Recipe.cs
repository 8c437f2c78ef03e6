using System.Text.Json;
using InferenceScaling.Ledger;
using InferenceScaling.Training;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Optimizers;
using InferenceScaling.Training.Schedules;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>Sizes, rates and lengths of both trainings.</summary>
internal static class Recipe
{
    /// <summary>Generator steps before the verifier takes its weights: it then knows names and sums, and little else to unlearn.</summary>
    public const int EarlySteps = 500;

    public const int GeneratorSteps = 3_400;

    public const int PracticeSteps = 1_200;

    /// <summary>At rates this small the loss falls a little further: 0.018 to 0.017 where it was seen.</summary>
    public const int PolishSteps = 500;

    public const int VerifierSteps = 3_200;

    public const int RefinementSteps = 2_800;

    /// <summary>Without orthonormal rows names are told apart late; without shifted embeddings copying a number from a fact takes three times as long.</summary>
    public static WeightInitialization Initialization { get; } = new() { OrthonormalEmbeddings = true };

    public static OptimizerSettings Optimizer { get; } = new() { Muon = new(), AdamW = new(), EmbeddingRate = 0.5, ClipNorm = 0 };

    public static OptimizerSettings PracticeOptimizer { get; } = Optimizer with { Muon = new() { LearningRate = 0.012 }, AdamW = new() { LearningRate = 2e-3 } };

    public static OptimizerSettings PolishOptimizer { get; } = Optimizer with { Muon = new() { LearningRate = 0.006 }, AdamW = new() { LearningRate = 1e-3 } };

    public static LearningRateSchedule PracticeSchedule { get; } = new() { WarmupSteps = 20, HoldUntil = 0.2 };

    public static OptimizerSettings RefinementOptimizer { get; } = Optimizer with { Muon = new() { LearningRate = 0.014 }, AdamW = new() { LearningRate = 2e-3 } };

    public static LearningRateSchedule Schedule { get; } = new() { WarmupSteps = 40, HoldUntil = 0.35 };

    /// <summary>config.json of both models: six layers of width 128, 1.24 million weights.</summary>
    public static JsonElement Settings() => JsonSerializer.SerializeToElement(new Dictionary<string, object>
    {
        ["model_type"] = "ledger",
        ["vocab_size"] = LedgerVocabulary.Size,
        ["hidden_size"] = 128,
        ["num_hidden_layers"] = 6,
        ["num_attention_heads"] = 4,
        ["num_key_value_heads"] = 4,
        ["head_dim"] = 32,
        ["intermediate_size"] = 512,
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

    public static TrainingOptions Options(string name, int steps, TrainSettings settings) => new()
    {
        TotalSteps = Math.Max(1, (int)(steps * settings.Scale)),
        Optimizer = Optimizer,
        Schedule = Schedule,
        CheckpointPath = Path.Combine(settings.Folder, $"{name}.checkpoint"),
        CheckpointEvery = 100,
        ReportEvery = 20,
        EvaluateEvery = 100,
    };
}
