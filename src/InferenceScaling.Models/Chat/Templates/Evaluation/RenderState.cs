using System.Runtime.CompilerServices;
using InferenceScaling.Models.Chat.Templates.Syntax;
using InferenceScaling.Models.Chat.Templates.Values;

namespace InferenceScaling.Models.Chat.Templates.Evaluation;

/// <summary>One rendering under way: its variables, its output, and what it has cost so far.</summary>
internal sealed class RenderState
{
    private const int CancellationInterval = 4096;

    private readonly SourceText _source;
    private readonly ChatTemplateLimits _limits;
    private readonly CancellationToken _cancellationToken;
    private long _steps;
    private long _nextCheck = CancellationInterval;
    private int _depth;

    public RenderState(SourceText source, ChatTemplateLimits limits, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _source = source;
        _limits = limits;
        _cancellationToken = cancellationToken;
        TimeProvider = timeProvider;
        Root = new Scope(null);
        Scope = Root;
        Output = new TextBuilder(this, 1024);
    }

    public ChatTemplateLimits Limits => _limits;

    public TimeProvider TimeProvider { get; }

    public Scope Root { get; }

    public Scope Scope { get; set; }

    public TextBuilder Output { get; set; }

    /// <summary>Where in the source the rendering is; the place named by errors.</summary>
    public int Offset { get; set; }

    public void Charge(long steps)
    {
        _steps += steps;
        if (_steps >= _nextCheck)
            CheckLimits();
    }

    /// <summary>Charges for text that is copied and refuses a string that would grow past the limit.</summary>
    public void ChargeText(int copied, long resultLength)
    {
        if (resultLength > _limits.MaxTextLength)
            throw Error($"The rendered text would exceed {_limits.MaxTextLength} characters");
        Charge((copied >> 4) + 1);
    }

    /// <summary>Charges for a search, whose worst case grows with both lengths.</summary>
    public void ChargeSearch(int length, int pattern) => Charge((length >> 4) + ((long)length * Math.Max(0, Math.Min(pattern, length - pattern)) >> 8) + 1);

    /// <summary>Goes one level deeper; an exception ends the whole rendering, so nothing needs to unwind.</summary>
    public void Enter()
    {
        Charge(1);
        if (++_depth > _limits.MaxDepth || ((_depth & 7) == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack()))
            throw Error($"Expressions, macros or values nest deeper than {Math.Min(_depth, _limits.MaxDepth)} levels");
    }

    public void Leave() => _depth--;

    public ChatTemplateException Error(string message) => _source.Error(message, Offset);

    public ChatTemplateException Undefined(UndefinedValue value) => Error(value.Reason);

    public ChatTemplateException Raised(string message) => new(message, _source.Locate(Offset).Line);

    private void CheckLimits()
    {
        _nextCheck = Math.Min(_steps + CancellationInterval, _limits.MaxSteps);
        if (_steps >= _limits.MaxSteps)
            throw Error($"The template did not finish within {_limits.MaxSteps} steps");
        _cancellationToken.ThrowIfCancellationRequested();
    }
}
