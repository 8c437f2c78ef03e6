using InferenceScaling.Models.Hub;

namespace InferenceScaling.Models.Tests.Hub;

public sealed class HubSettingsTests
{
    [Fact]
    public void Gaps_are_filled_from_the_shared_environment_variables()
    {
        var settings = Resolve(new(), ("HF_ENDPOINT", "https://mirror.example"), ("HF_TOKEN", "t"), ("HF_HOME", "/models"), ("HF_HUB_OFFLINE", "1"));
        settings.Endpoint.Should().Be(new Uri("https://mirror.example"));
        settings.Token.Should().Be("t");
        settings.CacheFolder.Should().Be(Path.GetFullPath("/models/hub"));
        settings.Offline.Should().BeTrue();
    }

    [Fact]
    public void Options_come_first()
    {
        var settings = Resolve(
            new() { Endpoint = new("http://here.example"), Token = "mine", CacheFolder = "/cache", Offline = false },
            ("HF_ENDPOINT", "https://mirror.example"), ("HF_TOKEN", "t"), ("HF_HUB_CACHE", "/other"), ("HF_HUB_OFFLINE", "true"));
        settings.Endpoint.Should().Be(new Uri("http://here.example"));
        settings.Token.Should().Be("mine");
        settings.CacheFolder.Should().Be(Path.GetFullPath("/cache"));
        settings.Offline.Should().BeFalse();
    }

    [Fact]
    public void The_default_is_the_public_hub_and_the_home_folder()
    {
        var settings = Resolve(new());
        settings.Endpoint.Should().Be(new Uri("https://huggingface.co"));
        settings.CacheFolder.Should().EndWith(Path.Combine(".cache", "huggingface", "hub"));
        settings.Offline.Should().BeFalse();
    }

    [Fact]
    public void Senseless_options_are_refused()
    {
        HubOptions[] senseless =
        [
            new() { MaxAttempts = 0 }, new() { StallTimeout = TimeSpan.Zero }, new() { MaxRetryDelay = TimeSpan.FromSeconds(-1) }, new() { MaxFileLength = 0 },
            new() { Revision = "../x" }, new() { Revision = "" }, new() { File = "../a.gguf" }, new() { File = "a.bin" }, new() { Endpoint = new("ftp://x") },
        ];
        senseless.Should().AllSatisfy(options => FluentActions.Invoking(() => Resolve(options)).Should().Throw<ArgumentException>());
        FluentActions.Invoking(() => Resolve(new(), ("HF_ENDPOINT", "nonsense"))).Should().Throw<ArgumentException>().WithMessage("*HF_ENDPOINT*");
    }

    [Fact]
    public void The_token_is_not_printed() => new HubOptions { Token = "secret" }.ToString().Should().NotContain("secret").And.Contain("main");

    private static HubSettings Resolve(HubOptions options, params (string Name, string Value)[] variables) =>
        HubSettings.Resolve(options, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
