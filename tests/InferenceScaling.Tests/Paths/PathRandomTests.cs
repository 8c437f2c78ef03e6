using CsCheck;
using InferenceScaling.Paths;

namespace InferenceScaling.Tests.Paths;

public class PathRandomTests
{
    [Fact]
    public void The_stream_never_changes_from_release_to_release()
    {
        var random = PathRandom.Root(7, "What is 2 + 2?").Child(3);

        // These numbers are a promise: journals and recordings are keyed by them.
        random.Key.Should().Be(PathRandom.Root(7, "What is 2 + 2?").Child(3).Key);
        new PathRandom(1).Bits(0).Should().Be(Expected(1, 0));
        new PathRandom(0xDEADBEEF).Bits(41).Should().Be(Expected(0xDEADBEEF, 41));

        static ulong Expected(ulong key, ulong counter)
        {
            return Mix(Mix(counter + 0x9E3779B97F4A7C15) ^ key);

            // SplitMix64's finaliser as published: xorshift-multiply with these two constants.
            static ulong Mix(ulong z)
            {
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
                return z ^ (z >> 31);
            }
        }
    }

    [Fact]
    public void Uniform_numbers_are_in_the_half_open_unit_interval() =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample((key, counter) => new PathRandom(key).Uniform(counter) is >= 0 and < 1);

    [Fact]
    public void Siblings_prompts_and_seeds_draw_independently()
    {
        var root = PathRandom.Root(1, "a");
        ulong[] keys = [root.Key, root.Child(0).Key, root.Child(1).Key, root.Child(0).Child(0).Key, PathRandom.Root(2, "a").Key, PathRandom.Root(1, "b").Key, PathRandom.Root(1, "").Key];

        keys.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void The_mean_and_variance_are_those_of_the_uniform_distribution()
    {
        const int count = 100_000;
        var random = PathRandom.Root(11, "moments");
        var values = Enumerable.Range(0, count).Select(index => random.Uniform((ulong)index)).ToArray();

        var mean = values.Average();
        mean.Should().BeApproximately(0.5, 5 * Math.Sqrt(1.0 / 12 / count));
        values.Average(value => (value - mean) * (value - mean)).Should().BeApproximately(1.0 / 12, 0.002);
    }

    [Fact]
    public void A_million_places_in_a_tree_have_different_keys()
    {
        var root = PathRandom.Root(3, "tree");
        var keys = new HashSet<ulong>();
        for (var first = 0; first < 1000; first++)
        {
            var child = root.Child(first);
            for (var second = 0; second < 1000; second++)
                keys.Add(child.Child(second).Key);
        }

        keys.Should().HaveCount(1_000_000);
    }
}
