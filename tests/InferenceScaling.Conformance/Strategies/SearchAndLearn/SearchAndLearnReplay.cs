using System.Text.Json;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Conformance.Strategies.SearchAndLearn;

/// <summary>Replays the recorded calls of a search: by level, by prefix and by repetition, with lookahead calls apart from the others.</summary>
internal sealed class SearchAndLearnReplay
{
    private readonly Dictionary<(bool IsLookahead, int Iteration, int Depth, string Prefix), Queue<JsonElement>> _calls = [];
    private readonly JsonElement _scores;
    private readonly ScoreAggregation _aggregation;
    private readonly Func<string, JsonElement, bool> _ends;
    private int _iteration;

    public SearchAndLearnReplay(JsonElement input, JsonElement expected, Func<string, JsonElement, bool> ends)
    {
        _scores = input.GetProperty("prm_scores");
        _ends = ends;
        _aggregation = input.GetProperty("agg").GetString() switch
        {
            "min" => ScoreAggregation.Minimum,
            "prod" => ScoreAggregation.Product,
            _ => ScoreAggregation.Last,
        };
        var batches = new Queue<List<JsonElement>>(input.GetProperty("generate_calls").EnumerateArray().Select(batch => batch.EnumerateArray().ToList()));
        var iterations = expected.GetProperty("iterations").EnumerateArray().ToList();
        for (var iteration = 0; iteration < iterations.Count; iteration++)
        {
            var batch = batches.Dequeue();
            Record(isLookahead: false, iteration, iteration, batch);
            for (var ahead = 1; ahead <= iterations[iteration].Integer("lookahead") && batch.Exists(call => call.GetProperty("stop_reason").ValueKind != JsonValueKind.Null); ahead++)
            {
                batch = batches.Dequeue();
                Record(isLookahead: true, iteration, iteration + ahead, batch);
            }
        }

        Expect.Equal("batches left over", batches.Count(batch => batch.Count > 0), 0);
        Generator = new(Generate);
        Verifier = new(path => Score(path.Text));
    }

    public FixtureGenerator Generator { get; }

    public FixtureVerifier Verifier { get; }

    public int CallsLeft(bool isLookahead) => _calls.Where(call => call.Key.IsLookahead == isLookahead).Sum(call => call.Value.Count);

    public double Score(string text) => Aggregate(_scores.GetProperty(text).Numbers());

    public double Aggregate(double[] steps) => _aggregation.Aggregate(steps);

    private void Record(bool isLookahead, int iteration, int depth, List<JsonElement> batch)
    {
        foreach (var call in batch)
        {
            var key = (isLookahead, iteration, depth, call.GetProperty("prefix").GetString()!);
            if (!_calls.TryGetValue(key, out var queue))
                _calls[key] = queue = new();
            queue.Enqueue(call);
        }
    }

    private ReasoningStep Generate(ReasoningPath path, int ordinal, StepOptions options)
    {
        // Lookahead is greedy, the search is not.
        var isLookahead = options.Sampling.Temperature == 0;
        if (!isLookahead)
            _iteration = path.Depth;
        if (!_calls.TryGetValue((isLookahead, _iteration, path.Depth, path.Text), out var queue) || !queue.TryDequeue(out var call))
            throw new ConformanceException($"nobody asked to {(isLookahead ? "look ahead" : "go on")} from '{path.Text}' in iteration {_iteration}");
        var text = call.GetProperty("text").GetString()!;
        return FixtureGenerator.Step(text, _ends(text, call.GetProperty("stop_reason")));
    }
}
