using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceScaling.Budgets;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Diagnostics;

/// <summary>Writes a search down as a JSON document of an open, versioned format (docs/durability.md), for tools that know nothing of this library.</summary>
public static class JsonExport
{
    /// <summary>The version of the format. A newer one may have more members; what is there keeps its meaning.</summary>
    public const int Version = 1;

    /// <summary>The trace of a result: question, answer, decisions, cost, votes, candidates, and every step of the tree.</summary>
    /// <param name="result">The result of a search.</param>
    /// <param name="indented">Whether the text is laid out for people.</param>
    public static string ToTraceJson(this ReasoningResult result, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(result);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new() { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteString("format", "inference-scaling-trace");
            json.WriteNumber("version", Version);
            WriteAnswer(json, result);
            Write(json, "usage", result.Usage);
            Write(json, "recovered", result.Recovered);
            WriteVotes(json, result);
            WriteCandidates(json, result);
            WriteSteps(json, result);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteAnswer(Utf8JsonWriter json, ReasoningResult result)
    {
        json.WriteStartArray("prompt");
        foreach (var message in result.Candidates.FirstOrDefault()?.Path.Prompt.Messages ?? [])
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.ToString());
            Write(json, "text", message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "answer", result.Answer);
        Write(json, "canonicalAnswer", result.CanonicalAnswer);
        Write(json, "confidence", result.Confidence);
        Write(json, "text", result.Text);
        json.WriteString("finish", result.Finish.ToString());
        Write(json, "decisions", TraceTree.Decisions(result));
        Write(json, "failures", result.Failures);
    }

    private static void WriteVotes(Utf8JsonWriter json, ReasoningResult result)
    {
        json.WriteStartArray("votes");
        foreach (var vote in result.Votes)
        {
            json.WriteStartObject();
            Write(json, "answer", vote.Answer);
            Write(json, "canonicalAnswer", vote.CanonicalAnswer);
            json.WriteNumber("count", vote.Count);
            Write(json, "weight", vote.Weight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCandidates(Utf8JsonWriter json, ReasoningResult result)
    {
        var chosen = TraceTree.ChosenCandidate(result);
        json.WriteStartArray("candidates");
        foreach (var candidate in result.Candidates)
        {
            json.WriteStartObject();
            json.WriteString("place", candidate.Place);
            Write(json, "answer", candidate.Answer);
            Write(json, "canonicalAnswer", candidate.CanonicalAnswer);
            Write(json, "score", candidate.Score);
            json.WriteStartArray("stepScores");
            foreach (var score in candidate.StepScores)
                json.WriteNumberValue(score);
            json.WriteEndArray();
            json.WriteStartArray("feedback");
            foreach (var (step, message) in candidate.Feedback)
            {
                json.WriteStartObject();
                json.WriteNumber("step", step);
                Write(json, "message", message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("isCut", candidate.IsCut);
            json.WriteBoolean("isChosen", ReferenceEquals(candidate, chosen));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSteps(Utf8JsonWriter json, ReasoningResult result)
    {
        var chosen = TraceTree.ChosenPlaces(result);
        json.WriteStartArray("steps");
        foreach (var node in result.Trace)
        {
            json.WriteStartObject();
            json.WriteString("place", node.Place);
            json.WriteString("parent", TraceTree.ParentOf(node.Place));
            Write(json, "text", node.Text);
            json.WriteString("finish", node.Finish.ToString());
            json.WriteNumber("tokens", node.Tokens);
            Write(json, "logLikelihood", node.LogLikelihood);
            Write(json, "score", node.Score);
            json.WriteBoolean("isChosen", chosen.Contains(node.Place));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, ReasoningUsage usage)
    {
        json.WriteStartObject(name);
        json.WriteNumber("promptTokens", usage.Tokens.Prompt);
        json.WriteNumber("cachedPromptTokens", usage.Tokens.CachedPrompt);
        json.WriteNumber("generatedTokens", usage.Tokens.Generated);
        json.WriteNumber("verifiedTokens", usage.Tokens.Verified);
        json.WriteNumber("restoredTokens", usage.Tokens.Restored);
        json.WriteNumber("sparedTokens", usage.Tokens.Spared);
        json.WriteNumber("generatorCalls", usage.GeneratorCalls);
        json.WriteNumber("verifierCalls", usage.VerifierCalls);
        Write(json, "money", (double?)usage.Money);
        Write(json, "joules", usage.Joules);
        json.WriteNumber("seconds", usage.Duration.TotalSeconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(Unicode(text));
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
            json.WriteNull(name);
        else
            json.WriteString(name, Unicode(text));
    }

    // JSON knows no infinities.
    private static void Write(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value && double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    // What is no Unicode cannot be written as UTF-8: its place is marked.
    private static string Unicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
