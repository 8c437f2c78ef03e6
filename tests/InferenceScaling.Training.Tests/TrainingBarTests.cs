namespace InferenceScaling.Training.Tests;

public sealed class TrainingBarTests
{
    [Fact]
    public void The_bar_grows_on_its_line_and_ends_it_when_training_ends()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var bar = new TrainingBar(output, width: 4);
        bar.Report(new(50, 100, 1_000, 2_500, 1.25, 1, 0.5) { Evaluation = new Dictionary<string, double> { ["greedy"] = 0.25 } });
        bar.Report(new(100, 100, 2_000, 2_000, 0.5, 0.1, 0.5));
        var lines = output.ToString().Split('\r');
        lines[1].Should().Be("[##..] 50/100, 2500 tokens/s, loss 1.2500, greedy 0.2500");
        lines[2].TrimEnd(' ', '\n').Should().Be("[####] 100/100, 2000 tokens/s, loss 0.5000, greedy 0.2500");
        lines[2].Should().EndWith("\n");
    }
}
