using System.Globalization;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>A table of a report, before it is drawn on a console or written as Markdown.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Columns">Names of the columns; the first ones hold text, the others numbers.</param>
/// <param name="TextColumns">How many hold text.</param>
/// <param name="Rows">The cells.</param>
internal sealed record PeerTable(string Title, IReadOnlyList<string> Columns, int TextColumns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The tables of a report.</summary>
    public static IEnumerable<PeerTable> Of(PeerReport report)
    {
        if (report.Agreements.Count > 0)
            yield return Agreements(report);
        foreach (var threads in report.Measurements.Select(measurement => measurement.Threads).Distinct())
        {
            yield return Times(report, threads);
            yield return Ratios(report, threads);
        }

        if (report.Memory.Count > 0)
            yield return Memory(report);
    }

    private static PeerTable Agreements(PeerReport report) => new(
        "The same model",
        ["engine", "follows", "same next token", "own texts part after", "error of outputs"],
        2,
        [.. report.Agreements.Select(found => (string[])[found.Peer, found.Reference, $"{found.Same} of {found.Tokens}", string.Join(" ", found.FirstDifferences), Text($"{found.LogitError:P1}")])]);

    private static PeerTable Times(PeerReport report, int threads) => new(
        $"Times, {threads} {(threads == 1 ? "thread" : "threads")}{(report.Bandwidth(threads) is { } bandwidth ? Text($", bandwidth {bandwidth / 1e9:F1} GB/s") : "")}",
        ["scenario", "engine", "median ms", "least ms", "p99 ms", "tokens/s", "of the roof", "verifier", "foreign load"],
        2,
        [.. report.Measurements.Where(found => found.Threads == threads).Select(found => (string[])
        [
            found.Scenario, found.Peer, Milliseconds(found.Median), Milliseconds(found.Fastest), Milliseconds(found.P99), Text($"{found.TokensPerSecond:N0}"),
            Share(found.RooflineShare), Share(found.VerifierShare), found.ForeignLoad is { } load ? Text($"{load:F1}") : "",
        ])]);

    /// <summary>How many times as fast an engine is as the first one that took part.</summary>
    private static PeerTable Ratios(PeerReport report, int threads)
    {
        var found = report.Measurements.Where(measurement => measurement.Threads == threads).ToList();
        string[] peers = [.. found.Select(measurement => measurement.Peer).Distinct()];
        var rows = found.GroupBy(measurement => measurement.Scenario).Select(scenario =>
        {
            var basis = scenario.First();
            return (string[])[scenario.Key, .. peers.Select(peer => scenario.FirstOrDefault(measurement => measurement.Peer == peer) is { } one ? Text($"{one.Against(basis):F2}") : "")];
        });
        return new($"Times as fast as {(peers.Length > 0 ? peers[0] : "nothing")}, {threads} {(threads == 1 ? "thread" : "threads")}", ["scenario", .. peers], 1, [.. rows]);
    }

    private static PeerTable Memory(PeerReport report) => new(
        "Memory: weights, 16 sequences with one prompt of 256, and what computing takes",
        ["engine", "at the end, MB", "most, MB"],
        1,
        [.. report.Memory.Select(found => (string[])[found.Peer, Text($"{found.Resident / 1e6:N0}"), Text($"{found.Peak / 1e6:N0}")])]);

    private static string Share(double? value) => value is { } share ? Text($"{share:P0}") : "";

    private static string Milliseconds(double value) => value < 100 ? Text($"{value:F2}") : Text($"{value:N0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
