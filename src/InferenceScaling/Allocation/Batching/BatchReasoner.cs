using InferenceScaling.Reasoning;
using InferenceScaling.Selection;
using Microsoft.Extensions.Options;

namespace InferenceScaling.Allocation.Batching;

/// <summary>Answers many questions under one budget of samples: easy questions are soon done, hopeless ones are given up, and what is saved goes to those between. Made by <c>builder.BuildBatch(…)</c>.</summary>
/// <remarks>Thread-safe. All questions of a batch run at once; which samples each gets depends on the questions and seeds only. Requests keep their own budgets, and the builder's stopping rule may end a question early.</remarks>
public sealed class BatchReasoner
{
    private readonly Lock _gate = new();
    private readonly ReasonerBuilder _builder;
    private readonly BatchOptions _options;
    private readonly AnswerSelector _selector;

    internal BatchReasoner(ReasonerBuilder builder, BatchOptions options)
    {
        var verdict = new BatchOptionsValidator().Validate(Options.DefaultName, options);
        if (verdict.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(BatchOptions), verdict.Failures);
        (_builder, _options) = (builder, options);
        _selector = options.Gain.RequiresScores ? AnswerSelector.BestOfN : AnswerSelector.Majority;

        // Refuses now what would be refused at the first batch.
        using var probe = Make(new(options, 1), 0);
    }

    /// <summary>Answers the questions of a batch.</summary>
    /// <param name="requests">The questions.</param>
    /// <param name="cancellationToken">Ends all of them.</param>
    /// <returns>The results, in the order of the questions. A question that failed, because its prompt cannot be read or every call failed, has no answer and says so in <see cref="ReasoningResult.Failures"/>; the others are not touched.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<ReasoningResult>> ReasonAsync(IReadOnlyList<ReasoningRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count == 0)
            return [];
        var rounds = new BatchRounds(_options, requests.Count);
        return await Task.WhenAll(requests.Select((request, index) => AnswerAsync(rounds, request, index, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<ReasoningResult> AnswerAsync(BatchRounds rounds, ReasoningRequest request, int index, CancellationToken cancellationToken)
    {
        try
        {
            using var reasoner = Make(rounds, index);
            return await reasoner.ReasonAsync(request, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What the other questions paid for must not be lost.
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new() { Text = "", Failures = [failure.Message] };
        }
        finally
        {
            rounds.Leave(index);
        }
    }

    // A builder is not thread-safe.
    private IReasoner Make(BatchRounds rounds, int index)
    {
        lock (_gate)
            return _builder.Use(new BatchSearch(rounds, index, _options.Gain, _selector)).Build();
    }
}
