using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>The forward pass that autograd can follow: whole sequences, no cache. Every tensor it makes belongs to the caller's scope.</summary>
internal sealed class DecoderGraph(DecoderConfig config, IReadOnlyDictionary<string, Tensor> parameters, TrainingDevice device)
{
    private readonly GraphNorm _norm = new(config, parameters);
    private readonly GraphLinear _linear = new(parameters, device);
    private readonly RotaryAngles _angles = new(config, torch.device(device.Device));

    /// <summary>Mean cross-entropy at the trained positions.</summary>
    public Tensor Loss(TrainingBatch batch)
    {
        var rows = tensor(batch.TargetRows).to(torch.device(device.Device));
        var targets = tensor(batch.Targets).to(torch.device(device.Device));
        return nn.functional.cross_entropy(Outputs(batch, rows), targets);
    }

    /// <summary>Outputs at rows of the flattened batch.</summary>
    public Tensor Outputs(TrainingBatch batch, Tensor rows)
    {
        var hidden = Norm(Stream(batch).index_select(0, rows), "final_norm");
        if (config.Head.Dense)
            hidden = nn.functional.relu(_linear.Apply(hidden, "head_dense"));
        var outputs = _linear.ApplyExact(hidden, config.Head.Tied ? "embed" : "head");
        if (config.Head.Multiplier != 1)
            outputs = outputs.Times(config.Head.Multiplier);
        return config.Head.SoftCap > 0 ? outputs.Over(config.Head.SoftCap).tanh().Times(config.Head.SoftCap) : outputs;
    }

    private Tensor Stream(TrainingBatch batch)
    {
        var place = torch.device(device.Device);
        var stream = parameters["embed.weight"].index_select(0, tensor(batch.Tokens).to(place));
        for (var shift = 1; shift <= config.EmbeddingShifts; shift++)
            stream = stream.Plus(parameters[$"embed_shift.{shift}.weight"].index_select(0, tensor(batch.Earlier(shift)).to(place)));
        if (config.Embedding.LearnedPositions)
            stream = stream.Plus(parameters["embed_position.weight"].index_select(0, tensor(batch.Positions).to(place)));
        if (config.Embedding.Scale != 1)
            stream = stream.Times(config.Embedding.Scale);
        if (config.Embedding.Norm)
            stream = Norm(stream, "embed_norm");

        using var attention = new GraphAttention(config, _linear, _norm, _angles, batch, place);
        var feedForward = new GraphFeedForward(config, _linear);
        for (var layer = 0; layer < config.LayerCount; layer++)
            stream = Layer(stream, layer, attention, feedForward);
        return stream;
    }

    private Tensor Layer(Tensor stream, int layer, GraphAttention attention, GraphFeedForward feedForward)
    {
        var prefix = $"layers.{layer}.";
        var before = config.Norm.Placement != NormPlacement.After;
        var after = config.Norm.Placement != NormPlacement.Before;
        var attended = attention.Apply(before ? Norm(stream, prefix + "attention_norm") : stream, layer);
        if (after)
            attended = Norm(attended, prefix + "attention_post_norm");
        var joined = Join(stream, attended);
        var input = config.ParallelResidual ? stream : joined;
        var fed = feedForward.Apply(before ? Norm(input, prefix + "feed_forward_norm") : input, layer);
        if (after)
            fed = Norm(fed, prefix + "feed_forward_post_norm");
        return Join(joined, fed);
    }

    private Tensor Join(Tensor stream, Tensor branch) => config.ResidualMultiplier == 1 ? stream.Plus(branch) : stream.Plus(branch, config.ResidualMultiplier);

    private Tensor Norm(Tensor input, string name) => _norm.Apply(input, name);
}
