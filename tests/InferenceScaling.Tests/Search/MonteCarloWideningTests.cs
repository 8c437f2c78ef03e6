using CsCheck;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestFirst;
using InferenceScaling.Search.MonteCarloTree;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Search;

public class MonteCarloWideningTests
{
    [Fact]
    public void A_node_whose_children_all_failed_gets_more()
    {
        var root = new MonteCarloNode(parent: null, value: 1);
        root.Add(0);
        root.Add(0);

        root.Select(TreePolicy.Uct, exploration: 0, widens: true).Should().BeSameAs(root);
        root.Select(TreePolicy.Uct, exploration: 0).Should().NotBeSameAs(root);
    }

    [Fact]
    public void A_node_with_a_good_child_is_left_for_it_until_the_child_has_failed_as_often()
    {
        var root = new MonteCarloNode(parent: null, value: 1);
        root.Add(0);
        var good = root.Add(1);

        root.Select(TreePolicy.Uct, exploration: 0, widens: true).Should().BeSameAs(good);
        for (var failures = 0; failures < 50; failures++)
        {
            good.Add(0);
            root.Select(TreePolicy.Uct, exploration: 0, widens: true).Should().BeSameAs(good, "a visit of it is still worth more than one of its parent");
        }
    }

    [Fact]
    public void A_tree_that_widens_is_exhausted_only_where_a_path_ended()
    {
        var root = new MonteCarloNode(parent: null, value: 1);
        root.Add(0.4).Exhaust(widens: true);

        root.IsExhausted.Should().BeFalse();
        root.Select(TreePolicy.Puct, exploration: 1, widens: true).Should().BeSameAs(root);
    }

    [Fact]
    public void With_exploration_every_open_node_is_expanded_again_sooner_or_later() =>
        Gen.Double[0, 1].Array[2, 5].Sample(values =>
        {
            var root = new MonteCarloNode(parent: null, value: 1);
            MonteCarloNode[] children = [.. values.Select(root.Add)];
            var seen = new HashSet<MonteCarloNode>();
            for (var turn = 0; turn < 3000; turn++)
            {
                var leaf = root.Select(TreePolicy.Uct, exploration: 1.4, widens: true);
                seen.Add(leaf);
                leaf.Add(leaf == root ? 0.5 : leaf.Value);
            }

            return seen.Contains(root) && Array.TrueForAll(children, child => seen.Contains(child) || child.Children.Count > 0);
        }, iter: 20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Searches_that_may_come_back_find_the_one_child_in_fifty_that_leads_on(bool monteCarlo)
    {
        // The first step is right only at ordinals far above the branching.
        var generator = new ScriptedGenerator((path, ordinal) => path.Depth == 0
            ? ScriptedStep.Continue(ordinal % 50 == 37 ? "right. " : "wrong. ")
            : ScriptedStep.End($"Answer: {(path.Text.StartsWith("right", StringComparison.Ordinal) ? 7 : 0)}"));
        var verifier = new ScriptedVerifier(path => path.Text.StartsWith("right", StringComparison.Ordinal) ? 1 : 0);
        async Task<string?> SearchAsync(bool comesBack)
        {
            var builder = Reasoner.For(generator).WithVerifier(verifier);
            _ = monteCarlo
                ? builder.UseMonteCarloTreeSearch(o => (o.Iterations, o.Branching, o.Exploration, o.Widening) = (40, 4, 0, comesBack))
                : builder.UseBestFirstSearch(o => (o.Expansions, o.Branching, o.Completions, o.Reopening) = (40, 4, 100, comesBack ? 0.5 : 0));
            return (await builder.Build().ReasonAsync("q")).Answer;
        }

        (await SearchAsync(comesBack: true)).Should().Be("7");
        (await SearchAsync(comesBack: false)).Should().Be("0");
        generator.LivePaths.Should().Be(0);
    }
}
