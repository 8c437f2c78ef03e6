using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Search.Beam;
using InferenceScaling.Testing;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Search;

public sealed class PathLifetimesTests
{
    [Fact]
    public void A_verifier_keeps_a_path_until_those_below_it_are_given_up()
    {
        var verifier = new Recording();
        var root = ReasoningPath.Root("q", 1);
        var lifetimes = new PathLifetimes(ScriptedGenerator.FromAnswers("1"), verifier, root);
        var parent = Child(root, 0);
        var (kept, pruned) = (Child(parent, 0), Child(parent, 1));
        foreach (var path in new[] { parent, kept, pruned })
            lifetimes.Add(path);
        lifetimes.Release(parent);
        verifier.Released.Should().BeEmpty("two below it may still be judged");
        lifetimes.Release(pruned);
        verifier.Released.Should().Equal(pruned);
        lifetimes.Release(kept);
        verifier.Released.Should().Equal(pruned, kept, parent);
        lifetimes.ReleaseAll();
        verifier.Released.Should().Equal(pruned, kept, parent, root);
    }

    [Fact]
    public void At_the_end_a_verifier_hears_of_every_path()
    {
        var verifier = new Recording();
        var root = ReasoningPath.Root("q", 1);
        var lifetimes = new PathLifetimes(ScriptedGenerator.FromAnswers("1"), verifier, root);
        var parent = Child(root, 0);
        var child = Child(parent, 0);
        lifetimes.Add(parent);
        lifetimes.Add(child);
        lifetimes.Release(parent);
        lifetimes.ReleaseAll();
        verifier.Released.Should().BeEquivalentTo([root, parent, child]);
    }

    [Fact]
    public async Task Beam_search_asks_about_no_path_after_one_above_it_was_given_up()
    {
        var verifier = new Recording();
        var generator = new ScriptedGenerator((path, ordinal) => path.Depth == 4 ? ScriptedStep.End($"{ordinal}") : ScriptedStep.Continue($"{ordinal}\n\n"));
        using var reasoner = Reasoner.For(generator).WithVerifier(verifier).UseBeamSearch(options => (options.Width, options.Branching, options.Levels) = (4, 2, 6)).Build();
        await reasoner.ReasonAsync("q");
        verifier.TooLate.Should().Be(0);
        verifier.Asked.Should().BeGreaterThan(8);
    }

    private static ReasoningPath Child(ReasoningPath path, int ordinal) => path.Extend(ordinal, new() { Text = $"{ordinal}\n\n", Finish = StepFinish.Delimiter });

    private sealed class Recording : IVerifier
    {
        private readonly Lock _gate = new();

        public List<ReasoningPath> Released { get; } = [];

        public int Asked { get; private set; }

        public int TooLate { get; private set; }

        public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
        {
            lock (_gate)
            {
                Asked++;
                for (var node = path; node is not null; node = node.Parent)
                    TooLate += Released.Contains(node) ? 1 : 0;
            }

            return Task.FromResult(new StepScores([.. path.Steps.Select(step => step.Text.Length / 100.0)]));
        }

        public void Release(ReasoningPath path)
        {
            lock (_gate)
                Released.Add(path);
        }
    }
}
