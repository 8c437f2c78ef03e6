using System.Text.Json;
using InferenceScaling.Models.Chat;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Loading;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Paths;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Loading;

public sealed class ModelTextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("model-text").FullName;

    public ModelTextTests() => File.WriteAllBytes(Path.Combine(_folder, "tokenizer.json"), TinyModel.Json(beginning: false));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void End_of_text_is_what_any_file_says()
    {
        Write("config.json", """{"eos_token_id": 7}""");
        Write("generation_config.json", """{"eos_token_id": [7, 8]}""");
        Write("tokenizer_config.json", """{"eos_token": {"content": "<|end|>"}, "bos_token": "<|bos|>"}""");
        var text = Read();
        text.EndOfText.Should().BeEquivalentTo([7, 8, TinyModel.End]);
        (text.BeginningToken, text.EndToken).Should().Be(("<|bos|>", "<|end|>"));
        text.Template.Should().BeNull();
    }

    [Fact]
    public void A_template_file_wins_over_the_settings()
    {
        Write("tokenizer_config.json", """{"chat_template": "settings"}""");
        Read().Template!.Source.Should().Be("settings");
        Write("chat_template.jinja", "file");
        Read().Template!.Source.Should().Be("file");
        Read(Prompting.Plain).Template.Should().BeNull();
    }

    [Fact]
    public void Of_several_templates_the_default_one_is_taken()
    {
        Write("tokenizer_config.json", """{"chat_template": [{"name": "tool_use", "template": "tools"}, {"name": "default", "template": "plain"}]}""");
        Read().Template!.Source.Should().Be("plain");
    }

    [Fact]
    public void Nothing_but_a_tokenizer_is_enough() => Read().EndOfText.Should().BeEmpty();

    [Theory]
    [InlineData("config.json", "[1, 2]", "*expected an object*")]
    [InlineData("config.json", "{", "*is no JSON*")]
    [InlineData("generation_config.json", """{"eos_token_id": "end"}""", "*eos_token_id*\"end\"*")]
    [InlineData("generation_config.json", """{"eos_token_id": [-1]}""", "*eos_token_id*-1*")]
    [InlineData("tokenizer_config.json", """{"eos_token": "\ud800"}""", "*eos_token*Unicode*")]
    public void Damage_is_named(string file, string content, string message)
    {
        Write(file, content);
        FluentActions.Invoking(() => Read()).Should().Throw<CheckpointFormatException>().WithMessage(message).WithMessage($"*{file}*");
    }

    [Fact]
    public void A_template_that_cannot_be_run_is_an_error_unless_it_is_not_needed()
    {
        Write("chat_template.jinja", "{% if %}");
        FluentActions.Invoking(() => Read()).Should().Throw<ChatTemplateException>().WithMessage("*Prompting.Plain*");
        Read(Prompting.Plain).Template.Should().BeNull();
    }

    [Fact]
    public void A_missing_tokenizer_is_named_with_advice()
    {
        File.Move(Path.Combine(_folder, "tokenizer.json"), Path.Combine(_folder, "other.json"));
        FluentActions.Invoking(() => Read()).Should().Throw<FileNotFoundException>().WithMessage("*no tokenizer.json*TokenizerPath*");
        FolderText.Read(_folder, Path.Combine(_folder, "other.json"), Prompting.Auto).Tokenizer.VocabularySize.Should().BeGreaterThan(256);
        Write("tokenizer.model", "");
        FluentActions.Invoking(() => Read()).Should().Throw<FileNotFoundException>().WithMessage("*tokenizer.model*save_pretrained*");
        FluentActions.Invoking(() => Llama2cText.Read(Path.Combine(_folder, "m.bin"), 512, null)).Should().Throw<FileNotFoundException>().WithMessage("*tok512.bin*tokenizer.bin*");
    }

    [SkippableFact]
    public void SmolLM2_prompts_are_those_of_transformers()
    {
        var folder = SharedFixtures.Folder("models/smollm2-135m-instruct");
        using var file = GgufFile.Open(Path.Combine(folder, "SmolLM2-135M-Instruct.Q4_1.gguf"));
        var text = GgufText.Read(file, null, Prompting.Auto);
        text.EndOfText.Should().Contain(2);
        var parts = new LanguageModelParts { CreateExecutor = () => null!, Tokenizer = text.Tokenizer, Template = text.Template, BeginningToken = text.BeginningToken, EndToken = text.EndToken };
        var chat = new PromptEncoder(parts, new());
        var plain = new PromptEncoder(parts, new() { Prompting = Prompting.Plain });
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        var chats = 0;
        foreach (var element in reference.RootElement.GetProperty("cases").EnumerateArray())
        {
            var written = element.GetProperty("text").GetString()!;
            var question = Conversation(written);
            int[] expected = [.. element.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            (question is null ? plain.Encode(written) : chat.Encode(question)).Should().Equal(expected);
            chats += question is null ? 0 : 1;
        }

        chats.Should().BeGreaterThan(5);
    }

    [SkippableFact]
    public void Stories260K_has_its_tokenizer_beside_it()
    {
        var folder = SharedFixtures.Folder("models/stories260k");
        var text = Llama2cText.Read(Path.Combine(folder, "stories260K.bin"), 512, null);
        text.Tokenizer.VocabularySize.Should().Be(512);
        text.Tokenizer.Encode("Once upon a time")[0].Should().Be(1);
        text.EndOfText.Should().Contain([1, 2]);
    }

    /// <summary>The messages of a text in ChatML, without the system message that the template adds by itself; null for plain text.</summary>
    internal static Prompt? Conversation(string text)
    {
        const string Opening = "<|im_start|>";
        if (!text.StartsWith(Opening, StringComparison.Ordinal))
            return null;
        var messages = text.Split(Opening, StringSplitOptions.RemoveEmptyEntries)[..^1].Select(turn => turn.Split('\n', 2)).Select(turn =>
            new PromptMessage(Enum.Parse<PromptRole>(turn[0], ignoreCase: true), turn[1][..turn[1].LastIndexOf("<|im_end|>", StringComparison.Ordinal)]));
        return new([.. messages.Where(message => !message.Text.StartsWith("You are a helpful AI assistant named SmolLM", StringComparison.Ordinal))]);
    }

    private ModelText Read(Prompting prompting = Prompting.Auto) => FolderText.Read(_folder, null, prompting);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);
}
