using System.Text.Json;
using InferenceScaling.Models.Chat;

namespace InferenceScaling.Models.Tests.Chat;

/// <summary>The public surface: messages as records and as JSON, options, continuation.</summary>
public sealed class ChatTemplateTests
{
    private const string ChatMl =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private static readonly ChatMessage[] Turns = [new("user", "Hi"), new("assistant", "Hello there")];

    [Fact]
    public void A_conversation_renders_turn_by_turn()
    {
        var text = ChatTemplate.Parse(ChatMl).Render(Turns, new ChatTemplateOptions { AddGenerationPrompt = true });

        text.Should().Be("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello there<|im_end|>\n<|im_start|>assistant\n");
    }

    [Fact]
    public void Records_and_JSON_render_alike()
    {
        var template = ChatTemplate.Parse("{{ messages | tojson }}");
        using var json = JsonDocument.Parse("""
            [{"role":"assistant","content":null,"name":"n","reasoning_content":"r","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":{"x":1.0}}}],"weight":0,"reasoning":"r","thinking":"r"}]
            """);
        using var arguments = JsonDocument.Parse("""{"x":1.0}""");
        using var weight = JsonDocument.Parse("0");
        var record = new ChatMessage("assistant", null)
        {
            Name = "n",
            ReasoningContent = "r",
            ToolCalls = [new ChatToolCall("f", arguments.RootElement, "1")],
            Properties = new Dictionary<string, JsonElement> { ["weight"] = weight.RootElement },
        };

        var fromRecord = template.Render([record]);

        fromRecord.Should().Be(template.Render(json.RootElement));
        fromRecord.Should().Contain("\"arguments\": {\"x\": 1.0}").And.Contain("\"thinking\": \"r\"");
    }

    [Fact]
    public void Tools_and_documents_are_none_when_absent_and_bos_is_undefined()
    {
        ChatTemplate.Parse("{{ tools is none }}{{ documents is none }}{{ bos_token is defined }}{{ add_generation_prompt }}").Render(Turns)
            .Should().Be("TrueTrueFalseFalse");
    }

    [Fact]
    public void A_continued_message_ends_the_text()
    {
        ChatTemplate.Parse(ChatMl).Render(Turns, new ChatTemplateOptions { ContinueFinalMessage = true })
            .Should().EndWith("assistant\nHello there");
    }

    [Fact]
    public void A_continued_message_that_the_template_trims_ends_without_its_trailing_space()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}[{{ m.content | trim }}]{% endfor %}");

        template.Render([new ChatMessage("assistant", " one two  ")], new ChatTemplateOptions { ContinueFinalMessage = true }).Should().Be("[one two");
    }

    [Fact]
    public void A_continued_message_may_begin_with_what_only_Python_calls_space()
    {
        var template = ChatTemplate.Parse("{{ messages[0].content | trim }}!");

        template.Render([new ChatMessage("assistant", "\u001c\u0085 one")], new ChatTemplateOptions { ContinueFinalMessage = true }).Should().Be("one");
    }

    [Fact]
    public void A_message_the_template_drops_cannot_be_continued()
    {
        FluentActions.Invoking(() => ChatTemplate.Parse("fixed").Render(Turns, new ChatTemplateOptions { ContinueFinalMessage = true }))
            .Should().Throw<ChatTemplateException>().WithMessage("*cannot be continued*");
    }

    [Fact]
    public void A_message_is_either_continued_or_begun()
    {
        FluentActions.Invoking(() => ChatTemplate.Parse(ChatMl).Render(Turns, new ChatTemplateOptions { ContinueFinalMessage = true, AddGenerationPrompt = true }))
            .Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Messages_that_are_not_an_array_of_objects_are_refused()
    {
        using var number = JsonDocument.Parse("[1]");
        using var text = JsonDocument.Parse("\"x\"");
        var template = ChatTemplate.Parse(ChatMl);

        FluentActions.Invoking(() => template.Render(number.RootElement)).Should().Throw<ArgumentException>().WithMessage("*Message 0*");
        FluentActions.Invoking(() => template.Render(text.RootElement)).Should().Throw<ArgumentException>().WithMessage("*array*");
    }

    [Fact]
    public void One_template_renders_on_many_threads()
    {
        var template = ChatTemplate.Parse("{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + m.content|length %}{% endfor %}{{ ns.n }}");

        Parallel.For(0, 200, i => template.Render([new ChatMessage("user", new string('x', i))]).Should().Be($"{i}"));
    }
}
