namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Something every engine can be asked to do.</summary>
/// <param name="Group">What <c>--only</c> selects by: prefill, decode, first-token, best-of, beam.</param>
/// <param name="Name">What tables call it.</param>
/// <param name="Tokens">Tokens an operation reads or generates.</param>
/// <param name="Open">Makes it ready on an engine.</param>
/// <param name="ForAll">Whether the engines that take part in a few scenarios only run it too.</param>
/// <param name="IsOwn">Whether only the library's engines can be asked.</param>
internal sealed record Scenario(string Group, string Name, int Tokens, Func<Peer, IScenarioRun> Open, bool ForAll = false, bool IsOwn = false)
{
    /// <summary>Tokens of the context that decoding starts from.</summary>
    public const int Context = 256;

    public static IReadOnlyList<string> Groups { get; } = ["prefill", "decode", "first-token", "best-of", "beam"];

    /// <summary>Whether the bandwidth of the memory is the roof: weights are read for one token.</summary>
    public bool IsRoofed => Group == "decode" && Tokens == 1;

    /// <summary>The scenarios of a run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="quick">Whether to take the small ones only.</param>
    public static IReadOnlyList<Scenario> List(PeerModel model, bool quick)
    {
        SessionShape bestOf = quick ? new(16, Context, 16, Shared: true) : new(64, Context, 64, Shared: true);
        var beam = quick ? new BeamShape(Context, 4, 4, 3, 16) : new BeamShape(Context, 4, 4, 10, 16);
        int[] batches = quick ? [4, 16] : [4, 16, 64];
        return
        [
            Prefill(model, 128, forAll: true),
            Prefill(model, 512),
            Decode(model, 1, shared: false, forAll: true),
            .. batches.Select(batch => Decode(model, batch, shared: false)),
            .. batches.Select(batch => Decode(model, batch, shared: true, forAll: batch == 16)),
            new("first-token", $"first token after {Context}", Context, peer => peer.OpenFirstToken(Context), ForAll: true),
            new("best-of", $"best of {bestOf.Sequences}, {bestOf.Generated} tokens each", bestOf.Sequences * bestOf.Generated, peer => peer.OpenBestOf(bestOf)),
            Beam(beam, "process rewards"),
            Beam(beam with { VerifierDepth = 0.5 }, "rewards of half the layers", isOwn: true),
        ];
    }

    private static Scenario Beam(BeamShape shape, string rewards, bool isOwn = false) =>
        new("beam", $"beam {shape.Beams} x {shape.Branching} x {shape.Steps} steps of {shape.StepTokens}, {rewards}", shape.Tokens, peer => peer.OpenBeam(shape), IsOwn: isOwn);

    private static Scenario Prefill(PeerModel model, int tokens, bool forAll = false) =>
        new("prefill", $"prefill {tokens}", tokens, peer => new PrefillRun(peer.Open(new(1, tokens, 0, Shared: false)), model, tokens), forAll);

    private static Scenario Decode(PeerModel model, int batch, bool shared, bool forAll = false) => new(
        "decode",
        batch == 1 ? "decode B=1" : $"decode B={batch}, {(shared ? "one prompt" : "own prompts")}",
        batch,
        peer => new DecodeRun(peer.Open(new(batch, Context, DecodeRun.Steps, shared)), model, batch, shared),
        forAll);
}
