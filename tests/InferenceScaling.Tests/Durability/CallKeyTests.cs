using InferenceScaling.Durability;
using InferenceScaling.Paths;

namespace InferenceScaling.Tests.Durability;

public class CallKeyTests
{
    private static readonly ReasoningPath Root = ReasoningPath.Root("q", 3);

    public static TheoryData<string> Options =>
        [.. typeof(StepOptions).GetProperties().Select(property => property.Name).Where(name => name is not nameof(StepOptions.Sampling) and not nameof(StepOptions.Thinking)),
            .. typeof(SamplingOptions).GetProperties().Where(property => property.SetMethod is not null).Select(property => $"Sampling.{property.Name}"),
            .. typeof(ThinkingOptions).GetProperties().Select(property => $"Thinking.{property.Name}")];

    /// <summary>Fails when options get a property that the key does not know: then a changed setting would get an old answer.</summary>
    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_is_part_of_the_key(string name)
    {
        var keys = new[] { false, true }.Select(isChanged => CallKey.OfStep(Root, 0, With(name, isChanged))).ToArray();

        keys[1].Should().NotBe(keys[0]);
        CallKey.OfStep(Root, 0, With(name, isChanged: true)).Should().Be(keys[1], "equal options are one key");
    }

    [Fact]
    public void Seed_prompt_role_ordinal_and_every_step_are_part_of_the_key()
    {
        var options = new StepOptions();
        var step = new ReasoningStep { Text = "a", Finish = StepFinish.Delimiter, Tokens = [1], LogProbabilities = [-1] };
        var keys = new[]
        {
            CallKey.OfStep(Root, 0, options), CallKey.OfStep(Root, 1, options), CallKey.OfStep(ReasoningPath.Root("q", 4), 0, options), CallKey.OfStep(ReasoningPath.Root("r", 3), 0, options),
            CallKey.OfStep(ReasoningPath.Root(new Prompt([new(PromptRole.System, "q")]), 3), 0, options), CallKey.OfStep(ReasoningPath.Root(new Prompt([new(PromptRole.User, "q"), new(PromptRole.User, "")]), 3), 0, options),
            CallKey.OfStep(Root.Extend(0, step), 0, options), CallKey.OfStep(Root.Extend(1, step), 0, options), CallKey.OfStep(Root.Extend(0, step with { Text = "b" }), 0, options),
            CallKey.OfStep(Root.Extend(0, step with { Tokens = [2] }), 0, options), CallKey.OfStep(Root.Extend(0, step with { LogProbabilities = [-2] }), 0, options),
            CallKey.OfScores(Root), CallKey.OfScores(Root.Extend(0, step)),
        };

        keys.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void What_a_step_cost_and_its_continuation_are_not_part_of_the_key()
    {
        var step = new ReasoningStep { Text = "a", Finish = StepFinish.Delimiter };

        CallKey.OfScores(Root.Extend(0, step with { Usage = new(Prompt: 7), Continuation = new() })).Should().Be(CallKey.OfScores(Root.Extend(0, step)));
    }

    [Fact]
    public void A_path_of_many_steps_has_a_key()
    {
        var path = Root;
        for (var step = 0; step < 20_000; step++)
            path = path.Extend(0, new() { Text = "", Finish = StepFinish.Delimiter });

        CallKey.OfScores(path).Should().NotBe(CallKey.OfScores(path.Parent!));
    }

    private static StepOptions With(string name, bool isChanged)
    {
        object Change(object? value) => value switch
        {
            double number => number + (isChanged ? 1 : 0),
            int number => number + (isChanged ? 1 : 0),
            string text => text + (isChanged ? "!" : ""),
            System.Collections.Immutable.ImmutableArray<string> => System.Collections.Immutable.ImmutableArray.Create(isChanged ? "a" : "b", "c"),
            null when name.EndsWith("MaxTokens", StringComparison.Ordinal) => isChanged ? 1 : 2,
            null => new Either(isChanged ? "x" : "y"),
            _ => throw new InvalidOperationException($"{name} has a type that the test does not know."),
        };
        var options = new StepOptions { Sampling = new(), Thinking = name.StartsWith("Thinking.", StringComparison.Ordinal) ? new() : null };
        object owner = name.StartsWith("Sampling.", StringComparison.Ordinal) ? options.Sampling : name.StartsWith("Thinking.", StringComparison.Ordinal) ? options.Thinking! : options;
        var property = owner.GetType().GetProperty(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..])!;
        property.SetValue(owner, Change(property.GetValue(owner)));
        return options;
    }

    private sealed class Either(string name) : TextConstraint
    {
        public override int Start => 0;

        public override int Advance(int state, byte value) => Rejected;

        public override bool Accepts(int state) => true;

        public override string ToString() => name;
    }
}
