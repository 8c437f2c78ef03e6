using System.Runtime.InteropServices;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>Draws the tokens of one step.</summary>
internal sealed class GenerateRequest : AwaitedRequest<GeneratedTokens>
{
    private readonly GenerationSettings _settings;
    private readonly Vocabulary _vocabulary;
    private readonly List<int> _tokens = [];
    private readonly List<float> _logProbabilities = [];
    private readonly List<float> _samplingLogProbabilities = [];
    private readonly List<float> _confidences = [];
    private readonly List<byte> _bytes = [];
    private readonly int[] _next = new int[1];
    private StepMatcher _matcher;
    private PreviousTokens? _previous;
    private int _contextLength;
    private StepFinish? _finish;

    public GenerateRequest(GenerationSettings settings, Vocabulary vocabulary)
    {
        _settings = settings;
        _vocabulary = vocabulary;
        _matcher = settings.Matcher;
        _bytes.AddRange(settings.Carried.Span);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Unfed => _next;

    /// <inheritdoc/>
    public override bool IsFinished => _finish is not null;

    /// <inheritdoc/>
    public override int? PendingToKeep => _finish is StepFinish.Delimiter or StepFinish.TokenLimit ? _next[0] : null;

    /// <inheritdoc/>
    public override bool SharesRows => true;

    /// <inheritdoc/>
    public override bool IsIndependent => _settings.Guide is null;

    /// <inheritdoc/>
    public override StepKey? Step => Origin is { } origin && PendingToKeep is not null ? new(origin, [.. _tokens], null) : null;

    /// <inheritdoc/>
    public override void Start(int pending, KvSegment? leaf)
    {
        _next[0] = pending;
        _contextLength = (leaf?.End ?? 0) + 1;
        if (_settings.Sampling.RepetitionPenalty != 1)
            _previous = new(leaf, pending);
    }

    /// <inheritdoc/>
    public override bool WantsOutput(int row) => true;

    /// <inheritdoc/>
    public override void Accept(int row, ReadOnlySpan<float> outputs, Sampler sampler)
    {
        var token = Draw(outputs, sampler);
        _tokens.Add(token.Id);
        _logProbabilities.Add(token.LogProbability);
        _samplingLogProbabilities.Add(token.SamplingLogProbability);
        if (_settings.ConfidenceTokens > 0)
            _confidences.Add(RowConfidence.Of(outputs, _settings.ConfidenceTokens));
        _previous?.Add(token.Id);
        _next[0] = token.Id;
        _finish = Finish(token.Id);
    }

    /// <inheritdoc/>
    public override void Advance(int rows)
    {
    }

    /// <inheritdoc/>
    protected override GeneratedTokens Result(ContextHandle? continuation) =>
        new(_tokens, _logProbabilities, _samplingLogProbabilities, _confidences, _bytes.ToArray(), _finish!.Value, PromptTokens, CachedPromptTokens, continuation);

    private SampledToken Draw(ReadOnlySpan<float> outputs, Sampler sampler)
    {
        var guide = _settings.Guide;
        if (guide?.Forced(Room) is { } forced)
        {
            guide.Read(forced);
            return Written(outputs, forced);
        }

        var previous = _previous is null ? default : _previous.Ids;
        var allowed = guide is null ? default : guide.Allowed;
        var token = sampler.Sample(outputs, _vocabulary.Size, previous, _settings.Sampling, _settings.Random.Uniform((ulong)_tokens.Count), allowed);
        if (guide is null)
            return token;
        var revised = guide.Revise(token.Id);
        guide.Read(revised);
        return revised == token.Id ? token : Written(outputs, revised);
    }

    private int Room
    {
        get
        {
            var room = _settings.ContextLength - _contextLength - _tokens.Count;
            return _settings.IsWholeAnswer ? Math.Min(room, _settings.MaxTokens - _tokens.Count) : room;
        }
    }

    /// <summary>A token that had no alternative.</summary>
    private static SampledToken Written(ReadOnlySpan<float> outputs, int token) => new(token, Sampler.LogProbability(outputs, token), 0);

    private StepFinish? Finish(int token)
    {
        if (_vocabulary.EndOfText.Contains(token))
            return StepFinish.EndOfText;
        var bytes = _vocabulary.Bytes(token);
        _bytes.AddRange(bytes);
        _matcher.Read(bytes);
        if (_matcher.Stopped || _settings.Guide is { IsFinal: true })
            return StepFinish.EndOfText;
        if (_contextLength + _tokens.Count >= _settings.ContextLength)
            return StepFinish.ContextLimit;

        // A delimiter's token may begin another character: the step goes on until that one is whole.
        if (_matcher.Delimited && Utf8Tail.IncompleteLength(CollectionsMarshal.AsSpan(_bytes)) == 0)
            return StepFinish.Delimiter;
        return _tokens.Count >= _settings.MaxTokens ? StepFinish.TokenLimit : null;
    }
}
