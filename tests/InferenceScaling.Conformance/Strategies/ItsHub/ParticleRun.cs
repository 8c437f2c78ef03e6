using System.Text.Json;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Particles;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.ItsHub;

/// <summary>Runs a whole particle search with recorded steps, scores and uniform numbers.</summary>
internal static class ParticleRun
{
    public static void Check(JsonElement input, JsonElement expected)
    {
        var calls = new Queue<JsonElement>(input.GetProperty("generate_calls").EnumerateArray().SelectMany(batch => batch.EnumerateArray()));
        var uniforms = new Queue<double>(input.GetProperty("uniforms").Numbers());
        var draws = new Queue<JsonElement>(expected.GetProperty("draws").EnumerateArray());
        var sweeps = new List<IReadOnlyList<Particle>>();
        var token = input.GetProperty("step_token").GetString()!;
        var generator = new FixtureGenerator((path, _, _) =>
        {
            var call = calls.Dequeue();
            Expect.Equal("prefix", path.Text, call.GetProperty("prefix").GetString());
            var text = call.GetProperty("text").GetString()!;
            var ends = text.Contains(input.GetProperty("stop_token").GetString()!, StringComparison.Ordinal) || path.Depth >= input.Integer("max_steps");
            return FixtureGenerator.Step(ends ? text : text + token, ends);
        });
        var strategy = new ParticleGibbsSearch(new()
        {
            Iterations = input.Integer("num_iterations"),
            Particles = input.Integer("budget") / input.Integer("num_iterations"),
            References = input.Integer("num_reference"),
            Resampling = ResamplingMethod.Multinomial,
        })
        {
            UsesFinalReferenceWeights = true,
            Uniform = uniforms.Dequeue,
            OnDraw = (probabilities, indices) => CheckDraw(draws, probabilities, indices),
            OnSweep = sweeps.Add,
        };
        var verifier = new FixtureVerifier(path => input.GetProperty("prm_scores").GetProperty(Trim(path.Text, token)).Number());
        var result = Reasoner.For(generator).WithVerifier(verifier).Use(strategy).AggregateBy(ScoreAggregation.Last).Build().ReasonAsync("q").GetAwaiter().GetResult();
        Expect.Sequence("failures", result.Failures, []);
        Expect.Equal("calls left over", calls.Count, 0);

        for (var sweep = 0; sweep < sweeps.Count; sweep++)
        {
            Expect.Sequence($"responses of sweep {sweep}", sweeps[sweep].Select(particle => Trim(particle.Path.Path.Text, token)), expected.GetProperty("responses")[sweep].Strings());
            Expect.Close($"log weights of sweep {sweep}", [.. sweeps[sweep].Select(particle => particle.LogWeight)], expected.GetProperty("log_weights")[sweep].Numbers(), 1e-12);
            Expect.Sequence($"steps of sweep {sweep}", sweeps[sweep].Select(particle => particle.Path.Path.Depth), expected.GetProperty("steps_used")[sweep].Integers());
        }

        var final = sweeps[^1].Select(particle => particle.LogWeight).ToArray();
        var chosen = Array.IndexOf(final, final.Max());
        if (input.GetProperty("selection").GetString() == "sample")
        {
            var probabilities = ParticleWeights.Normalize(final);
            var parents = ParticleWeights.Multinomial(probabilities, [uniforms.Dequeue()]);
            CheckDraw(draws, probabilities, parents);
            chosen = parents[0];
        }

        Expect.Equal("selected", chosen, expected.Integer("selected_index"));
        Expect.Equal("answer", Trim(sweeps[^1][chosen].Path.Path.Text, token), expected.GetProperty("answer").GetString());
        Expect.Equal("draws left over", draws.Count, 0);
        Expect.Equal("uniforms left over", uniforms.Count, 0);
    }

    private static void CheckDraw(Queue<JsonElement> draws, double[] probabilities, int[] indices)
    {
        var draw = draws.Dequeue();
        Expect.Close("probabilities", probabilities, draw.GetProperty("probabilities").Numbers(), 1e-12);
        Expect.Sequence("indices", indices, draw.GetProperty("indices").Integers());
    }

    private static string Trim(string text, string token) => text.EndsWith(token, StringComparison.Ordinal) ? text[..^token.Length] : text;
}
