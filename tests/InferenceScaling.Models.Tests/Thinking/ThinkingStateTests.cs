using System.Collections.Frozen;
using System.Text;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Models.Thinking;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Thinking;

public sealed class ThinkingStateTests
{
    [Theory]
    [InlineData("aab", "aaab", 4)]
    [InlineData("abab", "aabaabab", 8)]
    [InlineData("abcabd", "abcabcabd", 9)]
    [InlineData("aa", "ba", 0)]
    public void A_tag_that_begins_inside_a_failed_beginning_is_found(string tag, string text, int end)
    {
        var matcher = new TagMatcher(tag);
        var (matched, found) = (0, 0);
        for (var index = 0; index < text.Length && found == 0; index++)
        {
            matched = matcher.Advance(matched, (byte)text[index]);
            found = matched == matcher.Length ? index + 1 : 0;
        }

        found.Should().Be(end);
    }

    [Theory]
    [InlineData("Tabc", 3, true)]
    [InlineData("Tab", 3, false)]
    [InlineData("TaE", 3, false)]
    [InlineData("TaExyz", 3, false)]
    [InlineData("T", 0, true)]
    [InlineData("x", 0, false)]
    [InlineData("TaETbcd", 3, true)]
    [InlineData("TaETbc", 3, false)]
    public void The_end_is_forced_when_the_budget_of_the_block_is_spent(string text, int budget, bool forced)
    {
        var state = Read(new ThinkingOptions { OpenTag = "T", CloseTag = "E", MaxTokens = budget }, text, out _);
        state.Next(1000).Should().Be(forced ? 'E' : null);
    }

    [Fact]
    public void The_end_waits_for_a_character_and_not_for_ever()
    {
        var options = new ThinkingOptions { OpenTag = "T", CloseTag = "E", MaxTokens = 2 };
        var state = Read(options, "Ta", out _);
        foreach (var (value, forced) in (IEnumerable<(int, bool)>)[(0xE2, false), (0x82, false), (0xAC, true)])
        {
            state.Read(value);
            state.Next(1000).HasValue.Should().Be(forced);
        }

        state = Read(options, "Ta", out _);
        for (var index = 0; index < 4; index++)
        {
            state.Read(0xE2);
            state.Next(1000).HasValue.Should().Be(index == 3);
        }
    }

    [Fact]
    public void The_room_for_the_answer_comes_before_the_minimum()
    {
        var state = Read(new ThinkingOptions { OpenTag = "T", CloseTag = "E", MinTokens = 50, AnswerTokens = 10 }, "Tab", out _);
        state.Next(12).Should().BeNull();
        state.Next(11).Should().Be('E');
    }

    [Fact]
    public void An_end_that_comes_too_early_is_replaced_and_one_in_time_is_not()
    {
        var state = Read(new ThinkingOptions { OpenTag = "T", CloseTag = "END", MinTokens = 3 }, "TabEN", out _);
        var copy = state;
        state.Revise('D', endsText: false).Should().Be('W', "the tag's own tokens are no thinking");
        state.Read('W');
        state.Next(1000).Should().Be('a');
        copy.Next(1000).Should().BeNull("a copy is another text");
        copy.Read('x');
        copy.Revise('D', endsText: false).Should().Be('D');
        foreach (var letter in "EN")
            copy.Read(letter);
        copy.Revise('D', endsText: false).Should().Be('D');
        copy.Read('D');
        copy.IsAnswer.Should().BeTrue();
    }

    [Fact]
    public void A_text_does_not_end_inside_its_thinking()
    {
        var state = Read(new ThinkingOptions { OpenTag = "T", CloseTag = "E", MinTokens = 2 }, "Ta", out _);
        state.Revise(TinyModel.End, endsText: true).Should().Be('W');
        foreach (var letter in "Wait")
            state.Read(letter);
        state.Revise(TinyModel.End, endsText: true).Should().Be('E');
        state.Read('E');
        state.Revise(TinyModel.End, endsText: true).Should().Be(TinyModel.End);
    }

    private static ThinkingState Read(ThinkingOptions options, string text, out ThinkingPlan plan)
    {
        using var tiny = new TinyModel();
        var tokenizer = tiny.Tokenizer;
        plan = new(options, tokenizer, new(tokenizer.VocabularySize, FrozenSet.ToFrozenSet([TinyModel.End]), id => tokenizer.IsSpecial(id) ? [] : tokenizer.TokenBytes(id)));
        var state = new ThinkingState(plan, default, once: false);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            state.Next(1000);
            state.Read(value);
        }

        return state;
    }
}
