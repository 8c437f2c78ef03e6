using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InferenceScaling.Training.Data;

namespace InferenceScaling.Training.Distillation;

/// <summary>
/// What searches found, as texts to learn from: a model that learns the answers its own search chose needs less search for them (expert iteration, Anthony et al. 2017;
/// best-of-N distillation, Sessa et al. 2024). The answers are learnt, the requests are read only.
/// </summary>
public sealed class SearchSource : ITrainingSource
{
    private readonly ListSource _texts;

    /// <summary>Makes a source.</summary>
    /// <param name="name">What the requests are; part of the identity.</param>
    /// <param name="requests">The solved requests; at least one.</param>
    /// <param name="seed">Decides the order, which is another one in every pass.</param>
    /// <exception cref="ArgumentException">There are no requests, or one has no prompt or no answer.</exception>
    public SearchSource(string name, IReadOnlyList<SolvedRequest> requests, ulong seed)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count == 0)
            throw new ArgumentException($"'{name}' has no solved requests; give at least one.", nameof(requests));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var texts = ImmutableArray.CreateBuilder<TrainingSequence>(requests.Count);
        foreach (var request in requests)
        {
            if (request.Prompt.IsDefaultOrEmpty || request.Answer.IsDefaultOrEmpty)
                throw new ArgumentException($"Request {texts.Count} of '{name}' has {(request.Prompt.IsDefault ? 0 : request.Prompt.Length)} tokens of prompt and {(request.Answer.IsDefault ? 0 : request.Answer.Length)} of answer; expected at least one each.", nameof(requests));
            var text = TrainingSequence.After([.. request.Prompt, .. request.Answer], request.Prompt.Length);
            texts.Add(text);
            hash.AppendData(MemoryMarshal.AsBytes(text.Tokens.AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(text.Targets.AsSpan()));
        }

        _texts = new(name, texts.MoveToImmutable(), seed);
        Identity = string.Create(CultureInfo.InvariantCulture, $"{_texts.Identity}, {Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}");
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public TrainingSequence Read(long index, double progress) => _texts.Read(index, progress);
}
