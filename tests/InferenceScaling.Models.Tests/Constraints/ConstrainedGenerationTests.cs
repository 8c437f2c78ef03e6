using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceScaling.Models.Constraints;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Constraints;

public sealed class ConstrainedGenerationTests
{
    private const string PersonSchema = """
        {"type": "object", "required": ["name", "tags"], "properties": {
          "name": {"type": "string", "maxLength": 8},
          "age": {"type": ["integer", "null"]},
          "kind": {"enum": ["a", "b"]},
          "tags": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}, "maxItems": 3}}}
        """;

    private static readonly StepOptions Hot = new() { MaxTokens = 200, Delimiters = [], Sampling = new() { Temperature = 2 } };

    [Theory]
    [InlineData(@"\d{1,3}(\.\d+)?")]
    [InlineData("(yes|no|maybe)( (and|or) (yes|no)){0,3}")]
    [InlineData("[^xy]{0,1}é[à-ÿ]*z")]
    [InlineData(@"(stop|x\n\ny|\w+@\w+)")]
    public async Task Every_finished_text_matches(string pattern)
    {
        using var tiny = new TinyModel();
        var constraint = new RegexConstraint(pattern);
        var reference = new Regex($@"\A(?:{pattern})\z", RegexOptions.None, TimeSpan.FromSeconds(5));
        var finished = 0;
        for (var seed = 0UL; seed < 25; seed++)
        {
            var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("Say it.", seed), 0, Hot with { Constraint = constraint });
            if (step.Finish == StepFinish.TokenLimit)
                continue;
            finished++;
            step.Finish.Should().Be(StepFinish.EndOfText);
            reference.IsMatch(step.Text).Should().BeTrue($"of '{step.Text}'");
        }

