using InferenceScaling.Search.AdaptiveBranching;

namespace InferenceScaling.Tests.Search;

public class AdaptiveBranchingRewardTests
{
    [Fact]
    public void A_step_speaks_for_going_wider_only_as_far_as_it_beats_its_siblings()
    {
        var tree = Tree(RewardUnit.Step);
        tree.Tell(tree.Root, 0, 0.4);
        tree.Tell(tree.Root, 0, 0.4);
        tree.Tell(tree.Root, 0, 0.7);

        var wider = tree.Root.Wider[0].Should().BeOfType<BetaPosterior>().Subject;
        wider.A.Should().BeApproximately(0.5 + 0.4 + 0 + 0.3, 1e-12);
        wider.B.Should().BeApproximately(0.5 + 0.6 + 1 + 0.7, 1e-12);
        tree.Root.Deeper[0].Should().BeOfType<BetaPosterior>().Which.A.Should().BeApproximately(0.5 + 0.4 + 0.4 + 0.7, 1e-12);
    }

    [Fact]
    public void An_answer_speaks_for_going_wider_as_it_is()
    {
        var tree = Tree(RewardUnit.Answer);
        tree.Tell(tree.Root, 0, 0.4);
        tree.Tell(tree.Root, 0, 0.4);

        tree.Root.Wider[0].Should().BeOfType<BetaPosterior>().Which.A.Should().BeApproximately(0.5 + 0.8, 1e-12);
        tree.Root.Deeper[0].Should().BeOfType<BetaPosterior>().Which.A.Should().Be(0.5);
    }

    [Fact]
    public void A_step_that_is_certainly_wrong_is_never_continued()
    {
        var tree = Tree(RewardUnit.Step);

        tree.Tell(tree.Root, 0, 0).IsClosed.Should().BeTrue();
        for (var turn = 0; turn < 20; turn++)
            tree.Ask().Parent.Should().BeSameAs(tree.Root);
    }

    // Beliefs in going deeper always win.
    private static AdaptiveBranchingTree Tree(RewardUnit unit)
    {
        AdaptiveBranchingTree? tree = null;
        return tree = new(actions: 1, BranchingRule.Thompson, _ => new BetaPosterior(), belief => belief == tree!.Root.Wider[0] ? 0 : 1, mixedModel: null, unit);
    }
}
