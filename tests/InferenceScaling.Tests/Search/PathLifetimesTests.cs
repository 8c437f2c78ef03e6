using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Search.Beam;
using InferenceScaling.Testing;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Search;

public sealed class PathLifetimesTests
{
    private readonly Recording _verifier = new();
    private readonly ReasoningPath _root = ReasoningPath.Root("q", 1);
    private readonly ReasoningPath _parent;
    private readonly PathLifetimes _lifetimes;

    public PathLifetimesTests()
    {
        _lifetimes = new(ScriptedGenerator.FromAnswers("1"), _verifier, _root);
        _parent = Child(_root, 0);
        _lifetimes.Add(_parent);
    }

    [Fact]
    public void A_verifier_keeps_a_path_until_those_below_it_are_given_up()
    {
        var (kept, pruned) = (Child(_parent, 0), Child(_parent, 1));
        _lifetimes.Add(kept);
        _lifetimes.Add(pruned);
        _lifetimes.Release(_parent);
        _verifier.Released.Should().BeEmpty("two below it may still be judged");
        _lifetimes.Release(pruned);
        _verifier.Released.Should().Equal(pruned);
        _lifetimes.Release(kept);
        _verifier.Released.Should().Equal(pruned, kept, _parent);
        _lifetimes.ReleaseAll();
        _verifier.Released.Should().Equal(pruned, kept, _parent, _root);
    }

    [Fact]
    public void At_the_end_a_verifier_hears_of_every_path()
    {
        var child = Child(_parent, 0);
        _lifetimes.Add(child);
        _lifetimes.Release(_parent);
        _lifetimes.ReleaseAll();
        _verifier.Released.Should().BeEquivalentTo([_root, _parent, child]);
    }

    [Fact]
    public async Task Beam_search_asks_about_no_path_after_one_above_it_was_given_up()
    {
        var generator = new ScriptedGenerator((path, ordinal) => path.Depth == 4 ? ScriptedStep.End($"{ordinal}") : ScriptedStep.Continue($"{ordinal}\n\n"));
        using var reasoner = Reasoner.For(generator).WithVerifier(_verifier).UseBeamSearch(options => (options.Width, options.Branching, options.Levels) = (4, 2, 6)).Build();
        await reasoner.ReasonAsync("q");
        _verifier.TooLate.Should().Be(0);
        _verifier.Asked.Should().BeGreaterThan(8);
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
