using InferenceScaling.Fuzz;
using InferenceScaling.Models.Tests.Checkpoints;

namespace InferenceScaling.Models.Tests.Fuzzing;

/// <summary>The fuzzing harness, which must find what it looks for.</summary>
public sealed class FuzzRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void Replaying_tells_apart_what_is_accepted_refused_and_a_defect()
    {
        _folder.Write("a", 1);
        _folder.Write("b");
        _folder.Write("c", 1, 7);
        using var target = new BrittleTarget();

        FuzzRun.Replay(target, _folder.Location, _output).Should().Be(1);

        _output.ToString().Should().Contain("DEFECT c (2 bytes)").And.Contain("InvalidOperationException: seven").And.Contain("3 inputs, 1 accepted, 1 refused, 1 defects");
    }

    [Fact]
    public void Mutating_finds_a_byte_and_keeps_the_input_for_replay()
    {
        using var target = new BrittleTarget();

        FuzzRun.Mutate(target, 500, seed: 1, _folder.File("kept"), _output).Should().Be(1);

        var kept = Directory.GetFiles(_folder.File("kept"));
        kept.Should().NotBeEmpty();
        kept.Select(File.ReadAllBytes).Should().OnlyContain(bytes => bytes.Contains((byte)7) || bytes.Contains((byte)8));
        FuzzRun.Replay(target, _folder.File("kept"), _output).Should().Be(1);
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        using var target = new BrittleTarget();
        FuzzRun.Mutate(target, 100, seed: 3, _folder.File("one"), TextWriter.Null);
        FuzzRun.Mutate(target, 100, seed: 3, _folder.File("two"), TextWriter.Null);

        Contents("two").Should().BeEquivalentTo(Contents("one"));
    }

    [Fact]
    public void Allocating_more_than_the_allowance_is_a_defect()
    {
        using var target = new BrittleTarget();

        FluentActions.Invoking(() => InputCheck.Run(target, [8])).Should().Throw<FuzzDefectException>().WithMessage("*1 bytes of input made it allocate*");
    }

    [Fact]
    public void A_target_that_does_not_exist_is_named_with_those_that_do() =>
        FluentActions.Invoking(() => FuzzTargets.Create("pickle")).Should().Throw<ArgumentException>().WithMessage("*'pickle'*safetensors*");

    private Dictionary<string, byte[]> Contents(string folder) => Directory.GetFiles(_folder.File(folder)).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
}
