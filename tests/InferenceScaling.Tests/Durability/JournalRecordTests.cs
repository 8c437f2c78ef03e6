using System.Collections.Immutable;
using CsCheck;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Durability;

public class JournalRecordTests
{
    private static readonly Gen<float> AnyFloat = Gen.UInt.Select(BitConverter.UInt32BitsToSingle);
    private static readonly Gen<double> AnyDouble = Gen.ULong.Select(BitConverter.UInt64BitsToDouble);
    private static readonly Gen<string> AnyText = Gen.Char[char.MinValue, char.MaxValue].Array[0, 40].Select(characters => new string(characters));
    private static readonly Gen<TokenUsage> AnyUsage = Gen.Long.Array[6].Select(counts => new TokenUsage(counts[0], counts[1], counts[2], counts[3]) { Restored = counts[4], Spared = counts[5] });

    [Fact]
    public void A_step_is_restored_bit_by_bit_whatever_a_model_wrote() =>
        Gen.Select(AnyText, Gen.Enum<StepFinish>(), Gen.Int.Array[0, 9], AnyFloat.Array[0, 9], AnyFloat.Array[0, 9], AnyUsage, AnyDouble).Sample((text, finish, tokens, raw, sampled, usage, measured) =>
        {
            var step = new ReasoningStep { Text = text, Finish = finish, Tokens = [.. tokens], LogProbabilities = [.. raw], SamplingLogProbabilities = [.. sampled], Confidences = default, Usage = usage, Memory = text.Length % 2 == 0 ? text : null, Continuation = new() };

            double? joules = tokens.Length % 2 == 0 ? measured : null;

            var (place, restored, kept) = StepRecord.Read(new StepRecord("0.3", step, joules).ToBytes(), "test");

            return place == "0.3" && SameBits(kept, joules) && restored.Text == text && restored.Finish == finish && restored.Tokens.SequenceEqual(tokens) && SameBits(restored.LogProbabilities, raw)
                && SameBits(restored.SamplingLogProbabilities, sampled) && restored.Confidences.IsDefault && restored.Usage == usage && restored.Memory == step.Memory && restored.Continuation is null;
        });

    [Fact]
    public void A_verdict_is_restored_bit_by_bit_with_those_it_was_made_of() =>
        Gen.Select(AnyDouble.Array[0, 9], Gen.Select(Gen.Int, AnyText).Array[0, 3], AnyUsage, AnyDouble).Sample((values, feedback, usage, measured) =>
        {
            var one = new StepScores([.. values]) { Usage = usage, Feedback = [.. feedback.Select(item => new StepFeedback(item.Item1, item.Item2))] };
            var scores = one with { Parts = [one with { Parts = [one] }, one] };

            var (_, restored, joules) = ScoresRecord.Read(new ScoresRecord("1", scores, measured).ToBytes(), "test");

            return Same(restored, one) && SameBits(joules, measured) && restored.Parts.Length == 2 && Same(restored.Parts[0], one) && Same(restored.Parts[0].Parts.Single(), one) && Same(restored.Parts[1], one) && restored.Parts[1].Parts.IsEmpty;
        });

    [Fact]
    public void A_prompts_state_is_restored_bit_by_bit() =>
        Gen.Select(AnyFloat.Array[0, 9], AnyUsage, AnyDouble).Sample((values, usage, measured) =>
        {
            var (state, joules) = StateRecord.Read(new StateRecord(new([.. values], usage), measured).ToBytes(), "test");

            return SameBits(state.Values, values) && state.Usage == usage && SameBits(joules, measured);
        });

    [Fact]
    public void Verdicts_nested_too_deeply_are_cut_and_never_followed()
    {
        var scores = new StepScores([0.5]);
        for (var depth = 0; depth < 1000; depth++)
            scores = new([0.5]) { Parts = [scores] };

        var restored = ScoresRecord.Read(new ScoresRecord("0", scores).ToBytes(), "test").Scores;

        var nesting = 0;
        for (var part = restored; part.Parts is [var inner]; part = inner)
            nesting++;
        nesting.Should().Be(16);
    }

    /// <summary>Fails when a step, a verdict or a cost gets a property that the record does not keep.</summary>
    [Fact]
    public void Every_property_of_a_step_and_of_a_verdict_is_kept()
    {
        PropertiesOf(typeof(ReasoningStep)).Should().BeEquivalentTo(
            nameof(ReasoningStep.Text), nameof(ReasoningStep.Finish), nameof(ReasoningStep.Tokens), nameof(ReasoningStep.LogProbabilities), nameof(ReasoningStep.SamplingLogProbabilities),
            nameof(ReasoningStep.Confidences), nameof(ReasoningStep.Usage), nameof(ReasoningStep.Memory), nameof(ReasoningStep.Continuation));
        PropertiesOf(typeof(StepScores)).Should().BeEquivalentTo(nameof(StepScores.Values), nameof(StepScores.Usage), nameof(StepScores.Feedback), nameof(StepScores.Parts));
        PropertiesOf(typeof(TokenUsage)).Should().BeEquivalentTo(nameof(TokenUsage.Prompt), nameof(TokenUsage.CachedPrompt), nameof(TokenUsage.Generated), nameof(TokenUsage.Verified), nameof(TokenUsage.Restored), nameof(TokenUsage.Spared));
        PropertiesOf(typeof(PromptState)).Should().BeEquivalentTo(nameof(PromptState.Values), nameof(PromptState.Usage));
        PropertiesOf(typeof(StepFeedback)).Should().BeEquivalentTo(nameof(StepFeedback.Step), nameof(StepFeedback.Message));
    }

    [Fact]
    public void Hostile_bytes_are_refused_and_never_allocate_what_they_announce() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte.Array[0, 12]).Sample((at, bytes) =>
        {
            var step = new ReasoningStep { Text = "a step", Finish = StepFinish.Delimiter, Tokens = [.. Enumerable.Range(0, 9)], LogProbabilities = [-1, -2] };
            var data = new StepRecord("0", step).ToBytes();
            bytes.AsSpan(0, Math.Min(bytes.Length, Math.Max(0, data.Length - at))).CopyTo(data.AsSpan(Math.Min(at, data.Length)));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                StepRecord.Read(data, "test");
            }
            catch (JournalFormatException exception)
            {
                return exception.Message.StartsWith("test", StringComparison.Ordinal) && GC.GetAllocatedBytesForCurrentThread() - before < 100_000;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before < 100_000;
        });

    [Fact]
    public void A_record_of_a_newer_version_says_so()
    {
        var data = new StepRecord("0", new() { Text = "", Finish = StepFinish.Delimiter }).ToBytes();
        data[0] = 9;

        FluentActions.Invoking(() => StepRecord.Read(data, "test")).Should().Throw<JournalFormatException>().WithMessage("*version 9*reads 1 to 2*");
    }

    private static IEnumerable<string> PropertiesOf(Type type) => type.GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name);

    private static bool Same(StepScores restored, StepScores scores) =>
        restored.Values.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(scores.Values.Select(BitConverter.DoubleToInt64Bits)) && restored.Usage == scores.Usage && restored.Feedback.SequenceEqual(scores.Feedback);

    private static bool SameBits(double? restored, double? value) => restored.HasValue == value.HasValue && BitConverter.DoubleToInt64Bits(restored ?? 0) == BitConverter.DoubleToInt64Bits(value ?? 0);

    private static bool SameBits(ImmutableArray<float> restored, float[] values) =>
        restored.Select(BitConverter.SingleToInt32Bits).SequenceEqual(values.Select(BitConverter.SingleToInt32Bits));
}
