using CsCheck;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Tests.Decoding;

public sealed class KvTreeTests
{
    [Fact]
    public void A_fork_copies_nothing_and_follows_its_parent()
    {
        var tree = new KvTree(4, 10);
        var root = tree.Fork(null);
        tree.TryAppend(root, [1, 2, 3, 4, 5]).Should().BeTrue();
        var child = tree.Fork(root);
        tree.LivePages.Should().Be(2);
        child.Start.Should().Be(5);
        tree.TryAppend(child, [6]).Should().BeTrue();
        child.End.Should().Be(6);
        var slots = new int[6];
        child.CopySlots(slots);
        slots.Should().Equal(0, 1, 2, 3, 4, 8);
        var tokens = new int[6];
        child.CopyTokens(tokens);
        tokens.Should().Equal(1, 2, 3, 4, 5, 6);
        Enumerable.Range(0, 6).Select(child.TokenAt).Should().Equal(tokens);
    }

    [Fact]
    public void A_parent_outlives_its_owner_as_long_as_it_has_children()
    {
        var tree = new KvTree(4, 10);
        var root = tree.Fork(null);
        tree.TryAppend(root, [1, 2, 3]);
        var child = tree.Fork(root);
        tree.TryAppend(child, [4]);
        tree.Release(root);
        tree.LivePages.Should().Be(2);
        tree.Release(child);
        tree.LivePages.Should().Be(0);
        tree.LiveSegments.Should().Be(0);
    }

    [Fact]
    public void Appending_beyond_the_limit_changes_nothing()
    {
        var tree = new KvTree(4, 2);
        var segment = tree.Fork(null);
        tree.TryAppend(segment, new int[7]).Should().BeTrue();
        tree.TryAppend(segment, new int[2]).Should().BeFalse();
        segment.Length.Should().Be(7);
        tree.TryAppend(segment, new int[1]).Should().BeTrue();
        tree.LivePages.Should().Be(2);
    }

    [Fact]
    public void Tokens_taken_off_the_end_free_the_pages_that_held_nothing_else()
    {
        var tree = new KvTree(4, 10);
        var root = tree.Fork(null);
        tree.TryAppend(root, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        tree.TryRemoveLast(root, 10).Should().BeFalse();
        tree.LivePages.Should().Be(3);
        tree.TryRemoveLast(root, 3).Should().BeTrue();
        root.Tokens.Should().Equal(1, 2, 3, 4, 5, 6);
        tree.LivePages.Should().Be(2);
        var child = tree.Fork(root);
        tree.TryAppend(child, [17]).Should().BeTrue();
        child.Start.Should().Be(6);
        tree.Release(child);
        tree.TryRemoveLast(root, 6).Should().BeTrue();
        tree.LivePages.Should().Be(0);
        tree.TryAppend(root, [21]).Should().BeTrue();
        root.Slot(0).Should().BeInRange(0, 11);
        tree.Release(root);
        tree.LivePages.Should().Be(0);
    }

    [Fact]
    public void Misuse_is_an_error()
    {
        var tree = new KvTree(4, 4);
        var root = tree.Fork(null);
        var child = tree.Fork(root);
        tree.Invoking(it => it.TryAppend(root, [1])).Should().Throw<InvalidOperationException>().WithMessage("*1 children*");
        tree.Release(child);
        tree.Release(root);
        tree.Invoking(it => it.Release(root)).Should().Throw<ObjectDisposedException>();
        tree.Invoking(it => it.Fork(root)).Should().Throw<ObjectDisposedException>();
        tree.Invoking(it => it.TryAppend(root, [1])).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_segments_is_released_without_recursion()
    {
        var tree = new KvTree(1, 200_000);
        var leaf = tree.Fork(null);
        for (var depth = 0; depth < 100_000; depth++)
        {
            tree.TryAppend(leaf, [depth]);
            var child = tree.Fork(leaf);
            tree.Release(leaf);
            leaf = child;
        }

        tree.LiveSegments.Should().Be(100_001);
        tree.Release(leaf);
        tree.LivePages.Should().Be(0);
    }

    [Fact]
    public void Any_sequence_of_forks_appends_and_releases_shares_no_slot_and_ends_at_zero() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Int[0, 9]).Array[0, 200].Sample(operations =>
        {
            var tree = new KvTree(3, 40);
            var owned = new List<KvSegment>();
            foreach (var (operation, pick, count) in operations)
            {
                var chosen = owned.Count == 0 ? null : owned[pick % owned.Count];
                if (operation == 0 || chosen is null)
                {
                    owned.Add(tree.Fork(pick % 5 == 0 ? null : chosen));
                }
                else if (operation == 1)
                {
                    owned.Remove(chosen);
                    tree.Release(chosen);
                }
                else if (chosen.Children == 0)
                {
                    var before = chosen.Length;
                    var fits = tree.PagesToAppend(chosen, count) <= tree.FreePages;
                    tree.TryAppend(chosen, new int[count]).Should().Be(fits);
                    chosen.Length.Should().Be(before + (fits ? count : 0));
                }

                CheckSlots(tree, owned);
            }

            foreach (var segment in owned)
                tree.Release(segment);
            tree.LivePages.Should().Be(0);
            tree.LiveSegments.Should().Be(0);
        }, iter: 300);

    private static void CheckSlots(KvTree tree, List<KvSegment> owned)
    {
        var alive = new HashSet<KvSegment>();
        foreach (var segment in owned)
        {
            for (var node = segment; node is not null; node = node.Parent)
                alive.Add(node);
        }

        var pages = alive.SelectMany(segment => segment.Pages).ToList();
        pages.Should().OnlyHaveUniqueItems();
        pages.Count.Should().Be(tree.LivePages);
        alive.Count.Should().Be(tree.LiveSegments);
        foreach (var segment in alive)
            segment.Start.Should().Be(segment.Parent?.End ?? 0);
    }
}
