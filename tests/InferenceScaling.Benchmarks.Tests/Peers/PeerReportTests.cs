using System.Text.Json;
using InferenceScaling.Benchmarks.Peers;

namespace InferenceScaling.Benchmarks.Tests.Peers;

public sealed class PeerReportTests
{
    private static readonly Measurement Theirs = new("decode B=1", "decode", 1, "llama.cpp Q8_0", 1, [[8, 8, 20], [80, 80, 200]], 0.5, 140_000_000) { Bandwidth = [35e9, 3.5e9] };
    private static readonly Measurement Ours = new("decode B=1", "decode", 1, "cpu fp32", 1, [[4, 4, 4], [40, 40, 40]], null, 540_000_000);
    private static readonly PeerReport Report = new(DateTimeOffset.UnixEpoch, "a machine", "llama.cpp: a build", "a.gguf")
    {
        Agreements = [new("cpu fp32", "llama.cpp Q8_0", 158, 160, [32, 30], 0.013)],
        Memory = [new("cpu fp32", 600_000_000, 700_000_000)],
        Measurements = [Theirs, Ours],
    };

    [Fact]
    public void Ratios_are_paired_by_round_so_that_a_slow_round_does_not_count_against_one_engine() => Ours.Against(Theirs).Should().Be(2);

    [Fact]
    public void The_share_of_the_roof_is_weights_over_time_and_bandwidth_of_the_same_round()
    {
        var measurement = Theirs with { Bandwidth = [35e9, 3.5e9] };

        measurement.RooflineShare.Should().BeApproximately(140e6 / 8e-3 / 35e9, 1e-12);
        (measurement with { Bandwidth = null }).RooflineShare.Should().BeNull();
    }

    [Fact]
    public void The_markdown_has_every_table()
    {
        var text = PeerReportWriter.Markdown(Report);

        text.Should().Contain("| llama.cpp Q8_0 | cpu fp32 | 158 of 160 | 32 30 | 1.3 % |", Exactly.Once())
            .And.Contain("| decode B=1 | 1.00 | 2.00 |")
            .And.Contain("| cpu fp32 | 600 | 700 |")
            .And.Contain("Times, 1 thread, bandwidth 19.2 GB/s");
        text.Split('\n').Where(line => line.StartsWith('|')).Should().OnlyContain(line => line.EndsWith('|'));
    }

    [Fact]
    public void A_report_survives_json()
    {
        var read = JsonSerializer.Deserialize<PeerReport>(JsonSerializer.Serialize(Report))!;

        read.Should().BeEquivalentTo(Report);
    }
}
