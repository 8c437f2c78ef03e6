using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Tests.Native;

/// <summary>Alone, since it collects garbage as fast as it can and forbids it at other times.</summary>
[CollectionDefinition(nameof(ScalarOperationsTests), DisableParallelization = true)]
[Collection(nameof(ScalarOperationsTests))]
public sealed class ScalarOperationsTests
{
    public ScalarOperationsTests() => TorchRuntime.EnsureLoaded();

    [Fact]
    public void Numbers_outlive_the_call_that_reads_them_however_often_garbage_is_collected()
    {
        using var one = ones(4);
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var collector = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        var wrong = new List<float>();
        try
        {
            do
            {
                if (Round(one) is var result and not 182.25f)
                    wrong.Add(result);
            }
            while (!done.IsCancellationRequested);
        }
        finally
        {
            collector.Join();
        }

        wrong.Should().BeEmpty();
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Operations_have_the_bits_of_TorchSharps_operators(ScalarType type)
    {
        manual_seed(7);
        using var scope = NewDisposeScope();
        var (x, y, z) = (randn(5, 3).to(type), randn(5, 3).to(type), rand(5, 3).to(type) + 0.5);
        var index = tensor(new long[] { 4, 0, 0, 2, 1 });
        var whole = tensor(new[] { 3, 1, 3 });

        // TorchSharp's own operators are safe only while nothing is collected.
        GC.TryStartNoGCRegion(1 << 22).Should().BeTrue();
        (string Name, Tensor Ours, Tensor Theirs)[] pairs =
        [
            ("a + b", x.Plus(y), x + y),
            ("a + s b", x.Plus(y, 1 / 3.0), x.add(y, 1 / 3.0)),
            ("a + s", x.Plus(1e-5), x + 1e-5),
            ("a + n", x.Plus(1), x + 1),
            ("n + n", whole.Plus(1), whole + 1),
            ("rows", x.PlusRows(index, y), x.index_add(0, index, y, 1)),
            ("a s", x.Times(-4.775), x * -4.775),
            ("a / s", x.Over(1 / 3.0), x / (1 / 3.0)),
            ("a / n", x.Over(3), x / 3),
            ("n / n", whole.Over(3), whole / 3),
            ("a²", x.Power(2), x.square()),
            ("a³", x.Power(3), x.pow(3)),
            ("n²", whole.Power(2), whole.pow(2)),
            ("n = m", whole.Matches(3), whole.eq(3)),
            ("a += b", x.clone().Add(y), x.clone().add_(y)),
            ("a += s b", x.clone().Add(y, 1 / 3.0), x.clone().add_(y, 1 / 3.0)),
            ("a += s", x.clone().Add(1e-5), x.clone().add_(1e-5)),
            ("a += n", x.clone().Add(1), x.clone().add_(1)),
            ("add rows", x.clone().AddRows(index, y), x.clone().index_add_(0, index, y, 1)),
            ("a += s b c", x.clone().AddProduct(y, z, 0.05), x.clone().addcmul_(y, z, 0.05)),
            ("a += s b / c", x.clone().AddQuotient(y, z, -1e-3), x.clone().addcdiv_(y, z, -1e-3)),
            ("a *= s", x.clone().Multiply(0.95), x.clone().mul_(0.95)),
            ("a /= s", x.clone().Divide(30.0), x.clone().div_(30.0)),
            ("a ^= n", x.clone().Raise(2), x.clone().pow_(2)),
            ("full", ScalarOperations.Full([2, 3], 0.1f), full([2, 3], 0.1f)),
        ];
        GC.EndNoGCRegion();

        foreach (var (name, ours, theirs) in pairs)
        {
            ours.dtype.Should().Be(theirs.dtype, name);
            ours.shape.Should().Equal(theirs.shape, name);
            ours.bytes.ToArray().Should().Equal(theirs.bytes.ToArray(), name);
        }
    }

    private static float Round(Tensor one)
    {
        using var scope = NewDisposeScope();
        var result = one.Times(3.0).Plus(one).Plus(one, 0.5).Plus(1.5).Over(2.0).Power(2);
        return result.Add(one).Add(one, 2.0).Add(3).Multiply(2.0).Divide(4.0).AddProduct(one, one, 4.0).AddQuotient(one, one, 2.0).Raise(2).data<float>()[0];
    }
}
