using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>The feed-forward part of a layer: dense, or a few of many experts a token.</summary>
internal sealed class GraphFeedForward(DecoderConfig config, GraphLinear linear)
{
    public Tensor Apply(Tensor input, int layer) => config.Layers[layer].Sparse && config.Experts is { } experts
        ? Route(input, $"layers.{layer}.", experts)
        : Dense(input, $"layers.{layer}.feed_forward.", config.FeedForward.Gated);

    private Tensor Dense(Tensor input, string prefix, bool gated)
    {
        if (!gated)
            return linear.Apply(Activate(linear.Apply(input, prefix + "up")), prefix + "down");
        var wide = linear.Apply(input, prefix + "gate", prefix + "up");
        var width = wide.shape[1] / 2;
        return linear.Apply(Activate(wide.narrow(1, 0, width)) * wide.narrow(1, width, width), prefix + "down");
    }

    private Tensor Route(Tensor input, string prefix, ExpertConfig experts)
    {
        var probabilities = nn.functional.softmax(linear.ApplyExact(input, prefix + "router"), -1);
        var (weights, chosen) = probabilities.topk(experts.PerToken, -1);
        if (experts.NormalizeWeights)
            weights = weights / weights.sum(-1, keepdim: true);
        var output = zeros_like(input);
        for (var expert = 0; expert < experts.Count; expert++)
        {
            var places = chosen.Matches(expert).nonzero();
            if (places.shape[0] == 0)
                continue;
            var (rows, ranks) = (places.select(1, 0), places.select(1, 1));
            var result = Dense(input.index_select(0, rows), $"{prefix}experts.{expert}.", gated: true);
            output = output.PlusRows(rows, result * weights.index([rows, ranks]).unsqueeze(1));
        }

        return experts.SharedIntermediateSize == 0
            ? output
            : output.Plus(Dense(input, prefix + "shared_expert.", gated: true) * nn.functional.sigmoid(linear.ApplyExact(input, prefix + "shared_expert_gate")));
    }

    private Tensor Activate(Tensor input) => config.FeedForward.Activation switch
    {
        Activation.Silu => nn.functional.silu(input),
        Activation.Relu => nn.functional.relu(input),
        Activation.ReluSquared => nn.functional.relu(input).Power(2),
        Activation.Gelu => (input.Over(Math.Sqrt(2)).erf().Plus(1) * input).Times(0.5),
        _ => (input.Power(3).Times(0.044715).Plus(input).Times(Math.Sqrt(2 / Math.PI)).tanh().Plus(1) * input).Times(0.5),
    };
}
