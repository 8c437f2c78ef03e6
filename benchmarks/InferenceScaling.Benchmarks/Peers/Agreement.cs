using System.Numerics.Tensors;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>Whether two engines run the same model: how often they would take the same next token.</summary>
/// <param name="Reference">The engine whose greedy texts are followed.</param>
/// <param name="Peer">The engine compared with it.</param>
/// <param name="Same">Tokens that both take, given the tokens before.</param>
/// <param name="Tokens">Tokens in all.</param>
/// <param name="FirstDifferences">For each prompt, how many tokens the engines' own greedy texts share from the start.</param>
/// <param name="LogitError">Root mean square of the difference of their outputs, relative to the spread of the reference's, over all places.</param>
internal sealed record Agreement(string Reference, string Peer, int Same, int Tokens, IReadOnlyList<int> FirstDifferences, double LogitError)
{
    private const int PromptTokens = 48;

    /// <summary>Follows the greedy texts of the first engine with all of them.</summary>
    public static IReadOnlyList<Agreement> Measure(IReadOnlyList<Peer> peers, PeerModel model, int prompts, int tokens)
    {
        int[][] given = [.. Enumerable.Range(0, prompts).Select(number => model.Tokens(PromptTokens, number))];
        var reference = Follow(peers[0], given, tokens, guides: null);
        int[][] guides = [.. reference.Select(places => places.Select(Greatest).ToArray())];
        return [.. peers.Skip(1).Select(peer => Compare(peers[0], peer, reference, Follow(peer, given, tokens, guides)))];
    }

    private static Agreement Compare(Peer reference, Peer peer, float[][][] expected, float[][][] found)
    {
        var (same, error, spread) = (0, 0.0, 0.0);
        var first = new List<int>();
        foreach (var (before, after) in expected.Zip(found))
        {
            var equal = before.Zip(after, (one, other) => Greatest(one) == Greatest(other)).ToList();
            same += equal.Count(value => value);
            first.Add(equal.TakeWhile(value => value).Count());
            foreach (var (one, other) in before.Zip(after))
            {
                error += Math.Pow(TensorPrimitives.Distance(one, other), 2);
                spread += one.Length * Math.Pow(TensorPrimitives.StdDev<float>(one), 2);
            }
        }

        return new(reference.Name, peer.Name, same, expected.Sum(places => places.Length), first, Math.Sqrt(error / spread));
    }

    private static float[][][] Follow(Peer peer, int[][] prompts, int tokens, int[][]? guides)
    {
        using var session = peer.Open(new(1, PromptTokens, tokens, Shared: false));
        var all = new float[prompts.Length][][];
        for (var number = 0; number < prompts.Length; number++)
        {
            session.Read([prompts[number]]);
            all[number] = new float[tokens][];
            for (var place = 0; place < tokens; place++)
            {
                all[number][place] = session.Logits(0).ToArray();
                session.Step([guides?[number][place] ?? Greatest(all[number][place])]);
            }

            session.Clear();
        }

        return all;
    }

    private static int Greatest(float[] logits) => TensorPrimitives.IndexOfMax<float>(logits);
}