        finished.Should().BeGreaterThan(5);
    }

    [Fact]
    public async Task Every_finished_text_is_JSON_of_the_schema()
    {
        using var tiny = new TinyModel(bias: PrefersQuotes);
        var constraint = new JsonSchemaConstraint(PersonSchema);
        for (var seed = 0UL; seed < 25; seed++)
        {
            var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("Who?", seed), 0, Hot with { MaxTokens = 600, Constraint = constraint });
            step.Finish.Should().Be(StepFinish.EndOfText);
            using var document = JsonDocument.Parse(step.Text);
            var person = document.RootElement;
            person.GetProperty("name").GetString()!.EnumerateRunes().Count().Should().BeLessThanOrEqualTo(8);
            person.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("x").GetDouble()).Count().Should().BeLessThanOrEqualTo(3);
            if (person.TryGetProperty("age", out var age))
                (age.ValueKind == JsonValueKind.Null || age.TryGetInt64(out _)).Should().BeTrue();
            if (person.TryGetProperty("kind", out var kind))
                kind.GetString().Should().BeOneOf("a", "b");
            person.EnumerateObject().Select(property => property.Name).Should().BeSubsetOf(["name", "age", "kind", "tags"]);
        }
    }

    [Fact]
    public async Task A_text_that_can_go_no_further_ends_without_an_end_token()
    {
        using var tiny = new TinyModel(bias: (_, logits) => logits[TinyModel.End] = 50);
        var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("Say it.", 1), 0, Hot with { Constraint = new RegexConstraint("abc") });
        (step.Text, step.Finish, step.Tokens.Length).Should().Be(("abc", StepFinish.EndOfText, 3));
    }

    [Fact]
    public async Task A_text_ends_only_where_it_may()
    {
        using var tiny = new TinyModel(bias: (_, logits) => logits[TinyModel.End] = 50);
        var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("Say it.", 1), 0, Hot with { Constraint = new RegexConstraint("a{3,}"), Sampling = SamplingOptions.Greedy });
        step.Text.Should().Be("aaa");
        step.Tokens[^1].Should().Be(TinyModel.End);
    }

    [Fact]
    public async Task The_token_limit_is_told_when_it_comes_first()
    {
        using var tiny = new TinyModel();
        var step = await tiny.Model.GenerateStepAsync(ReasoningPath.Root("Say it.", 1), 0, Hot with { MaxTokens = 5, Constraint = new RegexConstraint("[b-d]{30}") });
        (step.Finish, step.Text.Length).Should().Be((StepFinish.TokenLimit, 5));
    }

    [Fact]
    public async Task Steps_that_are_cut_go_on_where_they_were_with_and_without_a_cache()
    {
        using var tiny = new TinyModel();
        using var other = new TinyModel();
        var options = Hot with { MaxTokens = 3, Constraint = new RegexConstraint(@"[é-ü]{4}-\d{5,9}!") };
        var path = ReasoningPath.Root("Say it.", 3);
        for (var ordinal = 0; path.IsOpen; ordinal++)
        {
            var step = await tiny.Model.GenerateStepAsync(path, ordinal, options);
            (await other.Model.GenerateStepAsync(path, ordinal, options)).Tokens.Should().Equal(step.Tokens);
            path = path.Extend(ordinal, step);
        }

        path.Depth.Should().BeGreaterThan(3);
        path.Text.Should().MatchRegex("^[é-ü]{4}-[0-9]{5,9}!$");
    }

    [Fact]
    public async Task A_path_that_somebody_led_outside_is_refused()
    {
        using var tiny = new TinyModel();
        var path = ReasoningPath.Root("Say it.", 1).Extend(0, new ReasoningStep { Text = "xyz", Finish = StepFinish.Delimiter });
        await tiny.Model.Awaiting(model => model.GenerateStepAsync(path, 0, Hot with { Constraint = new RegexConstraint("abc") }))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*'abc'*");
    }

    [Fact]
    public async Task Probabilities_are_those_of_the_model_and_of_the_draw()
    {
        using var tiny = new TinyModel();
        var path = ReasoningPath.Root("Say it.", 1);
        var step = await tiny.Model.GenerateStepAsync(path, 0, Hot with { Constraint = new RegexConstraint("q") });
        step.SamplingLogProbabilities.Should().Equal(0f);
        step.LogProbabilities.Should().Equal(Sampler.LogProbability(tiny.Executor.Logits(tiny.Tokenizer.Encode("Say it.")), 'q'));
    }

    [Fact]
    public void Masks_hold_the_tokens_whose_bytes_go_on()
    {
        using var tiny = new TinyModel();
        var tokenizer = tiny.Tokenizer;
        var vocabulary = new Vocabulary(tokenizer.VocabularySize, FrozenSet.ToFrozenSet([TinyModel.End]), id => tokenizer.IsSpecial(id) ? [] : tokenizer.TokenBytes(id));
        var constraint = new RegexConstraint(@"(a\n)*(stop|é|x\n\ny)?\n{0,3}");
        var masks = new TokenMasks(constraint, new TokenTrie(vocabulary), vocabulary);
        foreach (var text in (string[])["", "a", "a\n", "s", "stop", "x\n", "stop\n\n\n"])
        {
            var state = constraint.Advance(constraint.Start, Encoding.UTF8.GetBytes(text));
            var mask = masks.Allowed(state);
            for (var id = 0; id < vocabulary.Size; id++)
            {
                var expected = id == TinyModel.End ? constraint.Accepts(state) : !tokenizer.IsSpecial(id) && constraint.Advance(state, tokenizer.TokenBytes(id)) >= 0;
                ((mask[id / 64] >> (id % 64)) & 1).Should().Be(expected ? 1UL : 0UL, $"of token {id} after '{text}'");
            }
        }
    }

    [Fact]
    public void A_mask_is_computed_once_a_state()
    {
        const int size = 49_152;
        var random = new PathRandom(7);
        var words = Enumerable.Range(0, size)
            .Select(id => id < 256 ? [(byte)id] : Enumerable.Range(0, 1 + (int)(random.Child(id).Uniform(0) * 9)).Select(place => (byte)(32 + (random.Child(id).Uniform((ulong)place + 1) * 95))).ToArray())
            .ToArray();
        var vocabulary = new Vocabulary(size, FrozenSet<int>.Empty, id => words[id]);
        var constraint = new JsonSchemaConstraint(PersonSchema);
        var masks = new TokenMasks(constraint, new TokenTrie(vocabulary), vocabulary);
        var state = constraint.Advance(constraint.Start, "{\"name\":\"a"u8);
        var first = masks.Allowed(state);
        var (same, before) = (true, GC.GetAllocatedBytesForCurrentThread());
        for (var repeat = 0; repeat < 1000; repeat++)
            same &= ReferenceEquals(masks.Allowed(state), first);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        same.Should().BeTrue();
    }

    /// <summary>Strings and numbers end sooner.</summary>
    private static void PrefersQuotes(int[] context, float[] logits)
    {
        logits['"'] += 4;
        logits['}'] += 4;
    }
}
