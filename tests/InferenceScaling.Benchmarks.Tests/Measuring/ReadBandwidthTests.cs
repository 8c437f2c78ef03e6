using InferenceScaling.Benchmarks.Measuring;

namespace InferenceScaling.Benchmarks.Tests.Measuring;

public sealed class ReadBandwidthTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Any_number_of_threads_read(int threads)
    {
        using var memory = new ReadBandwidth(threads, bytes: 1 << 20);

        memory.Measure().Should().BePositive();
    }

    [Fact]
    public void Memory_that_was_freed_is_not_read()
    {
        var memory = new ReadBandwidth(threads: 1, bytes: 1 << 20);
        memory.Dispose();

        memory.Invoking(freed => freed.Measure()).Should().Throw<ObjectDisposedException>();
    }
}
